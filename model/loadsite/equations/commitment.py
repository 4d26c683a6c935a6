"""Unit commitment in its linear form: of every fleet a part is committed, part of it starts up or shuts down.

The plants of a fleet are taken as many and small, so that the committed MW need not be whole plants. Source: the
clustered unit commitment of Palmintier and Webster, 2014, relaxed, as GenX has it; minimum times in the form of Rajan
and Takriti, 2005. Plants that are out are neither on nor off: minimum output is a share of what is available.
"""

from __future__ import annotations

from typing import Any

from loadsite.equations.families import Facts
from loadsite.equations.generation import EXISTING_FLEET

WITHIN, OUTPUT, LEAST_OUTPUT = "committed of what stands", "output of what is committed", "minimum output"
CHANGES, UP, DOWN, RAMPS = "starts and shutdowns", "minimum up time", "minimum down time", "ramps of committed fleets"


def committed_limit(m: Any, g: Any, y: Any, t: Any) -> Any:
    """No more of a fleet is committed than stands. [GW]

    committed[g, y, t] - sum(built[g, v] for v in years_until[y]) - kept[g, y] <= committed_standing[g, y]

    built is that of candidates, kept of what may be retired; committed_standing is what stands whatever is decided.
    Shadow price [M$/GWh after weights, at most 0]: what one more GW of the fleet would save in that hour.
    """
    return (
        m.committed[g, y, t]
        - sum(m.built[n, v] for n in m.committed_new[g] for v in m.years_until[y])
        - sum(m.kept[k, y] for k in m.committed_kept[g])
        <= m.committed_standing[g, y]
    )


COMMITTED_LIMIT = Facts(EXISTING_FLEET, audited=(WITHIN,))


def committed_output(m: Any, g: Any, y: Any, t: Any) -> Any:
    """A fleet gives at most the available share of what is committed. [GW]

    generation[g, y, t] - availability[g, t] * committed[g, y, t] <= 0

    Shadow price [M$/GWh after weights, at most 0]: what one more GW committed would save in that hour.
    """
    return m.generation[g, y, t] - m.availability[g, t] * m.committed[g, y, t] <= 0


COMMITTED_OUTPUT = Facts(audited=(OUTPUT,))


def minimum_output(m: Any, g: Any, y: Any, t: Any) -> Any:
    """What is committed gives at least its minimum output. [GW]

    generation[g, y, t] - minimum_share[g] * availability[g, t] * committed[g, y, t] >= 0

    Shadow price [M$/GWh after weights, at least 0]: what a minimum output of one GW less would save.
    """
    return m.generation[g, y, t] - m.minimum_share[g] * m.availability[g, t] * m.committed[g, y, t] >= 0


MINIMUM_OUTPUT = Facts(audited=(LEAST_OUTPUT,))


def commitment_change(m: Any, g: Any, y: Any, t: Any) -> Any:
    """What is committed grows by what starts and falls by what shuts down, from one hour to the next. [GW]

    committed[g, y, t] - committed[g, y, t - 1] - started[g, y, t] + shut[g, y, t] == 0

    Shadow price [M$/GWh after weights]: what one GW that comes up by itself would cost.
    """
    return m.committed[g, y, t] - m.committed[g, y, t - 1] - m.started[g, y, t] + m.shut[g, y, t] == 0


def commitment_change_round(m: Any, g: Any, y: Any, t: Any) -> Any:
    """What is committed in the first hour of a period follows on its last one, where periods close on themselves. [GW]

    committed[g, y, t] - committed[g, y, last_hour[t]] - started[g, y, t] + shut[g, y, t] == 0

    Elsewhere nothing comes before the first hour, and what is committed in it needs no start.
    Shadow price [M$/GWh after weights]: what one GW that comes up by itself would cost.
    """
    return m.committed[g, y, t] - m.committed[g, y, m.last_hour[t]] - m.started[g, y, t] + m.shut[g, y, t] == 0


COMMITMENT_CHANGE = Facts(audited=(CHANGES,))


def minimum_up_time(m: Any, g: Any, y: Any, t: Any) -> Any:
    """What has started within the minimum up time is still committed. [GW]

    committed[g, y, t] - sum(within[t, b] * started[g, y, hour_back[t, b]] for b in up_steps[g]) >= 0

    hour_back is b hours before, round the end where periods close on themselves; elsewhere within is 0 before the first
    hour.
    Shadow price [M$/GWh after weights, at least 0]: what one GW that may shut down earlier would save.
    """
    recent = sum(m.within[t, b] * m.started[g, y, m.hour_back[t, b]] for b in m.up_steps[g])
    return m.committed[g, y, t] - recent >= 0


MINIMUM_UP_TIME = Facts(audited=(UP,))


def minimum_down_time(m: Any, g: Any, y: Any, t: Any) -> Any:
    """What has shut down within the minimum down time is not committed. [GW]

    committed[g, y, t] + sum(within[t, b] * shut[g, y, hour_back[t, b]] for b in down_steps[g])
    - sum(built[g, v] for v in years_until[y]) - kept[g, y] <= committed_standing[g, y]

    Shadow price [M$/GWh after weights, at most 0]: what one GW that may start earlier would save.
    """
    recent = sum(m.within[t, b] * m.shut[g, y, m.hour_back[t, b]] for b in m.down_steps[g])
    return (
        m.committed[g, y, t]
        + recent
        - sum(m.built[n, v] for n in m.committed_new[g] for v in m.years_until[y])
        - sum(m.kept[k, y] for k in m.committed_kept[g])
        <= m.committed_standing[g, y]
    )


MINIMUM_DOWN_TIME = Facts(EXISTING_FLEET, audited=(DOWN,))


def committed_ramp_up(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output rises by the ramp of what stays on and by what starts, and falls at least by what shuts down. [GW]

    generation[g, y, t] - generation[g, y, t - 1] - committed_ramp[g] * (committed[g, y, t] - started[g, y, t])
    - start_share[g] * started[g, y, t] + minimum_share[g] * availability[g, t] * shut[g, y, t] <= 0

    start_share is the minimum output, or the ramp where that is more.
    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    return (
        m.generation[g, y, t]
        - m.generation[g, y, t - 1]
        - m.committed_ramp[g] * m.committed[g, y, t]
        + m.committed_ramp[g] * m.started[g, y, t]
        - m.start_share[g] * m.started[g, y, t]
        + m.minimum_share[g] * m.availability[g, t] * m.shut[g, y, t]
        <= 0
    )


def committed_ramp_down(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output falls by the ramp of what stays on and by what shuts down, and rises at least by what starts. [GW]

    generation[g, y, t - 1] - generation[g, y, t] - committed_ramp[g] * (committed[g, y, t] - started[g, y, t])
    - start_share[g] * shut[g, y, t] + minimum_share[g] * availability[g, t] * started[g, y, t] <= 0

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    return (
        m.generation[g, y, t - 1]
        - m.generation[g, y, t]
        - m.committed_ramp[g] * m.committed[g, y, t]
        + m.committed_ramp[g] * m.started[g, y, t]
        - m.start_share[g] * m.shut[g, y, t]
        + m.minimum_share[g] * m.availability[g, t] * m.started[g, y, t]
        <= 0
    )


def committed_ramp_up_round(m: Any, g: Any, y: Any, t: Any) -> Any:
    """The ramp up of committed fleets, from the last hour of a period to its first. [GW]

    generation[g, y, t] - generation[g, y, last_hour[t]] - committed_ramp[g] * (committed[g, y, t] - started[g, y, t])
    - start_share[g] * started[g, y, t] + minimum_share[g] * availability[g, t] * shut[g, y, t] <= 0

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    return (
        m.generation[g, y, t]
        - m.generation[g, y, m.last_hour[t]]
        - m.committed_ramp[g] * m.committed[g, y, t]
        + m.committed_ramp[g] * m.started[g, y, t]
        - m.start_share[g] * m.started[g, y, t]
        + m.minimum_share[g] * m.availability[g, t] * m.shut[g, y, t]
        <= 0
    )


def committed_ramp_down_round(m: Any, g: Any, y: Any, t: Any) -> Any:
    """The ramp down of committed fleets, from the last hour of a period to its first. [GW]

    generation[g, y, last_hour[t]] - generation[g, y, t] - committed_ramp[g] * (committed[g, y, t] - started[g, y, t])
    - start_share[g] * shut[g, y, t] + minimum_share[g] * availability[g, t] * started[g, y, t] <= 0

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    return (
        m.generation[g, y, m.last_hour[t]]
        - m.generation[g, y, t]
        - m.committed_ramp[g] * m.committed[g, y, t]
        + m.committed_ramp[g] * m.started[g, y, t]
        - m.start_share[g] * m.shut[g, y, t]
        + m.minimum_share[g] * m.availability[g, t] * m.started[g, y, t]
        <= 0
    )


COMMITTED_RAMP = Facts(audited=(RAMPS,))


def starting(m: Any) -> Any:
    """Starts of committed fleets: what they cost and burn. [M$]

    sum(present_value[y] * weight[t] * start_cost[g, y] * started[g, y, t])
    + sum(present_value[y] * weight[t] * start_fuel_added[g, t] * started[g, y, t] for g in moving_fuel_committed)
    """
    return sum(
        m.present_value[y] * m.weight[t] * m.start_cost[g, y] * m.started[g, y, t]
        for g in m.committed_generators
        for y in m.years
        for t in m.snapshots
    ) + sum(
        m.present_value[y] * m.weight[t] * m.start_fuel_added[g, t] * m.started[g, y, t]
        for g in m.moving_fuel_committed
        for y in m.years
        for t in m.snapshots
    )
