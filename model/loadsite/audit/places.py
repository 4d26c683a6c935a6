"""Audit of what is told by site, area, storage and plan: limits, sums by state and market, room of storage, queues."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.audit.checks import Findings
from loadsite.audit.reading import Reading
from loadsite.inputs.case import Case, Target

PLACED_MW = 1.0
"""From here on a site counts as one with a campus."""


def check_places(case: Case, reading: Reading, findings: Findings) -> None:
    """Every figure of these tables that is not money."""
    _check_siting(case, reading, findings)
    for area in ("state", "market", "zone"):
        _check_area(area, case, reading, findings)
    _check_order(reading, findings)
    _check_ranges(case, reading, findings)
    _check_storage(case, reading, findings)
    _check_build_out(case, reading, findings)
    if isinstance(case.placement, Target):
        placed = reading.yearly("siting", "campus_mw", "site", case.sites.sites.index).values.sum(axis=0)
        target = case.placement.target_mw.loc[reading.years].to_numpy(dtype=float)
        findings.equal("shortfall, placed_mw", reading.total("shortfall", "placed_mw"), placed, (reading.years,))
        findings.equal("shortfall, target_mw", reading.total("shortfall", "target_mw"), target, (reading.years,))


def _check_siting(case: Case, reading: Reading, findings: Findings) -> None:
    sites, by_site = case.sites.sites, (case.sites.sites.index, reading.years)
    built = reading.yearly("built", "built_mw", "label", sites.index, "on-site generation").on(sites.index)
    per_year = np.ones(len(reading.years))
    expected = {
        "announced_mw": np.outer(sites["announced_mw"].to_numpy(dtype=float), per_year),
        "limit_mw": case.sites.limit_mw.to_numpy(dtype=float),
        "onsite_mw": sites["onsite_mw"].to_numpy(dtype=float)[:, None] + np.cumsum(built, axis=1),
    }
    for column, values in expected.items():
        told = reading.yearly("siting", column, "site", sites.index, limit=True).values
        findings.equal(f"siting, {column}", told, values, by_site)


def _check_order(reading: Reading, findings: Findings) -> None:
    """Sites that are interchangeable are counted from one; others are 0."""
    told = reading.results.siting[reading.results.siting["year"] == reading.years[0]]
    group = told["interchangeable"].astype(object).to_numpy()
    order = told["fill_order"].to_numpy(dtype=float)
    expected = np.zeros_like(order)
    for first in set(group) - {""}:
        own = np.flatnonzero(group == first)
        expected[own[np.argsort(order[own], kind="stable")]] = np.arange(1.0, len(own) + 1.0)
    findings.equal("siting, fill_order", order, expected, (list(told["site"]),))


def _check_ranges(case: Case, reading: Reading, findings: Findings) -> None:
    """What a zone holds lies between the least and the most it could."""
    table, sites = reading.results.zone_ranges, case.sites.sites
    campus = reading.yearly("siting", "campus_mw", "site", sites.index).values[:, -1]
    zones = [str(zone) for zone in table["zone"]]
    held = np.array([campus[(sites["zone"] == zone).to_numpy()].sum() for zone in zones])
    findings.equal("zone_ranges, campus_mw", table["campus_mw"].to_numpy(dtype=float), held, (zones,))
    findings.at_most("zone_ranges, least_mw", table["least_mw"].to_numpy(dtype=float), held, (zones,))
    findings.at_most("zone_ranges, campus within most_mw", held, table["most_mw"].to_numpy(dtype=float), (zones,))
    findings.not_negative("zone_ranges, least_mw not negative", table["least_mw"].to_numpy(dtype=float), (zones,))


def _check_area(area: str, case: Case, reading: Reading, findings: Findings) -> None:
    name, sites = f"siting_by_{area}", case.sites.sites
    areas = pd.Index(sites[area].unique())

    def by_area(of_sites: Floats, labels: pd.Index) -> Floats:
        return np.stack([of_sites[(sites[area] == each).to_numpy()].sum(axis=0) for each in labels])

    campus = reading.yearly("siting", "campus_mw", "site", sites.index).values
    for column in ("sites", "chips", "requested_mwh", "grid_withdrawal_mwh"):
        claim = reading.yearly(name, column, area, areas)
        of_sites = (campus >= PLACED_MW).astype(float) if column == "sites" else reading.yearly(
            "siting", column, "site", sites.index).values  # fmt: skip
        axes = (claim.labels, reading.years)
        findings.equal(f"{name}, {column}", claim.values, by_area(of_sites, claim.labels), axes)


def _check_storage(case: Case, reading: Reading, findings: Findings) -> None:
    """The most energy that each storage can hold."""
    known = case.storage_fleet.storage.index
    claim = reading.boundaries("storage_boundaries", "energy_mwh", "storage", known)
    storage = case.storage_fleet.storage.loc[claim.labels]
    built = reading.yearly("built", "built_mw", "label", known, "storage").on(claim.labels)
    hours = np.where(storage["candidate"], storage["duration_h"], 0.0).astype(float)
    standing = case.storage_fleet.existing_mwh.loc[claim.labels].to_numpy(dtype=float)
    energy = standing + np.cumsum(built, axis=1) * hours[:, None]
    expected = np.broadcast_to(energy[:, :, None], claim.values.shape)
    findings.equal("storage_boundaries, energy_mwh", claim.values, expected, (claim.labels, reading.years,
                                                                          reading.boundary_numbers))  # fmt: skip


def _check_build_out(case: Case, reading: Reading, findings: Findings) -> None:
    """What is built towards each annual build limit and queue, its limit, and the share of it that is used."""
    for kind, limit_mw in (("annual_build", case.build_out.annual_build_limit_mw),
        ("queue", case.build_out.queue_limit_mw)):
        if not len(limit_mw):
            continue
        used = np.zeros(limit_mw.shape)
        for source, table in (("generator", case.fleet.generators), ("storage", case.storage_fleet.storage)):
            built = reading.yearly("built", "built_mw", "label", table.index, source)
            at = limit_mw.index.get_indexer(pd.Index(table.loc[built.labels, kind]))
            np.add.at(used, at[at >= 0], built.values[at >= 0])
        used = np.cumsum(used, axis=1) if kind == "queue" else used
        claim = reading.yearly("build_out", "used_mw", "label", limit_mw.index, kind)
        at, axes = limit_mw.index.get_indexer(claim.labels), (claim.labels, reading.years)
        limit = limit_mw.to_numpy(dtype=float)[at]
        findings.equal(f"build_out, {kind} used_mw", claim.values, used[at], axes)
        told = reading.yearly("build_out", "limit_mw", "label", limit_mw.index, kind, limit=True).values
        findings.equal(f"build_out, {kind} limit_mw", told, limit, axes)
        share = np.divide(used[at], limit, out=np.zeros_like(limit), where=np.isfinite(limit) & (limit > 0.0))
        told = reading.yearly("build_out", "used_share", "label", limit_mw.index, kind).values
        findings.equal(f"build_out, {kind} used_share", told, share, axes, np.maximum(1.0, share))
