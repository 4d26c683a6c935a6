"""Audit of the hours: output, ramps, water, flows, storage and the balance of every zone."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.audit.checks import Findings
from loadsite.audit.commitment import check_commitment
from loadsite.audit.reading import Reading
from loadsite.audit.standing import standing_mw
from loadsite.inputs.case import Case, Hosting


def check_hours(case: Case, reading: Reading, findings: Findings) -> None:
    """Every limit on operation, and the balance recomputed from what generators, storage, lines and campuses do."""
    _check_generation(case, reading, findings)
    check_commitment(case, reading, findings)
    _check_flows(case, reading, findings)
    _check_storage(case, reading, findings)
    _check_balance(case, reading, findings)


def _check_generation(case: Case, reading: Reading, findings: Findings) -> None:
    fleet = case.fleet
    claim = reading.hourly("dispatch", "generation_mw", "generator", fleet.generators.index)
    output, labels = claim.values, claim.labels
    hours = (labels, reading.years, reading.snapshots)
    stands = pd.DataFrame(standing_mw(case, reading), index=fleet.generators.index)
    can_give = stands.loc[labels].to_numpy()[:, :, None] * fleet.availability.loc[labels].to_numpy(float)[:, None, :]
    findings.not_negative("generation not negative", output, hours)
    findings.at_most("generation within availability", output, can_give, hours)
    said = reading.hourly("dispatch", "available_mw", "generator", fleet.generators.index).values
    findings.equal("available power", said, can_give, hours)

    _check_ramps(case, reading, findings, labels, output, stands.loc[labels].to_numpy())
    water = fleet.energy_availability.index.intersection(labels)
    water = water[~fleet.generators.loc[water, "candidate"].to_numpy(bool)]
    for _, period in case.horizon.periods.iterrows():
        span = slice(int(period["first"]), int(period["last"]) + 1)
        used = output[labels.get_indexer(water)][:, :, span].sum(axis=2)
        share_h = fleet.energy_availability.loc[water].to_numpy(float)[:, span].sum(axis=1)
        allowed = fleet.existing_mw.loc[water].to_numpy(float) * share_h[:, None]
        findings.at_most(f"energy budgets of period {period.name}", used, allowed, (water, reading.years))


def _check_ramps(
    case: Case, reading: Reading, findings: Findings, labels: pd.Index, output: Floats, stands: Floats
) -> None:
    """Output from hour to hour of a period, and where periods close on themselves from its last hour to its first."""
    share = case.fleet.generators.loc[labels, "ramp_share_per_h"].to_numpy(float)
    ramps = np.isfinite(share) & ~labels.isin(case.fleet.commitment.index)
    first = case.horizon.periods["first"].to_numpy(int)
    later = np.setdiff1d(np.array(reading.snapshots), first)
    pairs = [("ramps of generators", later - 1, later)]
    if case.horizon.cyclic:
        pairs.append(("ramps round the end of periods", case.horizon.periods["last"].to_numpy(int), first))
    for name, before, after in pairs:
        from_mw, to_mw = output[ramps][:, :, before], output[ramps][:, :, after]
        limit = np.broadcast_to((share[ramps, None] * stands[ramps])[:, :, None], to_mw.shape)
        axes = (labels[ramps], reading.years, list(after))
        findings.at_most(name, np.abs(to_mw - from_mw), limit, axes, np.maximum(from_mw, to_mw))


def _check_flows(case: Case, reading: Reading, findings: Findings) -> None:
    lines = case.grid.lines
    hours = (lines.index, reading.years, reading.snapshots)
    sent = reading.hourly("flows", "sent_mw", "line", lines.index).on(lines.index)
    corridors = case.grid.corridors.index
    built = reading.yearly("built", "built_mw", "label", corridors, "line").on(corridors)
    new = case.grid.on_lines(np.cumsum(built, axis=1))
    limit = lines["capacity_mw"].to_numpy(float)[:, None] + new
    findings.not_negative("flows not negative", sent, hours)
    findings.at_most("flows within transfer limits", sent, np.repeat(limit[:, :, None], sent.shape[2], 2), hours)
    received = reading.hourly("flows", "received_mw", "line", lines.index).on(lines.index)
    after_losses = sent * (1.0 - lines["loss_share"].to_numpy(float)[:, None, None])
    findings.equal("losses of flows", received, after_losses, hours)


def _check_storage(case: Case, reading: Reading, findings: Findings) -> None:
    known = case.storage_fleet.storage.index
    claim = reading.hourly("storage", "charge_mw", "storage", known)
    labels, years, charge = claim.labels, reading.years, claim.values
    discharge = reading.hourly("storage", "discharge_mw", "storage", known).values
    stored = reading.hourly("storage", "state_of_charge_mwh", "storage", known).values
    periods = case.horizon.periods
    level = reading.boundaries("storage_boundaries", "state_of_charge_mwh", "storage", known).on(labels)
    hours = (labels, years, reading.snapshots)
    storage = case.storage_fleet.storage.loc[labels]
    new = np.cumsum(reading.yearly("built", "built_mw", "label", known, "storage").on(labels), axis=1)
    standing = case.storage_fleet.existing_mw.loc[labels].to_numpy(float)
    power = (standing + new) * storage["availability"].to_numpy(float)[:, None]
    new_energy = new * np.where(storage["candidate"], storage["duration_h"], 0.0).astype(float)[:, None]
    energy = case.storage_fleet.existing_mwh.loc[labels].to_numpy(float) + new_energy
    every_hour = charge.shape[2]
    for name, values, limit in (("charge", charge, power), ("discharge", discharge, power), ("stored", stored, energy)):
        findings.not_negative(f"{name} of storage not negative", values, hours)
        findings.at_most(f"{name} within the storage", values, np.repeat(limit[:, :, None], every_hour, 2), hours)
    at_boundaries = (labels, years, reading.boundary_numbers)
    findings.not_negative("states of charge not negative", level, at_boundaries)
    findings.at_most("states of charge within the storage", level, np.repeat(energy[:, :, None], level.shape[2], 2),
        at_boundaries)

    before = np.empty_like(stored)
    before[:, :, 1:] = stored[:, :, :-1]
    before[:, :, periods["first"].to_numpy(int)] = level[:, :, periods["opening_boundary"].to_numpy(int)]
    into = storage["charge_efficiency"].to_numpy(float)[:, None, None] * charge
    out_of = discharge / storage["discharge_efficiency"].to_numpy(float)[:, None, None]
    size = np.abs(stored) + np.abs(before) + into + out_of
    findings.equal("stored energy carried over", stored, before + into - out_of, hours, size)
    at_end = stored[:, :, periods["last"].to_numpy(int)]
    closing = level[:, :, periods["closing_boundary"].to_numpy(int)]
    findings.equal("periods close at their boundary", at_end, closing, (labels, years, periods.index))


def _check_balance(case: Case, reading: Reading, findings: Findings) -> None:
    """Supply and demand of every zone, added up from the other tables; and term by term against the table `balance`."""
    zones = case.grid.zones.index
    hours = (zones, reading.years, reading.snapshots)

    def into(table: str, column: str, label: str, zone_of: pd.Series) -> Floats:
        claim = reading.hourly(table, column, label, zone_of.index)
        total = np.zeros((len(zones), *claim.values.shape[1:]))
        np.add.at(total, zones.get_indexer(pd.Index(zone_of.loc[claim.labels])), claim.values)
        return total

    lines, sites = case.grid.lines, case.sites.sites
    behind_the_meter = sites.index.isin(case.sites.with_onsite)
    draws = reading.hourly("campuses", "grid_withdrawal_mw", "site", sites.index).values
    at_zone = zones.get_indexer(pd.Index(sites["zone"]))
    from_grid, with_supply = (np.zeros((len(zones), *draws.shape[1:])) for _ in range(2))
    np.add.at(from_grid, at_zone[~behind_the_meter], draws[~behind_the_meter])
    np.add.at(with_supply, at_zone[behind_the_meter], draws[behind_the_meter])
    unserved = reading.hourly("balance", "unserved_mw", "zone", zones).on(zones)
    load = case.grid.load_factor.to_numpy(float)[:, :, None] * case.grid.load_mw.to_numpy(float)[:, None, :]
    findings.not_negative("unserved load not negative", unserved, hours)
    terms = {
        "generation_mw": into("dispatch", "generation_mw", "generator", case.fleet.generators["zone"]),
        "discharge_mw": into("storage", "discharge_mw", "storage", case.storage_fleet.storage["zone"]),
        "charge_mw": -into("storage", "charge_mw", "storage", case.storage_fleet.storage["zone"]),
        "inflow_mw": into("flows", "received_mw", "line", lines["to_zone"]),
        "outflow_mw": -into("flows", "sent_mw", "line", lines["from_zone"]),
        "unserved_mw": unserved,
        "campuses_mw": -from_grid,
        "grid_withdrawal_mw": -with_supply,
        "load_mw": -load,
    }
    total, size = sum(terms.values()), sum(np.abs(term) for term in terms.values())
    findings.equal("balance of zones", np.asarray(total), np.zeros_like(load), hours, np.asarray(size))
    for name, term in terms.items():
        said = reading.hourly("balance", name, "zone", zones).on(zones)
        findings.equal(f"balance table, {name}", said, term, hours)
    _check_unserved(case, reading, findings, unserved)


def _check_unserved(case: Case, reading: Reading, findings: Findings, unserved: Floats) -> None:
    """Energy unserved in a year within the reliability limit, where one is stated."""
    share = case.placement.unserved_limit_share
    if isinstance(case.placement, Hosting) or share is None:
        return
    weight_h = case.horizon.snapshots["weight_h"].to_numpy(float)
    at_campuses = reading.hourly("campuses", "unserved_mw", "site", case.sites.sites.index).values
    energy = unserved.sum(axis=0) @ weight_h + at_campuses.sum(axis=0) @ weight_h
    load = (case.grid.load_factor.to_numpy(float).T * (case.grid.load_mw.to_numpy(float) @ weight_h)).sum(axis=1)
    findings.at_most("unserved energy within the reliability limit", energy, share * load, (reading.years,))
