"""From Pyomo sets to label arrays, and from labels to their positions."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyomo
from pyomo.core.base.set import SetProduct

from loadsite.arrays.refusal import CannotCompile


def one_dimensional(index_set: Any) -> list[Any]:
    """The sets whose product a component is indexed by; CannotCompile where one has tuples for members."""
    parts = list(index_set.subsets(expand_all_set_operators=True)) if isinstance(index_set, SetProduct) else [index_set]
    for part in parts:
        if part.dimen not in (1, 0) and len(part):
            raise CannotCompile(f"the set {part.name} has members of {part.dimen} parts; use one set per index")
    return parts


class Labels:
    """Labels of sets, looked up once per set."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Any, npt.NDArray[Any]]] = {}
        self._positions: dict[int, dict[Any, int]] = {}

    def of(self, index_set: Any) -> npt.NDArray[Any]:
        """Members of a one-dimensional set, in order."""
        known = self._known.get(id(index_set))
        if known is None:
            known = self._known[id(index_set)] = (index_set, _members(index_set))
        return known[1]

    def positions(self, index_set: Any, labels: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
        """Where each label stands in the set; CannotCompile names the first that does not stand there."""
        members = self.of(index_set)
        if labels.size == 0:
            return np.zeros(labels.shape, dtype=np.int64)
        if labels.dtype.kind in "if" and _is_run(members):
            before = labels - members[0]
            missing = ~((before >= 0) & (before < len(members)) & (before == np.floor(before)))
            positions = np.where(missing, 0, before).astype(np.int64)
        else:
            known = self._positions_of_members(index_set)
            found = [known.get(label, -1) for label in labels.ravel().tolist()]
            positions = np.array(found, dtype=np.int64).reshape(labels.shape)
            missing = positions < 0
        if missing.any():
            raise CannotCompile(f"{_as_written(labels[missing][0])!r} is not a member of the set {index_set.name}")
        return positions

    def _positions_of_members(self, index_set: Any) -> dict[Any, int]:
        known = self._positions.get(id(index_set))
        if known is None:
            known = {label: k for k, label in enumerate(self.of(index_set).tolist())}
            self._positions[id(index_set)] = known
        return known


def _members(index_set: Any) -> npt.NDArray[Any]:
    if isinstance(index_set, pyomo.RangeSet):
        runs = list(index_set.ranges())
        if len(runs) == 1 and runs[0].step:
            return np.arange(runs[0].start, runs[0].end + 1, runs[0].step)
    members = list(index_set)
    if all(isinstance(member, int) for member in members):
        return np.array(members, dtype=np.int64)
    labels = np.empty(len(members), dtype=object)
    labels[:] = members
    return labels


def _as_written(label: Any) -> Any:
    """A label as a person writes it: t - 1 is computed with floats, but -1.0 is no hour anyone knows."""
    number = label.item() if isinstance(label, np.generic) else label
    return int(number) if isinstance(number, float) and number.is_integer() else number


def _is_run(members: npt.NDArray[Any]) -> bool:
    """Whether the members are consecutive whole numbers, so that a position is a subtraction."""
    if members.dtype.kind != "i" or len(members) == 0:
        return False
    return int(members[-1]) - int(members[0]) == len(members) - 1 and bool((np.diff(members) == 1).all())
