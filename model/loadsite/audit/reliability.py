"""Audit of reliability: margins and unserved energy told by market and by year, against the hours and the fleets."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.audit.checks import Findings
from loadsite.audit.reading import AuditFailed, Reading
from loadsite.audit.standing import existing_mw
from loadsite.inputs.case import Case

MW_OF_AN_HOUR, SHARE_OF_AN_HOUR = 0.01, 1e-5
"""An hour counts as one with unserved load where more than both is unserved [MW, 1]."""


def check_reliability(case: Case, reading: Reading, findings: Findings) -> None:
    """Both tables, each figure from what it is about."""
    markets = pd.Index(case.grid.zones["market"].unique(), name="market")
    axes = (markets, reading.years)
    table = reading.results.reliability_by_market

    def known(column: str, expected: np.ndarray) -> None:
        """What is missing is so in both."""
        values = table[column].to_numpy(float).reshape(expected.shape)
        missing = np.isnan(values) != np.isnan(expected)
        findings.equal(f"reliability, {column}", np.nan_to_num(values), np.nan_to_num(expected), axes)
        findings.equal(f"reliability, {column} known", missing.astype(float), np.zeros(missing.shape), axes)

    def told(column: str) -> np.ndarray:
        claim = reading.yearly("reliability_by_market", column, "market", markets)
        if len(claim.labels) != len(markets):
            raise AuditFailed(f"reliability_by_market: {len(claim.labels)} of {len(markets)} markets are told")
        return claim.on(markets)

    weight_h = case.horizon.snapshots["weight_h"].to_numpy(float)
    unserved, requested = _hours(case, reading, markets)
    counts = (unserved > MW_OF_AN_HOUR) & (unserved > SHARE_OF_AN_HOUR * requested)
    energy = {"unserved_mwh": unserved @ weight_h, "requested_mwh": requested @ weight_h,
              "unserved_h": counts @ weight_h}  # fmt: skip
    for column, expected in energy.items():
        findings.equal(f"reliability, {column}", told(column), expected, axes)
    lost = case.prices.value_of_lost_load_usd_per_mwh
    findings.equal("reliability, unserved_usd", told("unserved_usd"), energy["unserved_mwh"] * lost, axes)
    peak = case.grid.peak_load_mw.reindex(markets).to_numpy(float)
    firm, campuses = _firm_mw(case, reading, markets), _campus_peak_mw(case, reading, markets)
    findings.equal("reliability, firm_capacity_mw", told("firm_capacity_mw"), firm, axes)
    findings.equal("reliability, campus_peak_mw", told("campus_peak_mw"), campuses, axes)
    with np.errstate(divide="ignore", invalid="ignore"):
        known("peak_load_mw", peak)
        for column, load in (("margin_share", peak + campuses), ("margin_without_campuses_share", peak)):
            known(column, np.where(load > 0.0, firm / load - 1.0, np.nan))
    _check_margins(case, reading, findings, peak, campuses, firm)
    _check_years(reading, findings, counts.any(axis=0) @ weight_h)


def _check_margins(
    case: Case, reading: Reading, findings: Findings, peak: np.ndarray, campuses: np.ndarray, firm: np.ndarray
) -> None:
    """What is required, and missing, in the markets that have a reserve margin; nothing is told of the others."""
    table = reading.results.reliability_by_market
    markets = table["market"].unique()
    margin = case.grid.reserve_margins["margin_share"]
    has = np.isin(markets, list(margin.index))
    columns = {
        name: table[name].to_numpy(float).reshape(len(markets), -1) for name in
        ("required_margin_share", "required_mw", "shortfall_mw", "shortfall_same_plants_mw", "least_shortfall_mw")
    }  # fmt: skip
    silent = np.array([np.isnan(values[~has]).all() for values in columns.values()], dtype=float)
    findings.equal("reliability, no margin where none is required", silent, np.ones_like(silent), (list(columns),))
    own = {name: values[has] for name, values in columns.items()}
    factor = 1.0 + margin.reindex(markets[has]).to_numpy(float)[:, None]
    axes = (pd.Index(markets[has]), reading.years)
    required = factor * (peak + campuses)[has]
    findings.equal("reliability, required_mw", own["required_mw"], required, axes)
    findings.equal("reliability, required margin", own["required_margin_share"] + 1.0, factor + 0.0 * required, axes)
    findings.at_most("reliability, shortfall_mw covers what is missing", required - firm[has],
                     own["shortfall_mw"], axes, required)  # fmt: skip
    same = np.maximum(factor * peak[has] - firm[has], 0.0)
    findings.equal("reliability, the same plants without campuses", own["shortfall_same_plants_mw"], same, axes,
                   firm[has])  # fmt: skip
    findings.not_negative("reliability, least shortfall", own["least_shortfall_mw"], axes)
    findings.at_most("reliability, least shortfall is the least", own["least_shortfall_mw"], same, axes, firm[has])
    if has.any():
        adequacy = reading.yearly("adequacy", "shortfall_mw", "market", margin.index).on(pd.Index(markets[has]))
        findings.equal("reliability, shortfall_mw", own["shortfall_mw"], adequacy, axes)
        price = case.prices.capacity_shortfall_usd_per_mw_year
        usd = table["shortfall_usd"].to_numpy(float).reshape(len(markets), -1)[has]
        findings.equal("reliability, shortfall_usd", usd, adequacy * (price if np.isfinite(price) else 0.0), axes)


def _check_years(reading: Reading, findings: Findings, hours: np.ndarray) -> None:
    """The table of years is that of markets, added up; an hour counts once."""
    table = reading.results.reliability_by_market
    share, requested, unserved = (
        table[name].to_numpy(float) for name in ("unserved_share", "requested_mwh", "unserved_mwh")
    )
    findings.equal("reliability, unserved_share", share * requested, unserved, (range(len(table)),))
    for column in ("peak_load_mw", "campus_peak_mw", "firm_capacity_mw", "required_mw", "shortfall_mw",
                   "shortfall_same_plants_mw", "least_shortfall_mw", "shortfall_usd", "requested_mwh", "unserved_mwh",
                   "unserved_usd"):  # fmt: skip
        summed = np.nansum(table[column].to_numpy(float).reshape(-1, len(reading.years)), axis=0)
        findings.equal(f"reliability by year, {column}", reading.total("reliability", column), summed, (reading.years,))
    told_h = reading.total("reliability", "unserved_h")
    findings.equal("reliability by year, unserved_h", told_h, hours, (reading.years,))
    total = {name: reading.total("reliability", f"{name}_mwh") for name in ("unserved", "requested")}
    findings.equal("reliability by year, unserved_share", reading.total("reliability", "unserved_share")
                   * total["requested"], total["unserved"], (reading.years,))  # fmt: skip
    by_market = table["shortfall_mw"].to_numpy(float).reshape(-1, len(reading.years))
    counts = {"margins_required": ~np.isnan(by_market), "margins_missed": np.nan_to_num(by_market) > 1.0}
    for column, counted in counts.items():
        told = reading.total("reliability", column)
        findings.equal(f"reliability by year, {column}", told, counted.sum(axis=0).astype(float), (reading.years,))
    short, said = reading.total("shortfall", "shortfall_mw"), reading.total("reliability", "campus_shortfall_mw")
    findings.equal("reliability by year, campus_shortfall_mw", said, short, (reading.years,))


def _hours(case: Case, reading: Reading, markets: pd.Index) -> tuple[np.ndarray, np.ndarray]:
    """Market by year by snapshot: unserved, and requested by load and campuses [MW]."""
    zones, sites = case.grid.zones, case.sites.sites
    load = case.grid.load_mw.to_numpy(float)[:, None, :] * case.grid.load_factor.to_numpy(float)[:, :, None]
    in_zones = reading.hourly("balance", "unserved_mw", "zone", zones.index).on(zones.index)
    at_campuses = reading.hourly("campuses", "unserved_mw", "site", sites.index).on(sites.index)
    requested = reading.hourly("campuses", "requested_mw", "site", sites.index).on(sites.index)
    both = []
    for of_zones, of_sites in ((in_zones, at_campuses), (load, requested)):
        both.append(np.stack([
            of_zones[(zones["market"] == market).to_numpy()].sum(axis=0)
            + of_sites[(sites["market"] == market).to_numpy()].sum(axis=0)
            for market in markets
        ]))  # fmt: skip
    return both[0], both[1]


def _firm_mw(case: Case, reading: Reading, markets: pd.Index) -> np.ndarray:
    """Market by year: capacity credit of what stands and is built [MW]."""
    firm = np.zeros((len(markets), len(reading.years)))
    storage_fleet = case.storage_fleet.storage
    for kind, table, existing in (
        ("generator", case.fleet.generators, existing_mw(case, reading)),
        ("storage", storage_fleet, case.storage_fleet.existing_mw.to_numpy(float)),
    ):
        built = reading.yearly("built", "built_mw", "label", table.index, kind).on(table.index)
        mw = (existing + np.cumsum(built, axis=1)) * table["capacity_credit_share"].to_numpy(float)[:, None]
        market_of = case.grid.zones["market"].loc[table["zone"]].to_numpy()
        firm += np.stack([mw[market_of == market].sum(axis=0) for market in markets])
    return firm


def _campus_peak_mw(case: Case, reading: Reading, markets: pd.Index) -> np.ndarray:
    """Market by year: firm peak of campuses on the grid [MW]."""
    sites = case.sites
    campus = reading.yearly("siting", "campus_mw", "site", sites.sites.index).on(sites.sites.index)
    peak = sites.load_shape.max(axis=1).to_numpy(float)[:, None] * (1.0 - case.contract.interruptible_share)
    draw = campus * peak * sites.on_grid.to_numpy(float)
    return np.stack([draw[(sites.sites["market"] == market).to_numpy()].sum(axis=0) for market in markets])
