"""A linear program as dictionaries from labels to numbers: from compiled arrays, and from a stock Pyomo model."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import inf
from typing import Any

import pyomo.environ as pyomo
import pytest
from pyomo.repn import generate_standard_repn

from loadsite.arrays.linear_program import Block, LinearProgram


@dataclass
class Readable:
    """Rows, columns and costs by label, such as `balance[west, 2030, 3]`. Zeros are left out."""

    entries: dict[str, dict[str, float]]
    limits: dict[str, tuple[float, float]]
    bounds: dict[str, tuple[float, float]]
    cost: dict[str, float]
    constant: float

    def only(self, family: str) -> Readable:
        """The rows of one family."""
        return Readable(
            {row: entries for row, entries in self.entries.items() if _family(row) == family},
            {row: limits for row, limits in self.limits.items() if _family(row) == family},
            self.bounds, self.cost, self.constant,
        )


def from_arrays(program: LinearProgram) -> Readable:
    """Of a compiled program. Rows without entries that hold by themselves are left out; Pyomo makes none."""
    rows, columns = _labels(program.rows), _labels(program.columns)
    entries, limits = {}, {}
    for i, row in enumerate(rows):
        inside = slice(program.starts[i], program.starts[i + 1])
        named = [columns[j] for j in program.indices[inside]]
        assert len(set(named)) == len(named), f"{row} has a column twice"
        entries[row] = dict(zip(named, program.values[inside].tolist(), strict=True))
        limits[row] = (float(program.row_lower[i]), float(program.row_upper[i]))
    cost = {columns[j]: float(c) for j, c in enumerate(program.cost) if c}
    bounds = dict(zip(columns, zip(program.lower.tolist(), program.upper.tolist(), strict=True), strict=True))
    return _without_idle_rows(Readable(entries, limits, bounds, cost, program.offset))


def from_pyomo(model: Any) -> Readable:
    """Of a conventional Pyomo model, by its own reading of every constraint."""
    entries, limits = {}, {}
    for constraint in model.component_data_objects(pyomo.Constraint):
        form = generate_standard_repn(constraint.body)
        assert form.is_linear()
        row, constant = _label(constraint), float(form.constant)
        entries[row] = _coefficients(form)
        limits[row] = tuple(
            sign * inf if limit is None else float(limit) - constant
            for sign, limit in ((-1, constraint.lb), (1, constraint.ub))
        )
    bounds = {
        _label(variable): (_or(variable.lb, -inf), _or(variable.ub, inf))
        for variable in model.component_data_objects(pyomo.Var)
    }
    (objective,) = model.component_data_objects(pyomo.Objective)
    form = generate_standard_repn(objective.expr)
    return _without_idle_rows(Readable(entries, limits, bounds, _coefficients(form), float(form.constant)))


def assert_same(one: Readable, other: Readable) -> None:
    """Entry for entry; numbers may differ by rounding."""
    assert one.entries.keys() == other.entries.keys()
    for row, entries in one.entries.items():
        assert entries == pytest.approx(other.entries[row], rel=1e-12, abs=1e-15), row
        assert one.limits[row] == pytest.approx(other.limits[row], rel=1e-12, abs=1e-12), row
    assert one.bounds == other.bounds
    assert one.cost == pytest.approx(other.cost, rel=1e-12, abs=1e-15)
    assert one.constant == pytest.approx(other.constant, rel=1e-12, abs=1e-12)


def _without_idle_rows(readable: Readable) -> Readable:
    for row, (lower, upper) in list(readable.limits.items()):
        if not readable.entries[row] and lower <= 0 <= upper:
            del readable.entries[row], readable.limits[row]
    return readable


def _family(row: str) -> str:
    return row.partition("[")[0]


def _labels(blocks: tuple[Block, ...]) -> list[str]:
    return [block.label(block.start + k) for block in blocks for k in range(block.size)]


def _label(data: Any) -> str:
    component, index = data.parent_component(), data.index()
    if index is None:
        return component.local_name
    inside = index if isinstance(index, tuple) else (index,)
    return f"{component.local_name}[{', '.join(str(label) for label in inside)}]"


def _coefficients(form: Any) -> dict[str, float]:
    total: defaultdict[str, float] = defaultdict(float)
    for variable, coefficient in zip(form.linear_vars, form.linear_coefs, strict=True):
        total[_label(variable)] += float(coefficient)
    return {label: coefficient for label, coefficient in total.items() if coefficient}


def _or(bound: float | None, infinite: float) -> float:
    return infinite if bound is None else float(bound)
