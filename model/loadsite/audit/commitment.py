"""Audit of unit commitment: what must hold between what is committed, starts, shuts down and is generated."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.audit.checks import Findings
from loadsite.audit.reading import Reading
from loadsite.audit.standing import standing_mw
from loadsite.inputs.case import Case


def check_commitment(case: Case, reading: Reading, findings: Findings) -> None:
    """The tables `commitment` and `dispatch`, hour by hour and against what stands."""
    table, known = case.fleet.commitment, case.fleet.generators.index
    if table.empty:
        return
    claim = reading.hourly("commitment", "committed_mw", "generator", table.index)
    labels, committed = claim.labels, claim.values
    started = reading.hourly("commitment", "started_mw", "generator", table.index).values
    shut = reading.hourly("commitment", "shut_mw", "generator", table.index).values
    output = reading.hourly("dispatch", "generation_mw", "generator", known).on(known)[known.get_indexer(labels)]
    stands = standing_mw(case, reading)[known.get_indexer(labels)][:, :, None] + 0.0 * committed
    available = case.fleet.availability.loc[labels].to_numpy(float)[:, None, :]
    own = table.loc[labels]
    hours = (labels, reading.years, reading.snapshots)
    for name, values in (("committed", committed), ("started", started), ("shut down", shut)):
        findings.not_negative(f"{name} not negative", values, hours)
    findings.at_most("committed of what stands", committed, stands, hours)
    findings.at_most("output of what is committed", output, available * committed, hours)
    least = own["minimum_output_share"].to_numpy(float)[:, None, None] * available * committed
    findings.at_most("minimum output", least, output, hours)
    first = case.horizon.periods["first"].to_numpy(int)
    before = np.arange(committed.shape[2]) - 1
    before[first] = case.horizon.periods["last"].to_numpy(int)
    tied = np.ones(committed.shape[2], dtype=bool)
    tied[first] = case.horizon.cyclic
    change = committed - committed[:, :, before] - started + shut
    size = committed + committed[:, :, before] + started + shut
    at = (labels, reading.years, list(np.flatnonzero(tied)))
    findings.equal("starts and shutdowns", change[:, :, tied], 0.0 * change[:, :, tied], at, size[:, :, tied])
    recent_up, recent_down = (
        _recent(case, moved, own[column].to_numpy(int))
        for moved, column in ((started, "minimum_up_h"), (shut, "minimum_down_h"))
    )
    findings.at_most("minimum up time", recent_up, committed, hours)
    findings.at_most("minimum down time", recent_down, stands - committed, hours, stands)
    ramp = case.fleet.generators.loc[labels, "ramp_share_per_h"].to_numpy(float)
    ramping = ramp < 1.0
    share = np.where(ramping, ramp, 0.0)[:, None, None]
    low = own["minimum_output_share"].to_numpy(float)[:, None, None]
    stays, jump = share * (committed - started), np.maximum(share, low)
    rise, fall = output - output[:, :, before], output[:, :, before] - output
    up = stays + jump * started - low * available * shut
    down = stays + jump * shut - low * available * started
    rows = np.ix_(ramping, np.ones(len(reading.years), dtype=bool), tied)
    ramps = (labels[ramping], *at[1:])
    findings.at_most("ramps of committed fleets", rise[rows], up[rows], ramps, stands[rows])
    findings.at_most("ramps of committed fleets, down", fall[rows], down[rows], ramps, stands[rows])


def _recent(case: Case, moved: Floats, hours: np.ndarray) -> Floats:
    """What has started, or shut down, within so many hours, this one among them; nothing where that is one or none."""
    total = np.zeros_like(moved)
    for _, period in case.horizon.periods.iterrows():
        span = np.arange(int(period["first"]), int(period["last"]) + 1)
        for place, hour in enumerate(span):
            for row, window in enumerate(hours):
                if window > 1:
                    steps = [place - step for step in range(window) if case.horizon.cyclic or place >= step]
                    total[row, :, hour] = moved[row][:, span[np.array(steps) % len(span)]].sum(axis=1)
    return total


def started_per_year(case: Case, reading: Reading, weight_h: Floats, per_mw: pd.Series) -> Floats:
    """By year: what starts, times a figure of each fleet; zero where none is committed."""
    if case.fleet.commitment.empty:
        return np.zeros(len(reading.years))
    started = reading.hourly("commitment", "started_mw", "generator", case.fleet.commitment.index)
    return np.asarray(per_mw.loc[started.labels].to_numpy(float) @ (started.values @ weight_h))
