"""Campus: what a campus asks for, what of it may be paused, and supply behind its meter."""

from __future__ import annotations

from typing import Any

from loadsite.equations.families import Facts

PAUSED = "being paused when power is dear"
"""What the worth of pauses is called in the price of one more MW of campus."""


def pause_limit(m: Any, c: Any, y: Any, t: Any) -> Any:
    """Only the pausable tranche of a campus is paused; the firm tranche is always served. [GW]

    paused[c, y, t] - pausable_share * load_shape[c, t] * campus[c, y] <= 0

    Shadow price [M$/GWh after weights, at most 0]: what a larger pausable tranche would save.
    """
    return m.paused[c, y, t] - m.pausable_share * m.load_shape[c, t] * m.campus[c, y] <= 0


PAUSE_LIMIT = Facts(part=PAUSED, audited=("pause within the pausable share",))


def pause_budget(m: Any, c: Any, y: Any) -> Any:
    """Over a year, a campus is paused for no more than a share of the energy it asks for. [GWh]

    sum(weight[t] * paused[c, y, t] for t in snapshots) - pause_energy_share * energy_asked[c] * campus[c, y] <= 0

    Shadow price [M$/GWh, at most 0]: what one more GWh of pause would save.
    """
    return (
        sum(m.weight[t] * m.paused[c, y, t] for t in m.snapshots)
        - m.pause_energy_share * m.energy_asked[c] * m.campus[c, y]
        <= 0
    )


PAUSE_BUDGET = Facts(part=PAUSED, audited=("pause within its yearly energy",))


def pause_budget_of_sample(m: Any, c: Any, y: Any, w: Any) -> Any:
    """In each of several load years, a campus is paused for no more than a share of the energy it asks for. [GWh]

    sum(weight[t] * paused[c, y, t] for t in snapshots_of_sample[w])
    - pause_energy_share * energy_asked_in_sample[c, w] * campus[c, y] <= 0

    Both sides are multiplied by the probability of the sample, as weights are.
    Shadow price [M$/GWh, at most 0]: what one more GWh of pause would save, in expectation.
    """
    return (
        sum(m.weight[t] * m.paused[c, y, t] for t in m.snapshots_of_sample[w])
        - m.pause_energy_share * m.energy_asked_in_sample[c, w] * m.campus[c, y]
        <= 0
    )


PAUSE_BUDGET_OF_SAMPLE = Facts(part=PAUSED, audited=("pause within the energy of *",))


def own_supply_balance(m: Any, c: Any, y: Any, t: Any) -> Any:
    """A campus with own supply covers what it asks for behind the meter, from the grid, by pausing, or not at all. [GW]

    own_generation[c, y, t] + drawn[c, y, t] + paused[c, y, t] + campus_unserved[c, y, t]
    - load_shape[c, t] * campus[c, y] == 0

    An island has an upper bound of zero on `drawn`; nothing is ever sent to the grid, as `drawn` is not negative.
    Shadow price over weight and present value [M$/GWh]: the price of electricity at the campus.
    """
    return (
        m.own_generation[c, y, t]
        + m.drawn[c, y, t]
        + m.paused[c, y, t]
        + m.campus_unserved[c, y, t]
        - m.load_shape[c, t] * m.campus[c, y]
        == 0
    )


OWN_SUPPLY_BALANCE = Facts(part="its power behind the meter", audited=("campuses are served",))


def own_generation_limit(m: Any, c: Any, y: Any, t: Any) -> Any:
    """Own supply gives at most what is in service of what stands and what is built. [GW]

    own_generation[c, y, t] - own_availability[c] * sum(own_supply_built[c, v] for v in years_until[y])
    <= own_availability[c] * own_supply[c]

    Shadow price [M$/GWh after weights, at most 0]: what one more GW of own supply would save in that hour.
    """
    built = sum(m.own_supply_built[c, v] for v in m.years_until[y])
    return m.own_generation[c, y, t] - m.own_availability[c] * built <= m.own_availability[c] * m.own_supply[c]


OWN_GENERATION_LIMIT = Facts(audited=("own generation within own supply",))
