"""Audit of demand response: its size, its hours, and what is paid for it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.audit.checks import Findings
from loadsite.audit.reading import Reading
from loadsite.inputs.case import Case


def check_demand_response(case: Case, reading: Reading, findings: Findings, load: Floats) -> None:
    """The table `demand_response` against MW, shares of `load` (zone by year by snapshot) and hours of the inputs."""
    claim = reading.hourly("demand_response", "reduced_mw", "response", case.responses.index)
    own = case.responses.loc[claim.labels]
    of_zone = load[case.grid.zones.index.get_indexer(pd.Index(own["zone"]))]
    mw, share, hours = (own[name].to_numpy(float) for name in ("reduced_mw", "load_share", "hours_per_year"))
    axes = (claim.labels, reading.years, reading.snapshots)
    findings.not_negative("demand response not negative", claim.values, axes)
    most = mw[:, None, None] + share[:, None, None] * of_zone
    findings.at_most("demand response within its size", claim.values, most, axes)
    limited = np.isfinite(hours)
    used = (claim.values @ case.horizon.snapshots["weight_h"].to_numpy(float))[limited]
    allowed = np.repeat((mw * np.where(limited, hours, 0.0))[limited][:, None], len(reading.years), axis=1)
    findings.at_most("hours of demand response", used, allowed, (claim.labels[limited], reading.years))


def paid_for_responses(case: Case, reading: Reading, weight_h: Floats) -> dict[str, Floats]:
    """By year: what is paid for it, where any load responds [USD]."""
    if case.responses.empty:
        return {}
    claim = reading.hourly("demand_response", "reduced_mw", "response", case.responses.index)
    price = case.responses.loc[claim.labels, "usd_per_mwh"].to_numpy(float)
    return {"demand_response": price @ (claim.values @ weight_h)}


def credit_mw(case: Case, market: str) -> float:
    """What demand response counts towards the reserve margin of a market [MW]."""
    own = case.responses[(case.responses["zone"].map(case.grid.zones["market"]) == market)]
    return float((own["reduced_mw"].astype(float) * own["capacity_credit_share"].astype(float)).sum())
