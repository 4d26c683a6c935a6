"""Ramps round the end of a period: where periods close on themselves, the first hour follows on the last one."""

from __future__ import annotations

from typing import Any

from loadsite.equations.families import Facts
from loadsite.equations.generation import EXISTING_FLEET, ramp_per_mw

KEPT = "ramps round the end of periods"


def ramp_up_round(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output rises by no more than the ramp of the fleet from the last hour of a period to its first. [GW]

    generation[g, y, t] - generation[g, y, last_hour[t]] <= ramp[g, y]

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    return m.generation[g, y, t] - m.generation[g, y, m.last_hour[t]] <= m.ramp[g, y]


def ramp_down_round(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output falls by no more than the ramp of the fleet from the last hour of a period to its first. [GW]

    generation[g, y, last_hour[t]] - generation[g, y, t] <= ramp[g, y]

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    return m.generation[g, y, m.last_hour[t]] - m.generation[g, y, t] <= m.ramp[g, y]


def new_ramp_up_round(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output of a new generator rises by no more than a share of what is built, from the last hour to the first. [GW]

    generation[g, y, t] - generation[g, y, last_hour[t]]
    - new_ramp_share[g] * sum(built[g, v] for v in years_until[y]) <= 0

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    built = sum(m.built[g, v] for v in m.years_until[y])
    return m.generation[g, y, t] - m.generation[g, y, m.last_hour[t]] - m.new_ramp_share[g] * built <= 0


def new_ramp_down_round(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output of a new generator falls by no more than a share of what is built, from the last hour to the first. [GW]

    generation[g, y, last_hour[t]] - generation[g, y, t]
    - new_ramp_share[g] * sum(built[g, v] for v in years_until[y]) <= 0

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    built = sum(m.built[g, v] for v in m.years_until[y])
    return m.generation[g, y, m.last_hour[t]] - m.generation[g, y, t] - m.new_ramp_share[g] * built <= 0


RAMP_ROUND = Facts(EXISTING_FLEET, ramp_per_mw, audited=(KEPT,))
NEW_RAMP_ROUND = Facts(audited=(KEPT,))
