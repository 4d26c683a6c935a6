"""The ranges of sites for `loadsite compare --swing`: announced, solved run by run, kept where it is stopped."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from loadsite.batch.finished import open_runs
from loadsite.batch.questions import question_of
from loadsite.batch.swing import Only, SwingQuestion, expected_s, question, stacked, swing
from loadsite.commands.forms import ProgressForm
from loadsite.commands.progress import stages
from loadsite.errors import LoadsiteError
from loadsite.inputs.case_builder import build_case
from loadsite.inputs.sources import read_sources


class SwingStopped(LoadsiteError):
    """Ctrl-C ended the search for ranges."""

    exit_status = 130


@dataclass(frozen=True)
class Swing:
    """What was asked for: how much more expensive an answer may be, for which sites, and where the inputs of runs
    stand."""

    share: float
    only: Only
    scenarios: tuple[Path, ...]
    progress: ProgressForm


def ranges(asked: Swing, named: Sequence[Path], folders: Sequence[Path]) -> tuple[pd.DataFrame, int]:
    """The ranges of all answered runs, and of how many sites they are missing, as it was stopped.

    Raises:
        NoSwing: the inputs of a run are not found, or it has no ranges.
        NoAnswer: a range was not found within its time.
    """
    tables, left = [], 0
    with stages(asked.progress) as progress:
        questions: list[SwingQuestion] = []
        for run in open_runs(folders):
            if run.answer is not None:
                progress(f"{run.name}: reading the inputs")
                opened = question_of(run, named, asked.scenarios)
                case = build_case(read_sources(opened))
                questions.append(question(run, case, asked.only, opened.scenario.solve.time_limit_s))
        _announce(questions)
        stopped = False
        for each in questions:
            if stopped:
                left += len(each.sites)
                continue
            progress(f"{each.run.name}: solving {each.solves} times")
            table, whole = swing(each, asked.share, progress)
            tables.append(table)
            left += 0 if whole else len(each.sites) - len(table)
            stopped = not whole
    return stacked(tables), left


def _announce(questions: Sequence[SwingQuestion]) -> None:
    solves, seconds = sum(each.solves for each in questions), expected_s(questions)
    runs = f"{len(questions)} run{'s' if len(questions) != 1 else ''}"
    about = f"{seconds / 60:,.0f} minutes" if seconds >= 90 else f"{max(seconds, 1.0):,.0f} s"
    print(f"{solves:,} solves for {runs}, two for each site; about {about} by an estimate from their size. "
          "Ctrl-C keeps what is done; --site and --state select fewer", file=sys.stderr, flush=True)  # fmt: skip
