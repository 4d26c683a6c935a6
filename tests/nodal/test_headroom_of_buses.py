"""Headroom of buses on paper, against the optimal power flow with a campus, and of one process against two."""

from __future__ import annotations

from dataclasses import replace

import pytest
from grids import branch, bus, generator, network_of, opened
from random_grids import random_grid

from loadsite.nodal.dcopf import solve_snapshot
from loadsite.nodal.headroom import HeadroomSearch
from loadsite.nodal.headroom_table import headroom_table, hosting_shares, least_of_hours
from loadsite.nodal.limits import Limits
from loadsite.nodal.outages import Outages, listed_outages
from loadsite.nodal.parallel import headroom_of_buses
from loadsite.nodal.secure_limits import SecureLimits
from loadsite.nodal.snapshot import snapshots_of
from loadsite.solve.outcomes import Infeasible

TRIANGLE = {
    "buses": [bus("a", reference="true"), bus("b"), bus("c", 150)],
    "branches": [branch("a", "b", 0.1), branch("a", "c", 0.1, 80, outage_rating_mw=155),
                 branch("b", "c", 0.1, 90, outage_rating_mw=160)],
    "generators": [generator("cheap", "a", 500, 10), generator("expensive", "b", 500, 30)],
}  # fmt: skip


def searched(folder, secure=False, **tables):
    grid = opened(folder, **tables)
    network = network_of(grid)
    limits = SecureLimits(network, Outages(network, listed_outages(grid))) if secure else Limits(network)
    return HeadroomSearch(limits, snapshots_of(grid)[0]), limits


def test_what_each_bus_of_a_triangle_can_have(tmp_path):
    """Into c come 170 MW. What a gives away n = a - campus lies between 30 (bc) and 90 (ac), of at most 500 MW: 470 at
    a, and 440 at b, which gives away 150 - n. One MW more of bc, or ac, is 3 MW more of campus.
    """
    search, limits = searched(tmp_path, **TRIANGLE)
    found = [search.of_bus(at, upgrade=True) for at in range(3)]
    assert [each.mw for each in found] == pytest.approx([470, 440, 20])
    assert [limits.label(each.stops[0].key) for each in found[:2]] == ["bc", "ac"]
    assert [each.stops[0].mw_per_mw for each in found] == pytest.approx([3, 3, 1])
    assert [each.upgraded_mw for each in found[:2]] == pytest.approx([850, 850])
    assert len(found[2].stops) == 2


def test_an_upgrade_is_of_all_parallel_branches(tmp_path):
    """Two lines of 60 MW from a to b, and one of 500 in the other direction of three times the reactance: 7/3 of 60."""
    tables = {
        "buses": [bus("a"), bus("b", 10)],
        "branches": [branch("a", "b", 0.1, 60), branch("b", "a", 0.1, 60, branch="twin"), branch("b", "c", 0.1),
                     branch("c", "a", 0.2)],
        "generators": [generator("g", "a", 400, 10)],
    }  # fmt: skip
    tables["buses"].append(bus("c"))
    search, _ = searched(tmp_path, **tables)
    found = search.of_bus(1, upgrade=True)
    assert found.mw == pytest.approx(60 * 7 / 3 - 10)
    assert found.upgraded_mw == pytest.approx(390)


def test_generation_may_be_what_ends(tmp_path):
    tables = TRIANGLE | {"generators": [generator("cheap", "a", 80, 10), generator("expensive", "b", 74, 30)]}
    search, _ = searched(tmp_path, **tables)
    found = search.of_bus(2)
    assert found.mw == pytest.approx(4)
    assert found.stops == ()


def test_with_every_outage(tmp_path):
    """Without bc all of c comes on ac: 155 MW; without ac on bc: 160."""
    search, limits = searched(tmp_path, secure=True, **TRIANGLE)
    found = search.of_bus(2, upgrade=True)
    assert found.mw == pytest.approx(5)
    assert limits.label(found.stops[0].key) == "ac after bc"
    assert found.upgraded_mw == pytest.approx(10)
    assert search.of_bus(0).mw == pytest.approx(470)


def test_what_no_dispatch_can_secure_is_raised_and_a_twentieth(tmp_path):
    """Without bc ac carries 150 MW of 140: raised by 10 and 5 % of 140, c may have 7."""
    tables = TRIANGLE | {"branches": [*TRIANGLE["branches"]]}
    tables["branches"][1] = branch("a", "c", 0.1, 80, outage_rating_mw=140)
    search, limits = searched(tmp_path, secure=True, **tables)
    assert search.of_bus(2).mw == pytest.approx(7)
    (raised,) = search.limits.raised_mw.items()
    assert (limits.label(raised[0]), raised[1]) == ("ac after bc", pytest.approx(17))


def test_an_hour_without_a_dispatch_has_no_headroom(tmp_path):
    tables = TRIANGLE | {"buses": [bus("a"), bus("b"), bus("c", 171)]}
    with pytest.raises(Infeasible, match=r"proven.*flow\[ac\]"):
        searched(tmp_path, **tables)


@pytest.mark.parametrize("seed", [21, 22, 23])
def test_with_a_campus_of_the_headroom_there_is_a_dispatch_and_with_more_none(tmp_path, seed):
    grid = random_grid(tmp_path, seed, tight=1.2)
    network = network_of(grid)
    limits = SecureLimits(network, Outages(network, listed_outages(grid)))
    hour = snapshots_of(grid)[0]
    search = HeadroomSearch(limits, hour)
    for at in (0, 5, 9):
        mw = search.of_bus(at).mw
        assert mw > 1
        for share, fits in ((0.999, True), (1.001, False)):
            withdrawal = hour.withdrawal_mw.copy()
            withdrawal[at] += share * mw
            with_campus = replace(hour, withdrawal_mw=withdrawal)
            if fits:
                solve_snapshot(search.limits, with_campus)
            else:
                with pytest.raises(Infeasible):
                    solve_snapshot(search.limits, with_campus)


HOURS = {"snapshots": [{"snapshot": "night", "load_factor": 0.5}, {"snapshot": "noon", "load_factor": 1}]}


def test_the_least_of_the_hours(tmp_path):
    """At half the load c may have 95 MW more; at noon 20."""
    grid = opened(tmp_path, **TRIANGLE, **HOURS)
    limits = Limits(network_of(grid))
    table = headroom_table(limits, list(headroom_of_buses(limits, snapshots_of(grid), [2, 0], 1, False)))
    assert table["snapshot"].tolist() == ["night", "night", "noon", "noon"]
    assert table["headroom_mw"].tolist()[::2] == pytest.approx([95, 20])
    least = least_of_hours(table)
    assert least.loc[least["bus"] == "c", ["snapshot", "stopped_by"]].to_numpy().tolist() == [["noon", "branch"]]
    assert hosting_shares(least, [15, 100])["share"].tolist() == [1.0, 0.5]


@pytest.mark.slow
def test_two_processes_find_what_one_does(tmp_path):
    grid = opened(tmp_path, **TRIANGLE, **HOURS)
    network = network_of(grid)
    limits = SecureLimits(network, Outages(network, listed_outages(grid)))
    one, two = (headroom_table(limits, list(headroom_of_buses(limits, snapshots_of(grid), [0, 1, 2], workers, True)))
                for workers in (1, 2))  # fmt: skip
    assert one["headroom_mw"].tolist() == pytest.approx(two["headroom_mw"].tolist())
    assert one[["bus", "snapshot"]].equals(two[["bus", "snapshot"]])
