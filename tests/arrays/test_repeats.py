"""Whether a row can hold a column twice is told from the indices alone, and never wrongly denied."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyomo
import pytest

from loadsite.arrays import components as pyo
from loadsite.arrays import row_block
from loadsite.arrays.compiler import compile_model
from loadsite.arrays.repeats import may_repeat

NO_REPEATS = {
    "an hour and the one before": lambda m, z, t: m.x[z, t] - m.x[z, t - 1],
    "an hour and the one that data names": lambda m, z, t: m.x[z, t] + m.x[z, m.before[t]],
    "into and out of a zone": lambda m, z, t: sum(m.y[k, t] for k in m.into[z]) - sum(m.y[k, t] for k in m.out_of[z]),
    "different families": lambda m, z, t: m.x[z, t] + m.single,
    "all zones": lambda m, z, t: sum(m.x[k, t] for k in m.zones),
    "hours so far": lambda m, z, t: sum(m.x[z, h] for h in m.until[t]),
    "two sums with an index each": lambda m, z, t: sum(m.y[k, h] for k in m.into[z] for h in m.until[t]),
    "this hour and earlier ones": lambda m, z, t: m.x[z, t] + sum(m.x[z, h] for h in m.earlier[t]),
}
REPEATS = {
    "the same twice": lambda m, z, t: m.x[z, t] + m.x[z, t],
    "one of all zones": lambda m, z, t: m.x[z, t] + sum(m.x[k, t] for k in m.zones),
    "a sum over an index that the column does not have": lambda m, z, t: sum(m.x[z, t] for k in m.lines),
    "a column that data names for several": lambda m, z, t: sum(m.x[m.owner[k], t] for k in m.lines),
    "this hour and hours so far": lambda m, z, t: m.x[z, t] + sum(m.x[z, h] for h in m.until[t]),
    "the single decision in a sum": lambda m, z, t: sum(m.x[k, t] + m.single for k in m.zones),
}


@pytest.fixture
def asked(monkeypatch):
    """What `may_repeat` answers while a model is compiled."""
    answers = []

    def heard(terms):
        answers.append(may_repeat(terms))
        return answers[-1]

    monkeypatch.setattr(row_block, "may_repeat", heard)
    return answers


def compiled_with(rule):
    m = pyomo.ConcreteModel()
    m.zones = pyomo.Set(initialize=["west", "north"])
    m.lines = pyomo.Set(initialize=["west_north", "north_west"])
    m.into = pyomo.Set(m.zones, initialize={"west": ["north_west"], "north": ["west_north"]})
    m.out_of = pyomo.Set(m.zones, initialize={"west": ["west_north"], "north": ["north_west"]})
    m.hours = pyomo.RangeSet(0, 3)
    m.later = pyomo.RangeSet(1, 3)
    m.until = pyomo.Set(m.hours, initialize={t: list(range(t + 1)) for t in range(4)})
    m.earlier = pyomo.Set(m.hours, initialize={t: list(range(t)) for t in range(4)})
    m.before = pyo.Param(m.hours, values=np.array([3, 0, 1, 2]))
    m.owner = pyo.Param(m.lines, values=np.array(["west", "west"], dtype=object))
    m.x = pyo.Var(m.zones, m.hours)
    m.y = pyo.Var(m.lines, m.hours)
    m.single = pyo.Var()
    m.limit = pyo.Constraint(m.zones, m.later, rule=lambda m, z, t: rule(m, z, t) <= 1)
    m.cost = pyo.Objective(terms={})
    return compile_model(m, "repeats")


@pytest.mark.parametrize("rule", NO_REPEATS.values(), ids=NO_REPEATS)
def test_no_column_stands_twice(rule, asked):
    compiled_with(rule)
    assert asked == [False]


@pytest.mark.parametrize("rule", REPEATS.values(), ids=REPEATS)
def test_a_column_may_stand_twice_and_is_added_up(rule, asked):
    program = compiled_with(rule)
    assert True in asked
    for a, b in zip(program.starts[:-1], program.starts[1:], strict=True):
        assert len(set(program.indices[a:b].tolist())) == b - a
