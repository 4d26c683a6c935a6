"""The same question has the same answer, however it is found: alone, by two processes, from the pool, after others,
and where a batch was stopped and run again.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from loadsite.inputs.case import Case
from loadsite.results.site_order import ties
from loadsite.run.answer import calendar
from loadsite.solve import CertifiedSolution, Crew, Method, ProofOptions, solve_certified
from loadsite.solve.benders.solve import Progress
from small_cases import Period, Site, random_grid
from solved import compiled

ZONES = ("z0", "z1", "z2")
NEAR_MW = 2.5
"""What a site may differ by, of 1,000 MW."""


def asked(target_mw: float = 1000.0) -> Case:
    """Three zones with eight sites each, none of which operation can tell from its neighbours; no two are as large."""
    sites = [Site(f"{zone}.{k}", zone, 140.0 + 20 * n) for zone in ZONES for n, k in enumerate("hgfedcba")]
    return random_grid(
        3, 24, 3, periods=[Period(6, 366.0)] * 4, sites=sites, target_mw=target_mw, interruptible_share=0.3,
        interruption_energy_share=0.01, interruption_usd_per_mwh=100.0,
    )  # fmt: skip


def answered(
    case: Case, folder: Path, method: Method = Method.DECOMPOSED, processes: int = 1, pool: bool = False
) -> CertifiedSolution:
    program = compiled(case)
    options = ProofOptions(
        method, relative_gap=3e-8, workers=Crew(processes), pool=folder / "pool" if pool else None,
    )  # fmt: skip
    return solve_certified(program, calendar(case), options, folder, ties=ties(case, program))


def mw(case: Case, proven: CertifiedSolution) -> np.ndarray:
    """By site."""
    block = compiled(case).column_block("campus")
    return np.asarray(1000.0 * proven.solution.primal[block.span])


def test_five_ways_give_the_same_mw_at_every_site(tmp_path) -> None:
    """Alone; again from its own pool; by two processes; from the pool of two other questions; as one program."""
    case = asked()
    other = tmp_path / "other"
    for target_mw in (600.0, 1500.0):
        answered(asked(target_mw), other, pool=True)
    fresh = answered(case, tmp_path, pool=True)
    ways = {
        "its own pool": answered(case, tmp_path, pool=True),
        "two processes": answered(case, tmp_path, processes=2),
        "the pool of others": answered(case, other, pool=True),
        "one program": answered(case, tmp_path, Method.SINGLE),
    }
    placed = mw(case, fresh)
    assert placed.sum() == pytest.approx(1000.0)
    assert min(placed.reshape(3, 8).sum(axis=1)) > 100.0, "all zones have campuses"
    for way, proven in ways.items():
        assert np.abs(mw(case, proven) - placed).max() <= NEAR_MW, way


class Stopped(Exception):
    """The batch was told to end."""


def stopped_within(case: Case, folder: Path, iterations: int) -> None:
    """Ask, with the pool of the folder, and stop in the middle of the search."""
    program, told = compiled(case), []
    options = ProofOptions(Method.DECOMPOSED, relative_gap=3e-8, pool=folder / "pool")

    def stop(progress: Progress) -> None:
        told.append(progress)
        if len(told) == iterations:
            raise Stopped

    with pytest.raises(Stopped):
        solve_certified(program, calendar(case), options, folder, stop, ties=ties(case, program))


def test_a_batch_that_is_stopped_and_run_again_gives_the_same_mw(tmp_path) -> None:
    """Two of its questions answered, the third stopped within its search; then the third, and again the third, as
    where it was stopped after its search and before its tables were written."""
    case, batch = asked(), tmp_path / "batch"
    placed = mw(case, answered(case, tmp_path))
    for target_mw in (600.0, 1500.0):
        answered(asked(target_mw), batch, pool=True)
    stopped_within(case, batch, iterations=4)
    for way in ("stopped within its search", "stopped after its search"):
        assert np.abs(mw(case, answered(case, batch, pool=True)) - placed).max() <= NEAR_MW, way


@pytest.mark.parametrize("method", [Method.SINGLE, Method.DECOMPOSED])
def test_interchangeable_sites_are_filled_by_name(method, tmp_path) -> None:
    """a before b, which takes what a has no room for: all are empty behind the first that is not full."""
    case = asked()
    placed = mw(case, answered(case, tmp_path, method)).reshape(3, 8)[:, ::-1]
    limits = case.sites.limit_mw.to_numpy(dtype=float).reshape(3, 8)[:, ::-1]
    for held, limit in zip(placed, limits, strict=True):
        full, empty = held > limit - 1e-3, held < 1e-3
        partly = ~full & ~empty
        assert partly.sum() <= 1
        assert (np.flatnonzero(full) < np.flatnonzero(~full).min()).all()


def test_the_range_of_a_zone_holds_what_it_has_in_any_answer_that_costs_no_more(tmp_path) -> None:
    """At a wide gap the range is wide, and what the optimum has is within it."""
    case = asked()
    program = compiled(case)
    optimum = mw(case, answered(case, tmp_path, Method.SINGLE)).reshape(3, 8).sum(axis=1)
    options = ProofOptions(Method.DECOMPOSED, relative_gap=1e-3, campus_gap=10.0)
    wide = solve_certified(program, calendar(case), options, tmp_path, ties=ties(case, program))
    narrow = answered(case, tmp_path)
    for zone, (loose, close) in enumerate(zip(wide.spreads, narrow.spreads, strict=True)):
        assert 1000 * loose.least - 1e-3 <= optimum[zone] <= 1000 * loose.most + 1e-3
        assert 1000 * close.least - 1e-3 <= optimum[zone] <= 1000 * close.most + 1e-3
        assert close.most - close.least <= loose.most - loose.least


def test_another_order_fills_others_first(tmp_path) -> None:
    """Site h of z0 under construction, and no other: it is full before any of its neighbours has a campus."""
    case = asked()
    status = case.sites.sites["status"].astype(object).copy()
    status.loc["z0.h"] = "under construction since 2025"
    kind = case.sites.sites["kind"].astype(object).copy()
    kind.loc["z0.h"] = "ai_campus"
    named = replace(case, sites=replace(case.sites, sites=case.sites.sites.assign(status=status, kind=kind)))
    assert mw(named, answered(named, tmp_path))[0] == pytest.approx(140.0)
    assert mw(case, answered(case, tmp_path))[0] == pytest.approx(0.0, abs=1e-3)
