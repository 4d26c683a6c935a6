"""How the audit compares: relative errors, each against a stated scale."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.solve.certificate import Check

TOLERANCE = 1e-6
"""Largest relative error allowed."""

SCALE = 1.0
"""An error is measured against the magnitudes compared, and at least against 1 MW, 1 MWh or 1 USD."""

Axes = Sequence[pd.Index | Sequence[Any]]


class Findings:
    """The checks made so far. Every method compares whole arrays and notes the worst place."""

    def __init__(self) -> None:
        self.checks: list[Check] = []

    def equal(self, name: str, found: Floats, expected: Floats, axes: Axes, magnitude: Floats | None = None) -> None:
        """`found` is `expected`, against the larger of the two or `magnitude`."""
        size = np.maximum(np.abs(found), np.abs(expected)) if magnitude is None else magnitude
        with np.errstate(invalid="ignore"):
            difference = np.where(found == expected, 0.0, np.abs(found - expected))
        self._note(name, difference, np.where(np.isfinite(size), size, SCALE), axes)

    def at_most(self, name: str, value: Floats, limit: Floats, axes: Axes, magnitude: Floats | None = None) -> None:
        """`value` does not exceed `limit` (inf: no limit), against the limit or `magnitude`."""
        size = np.where(np.isfinite(limit), np.abs(limit), 0.0) if magnitude is None else magnitude
        self._note(name, np.maximum(value - limit, 0.0), size, axes)

    def not_negative(self, name: str, value: Floats, axes: Axes) -> None:
        """`value` is zero or more."""
        self._note(name, np.maximum(-value, 0.0), np.zeros_like(value), axes)

    def _note(self, name: str, error: Floats, size: Floats, axes: Axes) -> None:
        if not error.size:
            self.checks.append(Check(name, 0.0, ""))
            return
        relative = error / np.maximum(size, SCALE)
        # NaN would compare as no error at all
        relative = np.where(np.isnan(relative), np.inf, relative)
        worst = int(np.argmax(relative))
        place = np.unravel_index(worst, relative.shape)
        where = ", ".join(str(axis[int(at)]) for axis, at in zip(axes, place, strict=True))
        self.checks.append(Check(name, float(relative.reshape(-1)[worst]), where))
