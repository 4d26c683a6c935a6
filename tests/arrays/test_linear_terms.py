"""From one symbolic expression to columns, coefficients and constants over the indices of its rule."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyomo
import pytest

from loadsite.arrays import components as pyo
from loadsite.arrays.labels import Labels
from loadsite.arrays.linear_terms import Linear, Walker
from loadsite.arrays.named_axes import Named
from loadsite.arrays.scope import Scope
from loadsite.arrays.symbolic import symbolic


@pytest.fixture
def m():
    """Columns: generation[gas, 0..2] are 10, 11, 12 and generation[sun, 0..2] are 13, 14, 15; built is 99."""
    m = pyomo.ConcreteModel()
    m.zones = pyomo.Set(initialize=["west", "north"])
    m.generators = pyomo.Set(initialize=["gas", "sun"])
    m.members = pyomo.Set(m.zones, initialize={"west": ["sun", "gas"], "north": ["sun"]})
    m.hours = pyomo.RangeSet(0, 2)
    m.price = pyo.Param(m.zones, m.hours, values=np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]))
    m.share = pyo.Param(m.generators, values=np.array([0.5, 0.25]))
    m.scale = pyo.Param(values=10.0)
    m.generation = pyo.Var(m.generators, m.hours)
    m.built = pyo.Var()
    return m


def linear(m, rule, *sets) -> tuple[Linear, Scope]:
    """The linear form of a rule, its indices being row indices."""
    labels, scope = Labels(), Scope()
    index_set = sets[0] if len(sets) == 1 else sets[0] * sets[1]
    expression, templates = symbolic(m, rule, index_set)
    for template, one_set in zip(templates, sets, strict=True):
        members = labels.of(one_set)
        axis = scope.add_row_axis(len(members), 1)
        scope.values[id(template)] = Named((axis,), members)
        scope.set_positions[id(template)] = (one_set, Named((axis,), np.arange(len(members))))
    return Walker({"generation": 10, "built": 99}, labels).linear(scope, expression), scope


def test_a_decision_is_a_column_for_every_index(m):
    form, scope = linear(m, lambda m, g, t: m.generation[g, t], m.generators, m.hours)
    (term,) = form.terms
    assert term.column.over(scope.order).tolist() == [[10, 11, 12], [13, 14, 15]]
    assert (term.family, float(term.coefficient.array)) == ("generation", 1.0)
    assert form.constants == []


def test_data_times_a_decision_is_a_coefficient(m):
    form, _ = linear(m, lambda m, g: -2 * m.share[g] * m.generation[g, 1] / m.scale, m.generators)
    (term,) = form.terms
    assert term.column.array.tolist() == [11, 14]
    assert term.coefficient.array.tolist() == [-0.1, -0.05]


def test_data_alone_is_a_constant(m):
    form, _ = linear(m, lambda m, z: m.price[z, 2] * m.scale - 1, m.zones)
    assert form.terms == []
    total = sum(constant.value.array for constant in form.constants)
    assert total.tolist() == [29.0, 59.0]


def test_an_earlier_hour_is_an_earlier_column(m):
    form, _ = linear(m, lambda m, t: m.generation["sun", 2 - t], m.hours)
    assert form.terms[0].column.array.tolist() == [15, 14, 13]


def test_a_single_decision_has_one_column_for_all_rows(m):
    form, _ = linear(m, lambda m, t: 3 * m.built, m.hours)
    (term,) = form.terms
    assert (term.column.axes, int(term.column.array), float(term.coefficient.array)) == ((), 99, 3.0)


def test_a_sum_unfolds_into_its_own_scope(m):
    form, scope = linear(m, lambda m, z: sum(m.share[g] * m.generation[g, 0] for g in m.members[z]), m.zones)
    (term,) = form.terms
    assert term.scope is not scope
    assert term.scope.rows().array.tolist() == [0, 0, 1]
    assert term.column.array.tolist() == [13, 10, 13]
    assert term.coefficient.array.tolist() == [0.25, 0.5, 0.25]


def test_a_factor_of_a_sum_follows_its_rows(m):
    form, _ = linear(m, lambda m, z: m.price[z, 0] * sum(m.generation[g, 0] + 7 for g in m.members[z]), m.zones)
    assert form.terms[0].coefficient.array.tolist() == [1.0, 1.0, 4.0]
    assert form.constants[0].value.array.tolist() == [7.0, 7.0, 28.0]


def test_places_tell_the_indices_of_a_column(m):
    form, _ = linear(m, lambda m, g, t: m.generation[g, t], m.generators, m.hours)
    generator, hour = form.terms[0].places
    assert (generator.axes, generator.array.tolist()) == ((0,), [0, 1])
    assert (hour.axes, hour.array.tolist()) == ((1,), [0, 1, 2])
