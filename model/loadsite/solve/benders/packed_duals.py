"""Packed duals: half of the row duals of a cut are zero, and a search keeps thousands of cuts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Singles = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class PackedDuals:
    """Numbers to single precision: how many, a bit for each that is not zero, and those that are not."""

    count: int
    bits: npt.NDArray[np.uint8]
    values: Singles

    def unpacked(self) -> Singles:
        """All of them, zeros too."""
        found = np.zeros(self.count, dtype=np.float32)
        found[np.unpackbits(self.bits, count=self.count).astype(bool)] = self.values
        return found


def packed(duals: npt.ArrayLike) -> PackedDuals:
    """Numbers, packed: rounded to single precision."""
    singles = np.asarray(duals, dtype=np.float32)
    nonzero = singles != 0.0
    return PackedDuals(len(singles), np.packbits(nonzero), singles[nonzero])
