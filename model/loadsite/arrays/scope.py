"""Scope: what the symbolic indices stand for at one place of an expression, and which row each entry belongs to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count

import numpy as np
import numpy.typing as npt

from loadsite.arrays.named_axes import Named, combine, scalar

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class AxisRole:
    """One axis of a scope: its size, the row index it stems from, and how often it repeats a row.

    `stride` is how far apart rows are whose index on this axis differs by one, 0 for an axis that only sums.
    `origin` names the axis it was before sums unfolded it. `parent` is, for each entry, the position on the row axis
    it stems from; `rank` is its place among the entries with the same parent; `repeats` is how many entries have that
    parent.
    """

    size: int
    stride: int
    origin: int
    parent: Positions
    rank: Positions | None = None
    repeats: Positions | None = None


@dataclass
class Scope:
    """Axes by name, and the values of every symbolic index over them. The indices of a row are named 0, 1, ..."""

    axes: dict[int, AxisRole] = field(default_factory=dict)
    values: dict[int, Named] = field(default_factory=dict)
    """id of a symbolic index -> the labels it stands for"""
    set_positions: dict[int, tuple[object, Named]] = field(default_factory=dict)
    """id of a symbolic index -> the set it runs over, and positions in that set"""
    unfolded: dict[int, tuple[int, Positions]] = field(default_factory=dict)
    """axis that was replaced -> the axis in its place, and for each entry of that the entry of the old one"""
    names: count[int] = field(default_factory=count)

    def copy(self) -> Scope:
        """A scope in which a sum may bind further indices; its axes have names of their own."""
        return Scope(
            dict(self.axes), dict(self.values), dict(self.set_positions), dict(self.unfolded), self.names
        )

    @property
    def order(self) -> tuple[int, ...]:
        """The indices of the row first, in their order, unfolded or not; then sums over whole sets."""
        return tuple(sorted(self.axes, key=lambda name: self.axes[name].origin))

    @property
    def shape(self) -> tuple[int, ...]:
        return tuple(self.axes[name].size for name in self.order)

    def add_row_axis(self, size: int, stride: int) -> int:
        """An axis of the constraint itself: one entry per row index."""
        name = next(self.names)
        self.axes[name] = AxisRole(size, stride, name, np.arange(size))
        return name

    def add_sum_axis(self, size: int) -> int:
        """An axis of a sum over a whole set: every row gets all of it."""
        name = next(self.names)
        entries = np.arange(size)
        self.axes[name] = AxisRole(size, 0, name, np.zeros(size, dtype=np.int64), entries, np.full(size, size))
        return name

    def replace_axis(self, axis: int, lengths: Positions) -> int:
        """Replace an axis by a longer one in which its k-th entry stands lengths[k] times; returns the new axis.

        This is how a sum over a set that depends on an index, `for g in m.generators_in[z]`, unfolds.
        """
        old = self.axes.pop(axis)
        take = np.repeat(np.arange(old.size), lengths)
        parent = old.parent[take]
        runs = np.bincount(parent, minlength=int(old.parent.max(initial=-1)) + 1)
        first = np.concatenate([[0], np.cumsum(runs)[:-1]])
        name = next(self.names)
        rank = np.arange(len(take)) - first[parent]
        self.axes[name] = AxisRole(len(take), old.stride, old.origin, parent, rank, runs[parent])
        self.unfolded[axis] = (name, take)
        self.values = {key: value.along(axis, name, take) for key, value in self.values.items()}
        self.set_positions = {
            key: (over, value.along(axis, name, take)) for key, (over, value) in self.set_positions.items()
        }
        return name

    def unfold(self, outer: Named) -> Named:
        """The same array over the axes of this scope, where it was read in a scope that this one was copied from."""
        for axis, (name, take) in self.unfolded.items():
            outer = outer.along(axis, name, take)
        return outer

    def rows(self) -> Named:
        """The row each entry belongs to, over the axes that tell rows apart."""
        total = scalar(np.int64(0))
        for name, role in sorted(self.axes.items()):
            if role.stride:
                total = combine(np.add, total, Named((name,), role.parent * role.stride))
        return total

    def ranks(self) -> Named:
        """The place of each entry among the entries of this term in the same row: 0, 1, 2, ..."""
        total = scalar(np.int64(0))
        for name, role in sorted(self.axes.items()):
            if role.rank is not None and role.repeats is not None:
                total = combine(np.multiply, total, Named((name,), role.repeats))
                total = combine(np.add, total, Named((name,), role.rank))
        return total

    def counts(self, row_shape: tuple[int, ...]) -> Iterator[tuple[int | None, Positions]]:
        """How often each sum repeats a row: by its index that was unfolded, or None and one number for all rows."""
        for role in self.axes.values():
            if role.rank is not None:
                row_index = role.origin if role.origin < len(row_shape) else None
                rows = 1 if row_index is None else row_shape[row_index]
                yield row_index, np.bincount(role.parent, minlength=rows)

    def sums(self) -> bool:
        """Whether any axis repeats rows."""
        return any(role.rank is not None for role in self.axes.values())
