"""Units that resemble each other, so that a few can be asked first in place of all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats
from loadsite.solve.decomposed.units import Unit

BINS = 24


@dataclass(frozen=True)
class Clusters:
    """`representatives` are unit numbers; `represented_by[u]` is the number of the unit that stands for unit u."""

    representatives: list[int]
    represented_by: npt.NDArray[np.int64]

    @property
    def weights(self) -> Floats:
        """By unit: how many units it stands for, itself among them; zero for those it does not represent."""
        return np.bincount(self.represented_by, minlength=len(self.represented_by)).astype(float)


def cluster(units: list[Unit], count: int) -> Clusters:
    """Pick `count` units so that the unit farthest from all picked ones is picked next; each joins the nearest.

    Extremes are picked early, as they are far from the rest.
    """
    looks = _Looks(units)
    features = looks.features
    central = int(np.argmin(((features - features.mean(axis=0)) ** 2).sum(axis=1)))
    picked = [central]
    distance = looks.distance(central)
    nearest = np.full(len(units), central)
    while len(picked) < min(count, len(units)) or np.isinf(distance).any():
        farthest = int(np.argmax(distance))
        picked.append(farthest)
        to_new = looks.distance(farthest)
        nearest = np.where(to_new < distance, farthest, nearest)
        distance = np.minimum(distance, to_new)
    return Clusters(sorted(picked), nearest)


class _Looks:
    """What units look like: the limits of their rows and columns, summed in BINS parts, and how many there are."""

    def __init__(self, units: list[Unit]) -> None:
        features = np.array([_features(unit) for unit in units])
        spread = features.std(axis=0)
        self.features = features / np.where(spread > 0, spread, 1.0)
        self._sizes = np.array([(unit.program.row_count, unit.program.column_count) for unit in units])

    def distance(self, to: int) -> Floats:
        """Of every unit to one of them, by position: infinite to those with other rows and columns."""
        alike = (self._sizes == self._sizes[to]).all(axis=1)
        return np.where(alike, ((self.features - self.features[to]) ** 2).sum(axis=1), np.inf)


def _features(unit: Unit) -> Floats:
    program, link_count = unit.program, len(unit.linking)
    own_upper = program.upper[link_count:]
    limits = [np.where(np.isfinite(v), v, 0.0) for v in (program.row_lower, program.row_upper, own_upper)]
    return np.concatenate([[part.sum() for part in np.array_split(limit, BINS)] for limit in limits])
