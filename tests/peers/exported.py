"""Networks of PyPSA as they are exported, and PyPSA itself: whoever imports this waits seconds for it."""

from __future__ import annotations

import pypsa

from loadsite.export.to_pypsa.folder import CannotExport, write_network
from loadsite.export.to_pypsa.solve_network import solved as solved_folder

__all__ = ["CannotExport", "pypsa", "solved_folder", "write_network"]
