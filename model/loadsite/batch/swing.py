"""Always, never or swing: how little and how much of a campus each site can have at nearly the best cost. Solved."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from loadsite.batch.finished import FinishedRun
from loadsite.errors import LoadsiteError
from loadsite.inputs.case import Case, Target
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.results.families import MW
from loadsite.run.answer import compiled
from loadsite.run.run_record import AnsweredRecord
from loadsite.solve.near_optimal import near_optimal_ranges

PLACED_MW = 1.0
"""A site with less has none."""
MOST_NONZEROS = 2_000_000
"""A larger program is not solved as one; ranges need that."""
START_S_PER_MILLION, S_PER_MILLION = 80.0, 4.0
"""Seconds per million non-zeros: to the least cost, and for each solve from there. The quick scenario (0.3 million)
took about 24 and 1 CPU s, measured on a busy machine: an estimate, by which the time is announced and nothing else."""
COLUMNS = ["run", "site", "name", "year", "least_mw", "campus_mw", "most_mw", "limit_mw", "verdict"]

Tell = Callable[[str], None]


class NoSwing(LoadsiteError):
    """What was asked for has no range: it has no cost, or its inputs are no longer what they were."""


@dataclass(frozen=True)
class Only:
    """Which sites to solve for; all of them where nothing is named."""

    sites: tuple[str, ...] = ()
    states: tuple[str, ...] = ()

    def of(self, case: Case) -> list[str]:
        """The sites named that the case has and that may hold a campus in the last model year.

        Raises:
            NoSwing: the case has no site, or none in a state, of that name.
        """
        table = case.sites.sites
        for what, named, known in (("site", self.sites, list(table.index)),
                                   ("state", self.states, list(table["state"].unique()))):  # fmt: skip
            for name in named:
                if name not in known:
                    hint = did_you_mean(name, known) or f"expected one of {listed(known, 12)}"
                    raise NoSwing(f'"{name[:60]}" is no {what} of {case.name}; {hint}')
        chosen = np.ones(len(table), dtype=bool)
        if self.sites:
            chosen &= table.index.isin(self.sites)
        if self.states:
            chosen &= table["state"].isin(self.states).to_numpy()
        return [str(site) for site in table.index[chosen & (case.sites.limit_mw.iloc[:, -1].to_numpy() > 0.0)]]


@dataclass(frozen=True)
class SwingQuestion:
    """One answered run, the case it answered, and the sites whose ranges are solved for, two solves each."""

    run: FinishedRun
    answer: AnsweredRecord
    case: Case
    sites: tuple[str, ...]
    time_limit_s: float

    @property
    def solves(self) -> int:
        return 2 * len(self.sites)


def question(run: FinishedRun, case: Case, only: Only, time_limit_s: float) -> SwingQuestion:
    """What will be solved for a run.

    Raises:
        NoSwing: the run seeks the most MW that fit; or its inputs have changed; or a site named is not there.
    """
    if run.answer is None:
        raise NoSwing(f"{run.name} has no answer: it ended as {run.record.status}")
    if not isinstance(case.placement, Target):
        raise NoSwing(f"{run.name} seeks the most MW that fit, which has no cost to stay near")
    if run.record.inputs != dict(case.input_hashes):
        raise NoSwing(f"{run.name}: its inputs have changed since it was solved; solve it again")
    return SwingQuestion(run, run.answer, case, tuple(only.of(case)), time_limit_s)


def expected_s(questions: Sequence[SwingQuestion]) -> float:
    """A rough estimate of what all solves take [s], from the sizes of the programs that the runs record."""
    return sum(
        (START_S_PER_MILLION + S_PER_MILLION * each.solves) * each.answer.program.non_zeros / 1e6 for each in questions
    )


def swing(asked: SwingQuestion, share: float, tell: Tell) -> tuple[pd.DataFrame, bool]:
    """COLUMNS: a row per site, in the last model year; and whether all of them were solved.

    least_mw and most_mw are the least and the most MW the site can have, everything else decided anew, at a cost of at
    most 1 + `share` times what the run costs. The verdict is `always` where it has a campus even at the least, `never`
    where it has none even at the most, else `swing`. A site that may hold no campus is `never` without a solve, unless
    only some sites were asked for. Ctrl-C ends it with the sites that are done.

    Raises:
        NoSwing: the program is too large.
        NoAnswer: a range was not found within the time allowed for each solve.
    """
    run, program = asked.run, compiled(asked.case)
    if program.nonzero_count > MOST_NONZEROS:
        raise NoSwing(f"{run.name}: {program.nonzero_count:,} non-zeros are too many to be solved twice for each site; "
                      f"expected at most {MOST_NONZEROS:,}, as with a few representative days")  # fmt: skip
    block = program.column_block("campus")
    sites, years = [str(label) for label in block.axes[0].labels], block.axes[1].labels
    last = {site: block.start + at * len(years) + len(years) - 1 for at, site in enumerate(sites)}
    best_musd = asked.answer.certificate.objective_musd
    found: dict[str, tuple[float, float]] = {}
    begun, whole = time.monotonic(), True
    try:
        columns = [last[site] for site in asked.sites]
        ranges = near_optimal_ranges(program, columns, (1.0 + share) * best_musd, asked.time_limit_s)
        for site, each in zip(asked.sites, ranges, strict=True):
            found[site] = max(0.0, each.least * MW), max(0.0, each.most * MW)
            left = (time.monotonic() - begun) / len(found) * (len(asked.sites) - len(found))
            tell(f"{run.name}: {len(found)} of {len(asked.sites)} sites, about {left:,.0f} s left")
    except KeyboardInterrupt:
        whole = False
    shut = asked.case.sites.limit_mw.iloc[:, -1] <= 0.0
    if whole and len(asked.sites) == int((~shut).sum()):
        found |= {str(site): (0.0, 0.0) for site in shut.index[shut.to_numpy()]}
    told = run.table("siting")
    order = [site for site in sites if site in found]
    of_last = told[told["year"] == int(years[-1])].set_index("site").loc[order].reset_index()
    least, most = ([found[site][side] for site in order] for side in (0, 1))
    verdicts = [_verdict(*found[site]) for site in order]
    return of_last.assign(run=run.name, least_mw=least, most_mw=most, verdict=verdicts)[COLUMNS], whole


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
