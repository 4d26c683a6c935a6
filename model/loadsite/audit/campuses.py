"""Audit of the campuses: MW within phases, never shrinking, on target; what they ask for, pause, draw and generate."""

from __future__ import annotations

import numpy as np

from loadsite.audit.checks import Findings
from loadsite.audit.reading import AuditFailed, Reading
from loadsite.inputs.case import Case, Target


def check_campuses(case: Case, reading: Reading, findings: Findings) -> None:
    """Every limit on a campus, by year and by hour."""
    sites = case.sites.sites.index
    campus = reading.yearly("siting", "campus_mw", "site", sites)
    if list(campus.labels) != list(sites):
        raise AuditFailed("siting: a site of the case is missing")
    mw, by_site = campus.values, (sites, reading.years)
    findings.not_negative("campus MW not negative", mw, by_site)
    findings.at_most("campus MW within the site's phases", mw, case.sites.limit_mw.to_numpy(float), by_site)
    findings.at_most("no campus shrinks", mw[:, :-1], mw[:, 1:], (sites, reading.years[1:]), np.abs(mw[:, :-1]))
    if isinstance(case.placement, Target):
        target = case.placement.target_mw.loc[reading.years].to_numpy(float)
        short = reading.total("shortfall", "shortfall_mw")
        findings.not_negative("shortfall not negative", short, (reading.years,))
        findings.equal("campus MW and shortfall make the target", mw.sum(axis=0) + short, target, (reading.years,))
        if not np.isfinite(case.placement.shortfall_usd_per_mw_year):
            findings.at_most("nothing falls short", short, np.zeros_like(short), (reading.years,))
    _check_hours(case, reading, findings)


def _check_hours(case: Case, reading: Reading, findings: Findings) -> None:
    sites, hours = case.sites, (case.sites.sites.index, reading.years, reading.snapshots)
    asked, paused, own, drawn, unserved = (
        reading.hourly("campuses", column, "site", sites.sites.index).values
        for column in ("asked_mw", "paused_mw", "own_generation_mw", "drawn_mw", "unserved_mw")
    )
    campus = reading.yearly("siting", "campus_mw", "site", sites.sites.index).values
    shape = sites.load_shape.to_numpy(float)
    findings.equal("campuses ask for their load shape", asked, campus[:, :, None] * shape[:, None, :], hours)
    for name, values in (("pause", paused), ("own generation", own), ("draw", drawn), ("unserved", unserved)):
        findings.not_negative(f"{name} of campuses not negative", values, hours)
    findings.at_most("pause within the pausable share", paused, case.contract.pausable_share * asked, hours, asked)
    weight_h = case.horizon.snapshots["weight_h"].to_numpy(float)
    asked_mwh = asked @ weight_h
    allowed_mwh = case.contract.pause_energy_share * asked_mwh
    findings.at_most("pause within its yearly energy", paused @ weight_h, allowed_mwh, hours[:2], asked_mwh)
    sample_of = case.horizon.sample_of_snapshot.to_numpy()
    for sample in case.horizon.samples.index:
        own_h = np.where(sample_of == sample, weight_h, 0.0)
        most = case.contract.pause_energy_share * (asked @ own_h)
        findings.at_most(f"pause within the energy of {sample}", paused @ own_h, most, hours[:2], asked @ own_h)
    findings.equal("campuses are served", own + drawn + paused + unserved, asked, hours)
    island = sites.on_grid.to_numpy(float) == 0
    findings.equal("islands draw nothing", np.where(island[:, :, None], drawn, 0.0), np.zeros_like(drawn), hours)
    _check_own_supply(case, reading, findings)


def _check_own_supply(case: Case, reading: Reading, findings: Findings) -> None:
    """Own generation within what stands behind the meter; sites without any have none and leave nothing unserved."""
    table, hours = case.sites.sites, (case.sites.sites.index, reading.years, reading.snapshots)
    own = reading.hourly("campuses", "own_generation_mw", "site", table.index).values
    unserved = reading.hourly("campuses", "unserved_mw", "site", table.index).values
    built = reading.yearly("built", "built_mw", "label", table.index, "own supply").on(table.index)
    stands = table["own_supply_mw"].to_numpy(float)[:, None] + np.cumsum(built, axis=1)
    limit = table["own_supply_availability"].to_numpy(float)[:, None] * stands
    findings.at_most("own generation within own supply", own, np.repeat(limit[:, :, None], own.shape[2], 2), hours)
    behind_the_meter = table.index.isin(case.sites.with_own_supply)
    findings.equal(
        "campuses fed by the grid alone are served in full",
        unserved[~behind_the_meter],
        np.zeros_like(unserved[~behind_the_meter]),
        (table.index[~behind_the_meter], *hours[1:]),
    )
