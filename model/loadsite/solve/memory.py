"""How much memory this process has used at most."""

from __future__ import annotations

import sys


def peak_memory_mb() -> float | None:
    """Highest resident memory of this process so far [MB]; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bytes_per_unit = 1 if sys.platform == "darwin" else 1024
    return peak * bytes_per_unit / 1e6
