"""Campus: requested load, what of it may be interrupted, and on-site generation."""

from __future__ import annotations

from typing import Any

from loadsite.equations.families import Facts

INTERRUPTED = "interruption in expensive hours"
"""What the value of interruptions is called in the marginal cost of campus load."""


def interruption_limit(m: Any, c: Any, y: Any, t: Any) -> Any:
    """Only the interruptible tranche of a campus is interrupted; the firm tranche is always served. [GW]

    interrupted[c, y, t] - interruptible_share * load_shape[c, t] * campus[c, y] <= 0

    Shadow price [M$/GWh after weights, at most 0]: what a larger interruptible tranche would save.
    """
    return m.interrupted[c, y, t] - m.interruptible_share * m.load_shape[c, t] * m.campus[c, y] <= 0


INTERRUPTION_LIMIT = Facts(part=INTERRUPTED, audited=("interruption within the interruptible share",))


def interruption_budget(m: Any, c: Any, y: Any) -> Any:
    """Over a year, a campus is interrupted for no more than a share of the energy it requests. [GWh]

    sum(weight[t] * interrupted[c, y, t] for t in snapshots)
    - interruption_energy_share * requested_energy[c] * campus[c, y] <= 0

    Shadow price [M$/GWh, at most 0]: what one more GWh of interruption would save.
    """
    return (
        sum(m.weight[t] * m.interrupted[c, y, t] for t in m.snapshots)
        - m.interruption_energy_share * m.requested_energy[c] * m.campus[c, y]
        <= 0
    )


INTERRUPTION_BUDGET = Facts(part=INTERRUPTED, audited=("interruption within its yearly energy",))


def interruption_budget_of_sample(m: Any, c: Any, y: Any, w: Any) -> Any:
    """In each of several load years, a campus is interrupted for no more than a share of the energy it requests. [GWh]

    sum(weight[t] * interrupted[c, y, t] for t in snapshots_of_sample[w])
    - interruption_energy_share * requested_energy_in_sample[c, w] * campus[c, y] <= 0

    Both sides are multiplied by the probability of the sample, as weights are.
    Shadow price [M$/GWh, at most 0]: what one more GWh of interruption would save, in expectation.
    """
    return (
        sum(m.weight[t] * m.interrupted[c, y, t] for t in m.snapshots_of_sample[w])
        - m.interruption_energy_share * m.requested_energy_in_sample[c, w] * m.campus[c, y]
        <= 0
    )


INTERRUPTION_BUDGET_OF_SAMPLE = Facts(part=INTERRUPTED, audited=("interruption within the energy of *",))


def onsite_balance(m: Any, c: Any, y: Any, t: Any) -> Any:
    """A campus with on-site generation covers its requested load behind the meter, from the grid, by interruption, or
    not at all. [GW]

    onsite_generation[c, y, t] + grid_withdrawal[c, y, t] + interrupted[c, y, t] + campus_unserved[c, y, t]
    - load_shape[c, t] * campus[c, y] == 0

    An off-grid campus has an upper bound of zero on `grid_withdrawal`; nothing is ever sent to the grid, as
    `grid_withdrawal` is not negative. Shadow price over weight and present value [M$/GWh]: the price of electricity at
    the campus.
    """
    return (
        m.onsite_generation[c, y, t]
        + m.grid_withdrawal[c, y, t]
        + m.interrupted[c, y, t]
        + m.campus_unserved[c, y, t]
        - m.load_shape[c, t] * m.campus[c, y]
        == 0
    )


ONSITE_BALANCE = Facts(part="its power behind the meter", audited=("campuses are served",))


def onsite_generation_limit(m: Any, c: Any, y: Any, t: Any) -> Any:
    """On-site generation gives at most what is in service of what stands and what is built. [GW]

    onsite_generation[c, y, t] - onsite_availability[c] * sum(onsite_built[c, v] for v in years_until[y])
    <= onsite_availability[c] * onsite[c]

    Shadow price [M$/GWh after weights, at most 0]: what one more GW of on-site generation would save in that hour.
    """
    built = sum(m.onsite_built[c, v] for v in m.years_until[y])
    return m.onsite_generation[c, y, t] - m.onsite_availability[c] * built <= m.onsite_availability[c] * m.onsite[c]


ONSITE_GENERATION_LIMIT = Facts(audited=("on-site generation within its capacity",))
