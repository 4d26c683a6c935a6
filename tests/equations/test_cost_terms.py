"""The objective is the sum of its terms, and each term is what its name says."""

from __future__ import annotations

import pytest

from loadsite.equations.objective import COST_TERMS
from small_cases import every_family, every_family_hosting
from solved import ALL, Solved, compiled, solved


def term_usd(answer: Solved, name: str) -> float:
    columns, per_unit = answer.program.cost_terms[name]
    return 1e6 * (per_unit @ answer.solution.primal[columns] + answer.program.cost_term_constants[name])


def test_cost_terms_add_up_to_the_objective():
    answer = solved(every_family())
    assert list(answer.program.cost_terms) == list(COST_TERMS)
    assert sum(term_usd(answer, name) for name in COST_TERMS) == pytest.approx(answer.cost_usd, rel=1e-9)


def test_the_costs_of_columns_add_up_term_by_term():
    program = compiled(every_family())
    left = program.cost.copy()
    for columns, per_unit in program.cost_terms.values():
        assert len(set(columns.tolist())) == len(columns)
        left[columns] -= per_unit
    assert abs(left).max() < 1e-12
    assert sum(program.cost_term_constants.values()) == program.offset


def test_terms_recomputed_from_tables():
    """Present value 5.0 in 2030 and 3.9 in 2035; what is built in 2030 is paid in both."""
    answer = solved(every_family())
    value = {2030: 5.0, 2035: 3.9}
    solar = {year: answer.mw("built", "west.new_solar", year) for year in value}
    gas = {year: answer.mw("built", "north.new_gas", year) for year in value}
    assert solar[2030] + gas[2035] > 0
    assert term_usd(answer, "generator_investment") == pytest.approx(
        solar[2030] * 61_000 * (5.0 + 3.9) + solar[2035] * 55_000 * 3.9
        + gas[2030] * 98_000 * (5.0 + 3.9) + gas[2035] * 96_000 * 3.9
    )
    weight_h = answer.case.horizon.snapshots["weight_h"].to_numpy()
    fuel_of = {
        "west.gas": 28, "north.coal": 21, "plains.nuclear": 7, "north.new_gas": {2030: 26, 2035: 27},
    }
    fuel = 0.0
    for name, usd_per_mwh in fuel_of.items():
        for year, counts in value.items():
            price = usd_per_mwh[year] if isinstance(usd_per_mwh, dict) else usd_per_mwh
            fuel += counts * price * (answer.mw("generation", name, year, ALL) @ weight_h)
    assert term_usd(answer, "fuel") == pytest.approx(fuel)
    connections = {"abilene": 9_100, "dallas": 5_300, "tulsa": 7_700, "island": 1_900}
    assert term_usd(answer, "connection") == pytest.approx(sum(
        counts * usd * answer.mw("campus", site, year)
        for year, counts in value.items() for site, usd in connections.items()
    ))


def test_hosting_minimises_nothing_but_minus_the_mw_placed():
    answer = solved(every_family_hosting())
    assert list(answer.program.cost_terms) == ["campus_placed"]
    assert answer.solution.objective == pytest.approx(-answer.mw("campus", ALL, ALL).sum() / 1000)
