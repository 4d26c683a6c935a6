"""Solve a Case and read the optimum in MW, MWh and USD."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from loadsite.arrays import components
from loadsite.arrays.compiler import compile_model
from loadsite.arrays.linear_program import Block, LinearProgram
from loadsite.equations.build import build
from loadsite.inputs.case import Case
from loadsite.solve import Solution, SolveOptions, solve

ALL = slice(None)
THOUSAND = 1e3
"""MW per GW, and USD/MWh per M$/GWh"""
MILLION = 1e6
"""USD per M$"""


@dataclass(frozen=True)
class Solved:
    """A case at its optimum."""

    case: Case
    program: LinearProgram
    solution: Solution

    @property
    def cost_usd(self) -> float:
        """The objective [USD]; when hosting, minus the MW placed over a thousand million."""
        return self.solution.objective * MILLION

    def mw(self, family: str, *labels: Any) -> Any:
        """What is decided [MW or MWh]: one number, or an array where an index is ALL."""
        block = self.program.column_block(family)
        return _pick(block, block.of(self.solution.primal), labels) * THOUSAND

    def shadow_price(self, family: str, *labels: Any) -> Any:
        """Change of the cost per MW or MWh of a limit [USD/MW or USD/MWh]."""
        block = self.program.row_block(family)
        return _pick(block, block.of(self.solution.row_dual), labels) * THOUSAND

    def reduced_cost(self, family: str, *labels: Any) -> Any:
        """Change of the cost per MW or MWh of a bound [USD/MW or USD/MWh]."""
        block = self.program.column_block(family)
        return _pick(block, block.of(self.solution.reduced_cost), labels) * THOUSAND

    def price(self, zone: Any = ALL, year: Any = ALL, snapshot: Any = ALL) -> Any:
        """Price of electricity [USD/MWh]."""
        horizon = self.case.horizon
        hours = horizon.snapshots["weight_h"].to_numpy()[None, None, :]
        counted = horizon.years["present_value_weight"].to_numpy()[None, :, None] * hours
        block = self.program.row_block("balance")
        return _pick(block, block.of(self.solution.row_dual) / counted, (zone, year, snapshot)) * THOUSAND


def compiled(case: Case) -> LinearProgram:
    """The linear program of a case."""
    return compile_model(build(case, components), case.name)


def solved(case: Case) -> Solved:
    """The certified optimum of a case."""
    program = compiled(case)
    with tempfile.TemporaryDirectory() as folder:
        return Solved(case, program, solve(program, SolveOptions(threads=1), Path(folder)))


def _pick(block: Block, values: np.ndarray, labels: tuple[Any, ...]) -> Any:
    assert len(labels) == len(block.axes), f"{block.name} has {len(block.axes)} indices"
    where = tuple(
        label if isinstance(label, slice) else axis.labels.tolist().index(label)
        for axis, label in zip(block.axes, labels, strict=True)
    )
    return values[where]
