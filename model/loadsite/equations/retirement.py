"""Retirement by choice: how much of a fleet that may retire is kept, year by year; what is gone does not come back."""

from __future__ import annotations

from typing import Any

import numpy as np

from loadsite.equations.families import Facts, Limit
from loadsite.equations.limit_origins import from_table
from loadsite.equations.ramps_round import KEPT as ROUND
from loadsite.inputs.case import Case

STAYS, KEPT_WITHIN, KEPT_LEAST = "retired plants stay retired", "kept of what stands", "kept as committed"


def no_return(m: Any, g: Any, y: Any) -> Any:
    """What is kept grows by no more than what enters service: what is retired does not come back. [GW]

    kept[g, y] - kept[g, year_before[y]] <= entering[g, y]

    Shadow price [M$/GW, at most 0]: what it would save to bring back a GW retired before.
    """
    return m.kept[g, y] - m.kept[g, m.year_before[y]] <= m.entering[g, y]


def _kept(case: Case, reading: Any) -> Any:
    labels = case.fleet.retirement.index
    return reading.yearly("retirements", "kept_mw", "generator", labels).on(labels)


def no_return_again(case: Case, reading: Any, findings: Any) -> None:
    """The table `retirements`, year against year and against what stands as planned."""
    labels, kept = case.fleet.retirement.index, _kept(case, reading)
    planned = case.fleet.existing_mw.loc[labels].to_numpy(dtype=float)
    entering = np.maximum(np.diff(planned, axis=1), 0.0)
    findings.at_most(STAYS, kept[:, 1:], kept[:, :-1] + entering, (labels, reading.years[1:]))
    findings.at_most(KEPT_WITHIN, kept, planned, (labels, reading.years))


NO_RETURN = Facts(audited=(STAYS,), audit=no_return_again)


def kept_at_least(m: Any, g: Any, y: Any) -> Any:
    """A fleet is kept as its owners have committed to, and whole before it may retire. [GW]

    kept[g, y] >= least_kept[g, y]

    Shadow price [M$/GW-year, at least 0]: what it costs to keep a GW more.
    """
    return m.kept[g, y] >= m.least_kept[g, y]


def kept_at_least_again(case: Case, reading: Any, findings: Any) -> None:
    """The table `retirements` against what owners have committed to."""
    labels, least = case.fleet.retirement.index, case.fleet.least_kept_mw.to_numpy(dtype=float)
    findings.at_most(KEPT_LEAST, least, _kept(case, reading), (labels, reading.years))


KEPT_AT_LEAST = Facts(
    limit=Limit("committed to stay", from_table("generators"), one_more="{} that may be retired",
                mw=lambda case: case.fleet.least_kept_mw),
    called="commitment to keep {}",
    audited=(KEPT_LEAST,),
    audit=kept_at_least_again,
)  # fmt: skip


def kept_generation_limit(m: Any, g: Any, y: Any, t: Any) -> Any:
    """A fleet that may retire gives at most its availability times what is kept. [GW]

    generation[g, y, t] - availability[g, t] * kept[g, y] <= 0

    Shadow price [M$/GWh after weights, at most 0]: what one more GW of it would save in that hour.
    """
    return m.generation[g, y, t] - m.availability[g, t] * m.kept[g, y] <= 0


KEPT_GENERATION_LIMIT = Facts(audited=("generation within availability",))


def kept_ramp_up(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output of a fleet that may retire rises by no more than a share of what is kept, from hour to hour. [GW]

    generation[g, y, t] - generation[g, y, t - 1] - ramp_share[g] * kept[g, y] <= 0

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    return m.generation[g, y, t] - m.generation[g, y, t - 1] - m.ramp_share[g] * m.kept[g, y] <= 0


def kept_ramp_down(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output of a fleet that may retire falls by no more than a share of what is kept, from hour to hour. [GW]

    generation[g, y, t - 1] - generation[g, y, t] - ramp_share[g] * kept[g, y] <= 0

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    return m.generation[g, y, t - 1] - m.generation[g, y, t] - m.ramp_share[g] * m.kept[g, y] <= 0


KEPT_RAMP = Facts(audited=("ramps of generators",))


def kept_ramp_up_round(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output of a fleet that may retire rises by no more than its ramp round the end of a period. [GW]

    generation[g, y, t] - generation[g, y, last_hour[t]] - ramp_share[g] * kept[g, y] <= 0

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    return m.generation[g, y, t] - m.generation[g, y, m.last_hour[t]] - m.ramp_share[g] * m.kept[g, y] <= 0


def kept_ramp_down_round(m: Any, g: Any, y: Any, t: Any) -> Any:
    """Output of a fleet that may retire falls by no more than its ramp round the end of a period. [GW]

    generation[g, y, last_hour[t]] - generation[g, y, t] - ramp_share[g] * kept[g, y] <= 0

    Shadow price [M$/GW, at most 0]: what a faster ramp would save.
    """
    return m.generation[g, y, m.last_hour[t]] - m.generation[g, y, t] - m.ramp_share[g] * m.kept[g, y] <= 0


KEPT_RAMP_ROUND = Facts(audited=(ROUND,))
