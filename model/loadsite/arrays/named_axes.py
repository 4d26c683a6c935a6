"""Arrays whose axes are named by whole numbers, so that they line up by name and never by position."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Named:
    """An array with one named axis per dimension; no axes for a scalar."""

    axes: tuple[int, ...]
    array: npt.NDArray[Any]

    def over(self, axes: tuple[int, ...]) -> npt.NDArray[Any]:
        """A view that broadcasts over `axes`, which must hold all axes of this array."""
        if self.axes == axes:
            return self.array
        order = sorted(range(len(self.axes)), key=lambda k: axes.index(self.axes[k]))
        shape = [1] * len(axes)
        for k in order:
            shape[axes.index(self.axes[k])] = self.array.shape[k]
        return self.array.transpose(order).reshape(shape)

    def along(self, axis: int, new_axis: int, take: npt.NDArray[np.int64]) -> Named:
        """The same with `axis` replaced by `new_axis`, whose k-th entry is the old axis's entry take[k]."""
        if axis not in self.axes:
            return self
        where = self.axes.index(axis)
        axes = tuple(new_axis if a == axis else a for a in self.axes)
        return Named(axes, np.take(self.array, take, axis=where))


def scalar(number: Any) -> Named:
    """An array without axes."""
    return Named((), np.asarray(number))


def combine(function: Callable[..., npt.NDArray[Any]], *operands: Named) -> Named:
    """Apply a numpy function entry by entry, lining the operands up by axis name."""
    axes = tuple(sorted({axis for operand in operands for axis in operand.axes}))
    return Named(axes, function(*(operand.over(axes) for operand in operands)))
