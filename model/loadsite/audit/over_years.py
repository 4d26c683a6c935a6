"""Audit of a year as a whole: reserve margins term by term, load and curtailment of zones, emissions, load years."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.audit.checks import Findings
from loadsite.audit.commitment import started_per_year
from loadsite.audit.costs import operating_usd
from loadsite.audit.reading import AuditFailed, Reading
from loadsite.audit.standing import existing_mw
from loadsite.inputs.case import Case
from loadsite.inputs.case_rules import Rows

ONSITE = "on-site generation"


def check_over_years(case: Case, reading: Reading, findings: Findings) -> None:
    """Every figure of these tables but prices."""
    _check_reserve(case, reading, findings)
    _check_zones(case, reading, findings)
    _check_emissions(case, reading, findings)
    _check_samples(case, reading, findings)


def _check_reserve(case: Case, reading: Reading, findings: Findings) -> None:
    markets = case.grid.reserve_margins.index
    if markets.empty:
        return
    sites, market_of_zone = case.sites, case.grid.zones["market"]
    campus = reading.yearly("siting", "campus_mw", "site", sites.sites.index).on(sites.sites.index)
    firm = (1.0 - case.contract.interruptible_share) * sites.load_shape.max(axis=1).to_numpy(dtype=float)
    need = campus * firm[:, None] * sites.on_grid.to_numpy(dtype=float)
    standing, new = np.zeros((2, len(markets), len(reading.years)))
    for table, kind, stands_mw in (
        (case.fleet.generators, "generator", existing_mw(case, reading)),
        (case.storage_fleet.storage, "storage", case.storage_fleet.existing_mw.to_numpy(dtype=float)),
    ):
        credit = table["capacity_credit_share"].to_numpy(dtype=float)[:, None]
        built = np.cumsum(reading.yearly("built", "built_mw", "label", table.index, kind).on(table.index), axis=1)
        at = markets.get_indexer(pd.Index(market_of_zone.loc[table["zone"]]))
        here = at >= 0
        np.add.at(standing, at[here], (credit * np.broadcast_to(stands_mw, built.shape))[here])
        np.add.at(new, at[here], (credit * built)[here])
    at = markets.get_indexer(pd.Index(sites.sites["market"]))
    campuses = np.zeros_like(new)
    np.add.at(campuses, at[at >= 0], need[at >= 0])
    margin = case.grid.reserve_margins["margin_share"].to_numpy(dtype=float)[:, None]
    peak = case.grid.peak_load_mw.loc[markets].to_numpy(dtype=float)
    for column, expected in {
        "peak_load_mw": peak, "margin_mw": peak * margin, "campuses_mw": campuses * (1.0 + margin),
        "existing_mw": standing, "new_mw": new,
    }.items():  # fmt: skip
        claim = reading.yearly("adequacy", column, "market", markets)
        axes = (claim.labels, reading.years)
        findings.equal(f"adequacy, {column}", claim.values, expected[markets.get_indexer(claim.labels)], axes)


def _check_zones(case: Case, reading: Reading, findings: Findings) -> None:
    zones, weight_h = case.grid.zones.index, case.horizon.snapshots["weight_h"].to_numpy(dtype=float)
    load = case.grid.load_factor.to_numpy(dtype=float) * (case.grid.load_mw.to_numpy(dtype=float) @ weight_h)[:, None]
    grid_withdrawal = np.zeros_like(load)
    sites = case.sites.sites
    np.add.at(grid_withdrawal, zones.get_indexer(pd.Index(sites["zone"])),
              reading.hourly("campuses", "grid_withdrawal_mw", "site", sites.index).values @ weight_h)  # fmt: skip
    generators = case.fleet.generators
    made = reading.hourly("dispatch", "generation_mw", "generator", generators.index)
    could = reading.hourly("dispatch", "available_mw", "generator", generators.index)
    follows = (generators.loc[made.labels, "dispatch"] == "profile").to_numpy()
    left = np.maximum(could.values[follows] - made.values[follows], 0.0) @ weight_h
    curtailed = np.zeros_like(load)
    np.add.at(curtailed, zones.get_indexer(pd.Index(generators.loc[made.labels[follows], "zone"])), left)
    unserved = reading.hourly("balance", "unserved_mw", "zone", zones).on(zones) @ weight_h
    for column, expected in {
        "load_mwh": load, "grid_withdrawal_mwh": grid_withdrawal, "unserved_mwh": unserved, "curtailed_mwh": curtailed,
    }.items():  # fmt: skip
        told = reading.yearly("zone_years", column, "zone", zones).on(zones)
        findings.equal(f"zone_years, {column}", told, expected, (zones, reading.years))


def _check_emissions(case: Case, reading: Reading, findings: Findings) -> None:
    weight_h = case.horizon.snapshots["weight_h"].to_numpy(dtype=float)
    generators, sites = case.fleet.generators, case.sites.sites
    made = reading.hourly("dispatch", "generation_mw", "generator", generators.index)
    own = reading.hourly("campuses", "onsite_generation_mw", "site", sites.index)
    of_grid, of_sites = generators.loc[made.labels], sites.loc[own.labels]
    emitted: dict[tuple[str, str, int], float] = {}
    for zone, technology, rate, energy in (
        *zip(of_grid["zone"], of_grid["technology"], of_grid["co2_t_per_mwh"], made.values @ weight_h, strict=True),
        *zip(of_sites["zone"], [ONSITE] * len(of_sites), of_sites["onsite_co2_t_per_mwh"],
             own.values @ weight_h, strict=True),
        *_starts(case, reading, weight_h),
    ):  # fmt: skip
        for year, mwh in zip(reading.years, energy, strict=True):
            key = (str(zone), str(technology), year)
            emitted[key] = emitted.get(key, 0.0) + float(rate) * float(mwh)
    table = reading.results.emissions
    told = {
        (str(zone), str(technology), int(year)): float(co2)
        for zone, technology, year, co2 in zip(*(table[name] for name in ("zone", "technology", "year", "co2_t")),
                                               strict=True)
    }  # fmt: skip
    if len(told) != len(table):
        raise AuditFailed("emissions: a zone, technology and year stand twice")
    keys = sorted(emitted.keys() | told.keys())
    findings.equal("emissions, co2_t", np.array([told.get(key, 0.0) for key in keys]),
                   np.array([emitted.get(key, 0.0) for key in keys]), (keys,))  # fmt: skip


def _starts(case: Case, reading: Reading, weight_h: Floats) -> list[tuple[str, str, float, Floats]]:
    """Zone, technology, t/MW and MW by year of what starts, of each committed fleet."""
    table = case.fleet.commitment
    if table.empty:
        return []
    started = reading.hourly("commitment", "started_mw", "generator", table.index)
    of = case.fleet.generators.loc[started.labels]
    rates = table.loc[started.labels, "start_co2_t_per_mw"].astype(float)
    return list(zip(of["zone"], of["technology"], rates, started.values @ weight_h, strict=True))


def _check_samples(case: Case, reading: Reading, findings: Findings) -> None:
    horizon, sites = case.horizon, case.sites.sites
    samples, weight_h = horizon.samples.index, horizon.snapshots["weight_h"].to_numpy(dtype=float)
    own = horizon.sample_of_snapshot.to_numpy()[:, None] == samples.to_numpy()[None, :]
    share = horizon.samples["probability"].to_numpy(dtype=float)
    hours = np.where(own, weight_h[:, None] / share, 0.0)
    load = case.grid.load_factor.to_numpy(dtype=float).T @ case.grid.load_mw.to_numpy(dtype=float)

    def over(values: Floats) -> Floats:
        return np.asarray((values.sum(axis=0) @ hours).T)

    unserved = over(reading.hourly("balance", "unserved_mw", "zone", case.grid.zones.index).values)
    unserved = unserved + over(reading.hourly("campuses", "unserved_mw", "site", sites.index).values)
    made = reading.hourly("dispatch", "generation_mw", "generator", case.fleet.generators.index)
    rate = case.fleet.generators.loc[made.labels, "co2_t_per_mwh"].to_numpy(dtype=float)
    supply = reading.hourly("campuses", "onsite_generation_mw", "site", sites.index).values
    own_rate = sites["onsite_co2_t_per_mwh"].to_numpy(dtype=float)
    expected = {
        "probability": np.repeat(share[:, None], len(reading.years), axis=1),
        "load_mwh": (load @ hours).T,
        "unserved_mwh": unserved,
        "interrupted_mwh": over(reading.hourly("campuses", "interrupted_mw", "site", sites.index).values),
        "co2_t": np.stack([
            started_per_year(case, reading, each, case.fleet.commitment["start_co2_t_per_mw"]) for each in hours.T
        ]) + over(rate[:, None, None] * made.values) + over(own_rate[:, None, None] * supply),
    }
    if not any(rule.soft_usd is not None and rule.rows is Rows.HOUR for rule in case.rules):
        expected["operating_usd"] = np.stack([operating_usd(case, reading, each) for each in hours.T])
    for column, values in expected.items():
        told = reading.yearly("samples", column, "sample", samples).values
        findings.equal(f"samples, {column}", told, values, (samples, reading.years))
