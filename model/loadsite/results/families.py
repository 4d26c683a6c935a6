"""The families of a solved program as arrays in MW, MWh and USD, and the long tables they become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.arrays.linear_program import Block, Floats, LinearProgram
from loadsite.equations.time_sets import PERIOD_SET, SNAPSHOT_SETS, YEAR_SETS
from loadsite.inputs.case import Case
from loadsite.solve.matrix import activities
from loadsite.solve.solution import Solution

MW = 1e3
"""MW per GW, MWh per GWh"""
USD = 1e6
"""USD per M$"""
USD_PER_MW = USD / MW
"""USD/MW per M$/GW, USD/MWh per M$/GWh"""

Labels = Sequence[Any] | npt.NDArray[Any] | pd.Index
Axes = Mapping[str, Labels]


@dataclass(frozen=True)
class Solved:
    """A case, its program and the solution that belong together."""

    case: Case
    program: LinearProgram
    solution: Solution

    @cached_property
    def activity(self) -> Floats:
        """What every row of the program comes to [GW, GWh, M$, thousands]."""
        return activities(self.program, self.solution.primal)

    def value(self, family: str) -> Floats:
        """Decisions of a family, shaped by its axes [MW, energies in MWh]."""
        # adding zero turns the -0.0 that solvers return into 0.0
        return self.program.column_block(family).of(self.solution.primal) * MW + 0.0

    def labels(self, family: str, axis: int = 0) -> pd.Index:
        """Labels along one axis of a family of decisions."""
        labels: pd.Index = pd.Index(self.program.column_block(family).axes[axis].labels)
        return labels

    def on(self, family: str, labels: pd.Index) -> Floats:
        """Decisions of a family spread over all of `labels` along its first axis; zero where it has none."""
        own = self.value(family)
        spread = np.zeros((len(labels), *own.shape[1:]))
        spread[_positions(self.labels(family), labels)] = own
        return spread

    @property
    def existing_mw(self) -> pd.DataFrame:
        """Generator by year: what stands already, less what is retired by choice [MW]."""
        fleet = self.case.fleet
        if fleet.retirement.empty:
            return fleet.existing_mw
        standing = fleet.existing_mw.copy()
        standing.loc[self.labels("kept")] = self.value("kept")
        return standing

    @property
    def years(self) -> list[int]:
        return [int(year) for year in self.case.horizon.years.index]

    @property
    def present_value(self) -> Floats:
        """By year: how many times a cost of that year counts in the objective [1]."""
        return self.case.horizon.years["present_value_weight"].to_numpy(dtype=float)

    @property
    def weight_h(self) -> Floats:
        """By snapshot: hours of the year it stands for [h]."""
        return self.case.horizon.snapshots["weight_h"].to_numpy(dtype=float)

    def once(self, block: Block) -> Floats:
        """What a shadow price of the family is divided by so that it counts one hour, or one year, once.

        Present value of the year times the weight of the snapshot or period; broadcasts to the shape of the family.
        """
        divisor = np.ones((1,) * len(block.axes))
        for position, axis in enumerate(block.axes):
            counted = self._counted(axis.name)
            if counted is not None:
                shape = [1] * len(block.axes)
                shape[position] = -1
                divisor = divisor * counted.loc[list(axis.labels)].to_numpy(dtype=float).reshape(shape)
        if (divisor == 0).any():
            raise ValueError(f"{self.program.name}: a year or snapshot of no weight has no price")
        return divisor

    def _counted(self, axis_name: str) -> pd.Series | None:
        if axis_name in YEAR_SETS:
            return self.case.horizon.years["present_value_weight"]
        if axis_name in SNAPSHOT_SETS:
            return self.case.horizon.snapshots["weight_h"]
        if axis_name == PERIOD_SET:
            return self.case.horizon.periods["weight"]
        return None

    @property
    def hours(self) -> pd.DataFrame:
        """Snapshot -> time_utc, the start of its hour."""
        return self.case.horizon.snapshots[["time_utc"]]


def _positions(labels: pd.Index, among: pd.Index) -> npt.NDArray[np.intp]:
    found = among.get_indexer(labels)
    if (found < 0).any():
        raise KeyError(f"{labels[found < 0][0]} is not among {among.name}")
    return found


def long_table(
    axes: Axes,
    values: Mapping[str, npt.NDArray[Any]],
    about: Mapping[str, pd.DataFrame] | None = None,
) -> pd.DataFrame:
    """A row per member of the product of the axes, in C order; every value broadcasts to the shape of the axes.

    `about` gives an axis further columns, which follow its own: a frame indexed by (at least) its labels. Text becomes
    categories, labels in the order given; `year` and `snapshot` stay integers.
    """
    shape = tuple(len(labels) for labels in axes.values())
    columns: dict[str, Any] = {}
    for position, (name, labels) in enumerate(axes.items()):
        inner = int(np.prod(shape[position + 1 :], dtype=np.int64))
        outer = int(np.prod(shape[:position], dtype=np.int64))
        at = np.tile(np.repeat(np.arange(shape[position], dtype=np.int32), inner), outer)
        columns[name] = _repeated(pd.Index(labels), at)
        if about and name in about:
            for further, column in about[name].loc[list(labels)].items():
                columns[str(further)] = _repeated(pd.Index(column), at)
    for name, value in values.items():
        columns[name] = np.broadcast_to(value, shape).reshape(-1)
    return pd.DataFrame(columns)


def _repeated(labels: pd.Index, at: npt.NDArray[np.int32]) -> Any:
    if pd.api.types.is_integer_dtype(labels.dtype):
        return labels.to_numpy(dtype=np.int32)[at]
    if pd.api.types.is_numeric_dtype(labels.dtype) or pd.api.types.is_datetime64_any_dtype(labels.dtype):
        return labels.take(at)
    codes, categories = pd.factorize(labels)
    return pd.Categorical.from_codes(codes[at], categories=pd.Index(categories, dtype=object))
