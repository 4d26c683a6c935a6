"""Rules solved period by period: hourly, daily and yearly ones, hard and soft, end at the optimum of one program."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from loadsite.arrays import components
from loadsite.arrays.compiler import compile_model
from loadsite.equations.build import build
from loadsite.inputs.case import Case
from loadsite.run.answer import answer, calendar
from loadsite.solve import CertifiedSolution, Infeasible, Method, ProofOptions, SolveOptions, solve_certified
from loadsite.solve.benders.block_structure import block_structure
from loadsite.solve.benders.cuts import cut_from_duals
from loadsite.solve.benders.first_stage import first_stage_of
from loadsite.solve.benders.subproblem import build_subproblems
from loadsite.solve.benders.subproblem_solver import SubproblemSolver
from loadsite.solve.matrix import rows_matrix
from loadsite.solve.weak_duality import implied_bounds
from rules_of import with_rules
from small_cases import Period, every_family, random_grid

RULES = """rules:
  - {name: one_way, rule: "flow[from=west] - flow[to=west] <= 60 MW", each: hour, soft: 500 USD/MWh}
  - {name: west_share, rule: "campus_mw[zone=west] <= 45% * campus_mw", each: year}
  - {name: carbon, rule: "emissions <= 5.2 Mt", when: {year: [2030]}}
  - {name: thermal, rule: "generation[generator=west.gas] <= 60% * load[zone=west]", each: day, soft: 10 USD/MWh}
  - {name: weekly, rule: "generation[generator=north.coal] <= 900 MWh", each: period, soft: 10 USD/MWh}
  - {name: sun, rule: "generation[generator=west.new_solar] >= 1 TWh", each: year, soft: 30 USD/MWh}
  - {name: winter_import, rule: "import[zone=plains] <= 60 MW", each: hour, when: {season: winter}}
  - {name: net_import, rule: "import[zone=plains] - export[zone=plains] <= 0 GWh", each: year}
  - {name: net_export, rule: "export[zone=north] - import[zone=north] >= 100 GWh", each: year}
  - {name: budget, rule: "1 year * investment + cost <= 420 million USD", each: year}
  - {name: charging, rule: "charge - previous(charge) <= 40 MW", each: [storage, hour]}
"""


def proven(case: Case, method: Method, folder: Path) -> CertifiedSolution:
    program = compile_model(build(case, components), case.name)
    return solve_certified(program, calendar(case), ProofOptions(method, SolveOptions(1), relative_gap=1e-5), folder)


@pytest.mark.parametrize("name", ["all", *(line.split("name: ")[1].split(",")[0] for line in RULES.split("\n")[1:-1])])
def test_the_optimum_is_the_same_by_periods(name, tmp_path):
    lines = RULES.split("\n")
    text = RULES if name == "all" else "\n".join([lines[0], *(line for line in lines if f"name: {name}," in line)])
    case = with_rules(every_family(), text)
    single = proven(case, Method.SINGLE, tmp_path / "one").solution.objective
    periods = proven(case, Method.DECOMPOSED, tmp_path / "parts").solution.objective
    assert periods == pytest.approx(single, rel=3e-5)


@pytest.mark.parametrize(
    ("rule", "price"),
    [("emissions <= 5.2 Mt", "10 USD/t"), ("generation[generator=north.coal] <= 900 GWh", "10 USD/MWh")],
)
def test_a_soft_limit_over_a_year_is_paid_for_as_far_as_it_is_broken(rule, price, tmp_path):
    """exceeded = use - limit, however wide the gap; the budgets given to days add up to more than they use."""
    text = f'rules:\n  - {{name: cap, rule: "{rule}", each: year, soft: {price}}}\n'
    case = with_rules(every_family(), text)
    program = compile_model(build(case, components), case.name)
    options = ProofOptions(Method.DECOMPOSED, SolveOptions(1), relative_gap=0.1, campus_gap=1.0)
    primal = solve_certified(program, calendar(case), options, tmp_path).solution.primal
    assert (program.column_block("rule.cap.exceeded").of(primal) > 1.0).all()
    row = program.row_block("rule.cap")
    assert row.of(rows_matrix(program) @ primal) == pytest.approx(row.of(program.row_upper), abs=1e-6)


DAILY = ('rules:\n  - {name: daily, rule: "generation[generator=z1.gas] <= MOST MWh", each: day, soft: 200 USD/MWh}\n'
         '  - {name: coal, rule: "generation[generator=z1.coal] >= LEAST MWh", each: day}\n')  # fmt: skip


def daily(most: int, least: int, periods: list[Period]) -> Case:
    """Two zones with a soft and a hard rule on every day."""
    case = random_grid(2, sum(period.hours for period in periods), 3, periods=periods)
    return with_rules(case, DAILY.replace("MOST", str(most)).replace("LEAST", str(least)))


def test_rules_of_days_tie_no_weeks_together():
    """Three weeks have 21 days, two rules a day; each belongs to its week, and so does by how much it is exceeded."""
    case = daily(900, 400, [Period(168, 17.0)] * 3)
    program = compile_model(build(case, components), case.name)
    structure = block_structure(program, calendar(case))
    weeks = np.repeat(np.arange(3), 7).tolist()
    for family in ("rule.daily", "rule.coal"):
        assert structure.row_owner[program.row_block(family).span].tolist() == weeks
    assert structure.column_owner[program.column_block("rule.daily.exceeded").span].tolist() == weeks
    budget = program.row_block("interruption_budget")  # all weeks share a budget of interruptions a year
    assert structure.linking_rows.tolist() == list(range(budget.span.start, budget.span.stop))


def test_rules_of_days_are_kept_period_by_period(tmp_path):
    """As one program and by periods of two days: the same optimum, with and without the rules another one."""
    case = daily(100, 700, [Period(48, 91.5)] * 2)
    single = proven(case, Method.SINGLE, tmp_path / "one").solution.objective
    periods = proven(case, Method.DECOMPOSED, tmp_path / "parts").solution.objective
    assert periods == pytest.approx(single, rel=3e-5)
    assert single > 1.0005 * proven(replace(case, rules=()), Method.SINGLE, tmp_path / "free").solution.objective


def test_a_conflict_is_found_by_periods_too(tmp_path):
    """Periods solved one by one never meet; the conflict is then proven in the whole program, and told."""
    text = ("rules:\n  - {name: low, rule: 'campus_mw[site=tulsa] >= 80 MW', each: year}\n"
            "  - {name: high, rule: 'campus_energy[site=tulsa] <= 1 GWh', each: year}\n")
    with pytest.raises(Infeasible, match="rule high"):
        answer(with_rules(every_family(), text), ProofOptions(Method.DECOMPOSED, SolveOptions(1)), tmp_path)


def test_a_dual_above_the_price_of_breaking_a_rule_still_proves_a_cut():
    """What is missed of `sun` is unlimited at 30 USD/MWh: a dual above that, if by rounding, would prove nothing."""
    case = with_rules(every_family(), 'rules:\n  - {name: sun, rule: "generation[generator=west.new_solar] >= 1 TWh", '
                                      'each: period, soft: 30 USD/MWh}\n')  # fmt: skip
    program = compile_model(build(case, components), case.name)
    subproblems, shares = build_subproblems(program, block_structure(program, calendar(case)))
    first = first_stage_of(program, block_structure(program, calendar(case)))
    lower, upper = first.column_bounds()
    lower, upper = np.append(lower, np.zeros(len(shares))), np.append(upper, np.full(len(shares), 1e3))
    found = SubproblemSolver(subproblems, lower, upper).evaluate([0], lower)[0]
    subproblem = subproblems[0]
    bounds = implied_bounds(subproblem.with_coupling_bounds(lower[subproblem.coupling], upper[subproblem.coupling]))
    raised_dual = found.cut.row_dual.astype(np.float64) * (1 + 1e-6)
    raised = cut_from_duals(subproblem, raised_dual, *(each[len(subproblem.coupling) :] for each in bounds))
    assert found.cost * (1 - 1e-5) <= raised.at(lower) <= found.cost * (1 + 1e-7)
