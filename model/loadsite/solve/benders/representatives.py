"""Representative subproblems: farthest-point sampling of those that resemble each other, so that a few are evaluated
first in place of all.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats
from loadsite.solve.benders.subproblem import Subproblem

BINS = 24


@dataclass(frozen=True)
class Clusters:
    """Clusters of subproblems: `representatives` are subproblem numbers; `represented_by[u]` is the number of the
    subproblem that represents subproblem u.
    """

    representatives: list[int]
    represented_by: npt.NDArray[np.int64]

    @property
    def weights(self) -> Floats:
        """Weight by subproblem: how many subproblems it represents, itself among them; zero for those that are no
        representative.
        """
        return np.bincount(self.represented_by, minlength=len(self.represented_by)).astype(float)


def cluster(subproblems: list[Subproblem], count: int) -> Clusters:
    """Farthest-point sampling: pick `count` subproblems so that the one farthest from all picked ones is picked next;
    each joins the nearest.

    Extremes are picked early, as they are far from the rest.
    """
    looks = _Features(subproblems)
    features = looks.features
    central = int(np.argmin(((features - features.mean(axis=0)) ** 2).sum(axis=1)))
    picked = [central]
    distance = looks.distance(central)
    nearest = np.full(len(subproblems), central)
    while len(picked) < min(count, len(subproblems)) or np.isinf(distance).any():
        farthest = int(np.argmax(distance))
        picked.append(farthest)
        to_new = looks.distance(farthest)
        nearest = np.where(to_new < distance, farthest, nearest)
        distance = np.minimum(distance, to_new)
    return Clusters(sorted(picked), nearest)


class _Features:
    """Features of subproblems: the limits of their rows and columns, summed in BINS parts, and how many there are."""

    def __init__(self, subproblems: list[Subproblem]) -> None:
        features = np.array([_feature_vector(subproblem) for subproblem in subproblems])
        spread = features.std(axis=0)
        self.features = features / np.where(spread > 0, spread, 1.0)
        self._sizes = np.array([(each.program.row_count, each.program.column_count) for each in subproblems])

    def distance(self, to: int) -> Floats:
        """Distance of every subproblem to one of them, by position: infinite to those with other rows and columns."""
        comparable = (self._sizes == self._sizes[to]).all(axis=1)
        return np.where(comparable, ((self.features - self.features[to]) ** 2).sum(axis=1), np.inf)


def _feature_vector(subproblem: Subproblem) -> Floats:
    program, coupling_count = subproblem.program, len(subproblem.coupling)
    own_upper = program.upper[coupling_count:]
    limits = [np.where(np.isfinite(v), v, 0.0) for v in (program.row_lower, program.row_upper, own_upper)]
    return np.concatenate([[part.sum() for part in np.array_split(limit, BINS)] for limit in limits])
