"""Audit of the campuses: MW within phases, never shrinking, on target; what they request, interrupt, withdraw and
generate."""

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
    requested, interrupted, own, grid_withdrawal, unserved = (
        reading.hourly("campuses", column, "site", sites.sites.index).values
        for column in ("requested_mw", "interrupted_mw", "onsite_generation_mw", "grid_withdrawal_mw", "unserved_mw")
    )
    campus = reading.yearly("siting", "campus_mw", "site", sites.sites.index).values
    shape = sites.load_shape.to_numpy(float)
    findings.equal("campuses request their load shape", requested, campus[:, :, None] * shape[:, None, :], hours)
    for name, values in (("interruption", interrupted), ("on-site generation", own), ("draw", grid_withdrawal),
        ("unserved", unserved)):
        findings.not_negative(f"{name} of campuses not negative", values, hours)
    findings.at_most("interruption within the interruptible share", interrupted,
        case.contract.interruptible_share * requested, hours, requested)
    weight_h = case.horizon.snapshots["weight_h"].to_numpy(float)
    requested_mwh = requested @ weight_h
    allowed_mwh = case.contract.interruption_energy_share * requested_mwh
    findings.at_most("interruption within its yearly energy", interrupted @ weight_h, allowed_mwh, hours[:2],
        requested_mwh)
    sample_of = case.horizon.sample_of_snapshot.to_numpy()
    for sample in case.horizon.samples.index:
        own_h = np.where(sample_of == sample, weight_h, 0.0)
        most = case.contract.interruption_energy_share * (requested @ own_h)
        findings.at_most(f"interruption within the energy of {sample}", interrupted @ own_h, most, hours[:2],
            requested @ own_h)
    findings.equal("campuses are served", own + grid_withdrawal + interrupted + unserved, requested, hours)
    off_grid = sites.on_grid.to_numpy(float) == 0
    findings.equal("off-grid campuses draw nothing", np.where(off_grid[:, :, None], grid_withdrawal, 0.0),
        np.zeros_like(grid_withdrawal), hours)
    _check_onsite(case, reading, findings)


def _check_onsite(case: Case, reading: Reading, findings: Findings) -> None:
    """On-site generation within what stands behind the meter; sites without any have none and leave nothing
    unserved."""
    table, hours = case.sites.sites, (case.sites.sites.index, reading.years, reading.snapshots)
    own = reading.hourly("campuses", "onsite_generation_mw", "site", table.index).values
    unserved = reading.hourly("campuses", "unserved_mw", "site", table.index).values
    built = reading.yearly("built", "built_mw", "label", table.index, "on-site generation").on(table.index)
    stands = table["onsite_mw"].to_numpy(float)[:, None] + np.cumsum(built, axis=1)
    limit = table["onsite_availability"].to_numpy(float)[:, None] * stands
    findings.at_most("on-site generation within its capacity", own, np.repeat(limit[:, :, None], own.shape[2], 2),
        hours)
    behind_the_meter = table.index.isin(case.sites.with_onsite)
    findings.equal(
        "campuses fed by the grid alone are served in full",
        unserved[~behind_the_meter],
        np.zeros_like(unserved[~behind_the_meter]),
        (table.index[~behind_the_meter], *hours[1:]),
    )
