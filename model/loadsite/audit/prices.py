"""Audit of prices: every average, and what campuses pay, from the hourly prices; slacks and rents from their limits.

What a price itself is, a dual, no table of the inputs tells: see `NOT_AUDITED`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.audit.checks import Findings
from loadsite.audit.reading import AuditFailed, Reading
from loadsite.inputs.case import Case

PLACED_MW = 1.0
"""From here on a campus is told what it pays."""


def check_prices(case: Case, reading: Reading, findings: Findings) -> None:
    """Every figure that follows from hourly prices and the price of firm capacity."""
    hourly = _Hourly(case, reading)
    _check_hours(case, reading, findings, hourly)
    _check_averages(case, reading, findings, hourly)
    _check_campus_costs(case, reading, findings, hourly)
    _check_limits(reading, findings)


class _Hourly:
    """Prices by zone, and what they are averaged over."""

    def __init__(self, case: Case, reading: Reading) -> None:
        grid, sites = case.grid, case.sites.sites
        self.weight_h = case.horizon.snapshots["weight_h"].to_numpy(dtype=float)
        self.price = reading.hourly("prices", "price_usd_per_mwh", "zone", grid.zones.index).on(grid.zones.index)
        self.load = grid.load_factor.to_numpy(dtype=float)[:, :, None] * grid.load_mw.to_numpy(dtype=float)[:, None, :]
        at = grid.zones.index.get_indexer(pd.Index(sites["zone"]))
        self.at_site = self.price[at]
        self.at_campus = reading.hourly("campuses", "price_usd_per_mwh", "site", sites.index).on(sites.index)


def _check_hours(case: Case, reading: Reading, findings: Findings, hourly: _Hourly) -> None:
    """The price of a zone, told three times; behind the meter that of the campus's own balance."""
    sites, zones = case.sites.sites.index, case.grid.zones.index
    hours = (reading.years, reading.snapshots)
    told = reading.results.hourly_shadow_prices
    dual = told["balance"]["shadow_price"].to_numpy(dtype=float)
    findings.equal("price of a zone and of its balance", dual.reshape(hourly.price.shape), hourly.price,
                   (zones, *hours))  # fmt: skip
    behind = sites.isin(case.sites.with_onsite)
    findings.equal("price of a campus and of its zone", hourly.at_campus[~behind], hourly.at_site[~behind],
                   (sites[~behind], *hours))  # fmt: skip
    if behind.any():
        own = told["onsite_balance"]
        order = pd.Index(own["site"].astype(object).unique())
        dual = own["shadow_price"].to_numpy(dtype=float).reshape(len(order), *hourly.price.shape[1:])
        findings.equal("price behind the meter", hourly.at_campus[sites.get_indexer(order)], dual, (order, *hours))


def _check_averages(case: Case, reading: Reading, findings: Findings, hourly: _Hourly) -> None:
    zones, sites, weight_h = case.grid.zones.index, case.sites, hourly.weight_h
    load = hourly.load * weight_h
    counted = np.where(load.sum(axis=2, keepdims=True) > 0.0, load, weight_h)
    told = reading.yearly("zone_years", "price_usd_per_mwh", "zone", zones).on(zones)
    average = (hourly.price * counted).sum(axis=2) / counted.sum(axis=2)
    findings.equal("zone_years, price_usd_per_mwh", told, average, (zones, reading.years))

    samples, own = case.horizon.samples.index, case.horizon.sample_of_snapshot.to_numpy()
    of_sample = np.where(own[:, None] == samples.to_numpy()[None, :], weight_h[:, None], 0.0)
    energy = hourly.load.sum(axis=0) @ of_sample
    paid = (hourly.price * hourly.load).sum(axis=0) @ of_sample
    average = np.divide(paid, energy, out=np.zeros_like(paid), where=energy > 0.0).T
    told = reading.yearly("samples", "price_usd_per_mwh", "sample", samples).values
    findings.equal("samples, price_usd_per_mwh", told, average, (samples, reading.years))

    shape = sites.load_shape.to_numpy(dtype=float)
    campus = reading.yearly("siting", "campus_mw", "site", sites.sites.index).values
    taken = np.where(campus[:, :, None] >= PLACED_MW, _served(case, reading), shape[:, None, :]) * weight_h
    taken = np.where(taken.sum(axis=2, keepdims=True) > 0.0, taken, weight_h)
    average = (hourly.at_campus * taken).sum(axis=2) / taken.sum(axis=2)
    per_mw = (shape @ weight_h)[:, None]
    connection = sites.connection_usd_per_mw_year.to_numpy(dtype=float)[:, None]
    for column, expected in {
        "price_usd_per_mwh": average,
        "zonal_price_usd_per_mwh": (hourly.at_site * taken).sum(axis=2) / taken.sum(axis=2),
        "connection_usd_per_mwh": np.broadcast_to(connection / per_mw, campus.shape),
        "capacity_usd_per_mwh": _firm_usd_per_mw(case, reading) / per_mw,
    }.items():
        told = reading.yearly("siting", column, "site", sites.sites.index).values
        findings.equal(f"siting, {column}", told, expected, (sites.sites.index, reading.years))


def _served(case: Case, reading: Reading) -> Floats:
    """Site by year by snapshot [MW]."""
    requested, interrupted, unserved = (
        reading.hourly("campuses", column, "site", case.sites.sites.index).values
        for column in ("requested_mw", "interrupted_mw", "unserved_mw")
    )
    return np.asarray(requested - interrupted - unserved)


def _firm_usd_per_mw(case: Case, reading: Reading) -> Floats:
    """Site by year: what the reserve margin adds to a MW of campus, at the price of firm capacity [USD/MW-year]."""
    sites, margins = case.sites, case.grid.reserve_margins
    paid = np.zeros((len(sites.sites), len(reading.years)))
    if len(margins):
        price = reading.yearly("adequacy", "capacity_price_usd_per_mw_year", "market", margins.index).on(margins.index)
        at = margins.index.get_indexer(pd.Index(sites.sites["market"]))
        with_margin = price * (1.0 + margins["margin_share"].to_numpy(dtype=float))[:, None]
        paid[at >= 0] = with_margin[at[at >= 0]]
    firm = (1.0 - case.contract.interruptible_share) * sites.load_shape.max(axis=1).to_numpy(dtype=float)
    return np.asarray(paid * firm[:, None] * sites.on_grid.to_numpy(dtype=float))


def _check_campus_costs(case: Case, reading: Reading, findings: Findings, hourly: _Hourly) -> None:
    sites, years, weight_h = case.sites, reading.years, hourly.weight_h
    labels = sites.sites.index
    load = np.where(hourly.load.sum(axis=0) > 0.0, hourly.load, 1.0)
    everywhere = (hourly.price * load).sum(axis=0) / load.sum(axis=0)
    grid_withdrawal = reading.hourly("campuses", "grid_withdrawal_mw", "site", labels).values * weight_h
    served = _served(case, reading) @ weight_h
    campus = reading.yearly("siting", "campus_mw", "site", labels).values
    made = reading.hourly("campuses", "onsite_generation_mw", "site", labels).values @ weight_h
    built = reading.yearly("built", "built_mw", "label", labels, "on-site generation").on(labels)
    carbon = sites.sites["onsite_co2_t_per_mwh"].to_numpy(dtype=float)[:, None] * case.prices.co2_usd_per_t
    at_place = (sites.connection_usd_per_mw_year + sites.charge_usd_per_mw_year).to_numpy(dtype=float)
    shape_mwh = (sites.load_shape.to_numpy(dtype=float) @ weight_h)[:, None]
    requested = campus * shape_mwh
    paid = {
        "energy": (grid_withdrawal * everywhere).sum(axis=2),
        "congestion": (grid_withdrawal * (hourly.at_site - everywhere)).sum(axis=2),
        "capacity": _firm_usd_per_mw(case, reading) / shape_mwh * requested,
        "connection": campus * at_place[:, None],
        "onsite": made * (sites.onsite_usd_per_mwh.to_numpy(dtype=float) + carbon)
        + np.cumsum(built * sites.onsite_build_usd_per_mw_year.to_numpy(dtype=float), axis=1),
        "interruption": _over_year(case, reading, "interrupted_mw") * case.contract.interruption_usd_per_mwh,
        "unserved": _over_year(case, reading, "unserved_mw") * case.prices.value_of_lost_load_usd_per_mwh,
    }
    table = reading.results.campus_costs
    at_site, at_year = labels.get_indexer(pd.Index(table["site"].astype(object))), pd.Index(years).get_indexer(
        pd.Index(table["year"]))  # fmt: skip
    told = (campus >= PLACED_MW) & (served > 0.0)
    if (at_site < 0).any() or (at_year < 0).any() or len(table) != told.sum() or not told[at_site, at_year].all():
        raise AuditFailed(f"campus_costs: {len(table)} rows; expected {int(told.sum())}, one per campus and year")
    energy, rows = served[at_site, at_year], (table["site"].astype(str) + ", " + table["year"].astype(str)).tolist()
    findings.equal("campus_costs, served_mwh", table["served_mwh"].to_numpy(dtype=float), energy, (rows,))
    parts = {name: usd[at_site, at_year] / energy for name, usd in paid.items()}
    size = np.asarray(sum(np.abs(part) for part in parts.values())) + np.zeros(len(table))
    for name, expected in {**parts, "full_cost": np.asarray(sum(parts.values())) + np.zeros(len(table))}.items():
        found = table[f"{name}_usd_per_mwh"].to_numpy(dtype=float)
        findings.equal(f"campus_costs, {name}_usd_per_mwh", found, expected, (rows,), size)
    zonal = reading.yearly("siting", "zonal_price_usd_per_mwh", "site", labels).values
    own = table["zonal_price_usd_per_mwh"].to_numpy(dtype=float)
    findings.equal("campus_costs, zonal_price_usd_per_mwh", own, zonal[at_site, at_year], (rows,))
    _check_full_cost(reading, findings, pd.Index(rows))


def _check_full_cost(reading: Reading, findings: Findings, rows: pd.Index) -> None:
    """What a campus costs in all, told twice; told of no site that has none."""
    siting, costs = reading.results.siting, reading.results.campus_costs
    told = siting[siting["full_cost_usd_per_mwh"].notna()]
    names = told["site"].astype(str) + ", " + told["year"].astype(str)
    if set(names) != set(rows):
        raise AuditFailed(f"siting.full_cost_usd_per_mwh: told of {len(names)} campuses; expected {len(rows)}")
    full = pd.Series(told["full_cost_usd_per_mwh"].to_numpy(dtype=float), index=names).loc[rows].to_numpy()
    expected = costs["full_cost_usd_per_mwh"].to_numpy(dtype=float)
    findings.equal("siting, full_cost_usd_per_mwh", full, expected, (list(rows),))


def _over_year(case: Case, reading: Reading, column: str) -> Floats:
    """Site by year: a column of the table `campuses` added up over the hours of the year."""
    weight_h = case.horizon.snapshots["weight_h"].to_numpy(dtype=float)
    return np.asarray(reading.hourly("campuses", column, "site", case.sites.sites.index).values @ weight_h)


def _check_limits(reading: Reading, findings: Findings) -> None:
    """Slack is what is left between a limit and the activity of its row; a rent is a limit times its shadow price."""
    results = reading.results
    named = {"shadow_prices": results.shadow_prices, **results.hourly_shadow_prices}
    for name, table in named.items():
        if not len(table):
            continue
        limit, activity, slack = (table[column].to_numpy(dtype=float) for column in ("limit", "activity", "slack"))
        at_most = (table["side"].astype(object) == "at most").to_numpy()
        left = np.where(at_most, limit - activity, activity - limit)
        same = left == slack
        with np.errstate(invalid="ignore"):
            off, size = np.where(same, 0.0, slack - left), np.abs(limit) + np.abs(activity)
        size = np.where(np.isfinite(size), size, 1.0)
        findings.equal(f"{name}, slack", off, np.zeros_like(off), (range(len(table)),), size)
    limits = results.limits
    if {"rent_usd", "shadow_price_usd_per_mw_year", "limit_mw"} <= set(limits.columns):
        of = limits["limit_mw"].to_numpy(dtype=float)
        rent = limits["shadow_price_usd_per_mw_year"].to_numpy(dtype=float) * np.where(np.isinf(of), 0.0, of)
        findings.equal("limits, rent_usd", limits["rent_usd"].to_numpy(dtype=float), rent, (range(len(limits)),))
