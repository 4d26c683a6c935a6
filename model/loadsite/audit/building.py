"""Audit of what is built: only where and when it may be, within annual build limits, queues, rights of way and reserve
margins."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.audit.checks import Findings
from loadsite.audit.reading import Claim, Reading
from loadsite.audit.standing import standing_mw
from loadsite.inputs.case import Case


def check_building(case: Case, reading: Reading, findings: Findings) -> None:
    """Every limit on what is built, and firm capacity against peak load."""
    generators = reading.yearly("built", "built_mw", "label", case.fleet.generators.index, "generator")
    storage_built = reading.yearly("built", "built_mw", "label", case.storage_fleet.storage.index, "storage")
    corridors = reading.yearly("built", "built_mw", "label", case.grid.corridors.index, "line")
    own = reading.yearly("built", "built_mw", "label", case.sites.sites.index, "on-site generation")
    years = reading.years
    for name, claim in (("generators", generators), ("storage", storage_built), ("lines", corridors),
        ("on-site generation", own)):
        findings.not_negative(f"built {name} not negative", claim.values, (claim.labels, years))
    for name, claim, limit in (
        ("generators", generators, case.fleet.build_limit_mw),
        ("storage", storage_built, case.storage_fleet.build_limit_mw),
    ):
        allowed = limit.loc[claim.labels].to_numpy(dtype=float)
        findings.at_most(f"{name} built when their lead time allows", claim.values, allowed, (claim.labels, years))
    allowed = case.grid.corridor_limit_mw.loc[corridors.labels].to_numpy(dtype=float)
    so_far = np.cumsum(corridors.values, axis=1)
    findings.at_most("transmission built within rights of way", so_far, allowed, (corridors.labels, years))
    site = case.sites.sites.loc[own.labels]
    room = np.maximum(site["onsite_limit_mw"].to_numpy(float) - site["onsite_mw"].to_numpy(float), 0.0)
    so_far = np.cumsum(own.values, axis=1)
    findings.at_most("on-site generation within the site's limit", so_far, room[:, None] + 0.0 * so_far,
        (own.labels, years))
    _check_plan(case, findings, generators, storage_built, years)
    _check_reserve_margins(case, reading, findings, storage_built)


def _check_plan(case: Case, findings: Findings, generators: Claim, storage_built: Claim, years: list[int]) -> None:
    for kind, limit_mw, cumulative in (
        ("annual_build", case.build_out.annual_build_limit_mw, False),
        ("queue", case.build_out.queue_limit_mw, True),
    ):
        counted = np.zeros(limit_mw.shape)
        for claim, table in ((generators, case.fleet.generators), (storage_built, case.storage_fleet.storage)):
            for label, values in zip(claim.labels, claim.values, strict=True):
                towards = table.loc[label, kind]
                if towards:
                    counted[limit_mw.index.get_loc(towards)] += np.cumsum(values) if cumulative else values
        findings.at_most(f"built within {kind.replace('_', ' ')} limits", counted, limit_mw.to_numpy(float),
            (limit_mw.index, years))


def _check_reserve_margins(
    case: Case, reading: Reading, findings: Findings, storage_built: Claim
) -> None:
    markets = case.grid.reserve_margins.index
    if markets.empty:
        return
    short = reading.yearly("adequacy", "shortfall_mw", "market", markets)
    findings.not_negative("shortfall of firm capacity not negative", short.values, (short.labels, reading.years))
    fleet, storage, sites = case.fleet.generators, case.storage_fleet.storage, case.sites
    fleet_mw = standing_mw(case, reading)
    storage_mw = case.storage_fleet.existing_mw.to_numpy(float) + np.cumsum(storage_built.on(storage.index), axis=1)
    campus = reading.yearly("siting", "campus_mw", "site", sites.sites.index).on(sites.sites.index)
    highest_mw = sites.load_shape.max(axis=1).to_numpy(float)[:, None] * (1.0 - case.contract.interruptible_share)
    need = campus * highest_mw * sites.on_grid.to_numpy(float)
    margin = case.grid.reserve_margins["margin_share"].to_dict()
    for at, market in enumerate(short.labels):
        firm = _firm(fleet_mw, fleet, case, market) + _firm(storage_mw, storage, case, market)
        in_market = (sites.sites["market"] == market).to_numpy()
        peak = case.grid.peak_load_mw.loc[market].to_numpy(float) + need[in_market].sum(axis=0)
        asked = peak * (1.0 + margin[market])
        findings.at_most(f"reserve margin of {market}", asked - short.values[at], firm, (reading.years,), asked)


def _firm(mw: Floats, table: pd.DataFrame, case: Case, market: str) -> Floats:
    """By year: capacity credit of what stands in the market [MW]."""
    here = (case.grid.zones["market"].loc[table["zone"]] == market).to_numpy()
    return np.asarray(table["capacity_credit_share"].to_numpy(float)[here] @ mw[here])
