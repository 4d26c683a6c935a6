"""Sets and data of unit commitment."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyomo.environ as pyomo

from loadsite.equations.data import GW, MUSD_PER_GW, at
from loadsite.inputs.case import Case


def declare_commitment_sets(m: Any, case: Case) -> None:
    """Declare the sets of committed fleets on the model; generators, candidates and retiring ones must stand."""
    table = case.fleet.commitment
    committed = [g for g in m.generators if g in table.index]
    m.committed_generators = pyomo.Set(initialize=committed)
    new, retiring = set(m.candidates), set(m.retiring_generators)
    m.committed_new = pyomo.Set(
        m.committed_generators, initialize={g: [g] if g in new else [] for g in committed})
    m.committed_kept = pyomo.Set(
        m.committed_generators, initialize={g: [g] if g in retiring else [] for g in committed})
    ramp = case.fleet.generators["ramp_share_per_h"]
    m.committed_ramping = pyomo.Set(initialize=[g for g in committed if float(ramp[g]) < 1.0])
    up, down = table["minimum_up_h"].astype(int), table["minimum_down_h"].astype(int)
    m.up_generators = pyomo.Set(initialize=[g for g in committed if up[g] > 1])
    m.down_generators = pyomo.Set(initialize=[g for g in committed if down[g] > 1])
    longest = max([*up.loc[committed], *down.loc[committed], 1])
    m.steps_back = pyomo.RangeSet(0, int(longest) - 1)
    m.up_steps = pyomo.Set(m.up_generators, initialize={g: range(int(up[g])) for g in m.up_generators})
    m.down_steps = pyomo.Set(m.down_generators, initialize={g: range(int(down[g])) for g in m.down_generators})
    moving = case.fleet.fuel_added_usd_per_mwh.index
    m.moving_fuel_committed = pyomo.Set(initialize=[g for g in committed if g in moving])


def declare_commitment_data(m: Any, case: Case, pyo: Any) -> None:
    """Declare the parameters of committed fleets on the model."""
    fleet, table, committed = case.fleet, case.fleet.commitment, m.committed_generators
    m.committed_standing = pyo.Param(
        committed, m.years, values=at(fleet.always_standing_mw, committed, m.years) * GW)
    m.minimum_share = pyo.Param(committed, values=at(table["minimum_output_share"].astype(float), committed))
    start_usd = fleet.start_usd_per_mw.reindex(columns=list(m.years))
    m.start_cost = pyo.Param(committed, m.years, values=at(start_usd, committed, m.years) * MUSD_PER_GW)
    m.start_co2 = pyo.Param(committed, values=at(table["start_co2_t_per_mw"].astype(float), committed))
    ramp = at(fleet.generators["ramp_share_per_h"], m.committed_ramping)
    m.committed_ramp = pyo.Param(m.committed_ramping, values=ramp)
    least = at(table["minimum_output_share"].astype(float), m.committed_ramping)
    m.start_share = pyo.Param(m.committed_ramping, values=np.maximum(ramp, least))
    moving = m.moving_fuel_committed
    burnt = at(table["start_mmbtu_per_mw"].astype(float), moving)
    heat_rate = at(fleet.generators.loc[list(moving)].reindex(columns=["heat_rate_mmbtu_per_mwh"]), moving)[:, 0]
    per_mmbtu = at(fleet.fuel_added_usd_per_mwh.reindex(columns=list(m.snapshots)), moving, m.snapshots)
    m.start_fuel_added = pyo.Param(
        moving, m.snapshots, values=per_mmbtu * (burnt / heat_rate)[:, None] * MUSD_PER_GW)
    back, within = hours_back(case, len(m.steps_back))
    m.hour_back = pyo.Param(m.snapshots, m.steps_back, values=back)
    m.within = pyo.Param(m.snapshots, m.steps_back, values=within)


def hours_back(case: Case, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Snapshot by steps: the hour so many before in the same period, round its end; and whether that counts: always
    where periods close on themselves, else from the first hour on.
    """
    periods: pd.DataFrame = case.horizon.periods
    hours = periods["hours"].to_numpy(dtype=int)
    first = np.repeat(periods["first"].to_numpy(dtype=int), hours)
    length = np.repeat(hours, hours)
    place = np.arange(len(first)) - first
    before = place[:, None] - np.arange(count)[None, :]
    back = first[:, None] + before % length[:, None]
    counts = np.ones_like(before) if case.horizon.cyclic else before >= 0
    return back, counts.astype(float)
