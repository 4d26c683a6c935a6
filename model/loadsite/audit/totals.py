"""Audit of the sums: energies and chips of campuses, MW by state and market, capacity, weights of the hours."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.audit.checks import Findings
from loadsite.audit.reading import AuditFailed, Reading
from loadsite.audit.standing import existing_mw
from loadsite.inputs.case import Case


def check_totals(case: Case, reading: Reading, findings: Findings) -> None:
    """Every figure on the last screen that is a sum or a product of others."""
    sites = case.sites.sites
    weight_h = case.horizon.snapshots["weight_h"].to_numpy(float)
    by_site = (sites.index, reading.years)

    def told(column: str) -> np.ndarray:
        return reading.yearly("siting", column, "site", sites.index).values

    for energy, power in (
        ("requested_mwh", "requested_mw"),
        ("interrupted_mwh", "interrupted_mw"),
        ("onsite_generation_mwh", "onsite_generation_mw"),
        ("grid_withdrawal_mwh", "grid_withdrawal_mw"),
        ("unserved_mwh", "unserved_mw"),
    ):
        over_year = reading.hourly("campuses", power, "site", sites.index).values @ weight_h
        findings.equal(f"siting, {energy}", told(energy), over_year, by_site)
    campus = told("campus_mw")
    findings.equal("siting, chips", told("chips") * case.contract.watts_per_chip / 1e6, campus, by_site)
    paid = campus * case.sites.connection_usd_per_mw_year.to_numpy(float)[:, None]
    findings.equal("siting, connection_usd", told("connection_usd"), paid, by_site)
    charged = campus * case.sites.charge_usd_per_mw_year.to_numpy(float)[:, None]
    findings.equal("siting, site_charge_usd", told("site_charge_usd"), charged, by_site)
    for area in ("state", "market", "zone"):
        _check_areas(area, sites, campus, reading, findings)
    _check_capacity(case, reading, findings)
    periods = case.horizon.periods
    hours = float((periods["weight"] * periods["hours"]).sum())
    findings.equal("weights of the hours", np.array([weight_h.sum()]), np.array([hours]), (["all"],))


def _check_areas(
    area: str, sites: pd.DataFrame, campus: np.ndarray, reading: Reading, findings: Findings
) -> None:
    areas = pd.Index(sites[area].unique())
    claim = reading.yearly(f"siting_by_{area}", "campus_mw", area, areas)
    if len(claim.labels) != len(areas):
        raise AuditFailed(f"siting_by_{area}: {len(claim.labels)} of {len(areas)} are told")
    expected = np.stack([campus[(sites[area] == each).to_numpy()].sum(axis=0) for each in claim.labels])
    findings.equal(f"siting by {area}", claim.values, expected, (claim.labels, reading.years))


def _check_capacity(case: Case, reading: Reading, findings: Findings) -> None:
    """MW and MWh of the table `capacity` against what is built and what the hours show."""
    weight_h = case.horizon.snapshots["weight_h"].to_numpy(float)
    sites, lines = case.sites.sites, case.grid.lines
    existing_power = case.storage_fleet.existing_mw.to_numpy(float)
    of_sites = sites["onsite_mw"].to_numpy(float)
    kinds: list[tuple[str, pd.Index, np.ndarray, tuple[str, str, str]]] = [
        ("generator", case.fleet.generators.index, existing_mw(case, reading),
         ("dispatch", "generation_mw", "generator")),
        ("storage", case.storage_fleet.storage.index, existing_power, ("storage", "discharge_mw", "storage")),
        ("line", lines.index, lines["capacity_mw"].to_numpy(float)[:, None], ("flows", "sent_mw", "line")),
        ("on-site generation", sites.index, of_sites[:, None], ("campuses", "onsite_generation_mw", "site")),
    ]  # fmt: skip
    for kind, known, existing, (table, column, label) in kinds:
        claim = reading.yearly("capacity", "capacity_mw", "label", known, kind)
        at, axes = known.get_indexer(claim.labels), (claim.labels, reading.years)
        if kind == "line":
            corridors = case.grid.corridors.index
            built = reading.yearly("built", "built_mw", "label", corridors, kind).on(corridors)
            built = case.grid.on_lines(built)[at]
        else:
            built = reading.yearly("built", "built_mw", "label", known, kind).on(known)[at]
        before, new = np.broadcast_to(existing, (len(known), len(reading.years)))[at], np.cumsum(built, axis=1)
        findings.equal(f"capacity, {kind} MW", claim.values, before + new, axes)
        for part, expected in (("existing_mw", before), ("new_mw", new)):
            told = reading.yearly("capacity", part, "label", known, kind).values
            findings.equal(f"capacity, {kind} {part}", told, expected, axes)
        energy = reading.hourly(table, column, label, known).on(known)[at] @ weight_h
        said = reading.yearly("capacity", "energy_mwh", "label", known, kind).values
        findings.equal(f"capacity, {kind} MWh", said, energy, axes)
