"""What ramps do not say: output may jump from one period to the next, also where the hours follow each other."""

from __future__ import annotations

import numpy as np

from loadsite.inputs.case import Case
from loadsite.inputs.local_time import with_local_time
from loadsite.results.families import Solved

JUMP_MW = 1e-3
"""Smaller ones are rounding."""


def ramps_between_periods(solved: Solved) -> str:
    """How often, and by how much, output jumps beyond its ramp between consecutive periods; "" without ramps.

    Periods are solved one by one, and a ramp holds within each. Representative periods do not follow each other, so
    that a ramp between two of them has no meaning.
    """
    case, labels = solved.case, solved.labels("generation")
    share = case.fleet.generators.loc[labels, "ramp_share_per_h"].to_numpy(dtype=float)
    ramps = np.flatnonzero(share < 1.0)
    if not len(ramps) or len(case.horizon.periods) == 1:
        return ""
    first = _following(case)
    if not len(first):
        ends = "and round its end" if case.horizon.cyclic else "not at its ends"
        return f"Ramps hold within each representative period, {ends}."
    output = solved.value("generation")[ramps]
    existing = solved.existing_mw.loc[labels].to_numpy(dtype=float)
    standing = (existing + np.cumsum(solved.on("built", labels), axis=1))[ramps]
    step = np.abs(output[:, :, first] - output[:, :, first - 1])
    beyond = step - share[ramps, None, None] * standing[:, :, None]
    jumps = int((beyond > JUMP_MW).any(axis=0).sum())
    of = f"{len(first) * output.shape[1]:,} times that one period follows another"
    if not jumps:
        return f"Ramps hold within periods; none is exceeded in any of the {of}."
    at = np.unravel_index(int(np.argmax(beyond)), beyond.shape)
    worst, year, where = labels[ramps[at[0]]], solved.years[at[1]], int(first[at[2]])
    time_zone = str(case.grid.zones.loc[case.fleet.generators.loc[worst, "zone"], "time_zone"])
    time = with_local_time(case.horizon.snapshots["time_utc"].iloc[where], time_zone)
    return (f"Ramps hold within periods. In {jumps:,} of the {of} output changes faster than a ramp allows; most at "
            f"{worst}, by {beyond[at]:,.0f} MW beyond it at {time} in {year}.")  # fmt: skip


def _following(case: Case) -> np.ndarray:
    """First snapshots of the periods that begin in the hour after the end of the one before, in the same sample."""
    periods = case.horizon.periods
    start, hours = periods["start_utc"], periods["hours"].to_numpy(dtype=float)
    passed = np.array([each.total_seconds() / 3600 for each in start.diff()[1:]])
    same = periods["sample"].to_numpy()[1:] == periods["sample"].to_numpy()[:-1]
    return np.asarray(periods["first"].to_numpy(dtype=int)[1:][(passed == hours[:-1]) & same])
