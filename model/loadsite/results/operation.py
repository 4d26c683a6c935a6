"""The hours: what generators, lines, storage and campuses do, and the balance of every zone. All in MW of the hour."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.results.families import Axes, Solved, long_table

TERMS = (
    "generation_mw",
    "discharge_mw",
    "charge_mw",
    "inflow_mw",
    "outflow_mw",
    "unserved_mw",
    "campuses_mw",
    "grid_withdrawal_mw",
    "load_mw",
)
"""Terms of the balance; what leaves the zone is negative, and they add up to zero."""


def dispatch(solved: Solved) -> pd.DataFrame:
    """generator, zone, technology, year, snapshot, time_utc, generation_mw, available_mw (it could have given)."""
    fleet = solved.case.fleet
    labels = solved.labels("generation")
    existing = solved.existing_mw.loc[labels].to_numpy(dtype=float)
    standing = existing + np.cumsum(solved.on("built", labels), axis=1)
    available = standing[:, :, None] * fleet.availability.loc[labels].to_numpy(dtype=float)[:, None, :]
    return _hourly(
        solved,
        "generator",
        labels,
        {"generation_mw": solved.value("generation"), "available_mw": available},
        fleet.generators[["zone", "technology"]],
    )


def flows(solved: Solved) -> pd.DataFrame:
    """line, from_zone, to_zone, year, snapshot, time_utc, sent_mw, received_mw."""
    lines = solved.case.grid.lines
    sent = solved.value("flow")
    received = sent * (1.0 - lines["loss_share"].to_numpy(dtype=float))[:, None, None]
    return _hourly(
        solved, "line", lines.index, {"sent_mw": sent, "received_mw": received}, lines[["from_zone", "to_zone"]]
    )


def storage(solved: Solved) -> pd.DataFrame:
    """storage, zone, technology, year, snapshot, time_utc, charge_mw, discharge_mw, state_of_charge_mwh at its end."""
    values = {
        "charge_mw": solved.value("charge"),
        "discharge_mw": solved.value("discharge"),
        "state_of_charge_mwh": solved.value("state_of_charge"),
    }
    about = solved.case.storage_fleet.storage[["zone", "technology"]]
    return _hourly(solved, "storage", solved.labels("charge"), values, about)


def campuses(solved: Solved, price_usd_per_mwh: Floats) -> pd.DataFrame:
    """site, zone, year, snapshot, time_utc, requested_mw, interrupted_mw, onsite_generation_mw, grid_withdrawal_mw,
    unserved_mw, price.

    grid_withdrawal_mw is what the campus takes from the grid: asked less interrupted, on-site generation and unserved.
    price_usd_per_mwh is the price of electricity at the campus, behind the meter where it has on-site generation.
    """
    sites = solved.case.sites
    labels = sites.sites.index
    requested = solved.value("campus")[:, :, None] * sites.load_shape.to_numpy(dtype=float)[:, None, :]
    interrupted = solved.value("interrupted")
    supplied = labels.isin(solved.labels("grid_withdrawal"))[:, None, None]
    values = {
        "requested_mw": requested,
        "interrupted_mw": interrupted,
        "onsite_generation_mw": solved.on("onsite_generation", labels),
        "grid_withdrawal_mw": np.where(supplied, solved.on("grid_withdrawal", labels), requested - interrupted),
        "unserved_mw": solved.on("campus_unserved", labels),
        "price_usd_per_mwh": price_usd_per_mwh,
    }
    return _hourly(solved, "site", labels, values, sites.sites[["zone"]])


def balance(solved: Solved) -> pd.DataFrame:
    """zone, year, snapshot, time_utc and one column per term of the balance, TERMS, adding up to zero.

    campuses_mw is what campuses fed by the grid alone draw, grid_withdrawal_mw what campuses with on-site generation
    draw.
    """
    case = solved.case
    grid, sites = case.grid, case.sites
    zones = grid.zones.index
    generators = case.fleet.generators.loc[solved.labels("generation"), "zone"]
    storage_fleet = case.storage_fleet.storage.loc[solved.labels("charge"), "zone"]
    sent = solved.value("flow")
    received = sent * (1.0 - grid.lines["loss_share"].to_numpy(dtype=float))[:, None, None]
    supplied = sites.sites.index.isin(solved.labels("grid_withdrawal"))
    requested = solved.value("campus")[:, :, None] * sites.load_shape.to_numpy(dtype=float)[:, None, :]
    from_grid = (requested - solved.value("interrupted"))[~supplied]
    values = {
        "generation_mw": _in_zones(solved.value("generation"), generators, zones),
        "discharge_mw": _in_zones(solved.value("discharge"), storage_fleet, zones),
        "charge_mw": -_in_zones(solved.value("charge"), storage_fleet, zones),
        "inflow_mw": _in_zones(received, grid.lines["to_zone"], zones),
        "outflow_mw": -_in_zones(sent, grid.lines["from_zone"], zones),
        "unserved_mw": solved.value("unserved"),
        "campuses_mw": -_in_zones(from_grid, sites.sites["zone"][~supplied], zones),
        "grid_withdrawal_mw": -_in_zones(solved.value("grid_withdrawal"), sites.sites["zone"][supplied], zones),
        "load_mw": -grid.load_mw.to_numpy()[:, None, :] * grid.load_factor.to_numpy()[:, :, None],
    }
    return _hourly(solved, "zone", zones, {term: values[term] + 0.0 for term in TERMS})


def _in_zones(values: Floats, zone_of: pd.Series, zones: pd.Index) -> Floats:
    """Values [label, year, snapshot] added up by zone."""
    belongs = zones.to_numpy()[:, None] == zone_of.to_numpy()[None, :]
    return np.asarray(np.tensordot(belongs.astype(float), values, axes=1))


def _hourly(
    solved: Solved, name: str, labels: pd.Index, values: dict[str, Floats], about: pd.DataFrame | None = None
) -> pd.DataFrame:
    axes: Axes = {name: labels, "year": solved.years, "snapshot": solved.hours.index}
    further = {"snapshot": solved.hours}
    if about is not None:
        further[name] = about
    return long_table(axes, values, further)
