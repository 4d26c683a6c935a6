"""Generation: up to availability times what stands; ramps and energy budgets where a technology has them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from loadsite.equations.data import Floats
from loadsite.equations.families import Facts, Limit
from loadsite.equations.limit_origins import from_table
from loadsite.inputs.case import Case


def new_generation_limit(m: Any, g: Any, y: Any, t: Any) -> Any:
    """A new generator gives at most its availability times what has been built. [GW]

    generation[g, y, t] - availability[g, t] * sum(built[g, v] for v in years_until[y]) <= 0

    Existing fleets have the same limit as the upper bound of `generation`.
    Shadow price [M$/GWh after weights, at most 0]: what one more GW of it would save in that hour.
    """
    return m.generation[g, y, t] - m.availability[g, t] * sum(m.built[g, v] for v in m.years_until[y]) <= 0


NEW_GENERATION_LIMIT = Facts(audited=("generation within availability",))


def _existing_mw(case: Case) -> pd.DataFrame:
    return case.fleet.existing_mw[~case.fleet.generators["candidate"].astype(bool)]


EXISTING_FLEET = Limit("existing fleet", from_table("generators"), one_more="{}", mw=_existing_mw, stands=True)


def ramp_per_mw(case: Case, labels: pd.Index) -> Floats:
    """A fleet ramps by a share of its MW."""
    return np.asarray(case.fleet.generators.loc[labels, "ramp_share_per_h"].to_numpy(dtype=float)[:, None, None])


def _water_per_mw(case: Case, labels: pd.Index) -> Floats:
    """Water that falls in a period for a MW of the fleet [MWh]."""
    water = case.fleet.energy_availability.loc[labels].to_numpy(dtype=float)
    return np.add.reduceat(water, case.horizon.periods["first"].to_numpy(dtype=int), axis=1)[:, None, :]


def ramp_up(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output rises by no more than the ramp of the fleet from one hour to the next. [GW]

    generation[g, y, t] - generation[g, y, t - 1] <= ramp[g, y]

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    return m.generation[g, y, t] - m.generation[g, y, t - 1] <= m.ramp[g, y]


RAMP_UP = Facts(EXISTING_FLEET, ramp_per_mw, audited=("ramps of generators",))


def ramp_down(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output falls by no more than the ramp of the fleet from one hour to the next. [GW]

    generation[g, y, t - 1] - generation[g, y, t] <= ramp[g, y]

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    return m.generation[g, y, t - 1] - m.generation[g, y, t] <= m.ramp[g, y]


RAMP_DOWN = Facts(EXISTING_FLEET, ramp_per_mw, audited=("ramps of generators",))


def new_ramp_up(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output of a new generator rises by no more than a share of what has been built from one hour to the next. [GW]

    generation[g, y, t] - generation[g, y, t - 1] - new_ramp_share[g] * sum(built[g, v] for v in years_until[y]) <= 0

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    built = sum(m.built[g, v] for v in m.years_until[y])
    return m.generation[g, y, t] - m.generation[g, y, t - 1] - m.new_ramp_share[g] * built <= 0


NEW_RAMP_UP = Facts(audited=("ramps of generators",))


def new_ramp_down(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output of a new generator falls by no more than a share of what has been built from one hour to the next. [GW]

    generation[g, y, t - 1] - generation[g, y, t] - new_ramp_share[g] * sum(built[g, v] for v in years_until[y]) <= 0

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    built = sum(m.built[g, v] for v in m.years_until[y])
    return m.generation[g, y, t - 1] - m.generation[g, y, t] - m.new_ramp_share[g] * built <= 0


NEW_RAMP_DOWN = Facts(audited=("ramps of generators",))


def energy_budget(m: Any, g: Any, y: Any, p: Any) -> Any:
    """A fleet with an energy budget, as hydro has, gives no more in a period than its water allows. [GWh]

    sum(generation[g, y, t] for t in snapshots_of[p]) <= energy_allowed[g, y, p]

    Shadow price [M$/GWh after weights, at most 0]: the value of water.
    """
    return sum(m.generation[g, y, t] for t in m.snapshots_of[p]) <= m.energy_allowed[g, y, p]


ENERGY_BUDGET = Facts(EXISTING_FLEET, _water_per_mw, audited=("energy budgets of *",))
