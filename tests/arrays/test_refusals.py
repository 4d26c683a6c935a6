"""What the compiler refuses, in whose name and in which words. Nothing is dropped and nothing is guessed."""

from __future__ import annotations

from math import inf, nan

import numpy as np
import pyomo.environ as pyomo
import pytest
from pyomo.core.expr.template_expr import IndexTemplate

from loadsite.arrays import components as pyo
from loadsite.arrays import stock
from loadsite.arrays.compiler import compile_model
from loadsite.arrays.refusal import CannotCompile


def grid() -> pyomo.ConcreteModel:
    m = pyomo.ConcreteModel()
    m.zones = pyomo.Set(initialize=["west", "north"])
    m.hours = pyomo.RangeSet(0, 3)
    m.generators_in = pyomo.Set(m.zones, initialize={"west": ["gas"], "north": ["sun"]})
    m.generators = pyomo.Set(initialize=["gas", "sun"])
    m.units_of = pyomo.Set(m.generators, initialize={"gas": [0], "sun": [1]})
    m.price = pyo.Param(m.zones, m.hours, values=np.arange(1.0, 9.0).reshape(2, 4))
    m.gap = pyo.Param(m.hours, values=[1.0, nan, 1.0, 1.0])
    m.endless = pyo.Param(m.hours, values=[1.0, inf, 1.0, 1.0])
    m.none = pyo.Param(m.hours, values=[1.0, 0.0, 1.0, 1.0])
    m.name_of = pyo.Param(m.zones, values=np.array(["west", "est"], dtype=object))
    m.x = pyo.Var(m.zones, m.hours)
    m.generation = pyo.Var(m.generators, m.hours)
    m.cost = pyo.Objective(terms={"nothing": lambda m: 0.0 * m.x["west", 0]})
    return m


def refusal_of(rule, *, hourly: bool = True) -> str:
    m = grid()
    sets = (m.zones, m.hours) if hourly else (m.zones,)
    m.my_rule = pyo.Constraint(*sets, rule=rule)
    with pytest.raises(CannotCompile) as refusal:
        compile_model(m, "grid")
    name, _, words = str(refusal.value).partition(": ")
    assert name == "my_rule"
    return words


NOT_LINEAR = {
    "product of decisions": (
        lambda m, z, t: m.x[z, t] * m.x[z, 0] <= 1, "a product of decisions is not linear: x[_1,_2]*x[_1,0]",
    ),
    "square": (lambda m, z, t: m.x[z, t] ** 2 <= 1, "PowExpression is not part of a linear rule: x[_1,_2]**2"),
    "division by a decision": (
        lambda m, z, t: m.price[z, t] / m.x[z, t] <= 1, "a decision stands where only data may: price[_1,_2]/x[_1,_2]",
    ),
    "division by zero": (lambda m, z, t: m.x[z, t] / m.none[t] <= 1, "a division by zero: x[_1,_2]/none[_2]"),
    "logarithm": (
        lambda m, z, t: pyomo.log(m.x[z, t]) <= 1,
        "UnaryFunctionExpression is not part of a linear rule: log(x[_1,_2])",
    ),
    "absolute value": (
        lambda m, z, t: abs(m.x[z, t]) <= 1, "AbsExpression is not part of a linear rule: abs(x[_1,_2])",
    ),
    "a decision as an index": (
        lambda m, z, t: m.x[z, m.generation["gas", t]] <= 1,
        "a decision stands where only data may: generation['gas',_2]",
    ),
    "a sum of data as a factor": (
        lambda m, z, t: m.x[z, t] * sum(m.price[z, k] for k in m.hours) <= 1,
        "a sum of data over a set cannot be a factor; make it a Param: ",
    ),
}


@pytest.mark.parametrize(("rule", "words"), NOT_LINEAR.values(), ids=NOT_LINEAR)
def test_what_is_not_linear(rule, words):
    assert refusal_of(rule).startswith(words)


NOT_ALIKE = {
    "on the hour": (lambda m, z, t: m.x[z, t] <= (1 if t == 0 else 2), "expression (_2  ==  0) to bool"),
    "on a later hour": (lambda m, z, t: m.x[z, t] <= (1 if t > 2 else 2), "expression (2  <  _2) to bool"),
    "on an hour of a few": (lambda m, z, t: m.x[z, t] <= (1 if t in (0, 1) else 2), "to bool"),
    "on being zero": (lambda m, z, t: m.x[z, t] <= (1 if t else 2), "to bool"),
    "on the zone": (lambda m, z, t: m.x[z, t] <= (1 if z == "west" else 2), "the index _1 is compared with 'west'"),
    "on another zone": (lambda m, z, t: m.x[z, t] <= (1 if z != "west" else 2), "the index _1 is compared with 'west'"),
    "on a zone of a few": (
        lambda m, z, t: m.x[z, t] <= (1 if z in ["north", "west"] else 2), "the index _1 is compared with 'north'",
    ),
    "inside a sum": (
        lambda m, z, t: sum(m.x[k, t] for k in m.zones if k != "west") <= 1, "the index _3 is compared with 'west'",
    ),
    "on membership": (lambda m, z, t: m.x[z, t] <= (1 if z in m.zones else 2), "unhashable type: 'IndexTemplate'"),
    "in a dictionary": (lambda m, z, t: m.x[z, t] <= {"west": 1}[z], "unhashable type: 'IndexTemplate'"),
    "on data": (lambda m, z, t: m.x[z, t] <= max(m.price[z, t], 3), "to bool"),
    "on a decision": (lambda m, z, t: m.x[z, t] <= 1 or m.x[z, t] <= 2, "to bool"),
    "a loop": (lambda m, z, t: next(m.x[k, t] for k in m.zones) <= 1, "Explicit iteration (for loops) over Sets"),
    "a sum within a sum over a set that depends on it": (
        lambda m, z, t: sum(m.x[z, u] for g in m.generators_in[z] for u in m.units_of[g]) <= 1,
        "Explicit iteration (for loops) over Sets",
    ),
    "the wrong number of indices": (lambda m, z: m.x[z, 0] <= 1, "takes 2 positional arguments but 3 were given"),
}


@pytest.mark.parametrize(("rule", "words"), NOT_ALIKE.values(), ids=NOT_ALIKE)
def test_a_rule_that_is_not_the_same_for_every_index(rule, words):
    told = refusal_of(rule)
    assert told.startswith("a rule must hold for every index alike, without branches or loops: ")
    assert words in told


def test_text_may_be_compared_again_after_a_refusal():
    before = IndexTemplate.__eq__
    refusal_of(lambda m, z, t: m.x[z, t] <= (1 if z == "west" else 2))
    assert IndexTemplate.__eq__ is before
    m = grid()
    m.fine = pyo.Constraint(m.zones, m.hours, rule=lambda m, z, t: m.x[z, t] <= 1)
    assert compile_model(m, "grid").row_count == 8


UNKNOWN_LABELS = {
    "a zone": (lambda m, z, t: m.x["est", t] <= 1, "'est' is not a member of the set zones"),
    "an hour before the first": (lambda m, z, t: m.x[z, t - 1] <= 1, "-1 is not a member of the set hours"),
    "an hour after the last": (lambda m, z, t: m.x[z, t + 1] <= 1, "4 is not a member of the set hours"),
    "half an hour": (lambda m, z, t: m.x[z, t + 0.5] <= 1, "0.5 is not a member of the set hours"),
    "from data": (lambda m, z, t: m.x[m.name_of[z], t] <= 1, "'est' is not a member of the set zones"),
    "of another set": (lambda m, z, t: m.x[t, t] <= 1, "0 is not a member of the set zones"),
    "text for an hour": (lambda m, z, t: m.x[z, z] <= 1, "'west' is not a member of the set hours"),
    "too few indices": (lambda m, z, t: m.x[z] <= 1, "x has 2 indices, 1 were given"),
    "data without the index": (lambda m, z, t: m.x[z, t] <= m.price[z, t - 1], "-1 is not a member of the set hours"),
    "text as a number": (
        lambda m, z, t: m.x[z, t] <= m.name_of[z], "name_of stands for labels where a number is needed",
    ),
    "an index as a number": (lambda m, z, t: m.x[z, t] <= z, "_1 stands for labels where a number is needed"),
}


@pytest.mark.parametrize(("rule", "words"), UNKNOWN_LABELS.values(), ids=UNKNOWN_LABELS)
def test_unknown_labels(rule, words):
    assert refusal_of(rule) == words


NOT_NUMBERS = {
    "limit": (lambda m, z, t: m.x[z, t] <= m.gap[t], "a limit is not a number, or one that nothing can keep: "),
    "lower limit": (lambda m, z, t: m.x[z, t] >= m.gap[t], "a limit is not a number, or one that nothing can keep: "),
    "coefficient": (lambda m, z, t: m.gap[t] * m.x[z, t] <= 1, "a coefficient is not a number, or infinite: "),
    "infinite coefficient": (
        lambda m, z, t: m.endless[t] * m.x[z, t] <= 1, "a coefficient is not a number, or infinite: ",
    ),
    "at least infinity": (
        lambda m, z, t: m.x[z, t] >= m.endless[t], "a limit is not a number, or one that nothing can keep: ",
    ),
    "equal to infinity": (
        lambda m, z, t: m.x[z, t] == m.endless[t], "a limit is not a number, or one that nothing can keep: ",
    ),
}


@pytest.mark.parametrize(("rule", "words"), NOT_NUMBERS.values(), ids=NOT_NUMBERS)
def test_what_is_not_a_number(rule, words):
    assert refusal_of(rule).startswith(words)


NOT_A_ROW = {
    "decisions on both sides of ==": (
        lambda m, z, t: m.x[z, t] == m.generation["gas", t],
        "write all decisions on one side of == and data on the other: x[_1,_2]  ==  generation['gas',_2]",
    ),
    "between two limits": (
        lambda m, z, t: pyomo.inequality(1, m.x[z, t], 2),
        "expected one of <=, >= and == between two sides, got 1  <=  x[_1,_2]  <=  2",
    ),
    "as three": (lambda m, z, t: (1, m.x[z, t], 2), "expected one of <=, >= and == between two sides, got (1, "),
    "below, not at most": (
        lambda m, z, t: m.x[z, t] < 1, "a linear program has <= and >=, no < and >: x[_1,_2]  <  1",
    ),
    "no relation": (lambda m, z, t: m.x[z, t], "expected one of <=, >= and == between two sides, got x[_1,_2]"),
    "nothing": (lambda m, z, t: None, "expected one of <=, >= and == between two sides, got None"),
    "skipped": (lambda m, z, t: pyomo.Constraint.Skip, "expected one of <=, >= and == between two sides, got "),
    "data alone": (lambda m, z, t: m.price[z, t] <= 9, "no decision stands in price[_1,_2]  <=  9"),
}


@pytest.mark.parametrize(("rule", "words"), NOT_A_ROW.values(), ids=NOT_A_ROW)
def test_what_is_not_a_row(rule, words):
    assert refusal_of(rule).startswith(words)


def test_a_cost_is_refused_by_the_name_of_its_term():
    m = pyomo.ConcreteModel()
    m.hours = pyomo.RangeSet(0, 1)
    m.price = pyo.Param(m.hours, values=[1.0, nan])
    m.x = pyo.Var(m.hours)
    m.cost = pyo.Objective(terms={"fuel": lambda m: sum(m.price[t] * m.x[t] for t in m.hours)})
    with pytest.raises(CannotCompile, match="fuel: a cost is not a number, or infinite: SUM"):
        compile_model(m, "grid")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"upper": nan}, "y: a upper bound is not a number"),
        ({"lower": [[nan] * 4] * 2}, "y: a lower bound is not a number"),
        ({"upper": [[9.0, 8.0, 7.0, 6.0], [5.0, 4.0, nan, 3.0]]}, "y: a upper bound is not a number"),
        ({"upper": [1.0, 2.0, 3.0, 4.0]}, r"y has upper bounds of shape \(4,\); its sets need \(2, 4\)"),
        ({"upper": [[1.0, 2.0]] * 4}, r"y has upper bounds of shape \(4, 2\); its sets need \(2, 4\)"),
    ],
)
def test_bounds(given, words):
    m = grid()
    m.y = pyo.Var(m.zones, m.hours, **given)
    with pytest.raises(CannotCompile, match=words):
        compile_model(m, "grid")


def test_data_of_another_shape_than_its_sets():
    m = grid()
    m.turned = pyo.Param(m.zones, m.hours, values=np.ones((4, 2)))
    m.my_rule = pyo.Constraint(m.zones, m.hours, rule=lambda m, z, t: m.x[z, t] <= m.turned[z, t])
    with pytest.raises(CannotCompile, match=r"turned has values of shape \(4, 2\); its sets need \(2, 4\)"):
        compile_model(m, "grid")
    with pytest.raises(ValueError, match=r"values have shape \(4, 2\); the sets need \(2, 4\)"):
        stock.Param(m.zones, m.hours, values=np.ones((4, 2)))


def test_a_set_of_pairs():
    m = grid()
    m.pairs = pyomo.Set(initialize=[("west", 0), ("north", 1)])
    m.y = pyo.Var(m.pairs)
    with pytest.raises(CannotCompile, match="the set pairs has members of 2 parts; use one set per index"):
        compile_model(m, "grid")
