"""`loadsite run`: from a scenario to a proven result in its folder, and one screen."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from loadsite.commands.end_with_best import EndWithBest
from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import print_csv, print_json, print_note
from loadsite.commands.progress import stages
from loadsite.commands.run_screen import draw, summary
from loadsite.errors import NoAnswer
from loadsite.inputs.scenario_file import open_scenario
from loadsite.report.single import write_report
from loadsite.results.conflict import FILE
from loadsite.results.progress import Progress
from loadsite.results.run_status import RunStatus
from loadsite.results.sealed import seal
from loadsite.results.solved_folder import Question, Written, answer_into, read_question, why_not_proven
from loadsite.results.spreadsheet import write_spreadsheet
from loadsite.results.store import POOL, Workplace
from loadsite.solve import Crew, Engine, Method, ProofOptions, SolveOptions
from loadsite.solve.no_answer import EndedEarly, NotProven, SolveEnded

RUNS = Path("runs")
WORKBOOK = "results.xlsx"


def run(
    scenario: Path,
    out: Path | None,
    threads: int | None,
    engine: Engine,
    scheduler: str | None,
    form: Form,
    shown: ProgressForm,
) -> None:
    """Read, solve, prove, write and show.

    Raises:
        InputError: the input is wrong; nothing is written.
        NoAnswer: there is no result; logs, and the program, are kept beside its place.
        NotProven: the results are written, and the gap proven is wider than the one asked for; EndedEarly where that
            is because a signal told it to end.
        CannotWrite: the place of the results cannot be written.
    """
    begun = datetime.now(UTC)
    with stages(shown) as progress:
        progress("reading the inputs")
        opened = open_scenario(scenario)
        asked = read_question(opened)
        said = opened.scenario.solve
        early = EndWithBest(progress)
        place = out if out is not None else RUNS / asked.case.name
        options = ProofOptions(
            Method(said.method),
            SolveOptions(said.threads if threads is None else threads, said.time_limit_s),
            Crew(said.processes if threads is None else threads, engine, scheduler),
            said.relative_gap,
            said.campus_gap,
            pool=place.parent / POOL,
            early=early,
        )
        with Workplace(place) as work:
            written = _written(work, asked, options, begun, progress)
            progress("writing the workbook and the report")
            write_spreadsheet(work.folder / WORKBOOK, written.tables)
            seal(work.folder)
            write_report(work.folder)
            work.finish()
    for remark in (*written.found.remarks, *work.remarks):
        print_note(remark)
    found = written.found
    if form is Form.JSON:
        print_json(summary(found, place, written.record))
    elif form is Form.CSV:
        print_csv(found.results.siting)
    else:
        draw(found, place, written.record, written.tables)
    if written.record["status"] == RunStatus.NOT_PROVEN:
        what = f"{why_not_proven(written)}\nThe best answer so far is in {place}"
        raise NotProven(what) if early.number is None else EndedEarly(what, early.number)


def _written(
    work: Workplace, asked: Question, options: ProofOptions, begun: datetime, progress: Progress
) -> Written:
    """The answer; where there is none, its logs are kept and the error says where."""
    try:
        return answer_into(work, asked, options, begun, progress, {})
    except SolveEnded as ended:
        kept = work.keep_logs()
        for remark in work.remarks:
            print_note(remark)
        if kept is None:
            raise type(ended)(ended.what, ended.attempts) from None
        model = ended.model_file
        what = f"{ended.what}\nAll of it is in {kept / FILE}" if (kept / FILE).is_file() else ended.what
        raise type(ended)(what, ended.attempts, kept / model.relative_to(work.logs) if model else None) from None
    except NoAnswer:
        work.keep_logs()
        raise
