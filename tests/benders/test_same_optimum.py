"""Period by period the optimum is that of one linear program, within the gap that is proven."""

from __future__ import annotations

from pathlib import Path

import pytest

from loadsite.inputs.case import Case
from loadsite.run.answer import calendar
from loadsite.solve import CertifiedSolution, Crew, Engine, Method, ProofOptions, solve_certified
from small_cases import Period, every_family, every_family_hosting, random_grid
from solved import compiled, solved

GAP = 1e-5
DAYS = [Period(4, 300.0 + 10 * k) for k in range(6)]


def by_periods(
    case: Case, folder: Path, processes: int = 1, engine: Engine = Engine.LOCAL, gap: float = GAP
) -> CertifiedSolution:
    options = ProofOptions(Method.DECOMPOSED, relative_gap=gap, campus_gap=1.0, workers=Crew(processes, engine))
    return solve_certified(compiled(case), calendar(case), options, folder)


CASES = {
    "every family, two years, budgets over the year": every_family,
    "shortfall: no price is worth placing all": lambda: every_family(shortfall_usd_per_mw_year=1e5),
    "an infeasible first trial: more asked for than fits": lambda: every_family(target_mw=(5000, 6000)),
    "no interruption": lambda: every_family(interruption_energy_share=0.0),
    "interruption without a budget that binds": lambda: every_family(interruption_energy_share=1.0),
    "a made-up grid of three zones and four days": lambda: random_grid(3, 24, 7, periods=[Period(6, 365.0)] * 4),
    "states of charge chained from period to period": lambda: random_grid(
        2, 48, 3, periods=[Period(12, 183.0)] * 4, inter_period=True
    ),
    "storage over longer periods": lambda: random_grid(2, 48, 3, periods=[Period(24, 183.0)] * 2),
}


@pytest.mark.parametrize("make", CASES.values(), ids=CASES.keys())
def test_the_bounds_hold_the_optimum_of_one_program(make, tmp_path) -> None:
    """lower bound <= optimum <= cost found <= lower bound + gap"""
    case = make()
    optimum = solved(case).solution.objective
    proven = by_periods(case, tmp_path)
    slack = 1e-7 * abs(optimum)
    assert proven.certificate.dual_objective <= optimum + slack
    assert proven.certificate.primal_objective >= optimum - slack
    assert proven.certificate.gap <= GAP * abs(optimum) + slack


def test_hosting_finds_the_most_that_fit(tmp_path) -> None:
    """The limit on unserved energy ties all periods; its shares are decided like those of any budget."""
    case = every_family_hosting()
    most_gw = -solved(case).solution.objective
    proven = by_periods(case, tmp_path)
    assert -proven.certificate.primal_objective == pytest.approx(most_gw, rel=2 * GAP)
    assert -proven.certificate.dual_objective >= most_gw * (1 - 1e-7)


def test_prices_agree_where_they_are_unique(tmp_path) -> None:
    """Of a made-up grid no two generators cost the same: once the gap is small, both ways give the same prices."""
    case = random_grid(3, 24, 7, periods=[Period(6, 365.0)] * 4)
    whole = solved(case)
    proven = by_periods(case, tmp_path, gap=1e-8)
    block = whole.program.row_block("balance")
    ours, theirs = block.of(proven.solution.row_dual), block.of(whole.solution.row_dual)
    assert ours == pytest.approx(theirs, rel=1e-4)


def test_two_processes_go_the_same_way(tmp_path) -> None:
    """Forty-eight periods: twenty stand for all at first, and lend their bases to the others."""
    case = random_grid(2, 96, 3, periods=[Period(2, 183.0)] * 48)
    alone, together = by_periods(case, tmp_path), by_periods(case, tmp_path, processes=2)
    (one,), (other,) = alone.solution.attempts, together.solution.attempts
    assert one.iterations == other.iterations
    assert together.solution.primal == pytest.approx(alone.solution.primal, abs=1e-12)


@pytest.mark.slow
def test_a_dask_cluster_finds_the_same(tmp_path) -> None:
    """Dask's own cluster of separate processes on the loopback address."""
    pytest.importorskip("distributed", reason="the dask engine needs the extra dask")
    case = every_family()
    alone, cluster = by_periods(case, tmp_path), by_periods(case, tmp_path, processes=2, engine=Engine.DASK)
    assert cluster.certificate.primal_objective == pytest.approx(alone.certificate.primal_objective, rel=2 * GAP)
