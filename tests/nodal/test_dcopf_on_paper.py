"""Optima, flows and prices of grids small enough for paper."""

from __future__ import annotations

import pytest
from grids import TRIANGLE, branch, bus, dc_line, generator, network_of, opened

from loadsite.nodal.dcopf import Dispatch, solve_snapshot
from loadsite.nodal.flow_law import Convention
from loadsite.nodal.limits import Limits
from loadsite.nodal.prices import binding_limits, bus_prices
from loadsite.nodal.snapshot import snapshots_of
from loadsite.solve.outcomes import Infeasible


def solved(folder, convention=Convention.MATPOWER, **tables) -> tuple[Limits, Dispatch]:
    grid = opened(folder, **tables)
    limits = Limits(network_of(grid, convention))
    return limits, solve_snapshot(limits, snapshots_of(grid)[0])


def test_a_congested_triangle(tmp_path):
    """(2 a + b) / 3 = 80 and a + b = 150: a = 90, b = 60. One MW more at c takes a down by 1 and b up by 2: 50 USD."""
    limits, dispatch = solved(tmp_path, **TRIANGLE)
    assert dispatch.generation_mw.tolist() == pytest.approx([90, 60])
    assert dispatch.cost_usd_per_h == pytest.approx(900 + 1800)
    assert dispatch.flows_mw.tolist() == pytest.approx([10, 80, 70])
    prices = bus_prices(limits, dispatch)
    assert prices["price_usd_per_mwh"].tolist() == pytest.approx([10, 30, 50])
    assert prices["energy_usd_per_mwh"].tolist() == pytest.approx([10, 10, 10])
    assert prices["congestion_usd_per_mwh"].tolist() == pytest.approx([0, 20, 40])
    (row,) = binding_limits(limits, dispatch).to_dict("records")
    assert (row["branch"], row["outage"], row["from_bus"], row["to_bus"]) == ("ac", "", "a", "c")
    assert row["flow_mw"] == pytest.approx(80)
    assert row["shadow_price_usd_per_mwh"] == pytest.approx(3 * 20)


def test_squares_are_met_exactly(tmp_path):
    """0.01 p^2 + 10 p and 0.02 q^2 + 12 q share 300 MW: 0.02 p + 10 = 0.04 q + 12, so p = 700 / 3, price 44 / 3."""
    tables = TRIANGLE | {"generators": [
        generator("p", "a", 500, 10, cost_usd_per_mw2h=0.01), generator("q", "b", 500, 12, cost_usd_per_mw2h=0.02)],
        "branches": [branch("a", "b", 0.1), branch("a", "c", 0.1), branch("b", "c", 0.1)],
        "buses": [bus("a", reference="true"), bus("b"), bus("c", 300)]}
    limits, dispatch = solved(tmp_path, **tables)
    p = 700 / 3
    assert dispatch.generation_mw.tolist() == pytest.approx([p, 300 - p], abs=1e-9)
    assert dispatch.cost_usd_per_h == pytest.approx(0.01 * p**2 + 10 * p + 0.02 * (300 - p) ** 2 + 12 * (300 - p))
    assert bus_prices(limits, dispatch)["price_usd_per_mwh"].tolist() == pytest.approx([44 / 3] * 3, abs=1e-9)
    assert 0 <= dispatch.gap < 1e-12


def test_cost_points_are_pieces(tmp_path):
    """200 MW at 10 USD/MWh, 200 more at 40; the other costs 30: 200 and 100. Before 50 MW it costs 5 a MW."""
    tables = TRIANGLE | {
        "generators": [generator("steps", "a", 400, 0), generator("flat", "b", 500, 30, cost_usd_per_h=7)],
        "branches": [branch("a", "b", 0.1), branch("a", "c", 0.1), branch("b", "c", 0.1)],
        "buses": [bus("a", reference="true"), bus("b"), bus("c", 300)],
        "cost_points": [{"generator": "steps", "power_mw": mw, "cost_usd_per_h": usd}
                        for mw, usd in ((0, 100), (50, 350), (200, 1850), (400, 9850))],
    }  # fmt: skip
    _, dispatch = solved(tmp_path, **tables)
    assert dispatch.generation_mw.tolist() == pytest.approx([200, 100])
    assert dispatch.cost_usd_per_h == pytest.approx(1850 + 3000 + 7)


def test_points_go_on_beyond_their_ends(tmp_path):
    tables = TRIANGLE | {
        "generators": [generator("steps", "a", 400, 0, p_min_mw=20), generator("flat", "b", 500, 99)],
        "branches": [branch("a", "b", 0.1), branch("a", "c", 0.1), branch("b", "c", 0.1)],
        "cost_points": [{"generator": "steps", "power_mw": mw, "cost_usd_per_h": usd}
                        for mw, usd in ((40, 400), (60, 700), (100, 1500))],
    }  # fmt: skip
    _, dispatch = solved(tmp_path, **tables)
    assert dispatch.cost_usd_per_h == pytest.approx(1500 + 50 * 20)


TAPPED = {
    "buses": [bus("a", reference="true"), bus("b", 100)],
    "branches": [
        branch("a", "b", 0.1, resistance_pu=0.05), branch("a", "b", 0.2, branch="tapped", tap_ratio=0.8, shift_deg=3),
    ],
    "generators": [generator("g", "a", 500, 10)],
}  # fmt: skip


def test_the_convention_of_matpower(tmp_path):
    """b = 1,000 and 100 / 0.16 = 625 MW/rad; the shift of 3 degrees sends 1,000 x 625 / 1,625 x 0.05236 MW round."""
    _, dispatch = solved(tmp_path, **TAPPED)
    around = 1000 * 625 / 1625 * 0.0523598776
    assert dispatch.flows_mw.tolist() == pytest.approx([100 * 1000 / 1625 + around, 100 * 625 / 1625 - around])
    assert dispatch.residual_mw < 1e-9


def test_the_convention_of_powermodels(tmp_path):
    """b = 100 x 0.1 / 0.0125 = 800 and 100 / 0.2 = 500 MW/rad, without tap and shift."""
    _, dispatch = solved(tmp_path, Convention.POWERMODELS, **TAPPED)
    assert dispatch.flows_mw.tolist() == pytest.approx([100 * 800 / 1300, 100 * 500 / 1300])


def test_an_angle_limit_is_a_limit_on_flow(tmp_path):
    """0.8 degrees on 1,000 MW/rad let 13.963 MW through, in the direction of the limit."""
    tables = {
        "buses": [bus("a", reference="true"), bus("b", 100)],
        "branches": [branch("b", "a", 0.1, angle_min_deg=-0.8, angle_max_deg=9)],
        "generators": [generator("g", "a", 500, 10), generator("h", "b", 500, 60)],
    }
    limits, dispatch = solved(tmp_path, **tables)
    assert dispatch.generation_mw[0] == pytest.approx(13.962634)
    assert binding_limits(limits, dispatch)["shadow_price_usd_per_mwh"].tolist() == pytest.approx([50])


def test_an_angle_limit_is_one_of_the_angle_with_its_shift(tmp_path):
    """A shift of 3 degrees, 52.36 MW: 6 degrees from a to b let 52.36 MW through, -2 from b to a 87.27."""
    forth, back = (("a", "b"), {"angle_max_deg": 6}, 52.359878), (("b", "a"), {"angle_min_deg": -2}, 87.266463)
    for ends, limit, mw in (forth, back):
        tables = {
            "buses": [bus("a", reference="true"), bus("b", 100)],
            "branches": [branch(*ends, 0.1, shift_deg=3, **limit)],
            "generators": [generator("g", "a", 500, 10), generator("h", "b", 500, 60)],
        }
        assert solved(tmp_path / ends[0], **tables)[1].generation_mw[0] == pytest.approx(mw)


def test_powermodels_takes_wide_angle_limits_for_sixty_degrees(tmp_path):
    """60 degrees on 100 MW/rad: 104.72 MW; in the convention of MATPOWER a limit of 120 degrees: 209.44 MW."""
    tables = {
        "buses": [bus("a", reference="true"), bus("b", 300)],
        "branches": [branch("a", "b", 1, angle_min_deg=-120, angle_max_deg=120)],
        "generators": [generator("g", "a", 500, 10), generator("h", "b", 500, 60)],
    }
    assert solved(tmp_path, **tables)[1].generation_mw[0] == pytest.approx(209.43951)
    assert solved(tmp_path, Convention.POWERMODELS, **tables)[1].generation_mw[0] == pytest.approx(104.719755)


def test_a_dc_line_loses_and_costs(tmp_path):
    """No branch to b: the DC line sends p, of which 5 % and 2 MW are lost, at 1 USD/MWh: 0.95 p - 2 = 74."""
    tables = {
        "buses": [bus("a"), bus("b", 74)], "branches": [branch("a", "c", 0.1)], "generators": [
            generator("g", "a", 500, 10), generator("h", "c", 5, 100)],
        "dc_lines": [dc_line("d", "a", "b", 90, loss_mw=2, loss_share=0.05, cost_usd_per_mwh=1)],
    }  # fmt: skip
    tables["buses"].append(bus("c", 6, shunt_mw=1))
    limits, dispatch = solved(tmp_path, **tables)
    assert dispatch.sent_mw.tolist() == pytest.approx([80])
    assert dispatch.cost_usd_per_h == pytest.approx(87 * 10 + 80)
    assert limits.network.island_count == 2
    assert bus_prices(limits, dispatch)["price_usd_per_mwh"].tolist() == pytest.approx([10, 11 / 0.95, 10])


def test_a_branch_of_no_reactance_carries_what_it_has_to(tmp_path):
    """In the convention of MATPOWER it is a closed switch, in that of PowerModels it carries nothing."""
    tables = {
        "buses": [bus("a", reference="true"), bus("b"), bus("c", 100)],
        "branches": [branch("a", "b", 0), branch("b", "c", 0.1), branch("a", "c", 0.1)],
        "generators": [generator("g", "a", 500, 10)],
    }
    assert solved(tmp_path, **tables)[1].flows_mw.tolist() == pytest.approx([50, 50, 50], abs=1e-3)
    _, dispatch = solved(tmp_path, Convention.POWERMODELS, **tables)
    assert dispatch.flows_mw[1:].tolist() == pytest.approx([0, 100])


def test_what_is_out_of_service_is_left_out(tmp_path):
    tables = TRIANGLE | {
        "branches": [*TRIANGLE["branches"], branch("a", "c", 0.1, branch="off", in_service="false"),
                     branch("a", "d", 0.1)],
        "buses": [*TRIANGLE["buses"], bus("d", 70, in_service="false")],
        "generators": [*TRIANGLE["generators"], generator("free", "c", 50, 0, in_service="false")],
    }  # fmt: skip
    limits, dispatch = solved(tmp_path, **tables)
    assert dispatch.cost_usd_per_h == pytest.approx(2700)
    assert limits.network.grid.left_out == {"buses": 1, "branches": 2, "generators": 1}


def test_no_dispatch_is_proven_and_the_limits_named(tmp_path):
    """Into c come at most 80 + 60 MW."""
    tables = TRIANGLE | {"branches": [branch("a", "b", 0.1), branch("a", "c", 0.1, 80), branch("b", "c", 0.1, 60)]}
    with pytest.raises(Infeasible, match=r"proven.*flow\[ac\].*flow\[bc\]"):
        solved(tmp_path, **tables)


def test_a_load_above_all_generation_is_proven_infeasible(tmp_path):
    tables = TRIANGLE | {"generators": [generator("small", "a", 149, 10)]}
    with pytest.raises(Infeasible, match=r"proven: .*balance\[a\] \(150 MW\)"):
        solved(tmp_path, **tables)


def test_hours_have_their_own_loads_and_generation(tmp_path):
    """At half the load ac does not bind; in the third hour c takes 120 MW and the cheap plant gives 30 at most."""
    tables = TRIANGLE | {
        "snapshots": [{"snapshot": "night", "load_factor": 0.5}, {"snapshot": "noon", "load_factor": ""},
                      {"snapshot": "outage", "load_factor": 1}],
        "snapshot_loads": [{"snapshot": "outage", "bus": "c", "load_mw": 120}],
        "snapshot_generators": [{"snapshot": "outage", "generator": "cheap", "p_max_mw": 30}],
    }  # fmt: skip
    grid = opened(tmp_path, **tables)
    limits = Limits(network_of(grid))
    costs = [solve_snapshot(limits, hour).cost_usd_per_h for hour in snapshots_of(grid)]
    assert costs == pytest.approx([750, 2700, 300 + 2700])
