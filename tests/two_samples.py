"""A case with its load year several times over."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from loadsite.inputs.case import Case


def repeated(case: Case, shares: tuple[float, ...], growth: float = 1.0) -> Case:
    """The case with its load year several times over; in each, the load is `growth` times that of the one before."""
    count, horizon = len(case.horizon.snapshots), case.horizon
    periods, snapshots = [], []
    for sample, share in enumerate(shares):
        periods.append(horizon.periods.assign(
            sample=sample, weight=share * horizon.periods["weight"],
            first=horizon.periods["first"] + sample * count, last=horizon.periods["last"] + sample * count))
        snapshots.append(horizon.snapshots.assign(
            period=horizon.snapshots["period"] + sample * len(horizon.periods),
            weight_h=share * horizon.snapshots["weight_h"]))

    def wide(table: pd.DataFrame, growth: float = 1.0) -> pd.DataFrame:
        parts = [table * growth**sample for sample in range(len(shares))]
        return pd.concat(parts, axis=1).set_axis(range(count * len(shares)), axis=1)

    return replace(
        case,
        horizon=replace(
            horizon, periods=pd.concat(periods, ignore_index=True), snapshots=pd.concat(snapshots, ignore_index=True),
            samples=pd.DataFrame({"probability": shares}, index=pd.RangeIndex(len(shares), name="sample"))),
        grid=replace(case.grid, load_mw=wide(case.grid.load_mw, growth)),
        fleet=replace(case.fleet, availability=wide(case.fleet.availability),
                      energy_availability=wide(case.fleet.energy_availability)),
        sites=replace(case.sites, load_shape=wide(case.sites.load_shape)),
    )  # fmt: skip
