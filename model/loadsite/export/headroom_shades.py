"""Classes of headroom on maps: sizes of campuses that are asked for, in colours that colour-blind eyes tell apart."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Final


@dataclass(frozen=True)
class Shade:
    """A class of headroom [MW], and how a bus of it is drawn."""

    least_mw: float
    below_mw: float
    colour: str
    size_mm: float

    @property
    def label(self) -> str:
        """The class in words."""
        if self.below_mw == inf:
            return f"{self.least_mw:,.0f} MW and more"
        return f"{self.least_mw:,.0f} to {self.below_mw:,.0f} MW"

    def expression(self, column: str) -> str:
        """The class as a condition on a column."""
        parts = [f'"{column}" >= {self.least_mw:g}']
        parts += [f'"{column}" < {self.below_mw:g}'] if self.below_mw < inf else []
        return " AND ".join(parts)


SHADES: Final = (
    Shade(0, 100, "#ffffd4", 1.4), Shade(100, 300, "#fed98e", 1.8), Shade(300, 1000, "#fe9929", 2.4),
    Shade(1000, 2000, "#d95f0e", 3.0), Shade(2000, inf, "#993404", 3.6),
)  # fmt: skip
