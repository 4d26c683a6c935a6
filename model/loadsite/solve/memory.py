"""How much memory this process has used at most, and giving back what it needs no more."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress


def peak_memory_mb() -> float | None:
    """Highest resident memory of this process so far [MB]; None where the system does not tell."""
    if sys.platform == "win32":
        return None
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    bytes_per_unit = 1 if sys.platform == "darwin" else 1024
    return peak * bytes_per_unit / 1e6


def give_back_memory() -> None:
    """Return freed memory to the system, where the C library can: after a search a quarter of a GB of a year lies idle
    in small pieces, which large arrays cannot use.
    """
    gc.collect()
    if sys.platform == "linux":
        with suppress(OSError, AttributeError):  # a C library that has no such function
            ctypes.CDLL(None).malloc_trim(0)
