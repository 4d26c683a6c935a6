"""`loadsite run`: from a scenario to a proven result in its folder, and one screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from loadsite.api.into_folder import solve_into_folder
from loadsite.commands.end_with_best import EndWithBest
from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import print_csv, print_json, print_note
from loadsite.commands.progress import stages
from loadsite.commands.run_screen import draw, summary
from loadsite.commands.tables import expect_table, print_one
from loadsite.export.fields import TABLES
from loadsite.inputs.scenario_file import open_scenario
from loadsite.run.proof_options import options_of
from loadsite.run.run_status import RunStatus
from loadsite.run.solved_folder import read_question, why_not_proven
from loadsite.run.store import POOL, runs_folder
from loadsite.solve import Engine
from loadsite.solve.outcomes import EndedEarly, NotProven


def run(
    scenario: Path,
    out: Path | None,
    threads: int | None,
    engine: Engine,
    scheduler: str | None,
    form: Form,
    table: str | None,
    shown: ProgressForm,
) -> None:
    """Read, solve, prove, write and show: all on a screen or as JSON, or one table of the results.

    Raises:
        NoSuchTable: results hold no such table; or, once they are written, these do not.
        InputError: the input is wrong; nothing is written.
        NoAnswer: there is no result; logs, and the program, are kept beside its place.
        NotProven: the results are written, and the gap proven is wider than the one asked for; EndedEarly where that
            is because a signal told it to end.
        CannotWrite: the place of the results cannot be written.
    """
    begun = datetime.now(UTC)
    if table is not None:
        expect_table(table.partition("/")[0].removeprefix("baseline_"), TABLES, "a result")
    with stages(shown) as progress:
        progress("reading the inputs")
        opened = open_scenario(scenario)
        asked = read_question(opened)
        early = EndWithBest(progress)
        place = out if out is not None else runs_folder() / asked.case.name
        said = options_of(opened.scenario.solve, threads)
        crew = replace(said.workers, engine=engine, scheduler=scheduler)
        options = replace(said, workers=crew, pool=place.parent / POOL, early=early)
        kept = solve_into_folder(asked, place, options, progress, begun, print_note)
    written = kept.written
    for remark in kept.remarks:
        print_note(remark)
    found = written.found
    if table is not None:
        print_one(written.tables, table, str(place), form)
    elif form is Form.JSON:
        print_json(summary(found, place, written.record))
    elif form is Form.CSV:
        print_csv(found.results.siting)
    else:
        draw(found, place, written.record, written.tables)
    if written.record["status"] == RunStatus.NOT_PROVEN:
        what = f"{why_not_proven(written)}\nThe best answer so far is in {place}"
        raise NotProven(what) if early.number is None else EndedEarly(what, early.number)
