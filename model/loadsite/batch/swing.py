"""Always, never or swing: how little and how much of a campus each site can have at nearly the best cost. Solved."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import pandas as pd

from loadsite.batch.finished import FinishedRun
from loadsite.errors import LoadsiteError
from loadsite.inputs.case import Case, Target
from loadsite.results.answer import compiled
from loadsite.results.families import MW
from loadsite.solve.extremes import extremes

PLACED_MW = 1.0
"""A site with less has none."""
MOST_NONZEROS = 2_000_000
"""A larger program is not solved as one; ranges need that."""
COLUMNS = ["run", "site", "name", "year", "least_mw", "campus_mw", "most_mw", "limit_mw", "verdict"]

Tell = Callable[[str], None]


class NoSwing(LoadsiteError):
    """What was asked for has no range: it has no cost, or its inputs are no longer what they were."""


def swing(run: FinishedRun, case: Case, share: float, time_limit_s: float, tell: Tell) -> pd.DataFrame:
    """COLUMNS: a row per site, in the last model year, for one answered run and the case it answered.

    least_mw and most_mw are the least and the most MW the site can have, everything else decided anew, at a cost of at
    most 1 + `share` times what the run costs. The verdict is `always` where it has a campus even at the least, `never`
    where it has none even at the most, else `swing`.

    Raises:
        NoSwing: the run asks for the most MW that fit; or its inputs have changed; or its program is too large.
        NoAnswer: a range was not found within the time allowed for each solve.
    """
    if not isinstance(case.placement, Target):
        raise NoSwing(f"{run.name} asks for the most MW that fit, which has no cost to stay near")
    if run.record["inputs"] != dict(case.input_hashes):
        raise NoSwing(f"{run.name}: its inputs have changed since it was solved; solve it again")
    program = compiled(case)
    if program.nonzero_count > MOST_NONZEROS:
        raise NoSwing(f"{run.name}: {program.nonzero_count:,} non-zeros are too many to be solved twice for each site; "
                      f"expected at most {MOST_NONZEROS:,}, as with a few representative days")  # fmt: skip
    block = program.column_block("campus")
    sites, years = [str(label) for label in block.axes[0].labels], block.axes[1].labels
    last = [block.start + at * len(years) + len(years) - 1 for at in range(len(sites))]
    best_musd = float(run.record["certificate"]["objective_musd"])
    open_columns = [column for column in last if program.upper[column] > 0.0]
    found = {}
    for number, each in enumerate(extremes(program, open_columns, (1.0 + share) * best_musd, time_limit_s), start=1):
        tell(f"{run.name}: {number} of {len(open_columns)} sites")
        found[each.column] = each.least * MW, each.most * MW
    ranges = [found.get(column, (0.0, 0.0)) for column in last]
    told = run.table("siting")
    of_last = told[told["year"] == int(years[-1])].set_index("site").loc[sites].reset_index()
    least, most = ([max(0.0, each[side]) for each in ranges] for side in (0, 1))
    verdicts = [_verdict(*each) for each in ranges]
    return of_last.assign(run=run.name, least_mw=least, most_mw=most, verdict=verdicts)[COLUMNS]


def stacked(tables: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """The ranges of several runs in one table."""
    return pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=COLUMNS)


def _verdict(least_mw: float, most_mw: float) -> str:
    if least_mw >= PLACED_MW:
        return "always"
    return "never" if most_mw < PLACED_MW else "swing"


def share_of(text: str) -> float:
    """`1%` or `0.01` as a share.

    Raises:
        ValueError: it is neither, is negative, or is more than one.
    """
    number = float(text.removesuffix("%")) / (100.0 if text.endswith("%") else 1.0)
    if not math.isfinite(number) or not 0.0 <= number <= 1.0:
        raise ValueError(text)
    return number
