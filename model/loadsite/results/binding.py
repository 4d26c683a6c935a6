"""Whether a limit binds, where the answer is good to a gap: by what its price matters, not by its last digits.

At an answer that costs no more than a gap above the least cost, what all limits leave unused, each times its price,
adds up to no more than the gap. So a limit may bind and still have something to spare: of 30 million m3 of water at
6.56 USD, 118,770 m3 are 0.8 million USD, a tenth of the gap that was allowed.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats
from loadsite.results.families import Solved

MOST_SLACK = 0.01
"""Share of a limit that may be left of one that binds. 0.004 was left of the water of a state, at a gap of 1e-4."""


def binds_within(price: Floats, slack: Floats, size: Floats, solved: Solved) -> npt.NDArray[np.bool_]:
    """Which rows of one limit bind within the gap: those that are priced, where relaxing the limit as a whole saves
    more than the gap, and no more of the row is left than the share of that which the gap is.

    `price` in M$ per unit of the row, present value and hours counted; `size` is that of the row's sides.
    """
    return _bind(price, slack, size, np.broadcast_to((np.abs(price) * size).sum(), np.shape(price)), solved)


def each_binds_within(price: Floats, slack: Floats, size: Floats, solved: Solved) -> npt.NDArray[np.bool_]:
    """The same of limits of which each stands for itself."""
    return _bind(price, slack, size, np.abs(price) * size, solved)


def _bind(price: Floats, slack: Floats, size: Floats, whole: Floats, solved: Solved) -> npt.NDArray[np.bool_]:
    gap, shadow_price = solved.solution.gap, np.abs(price) * size
    allowed = np.minimum(np.divide(gap, whole, out=np.zeros(np.shape(whole)), where=whole > max(gap, 0.0)), MOST_SLACK)
    return np.asarray((shadow_price > 0.0) & (whole > gap) & (gap > 0.0) & (np.abs(slack) <= allowed * size))
