"""Demand response: load of zones that is reduced at a price, in programs or in segments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from loadsite.equations.data import GW, Floats, at
from loadsite.equations.families import Facts, Limit, in_every_year
from loadsite.equations.limit_origins import from_table
from loadsite.inputs.case import Case

WITHIN, HOURS_KEPT = "demand response within its size", "hours of demand response"


def reduced(m: Any, case: Case) -> Floats:
    """Response by year by snapshot: its MW and its share of the load of the hour."""
    table = case.responses
    zones = table["zone"].to_list()
    load = at(case.grid.load_mw, zones, m.snapshots)[:, None, :] * at(case.grid.load_factor, zones, m.years)[:, :, None]
    fixed, share = (table[column].to_numpy(dtype=float)[:, None, None] for column in ("reduced_mw", "load_share"))
    return np.asarray((fixed + share * load) * GW)


def _reduced_mw(case: Case) -> pd.DataFrame:
    return in_every_year(case, case.responses.loc[case.responses["load_share"] == 0, "reduced_mw"].astype(float))


REDUCED = Facts(
    Limit("demand response", from_table("demand_response"), one_more="{}", mw=_reduced_mw),
    called="size of {}",
)


def response_hours(m: Any, d: Any, y: Any) -> Any:
    """Over a year a demand response gives no more than so many hours of its MW. [GWh]

    sum(weight[t] * reduced[d, y, t] for t in snapshots) <= response_energy[d]

    Shadow price [M$/GWh, at most 0]: what one more GWh of it would save.
    """
    return sum(m.weight[t] * m.reduced[d, y, t] for t in m.snapshots) <= m.response_energy[d]


RESPONSE_HOURS = Facts(audited=(HOURS_KEPT,))


def demand_response(m: Any) -> Any:
    """Load reduced by demand response, at its price. [M$]

    sum(present_value[y] * weight[t] * response_price[d] * reduced[d, y, t])
    """
    return sum(
        m.present_value[y] * m.weight[t] * m.response_price[d] * m.reduced[d, y, t]
        for d in m.responses
        for y in m.years
        for t in m.snapshots
    )
