"""Rules written as in Pyomo, and the rows they become."""

from __future__ import annotations

from math import inf

import numpy as np
import pyomo.environ as pyomo
import pytest

from loadsite.arrays import components as pyo
from loadsite.arrays.compiler import compile_model
from matrices import from_arrays


def grid() -> pyomo.ConcreteModel:
    """Two zones, three generators (none of them in the second zone), four hours."""
    m = pyomo.ConcreteModel()
    m.zones = pyomo.Set(initialize=["west", "north"])
    m.generators = pyomo.Set(initialize=["gas", "wind", "sun"])
    m.generators_in = pyomo.Set(m.zones, initialize={"west": ["sun", "gas"], "north": []})
    m.hours = pyomo.RangeSet(0, 3)
    m.later_hours = pyomo.Set(initialize=[1, 2, 3])
    m.base_load = pyo.Param(m.zones, m.hours, values=[[5, 6, 7, 8], [1, 2, 3, 4]])
    m.share = pyo.Param(m.generators, values=[1.0, 0.5, 0.0])
    m.generation = pyo.Var(m.generators, m.hours, upper=10.0)
    m.import_mw = pyo.Var(m.zones, m.hours)
    m.built = pyo.Var()
    return m


def compiled(m, *, cost=lambda m: m.built):
    m.cost = pyo.Objective(terms={"cost": cost})
    return compile_model(m, "grid")


def rows(m):
    return from_arrays(compiled(m)).entries


def test_columns_and_rows_stand_in_the_order_of_declaration():
    m = grid()
    m.second = pyo.Constraint(rule=lambda m: m.built <= 1)
    m.first = pyo.Constraint(m.zones, m.hours, rule=lambda m, z, t: m.import_mw[z, t] <= m.base_load[z, t])
    program = compiled(m)
    assert [(b.name, b.start, b.shape) for b in program.columns] == [
        ("generation", 0, (3, 4)), ("import_mw", 12, (2, 4)), ("built", 20, ()),
    ]
    assert [(b.name, b.start, b.shape) for b in program.rows] == [("second", 0, ()), ("first", 1, (2, 4))]
    assert program.column_block("generation").label(6) == "generation[wind, 2]"
    assert program.row_block("first").label(8) == "first[north, 3]"
    assert program.row_block("second").label(0) == "second"
    assert [axis.name for axis in program.rows[1].axes] == ["zones", "hours"]
    assert (program.row_count, program.column_count, program.nonzero_count) == (9, 21, 9)
    with pytest.raises(KeyError, match="third"):
        program.row_block("third")


def test_a_row_holds_what_its_rule_says():
    m = grid()
    m.balance = pyo.Constraint(
        m.zones, m.hours,
        rule=lambda m, z, t: sum(2 * m.generation[g, t] for g in m.generators_in[z]) + m.import_mw[z, t]
        == m.base_load[z, t],
    )
    readable = from_arrays(compiled(m))
    assert readable.entries["balance[west, 2]"] == {
        "generation[sun, 2]": 2.0, "generation[gas, 2]": 2.0, "import_mw[west, 2]": 1.0,
    }
    assert readable.entries["balance[north, 0]"] == {"import_mw[north, 0]": 1.0}
    assert readable.limits["balance[west, 2]"] == (7.0, 7.0)


@pytest.mark.parametrize(
    ("rule", "entry", "limits"),
    [
        (lambda m: 2 * m.built <= 6, 2.0, (-inf, 6.0)),
        (lambda m: m.built >= 6, 1.0, (6.0, inf)),
        (lambda m: 2 * m.built >= 6, 2.0, (6.0, inf)),
        (lambda m: m.built <= 6, 1.0, (-inf, 6.0)),
        (lambda m: m.built == 6, 1.0, (6.0, 6.0)),
        (lambda m: m.built == 6, 1.0, (6.0, 6.0)),
        (lambda m: m.built + 1 <= 6, 1.0, (-inf, 5.0)),
        (lambda m: 6 - m.built <= 2, -1.0, (-inf, -4.0)),
        (lambda m: 3 * m.built <= 6 + m.built, 2.0, (-inf, 6.0)),
        (lambda m: -m.built / 4 >= -6, -0.25, (-6.0, inf)),
        (lambda m: m.built <= inf, 1.0, (-inf, inf)),
    ],
)
def test_both_sides_of_a_limit(rule, entry, limits):
    m = grid()
    m.limit = pyo.Constraint(rule=rule)
    readable = from_arrays(compiled(m))
    assert readable.entries["limit"] == {"built": entry}
    assert readable.limits["limit"] == limits


def test_an_hour_before():
    m = grid()
    m.ramp = pyo.Constraint(
        m.generators, m.later_hours, rule=lambda m, g, t: m.generation[g, t] - m.generation[g, t - 1] <= 1
    )
    assert rows(m)["ramp[wind, 3]"] == {"generation[wind, 3]": 1.0, "generation[wind, 2]": -1.0}


def test_a_label_may_come_from_data():
    m = grid()
    m.before = pyo.Param(m.hours, values=np.array([3, 0, 1, 2]))
    m.cheapest_in = pyo.Param(m.zones, values=np.array(["sun", "wind"], dtype=object))
    m.closed = pyo.Constraint(
        m.zones, m.hours,
        rule=lambda m, z, t: m.import_mw[z, m.before[t]] - m.generation[m.cheapest_in[z], t] <= 0,
    )
    assert rows(m)["closed[north, 0]"] == {"import_mw[north, 3]": 1.0, "generation[wind, 0]": -1.0}


def test_a_label_may_be_written_out():
    m = grid()
    m.same = pyo.Constraint(m.hours, rule=lambda m, t: m.import_mw["north", t] - m.generation["gas", 0] <= 0)
    assert rows(m)["same[2]"] == {"import_mw[north, 2]": 1.0, "generation[gas, 0]": -1.0}


def test_zeros_are_left_out():
    m = grid()
    m.limit = pyo.Constraint(
        m.generators, m.hours, rule=lambda m, g, t: m.share[g] * m.generation[g, t] - m.built <= 0
    )
    program = compiled(m)
    assert from_arrays(program).entries["limit[sun, 1]"] == {"built": -1.0}
    assert program.nonzero_count == 4 * (2 + 2 + 1)


def test_what_cancels_is_left_out():
    m = grid()
    m.limit = pyo.Constraint(m.hours, rule=lambda m, t: m.generation["gas", t] + m.built - m.generation["gas", t] <= 3)
    assert rows(m)["limit[1]"] == {"built": 1.0}


def test_repeated_columns_are_added():
    m = grid()
    m.limit = pyo.Constraint(
        m.hours, rule=lambda m, t: 2 * m.generation["gas", t] + sum(m.generation[g, t] for g in m.generators) <= 3
    )
    assert rows(m)["limit[1]"] == {"generation[gas, 1]": 3.0, "generation[wind, 1]": 1.0, "generation[sun, 1]": 1.0}


def test_columns_repeated_within_one_sum_are_added():
    """Two zones share one generator; a generator stands in the sum once per year that it serves."""
    m = grid()
    m.main = pyo.Param(m.zones, values=np.array(["gas", "gas"], dtype=object))
    m.years = pyomo.Set(initialize=[2030, 2035])
    m.years_until = pyomo.Set(m.years, initialize={2030: [2030], 2035: [2030, 2035]})
    m.new = pyo.Var(m.years)
    m.shared = pyo.Constraint(m.hours, rule=lambda m, t: sum(m.generation[m.main[z], t] for z in m.zones) <= 3)
    m.paid = pyo.Constraint(rule=lambda m: sum(m.new[v] for y in m.years for v in m.years_until[y]) <= 3)
    program = compiled(m)
    entries = from_arrays(program).entries
    assert entries["shared[1]"] == {"generation[gas, 1]": 2.0}
    assert entries["paid"] == {"new[2030]": 2.0, "new[2035]": 1.0}
    assert program.nonzero_count == 4 + 2


def test_sums_side_by_side_and_within_sums():
    m = grid()
    m.years = pyomo.Set(initialize=[2030, 2035])
    m.years_until = pyomo.Set(m.years, initialize={2030: [2030], 2035: [2030, 2035]})
    m.new = pyo.Var(m.generators, m.years)
    m.side_by_side = pyo.Constraint(
        m.zones, m.years,
        rule=lambda m, z, y: m.built + sum(m.new[g, v] for g in m.generators_in[z] for v in m.years_until[y]) <= 1,
    )
    m.within = pyo.Constraint(
        m.years,
        rule=lambda m, y: sum(m.new[g, y] + m.import_mw[z, 0] for z in m.zones for g in m.generators_in[z]) <= 1,
    )
    entries = rows(m)
    assert entries["side_by_side[west, 2035]"] == {
        "built": 1.0, "new[sun, 2030]": 1.0, "new[sun, 2035]": 1.0, "new[gas, 2030]": 1.0, "new[gas, 2035]": 1.0,
    }
    assert entries["side_by_side[north, 2035]"] == {"built": 1.0}
    assert entries["within[2030]"] == {"new[sun, 2030]": 1.0, "new[gas, 2030]": 1.0, "import_mw[west, 0]": 2.0}


def test_a_sum_may_be_multiplied_by_data_of_the_index_it_runs_in():
    m = grid()
    m.factor = pyo.Param(m.zones, values=[3.0, 4.0])
    m.limit = pyo.Constraint(
        m.zones, m.hours,
        rule=lambda m, z, t: m.factor[z] * sum(m.share[g] * m.generation[g, t] for g in m.generators_in[z])
        <= m.built,
    )
    entries = rows(m)
    assert entries["limit[west, 2]"] == {"generation[gas, 2]": 3.0, "built": -1.0}
    assert entries["limit[north, 2]"] == {"built": -1.0}


def test_constants_in_sums_move_to_the_limit():
    m = grid()
    m.standing = pyo.Param(m.generators, values=[100.0, 10.0, 1.0])
    m.limit = pyo.Constraint(
        m.zones, m.hours,
        rule=lambda m, z, t: m.import_mw[z, t]
        <= sum(m.standing[g] + t for g in m.generators_in[z]) - m.base_load[z, t],
    )
    limits = from_arrays(compiled(m)).limits
    assert limits["limit[west, 3]"] == (-inf, 100 + 1 + 2 * 3 - 8)
    assert limits["limit[north, 3]"] == (-inf, -4.0)


def test_a_family_over_an_empty_set_has_no_rows():
    m = grid()
    m.stores = pyomo.Set(initialize=[])
    m.charge = pyo.Var(m.stores, m.hours)
    m.power = pyo.Param(m.stores, values=[])
    m.limit = pyo.Constraint(m.stores, m.hours, rule=lambda m, s, t: m.charge[s, t] <= m.power[s])
    m.balance = pyo.Constraint(m.hours, rule=lambda m, t: m.built - sum(m.charge[s, t] for s in m.stores) <= 1)
    assert rows(m) == {f"balance[{t}]": {"built": 1.0} for t in range(4)}


def test_a_row_without_decisions_stays_a_row():
    """The second zone has no generator: 0 <= 1 holds by itself, and the family keeps its shape."""
    m = grid()
    m.limit = pyo.Constraint(m.zones, rule=lambda m, z: sum(m.generation[g, 0] for g in m.generators_in[z]) <= 1)
    program = compiled(m)
    assert program.starts.tolist() == [0, 2, 2]
    assert program.row_upper.tolist() == [1.0, 1.0]


def test_bounds_spread_over_the_sets():
    m = grid()
    m.a = pyo.Var(m.zones, m.hours, lower=-1.0, upper=np.array([[2.0], [3.0]]))
    m.b = pyo.Var(m.zones, m.hours, lower=-inf, upper=np.arange(4.0)[None, :])
    program = compiled(m)
    assert program.column_block("a").of(program.lower).tolist() == [[-1.0] * 4] * 2
    assert program.column_block("a").of(program.upper).tolist() == [[2.0] * 4, [3.0] * 4]
    assert program.column_block("b").of(program.lower).tolist() == [[-inf] * 4] * 2
    assert program.column_block("b").of(program.upper).tolist() == [[0.0, 1.0, 2.0, 3.0]] * 2
    assert program.column_block("generation").of(program.upper).max() == 10.0
    assert program.column_block("import_mw").of(program.upper).min() == inf


def test_the_cost_is_told_by_terms():
    m = grid()
    m.price = pyo.Param(m.generators, values=[30.0, 0.0, 1.0])
    m.fixed = pyo.Param(m.zones, values=[7.0, 5.0])
    m.cost = pyo.Objective(terms={
        "fuel": lambda m: sum(m.price[g] * m.generation[g, t] for g in m.generators for t in m.hours),
        "fixed": lambda m: sum(m.fixed[z] for z in m.zones) + 4 * m.built,
        "extra": lambda m: 2 * m.generation["gas", 0] + m.built,
    })
    program = compile_model(m, "grid")
    readable = from_arrays(program)
    assert readable.cost == {
        "generation[gas, 0]": 32.0,
        **{f"generation[gas, {t}]": 30.0 for t in (1, 2, 3)},
        **{f"generation[sun, {t}]": 1.0 for t in range(4)},
        "built": 5.0,
    }
    assert program.offset == 12.0
    assert program.cost_term_constants == {"fuel": 0.0, "fixed": 12.0, "extra": 0.0}
    columns, per_unit = program.cost_terms["fixed"]
    assert (columns.tolist(), per_unit.tolist()) == ([20], [4.0])


def test_a_column_stands_once_in_a_cost_term():
    m = grid()
    m.years = pyomo.Set(initialize=[2030, 2035])
    m.years_until = pyomo.Set(m.years, initialize={2030: [2030], 2035: [2030, 2035]})
    m.new = pyo.Var(m.years)
    program = compiled(m, cost=lambda m: sum(10 * m.new[v] for y in m.years for v in m.years_until[y]))
    assert from_arrays(program).cost == {"new[2030]": 20.0, "new[2035]": 10.0}
    assert len(program.cost_terms["cost"][0]) == 2


def test_a_cost_may_be_nothing():
    m = grid()
    m.stores = pyomo.Set(initialize=[])
    m.charge = pyo.Var(m.stores)
    program = compiled(m, cost=lambda m: sum(m.charge[s] for s in m.stores))
    assert not program.cost.any()


def test_a_program_without_rows():
    program = compiled(grid())
    assert (program.row_count, program.starts.tolist()) == (0, [0])
