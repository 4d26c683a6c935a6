"""A scenario: read with everything it refers to, checked, and solved into a folder."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd

from loadsite.api.into_folder import solve_into_folder
from loadsite.api.run import Run
from loadsite.inputs.case import Case
from loadsite.inputs.plausibility.finding import findings_table
from loadsite.inputs.scenario_file import open_scenario
from loadsite.run.progress import Progress
from loadsite.run.proof_options import options_of
from loadsite.run.solved_folder import Question, read_question
from loadsite.run.store import POOL, runs_folder


class Scenario:
    """A scenario file whose inputs have been read and checked."""

    def __init__(self, question: Question) -> None:
        self._question = question

    @classmethod
    def open(cls, path: Path | str) -> Scenario:
        """Read a scenario file and all it refers to.

        Raises:
            InputError: everything that is wrong in it, each with file, line, value and what was expected.
        """
        return cls(read_question(open_scenario(Path(path))))

    def __repr__(self) -> str:
        case = self.case
        return f"<Scenario {case.name}: {len(case.sites.sites)} sites, {len(case.grid.zones)} zones>"

    @property
    def name(self) -> str:
        """Its name."""
        return self.case.name

    @property
    def case(self) -> Case:
        """What was read, frozen: the grid, the sites, the build-out plan, the horizon."""
        return self._question.case

    def check(self) -> pd.DataFrame:
        """file, line, field, value, what, expected, source: what may be a mistake in the inputs."""
        return findings_table(self.case.findings)

    def solve(
        self, out: Path | str | None = None, *, processes: int | None = None, progress: Progress = lambda event: None
    ) -> Run:
        """Solve to proven optimality, and write tables, map, workbook and report into `out`: without it into
        `runs/<name>`, or `<name>` in the folder that the environment variable LOADSITE_RUNS names.

        `processes` is how many the solver may use, in place of what the scenario says; `progress` is told each stage
        in words, and every iteration of a search. A search that ends before its bounds meet gives a run whose `status`
        is `not proven`.

        Raises:
            NoAnswer: there is no result; logs, and the program, are kept beside its place.
            CannotWrite: the folder cannot be written.
        """
        said = self._question.opened.scenario.solve
        place = runs_folder() / self.name if out is None else Path(out)
        options = replace(options_of(said, processes), pool=place.parent / POOL)
        return Run.open(solve_into_folder(self._question, place, options, progress).place)
