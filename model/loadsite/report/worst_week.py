"""The worst week: the hours, a week at most, in which power is most expensive, with what serves the load then."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.report import legend
from loadsite.report.areas import Layer, Over, draw_areas
from loadsite.report.clock import Clock
from loadsite.report.drawing import Drawing
from loadsite.report.figure import Column, Figure, Listing, Tabs, by_label
from loadsite.report.palette import colours_of
from loadsite.report.run import PLACED_MW, Run
from loadsite.report.words import number, shown, title_of

KINDS_SHOWN = 9
"""Technologies with a layer of their own; the others share one."""
ORDER = ("nuclear", "coal", "hydro", "biomass_other", "gas_cc", "wind", "solar", "gas_ct", "battery")
"""From below; others follow by energy."""
GW = 1e3
WHOLE = "whole grid"


def worst_week(run: Run, year: int, clock: Clock) -> Figure | Tabs:
    """Of the whole grid, and of each market with campuses."""
    first, last = _when(run, year, clock)
    market_of = run.siting.drop_duplicates("zone").set_index("zone")["market"]
    zones = [str(zone) for zone in run.zones["zone"].unique()]
    placed = run.siting[(run.siting["year"] == year) & (run.siting["campus_mw"] >= PLACED_MW)]
    found = placed.groupby("market")["campus_mw"].sum().sort_values(ascending=False)
    areas = [(WHOLE, zones)]
    areas += [(f"{shown(market)}, zones with sites", [zone for zone in zones if market_of.get(zone) == market])
              for market in found.index]  # fmt: skip
    balance = run.table("balance", hours=(first, last), year=year)
    dispatch = run.table("dispatch", ["zone", "technology", "snapshot", "generation_mw"], (first, last), year)
    storage = run.table("storage", ["zone", "technology", "snapshot", "discharge_mw"], (first, last), year)
    supplied = pd.concat([
        dispatch.astype({"zone": object, "technology": object}),
        storage.astype({"zone": object, "technology": object}).rename(columns={"discharge_mw": "generation_mw"}),
    ])  # fmt: skip
    balance = balance.astype({"zone": object})
    hours = _hours(clock, first, last)
    when = f"{clock.times[first]:%d %b %Y %H:%M} to {clock.times[last]:%d %b %Y %H:%M} UTC"
    figures = [
        (label, _figure(f"worst_week_{year}_{position}", label, year, when, run.time_by_hour, hours, (first, last),
                        supplied[supplied["zone"].isin(inside)], balance[balance["zone"].isin(inside)]))
        for position, (label, inside) in enumerate(areas)
    ]  # fmt: skip
    return by_label("Area", figures)


def _when(run: Run, year: int, clock: Clock) -> tuple[int, int]:
    """Where the price, averaged over all load, is highest."""
    count = len(clock.weight_h)
    price = run.table("prices", ["price_usd_per_mwh"], year=year)["price_usd_per_mwh"].to_numpy().reshape(-1, count)
    load = -run.table("balance", ["load_mw"], year=year)["load_mw"].to_numpy().reshape(-1, count)
    total = load.sum(axis=0)
    mean = np.divide((price * load).sum(axis=0), total, out=np.zeros(count), where=total > 0)
    return clock.week_of_most(mean)


def _hours(clock: Clock, first: int, last: int) -> list[str]:
    """A name for every midnight, or for every sixth hour of a single day."""
    times = clock.times[first : last + 1]
    if len(times) <= 48:
        return [f"{time:%H} h" if time.hour % 6 == 0 else "" for time in times]
    return [f"{time:%d %b}" if time.hour == 0 else "" for time in times]


def _figure(
    name: str, area: str, year: int, when: str, time: str, hours: list[str], ends: tuple[int, int],
    supplied: pd.DataFrame, balance: pd.DataFrame,
) -> Figure:  # fmt: skip
    snapshots = range(ends[0], ends[1] + 1)
    by_kind = supplied.pivot_table(index="snapshot", columns="technology", values="generation_mw", aggfunc="sum",
                                   observed=True).reindex(snapshots).fillna(0.0) / GW  # fmt: skip
    terms = balance.drop(columns=["zone", "year", "time_utc"]).groupby("snapshot").sum().reindex(snapshots) / GW
    stack = _kinds(by_kind)
    net = (terms["inflow_mw"] + terms["outflow_mw"]).to_numpy()
    stack["imports"] = np.maximum(net, 0.0)
    stack["unserved"] = terms["unserved_mw"].to_numpy()
    leaves = "line losses" if area == WHOLE else "exports"
    below = {"charging": terms["charge_mw"].to_numpy(), leaves: np.minimum(net, 0.0)}
    load = -terms["load_mw"].to_numpy()
    campuses = -(terms["campuses_mw"] + terms["grid_withdrawal_mw"]).to_numpy()
    seen = {kind: values for kind, values in {**stack, **below}.items() if np.abs(values).max() > 1e-4}
    special = {"imports": "c-pale", leaves: "c-pale", "unserved": "warn", "charging": "c-green"}
    tones = colours_of(kind for kind in seen if kind not in special) | special
    layers = [Layer(kind, values, tones[kind], f"{title_of(kind)}\n{number(float(np.abs(values).max()), 1)} GW at "
                    f"most, {number(float(np.abs(values).mean()), 1)} GW on average") for kind, values in seen.items()]
    lines = [
        Over(load, "ink", f"load without campuses: {number(float(load.max()), 1)} GW at most", True),
        Over(load + campuses, "ink", f"load with campuses: {number(float((load + campuses).max()), 1)} GW at most"),
    ]

    def draw(width: float) -> Drawing:
        body = draw_areas(layers, lines, hours, width, "GW")
        return legend.above({kind: tones[kind] for kind in seen}, body)

    table = pd.DataFrame({"hour": list(snapshots), "load": load, "campuses": campuses, **seen})
    return Figure(
        name, f"Worst {'week' if len(hours) > 48 else 'day'} of {year}, {shown(area)}: {when} [GW]",
        "The hours in which the price, averaged over all load, is highest. Dashed line: load without campuses; solid "
        "line: with them.", time, draw,
        Listing(f"Hours from {when}", (
            Column("hour", "snapshot"), Column("load", "load", "GW", 2), Column("campuses", "campuses", "GW", 3),
            *(Column(kind, kind.replace("_", " "), "GW", 2) for kind in seen),
        ), table),
    )  # fmt: skip


def _kinds(by_kind: pd.DataFrame) -> dict[str, Floats]:
    """The largest technologies in the order of the stack, then all others together."""
    energy = by_kind.sum().sort_values(ascending=False)
    largest = list(energy.index[:KINDS_SHOWN])
    ordered = [kind for kind in ORDER if kind in largest] + [kind for kind in largest if kind not in ORDER]
    stack = {str(kind): by_kind[kind].to_numpy() for kind in ordered}
    others = by_kind[[kind for kind in energy.index if kind not in largest]].sum(axis=1).to_numpy()
    return {**stack, "others": others} if others.max(initial=0.0) > 0 else stack
