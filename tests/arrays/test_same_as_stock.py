"""Random sparse sums: the compiled arrays and a conventional Pyomo model are the same program, entry for entry."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyomo
from hypothesis import given, settings
from hypothesis import strategies as st

from loadsite.arrays import components, stock
from loadsite.arrays.compiler import compile_model
from matrices import assert_same, from_arrays, from_pyomo

ZONE_TERMS = [
    lambda m, z, t: m.x[z, t],
    lambda m, z, t: m.p[z] * m.x[z, t],
    lambda m, z, t: -m.x[z, t - 1] / m.w,
    lambda m, z, t: m.x[z, m.before[t]] * m.q[t],
    lambda m, z, t: sum(m.x[k, t] for k in m.zones),
    lambda m, z, t: sum(m.r[g, t] * m.y[g, t] for g in m.members[z]),
    lambda m, z, t: m.p[z] * sum(m.y[g, t - 1] + m.r[g, t] * m.s[g] for g in m.members[z]),
    lambda m, z, t: sum(m.x[m.owner[g], t] for g in m.members[z]),
    lambda m, z, t: sum(m.s[g] - m.q[t] for g in m.members[z]),
    lambda m, z, t: sum(m.p[k] * m.y[g, t] for k in m.zones for g in m.members[k]),
    lambda m, z, t: sum(m.y[g, h] for g in m.members[z] for h in m.until[t]),
    lambda m, z, t: sum(m.r[g, h] * (m.x[z, h] - 2 * m.y[g, t]) for g in m.members[z] for h in m.hours),
    lambda m, z, t: (m.p[z] + m.q[t] - 3) * (m.x[z, t] + 2 * m.single),
    lambda m, z, t: m.x["zone0", 0] + m.p["zone0"] * m.single,
    lambda m, z, t: m.p[z] * m.q[t] + t,
    lambda m, z, t: sum(m.r[g, t] for g in m.members[z]),
    lambda m, z, t: sum(m.w for k in m.zones) + m.w / 2,
]
HOUR_TERMS = [
    lambda m, t: sum(m.x[z, t] for z in m.zones),
    lambda m, t: sum(m.p[z] * (m.x[z, t] - m.x[z, t - 1]) for z in m.zones),
    lambda m, t: m.q[t] * sum(m.y[g, h] for h in m.until[t] for g in m.generators),
    lambda m, t: sum(m.y[g, t] - m.s[g] for z in m.zones for g in m.members[z]),
    lambda m, t: 2 * (m.single - m.q[t]),
]
MODEL_TERMS = [
    lambda m: sum(m.p[z] * m.x[z, t] for z in m.zones for t in m.hours),
    lambda m: sum(m.q[h] * m.y[g, h] for g in m.generators for t in m.hours for h in m.until[t]),
    lambda m: m.w * sum(m.s[g] for g in m.generators),
    lambda m: sum(m.p[z] * m.s[g] for z in m.zones for g in m.members[z]),
    lambda m: m.single + m.w,
    lambda m: sum(m.p[z] for z in m.zones),
]
RELATIONS = [
    lambda body, limit: body <= limit,
    lambda body, limit: body >= limit,
    lambda body, limit: body == limit,
    lambda body, limit: limit <= body,
]


@st.composite
def programs(draw) -> dict[str, Any]:
    """Sizes, belongings, numbers (many of them zero) and rules of a small model."""
    zones, generators, hours = draw(st.integers(1, 3)), draw(st.integers(0, 4)), draw(st.integers(2, 4))
    number = st.sampled_from([0.0, 0.0, 1.0, -1.0, 2.5, -0.125, 7.0])

    def numbers(*shape: int) -> np.ndarray:
        count = int(np.prod(shape))
        return np.array(draw(st.lists(number, min_size=count, max_size=count))).reshape(shape)

    def rule_of(terms: list[Any]) -> Any:
        chosen = draw(st.lists(st.sampled_from(terms), min_size=1, max_size=5))
        relation, limit = draw(st.sampled_from(RELATIONS)), draw(number)
        # `single` keeps every row a row, also where all sums are empty.
        return lambda m, *index: relation(m.single + sum_of(chosen, m, index), limit)

    return {
        "zones": zones, "generators": generators, "hours": hours,
        "owner": draw(st.lists(st.integers(0, zones - 1), min_size=generators, max_size=generators)),
        "order": draw(st.permutations(range(generators))),
        "before": draw(st.lists(st.integers(0, hours - 1), min_size=hours, max_size=hours)),
        "p": numbers(zones), "q": numbers(hours), "r": numbers(generators, hours), "upper": numbers(zones, hours) + 2,
        "w": draw(st.sampled_from([1.0, 4.0, -0.5])),
        "zone_rule": rule_of(ZONE_TERMS), "hour_rule": rule_of(HOUR_TERMS), "model_rule": rule_of(MODEL_TERMS),
        "cost": {f"term{k}": term for k, term in enumerate(draw(st.lists(st.sampled_from(MODEL_TERMS), max_size=3)))},
    }


def sum_of(terms: list[Any], m: Any, index: tuple[Any, ...]) -> Any:
    total = 0.0
    for term in terms:
        total = total + term(m, *index)
    return total


def build(spec: dict[str, Any], pyo: Any) -> pyomo.ConcreteModel:
    m = pyomo.ConcreteModel()
    zones = [f"zone{k}" for k in range(spec["zones"])]
    generators = [f"generator{k}" for k in range(spec["generators"])]
    m.zones = pyomo.Set(initialize=zones)
    m.generators = pyomo.Set(initialize=generators)
    m.hours = pyomo.RangeSet(0, spec["hours"] - 1)
    m.later_hours = pyomo.RangeSet(1, spec["hours"] - 1)
    m.members = pyomo.Set(m.zones, initialize={
        zone: [generators[g] for g in spec["order"] if spec["owner"][g] == k] for k, zone in enumerate(zones)
    })
    m.until = pyomo.Set(m.hours, initialize={t: list(range(t)) for t in range(spec["hours"])})
    m.before = pyo.Param(m.hours, values=np.array(spec["before"]))
    m.owner = pyo.Param(m.generators, values=np.array([zones[k] for k in spec["owner"]], dtype=object))
    m.p = pyo.Param(m.zones, values=spec["p"])
    m.q = pyo.Param(m.hours, values=spec["q"])
    m.r = pyo.Param(m.generators, m.hours, values=spec["r"])
    m.w = pyo.Param(values=spec["w"])
    m.x = pyo.Var(m.zones, m.hours, lower=-1.0, upper=spec["upper"])
    m.y = pyo.Var(m.generators, m.hours, lower=-np.inf)
    m.s = pyo.Var(m.generators)
    m.single = pyo.Var(upper=9.0)
    m.by_zone = pyo.Constraint(m.zones, m.later_hours, rule=spec["zone_rule"])
    m.by_hour = pyo.Constraint(m.later_hours, rule=spec["hour_rule"])
    m.once = pyo.Constraint(rule=spec["model_rule"])
    m.cost = pyo.Objective(terms={"single": lambda m: 2 * m.single, **spec["cost"]})
    return m


@settings(max_examples=100)
@given(programs())
def test_both_roads_give_the_same_program(spec):
    compiled = from_arrays(compile_model(build(spec, components), "random"))
    assert_same(compiled, from_pyomo(build(spec, stock)))
