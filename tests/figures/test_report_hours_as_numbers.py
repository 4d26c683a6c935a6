"""The hours of the report without a browser: the worst day, load duration, heat maps, against the tables."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from marks import figures, marks, number_in

from loadsite.report.clock import Clock
from loadsite.report.part_hours import hours
from loadsite.report.worst_week import _when

WIDE = 1040.0
NAMES = {"prairie": "Prairie", "harbour": "Harbour", "refinery": "Refinery", "mine": "Mine"}


def worst_hours(rich: Any, year: int) -> tuple[int, int]:
    """Of the two runs of six hours, that with the higher price, averaged over all load."""
    results = rich.results
    balance = results.balance[results.balance["year"] == year]
    prices = results.prices[results.prices["year"] == year]
    load = -balance["load_mw"].to_numpy().reshape(3, 12)
    price = (prices["price_usd_per_mwh"].to_numpy().reshape(3, 12) * load).sum(axis=0) / load.sum(axis=0)
    assert abs(price[:6].mean() - price[6:].mean()) > 10
    return (0, 5) if price[:6].mean() > price[6:].mean() else (6, 11)


def test_the_worst_day_is_the_dearest_and_its_layers_are_what_served_the_load(run, rich):
    figure = figures(hours(run))["worst_week_2035_0"]
    first, last = worst_hours(rich, 2035)
    assert (first, last) == (6, 11)
    assert figure.title.startswith("Worst day of 2035, whole grid: 20 Aug 2024 00:00 to 20 Aug 2024 05:00 UTC [GW]")
    results, frame = rich.results, figure.listing.frame.set_index("hour")
    assert list(frame.index) == list(range(6, 12))
    inside = {name: table[(table["year"] == 2035) & table["snapshot"].between(6, 11)] for name, table in
              (("balance", results.balance), ("dispatch", results.dispatch), ("storage", results.storage))}  # fmt: skip
    terms = inside["balance"].groupby("snapshot")[
        ["load_mw", "campuses_mw", "grid_withdrawal_mw", "unserved_mw", "charge_mw",
                                                   "inflow_mw", "outflow_mw"]].sum() / 1e3  # fmt: skip
    assert frame["load"].to_numpy() == pytest.approx(-terms["load_mw"].to_numpy())
    assert frame["campuses"].to_numpy() == pytest.approx(
        -(terms["campuses_mw"] + terms["grid_withdrawal_mw"]).to_numpy())
    assert (
        frame["unserved"].to_numpy() == pytest.approx(terms["unserved_mw"].to_numpy())
        and frame["unserved"].max() > 0.01
    )
    assert frame["charging"].to_numpy() == pytest.approx(terms["charge_mw"].to_numpy())
    lost = (terms["inflow_mw"] + terms["outflow_mw"]).to_numpy()
    assert frame["line losses"].to_numpy() == pytest.approx(lost) and lost.min() < -0.001
    by_kind = inside["dispatch"].groupby(["technology", "snapshot"], observed=True)["generation_mw"].sum() / 1e3
    for kind in ("wind", "coal", "nuclear", "gas_cc", "hydro", "gas_ct", "solar"):
        assert frame[kind].to_numpy() == pytest.approx(by_kind[kind].to_numpy()), kind
    discharged = inside["storage"].groupby("snapshot")["discharge_mw"].sum() / 1e3
    assert frame["battery"].to_numpy() == pytest.approx(discharged.to_numpy())
    served = frame[["wind", "coal", "nuclear", "gas_cc", "hydro", "gas_ct", "solar", "battery", "unserved"]].sum(axis=1)
    assert (served + frame["charging"] + frame["line losses"]).to_numpy() == pytest.approx(
        (frame["load"] + frame["campuses"]).to_numpy()
    )
    drawn = [
        mark for mark in marks(figure.draw(WIDE)) if mark.tag == "path" and mark.tip.startswith("load with campuses")
    ]
    highest = (frame["load"] + frame["campuses"]).max()
    assert drawn[0].tip == f"load with campuses: {highest:,.1f} GW at most"
    heights = [y for _, y in drawn[0].points][::2]
    ordered = (frame["load"] + frame["campuses"]).to_numpy()
    assert (heights[0] - heights[-1]) / (ordered[-1] - ordered[0]) == pytest.approx(
        (heights[1] - heights[4]) / (ordered[4] - ordered[1]), rel=0.02
    )
    assert heights.index(min(heights)) == int(np.argmax(ordered))


def test_the_worst_day_of_a_market_is_of_its_own_zones(run, rich):
    figure = next(
        each for name, each in figures(hours(run)).items() if name.startswith("worst_week") and "GULF" in each.title
    )
    balance = rich.results.balance
    own = balance[(balance["zone"] == "south") & (balance["year"] == 2035) & balance["snapshot"].between(6, 11)]
    frame = figure.listing.frame
    assert frame["load"].to_numpy() == pytest.approx(-own["load_mw"].to_numpy() / 1e3)
    net = ((own["inflow_mw"] + own["outflow_mw"]) / 1e3).to_numpy()
    told = frame["exports"] if "exports" in frame else frame["imports"]
    assert told.to_numpy() == pytest.approx(np.minimum(net, 0.0) if "exports" in frame else np.maximum(net, 0.0))


def test_the_worst_day_is_found_by_the_price_of_all_load(run, rich):
    """With the prices of both days exchanged it is the other day."""

    class Exchanged:
        def table(self, name: str, columns: list[str], year: int) -> pd.DataFrame:
            table = run.table(name, columns, year=year)
            if name == "prices":
                values = table["price_usd_per_mwh"].to_numpy().reshape(3, 2, 6)[:, ::-1]
                table = table.assign(price_usd_per_mwh=values.reshape(-1))
            return table

    clock = Clock(run.snapshots)
    assert _when(run, 2035, clock) == (6, 11)
    assert _when(Exchanged(), 2035, clock) == (0, 5)


def test_load_duration_is_in_order_of_size_over_the_hours_of_the_year(run, rich):
    figure = figures(hours(run))["durations_2035"]
    frame = figure.listing.frame.set_index("name")
    campuses = rich.results.campuses[rich.results.campuses["year"] == 2035]
    weight = rich.results.snapshots["weight_h"].to_numpy()
    curves = [mark for mark in marks(figure.draw(WIDE)) if mark.tag == "path" and mark.tip]
    by_name = {mark.tip.split("\n")[0]: mark for mark in curves}
    for site, name in NAMES.items():
        own = campuses[campuses["site"] == site]
        served = (own["requested_mw"] - own["interrupted_mw"] - own["unserved_mw"]).to_numpy()
        interrupted_h = weight[own["interrupted_mw"].to_numpy() > 1e-3].sum()
        expected = (served.max(), served @ weight / 8784, served.min(), interrupted_h,
                    own["onsite_generation_mw"].to_numpy() @ weight / 8784)  # fmt: skip
        assert tuple(frame.loc[name, ["most", "mean", "least", "interrupted_h", "own"]]) == pytest.approx(expected)
        assert f"in {interrupted_h:,.0f} h" in by_name[name].tip
        heights = [y for _, y in by_name[name].points]
        assert heights == sorted(heights)
    points = by_name["Prairie"].points
    own = campuses[campuses["site"] == "prairie"]
    served = (own["requested_mw"] - own["interrupted_mw"]).to_numpy()
    order = np.argsort(-served, kind="stable")
    ends = np.cumsum(weight[order])
    across = points[-1][0] - points[0][0]
    assert [x - points[0][0] for x, _ in points[1::2]] == pytest.approx(list(ends / 8784 * across), abs=0.2)


def test_heat_maps_tell_the_mean_price_of_each_hour_by_tone_and_words(run, rich):
    """A row per day: 15 January and 20 August, at 800 and 664 times."""
    found = {name: figure for name, figure in figures(hours(run)).items() if name.startswith("prices_2035")}
    assert len(found) == 3
    prices = rich.results.prices[rich.results.prices["year"] == 2035]
    for figure in found.values():
        zone = figure.title.split()[3]
        own = prices[prices["zone"] == zone]["price_usd_per_mwh"].to_numpy().reshape(2, 6)
        frame = figure.listing.frame
        assert list(frame["row"]) == ["15 Jan ×800", "20 Aug ×664"]
        assert frame[[f"{hour:02d}" for hour in range(6)]].to_numpy() == pytest.approx(own)
        drawn = [mark for mark in marks(figure.draw(WIDE)) if mark.tag == "rect" and mark.tip]
        assert [number_in(mark.tip.split("\n")[1]) for mark in drawn] == pytest.approx(own.ravel(), abs=0.051)
        assert drawn[0].tip.startswith("15 Jan ×800, 00:00 UTC") and drawn[-1].tip.startswith("20 Aug ×664, 05:00 UTC")
        steps = [int(mark.tone.rpartition("-")[2]) for mark in drawn]
        in_order = np.array(steps)[np.argsort(own.ravel())]
        assert (np.diff(in_order) >= 0).all() and in_order[-1] > in_order[0]


def test_the_heat_map_of_interruptions_adds_up_all_campuses(run, rich):
    figure = figures(hours(run))["interruptions_2035"]
    campuses = rich.results.campuses[rich.results.campuses["year"] == 2035]
    interrupted = campuses["interrupted_mw"].to_numpy().reshape(4, 12).sum(axis=0)
    total = interrupted @ rich.results.snapshots["weight_h"].to_numpy()
    assert total > 1e4 and f"All campuses together; {total:,.0f} MWh over the year." in figure.note
    cells = figure.listing.frame[[f"{hour:02d}" for hour in range(6)]].to_numpy()
    assert cells == pytest.approx(interrupted.reshape(2, 6))
