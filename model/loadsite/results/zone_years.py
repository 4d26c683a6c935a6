"""What a year is like in every zone: what its load and its campuses take, pay, go without and leave unused."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.results.families import Solved, long_table
from loadsite.results.prices import zone_prices


def zone_years(solved: Solved, balance: pd.DataFrame, dispatch: pd.DataFrame) -> pd.DataFrame:
    """zone, year, load_mwh, grid_withdrawal_mwh, price_usd_per_mwh, unserved_mwh, curtailed_mwh; from the tables of
    those names.

    `load_mwh` is without campuses, `grid_withdrawal_mwh` what campuses take from the grid. The price is averaged over
    the load, over the hours alone where a zone has none. `curtailed_mwh` is what fleets that follow a profile, such as
    wind and sun, could have given and did not.
    """
    zones = solved.case.grid.zones.index
    shape = (len(zones), len(solved.years), len(solved.weight_h))
    hour = {name: balance[name].to_numpy(dtype=float).reshape(shape) * solved.weight_h
            for name in ("load_mw", "campuses_mw", "grid_withdrawal_mw", "unserved_mw")}  # fmt: skip
    load = -hour["load_mw"]
    counted = np.where(load.sum(axis=2, keepdims=True) > 0.0, load, solved.weight_h)
    price = (zone_prices(solved) * counted).sum(axis=2) / counted.sum(axis=2)
    values = {
        "load_mwh": load.sum(axis=2) + 0.0,
        "grid_withdrawal_mwh": -(hour["campuses_mw"] + hour["grid_withdrawal_mw"]).sum(axis=2) + 0.0,
        "price_usd_per_mwh": price,
        "unserved_mwh": hour["unserved_mw"].sum(axis=2),
        "curtailed_mwh": _curtailed_mwh(solved, dispatch),
    }
    return long_table({"zone": zones, "year": solved.years}, values)


def _curtailed_mwh(solved: Solved, dispatch: pd.DataFrame) -> Floats:
    """Zone by year [MWh]."""
    fleet, labels = solved.case.fleet.generators, solved.labels("generation")
    follows = (fleet.loc[labels, "dispatch"] == "profile").to_numpy()
    left = (dispatch["available_mw"] - dispatch["generation_mw"]).to_numpy(dtype=float)
    by_year = np.maximum(left, 0.0).reshape(len(labels), len(solved.years), len(solved.weight_h)) @ solved.weight_h
    belongs = solved.case.grid.zones.index.to_numpy()[:, None] == fleet.loc[labels, "zone"].to_numpy()[None, follows]
    return np.asarray(belongs.astype(float) @ by_year[follows])
