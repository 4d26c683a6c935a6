"""From a question to the folder of its results, with workbook and report; or to the logs of why there is none."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from loadsite.errors import NoAnswer
from loadsite.explain.conflict import FILE
from loadsite.export.run_workbook import in_order, run_summary
from loadsite.export.spreadsheet import write_spreadsheet
from loadsite.report.single import write_report
from loadsite.run.progress import Progress
from loadsite.run.sealed import seal
from loadsite.run.solved_folder import Question, Written, answer_into
from loadsite.run.store import Workplace
from loadsite.solve import ProofOptions
from loadsite.solve.outcomes import SolveEnded

WORKBOOK = "results.xlsx"
PARQUET = "Every table, and those by the hour, stand as Parquet files beside this workbook; see the sheet Contents."


@dataclass(frozen=True)
class Kept:
    """Where the results are, what was written there, and sentences about what went wrong beside the answer."""

    place: Path
    written: Written
    remarks: tuple[str, ...]


def solve_into_folder(
    asked: Question,
    place: Path,
    options: ProofOptions,
    progress: Progress,
    begun: datetime | None = None,
    remark: Callable[[str], None] = lambda sentence: None,
) -> Kept:
    """Solve, prove, and write everything into a folder at `place`, in one move when complete.

    `begun` is when the run was started [UTC], now without it; `remark` is told, where there is no answer, what else
    went wrong.

    Raises:
        NoAnswer: there is no result; logs, and the program, are kept beside its place.
        CannotWrite: the place of the results cannot be written.
    """
    with Workplace(place) as work:
        written = _written(work, asked, options, begun or datetime.now(UTC), progress, remark)
        progress("writing the workbook and the report")
        told = written.record
        notes = (f"time: {told['time_resolution']}", *told["caveats"], *told["limitations"], PARQUET)
        summary = run_summary(told["scenario"], written.tables, notes)
        write_spreadsheet(work.folder / WORKBOOK, summary, in_order(written.tables))
        seal(work.folder)
        write_report(work.folder)
        work.finish()
    return Kept(place, written, (*written.found.remarks, *work.remarks))


def _written(
    work: Workplace, asked: Question, options: ProofOptions, begun: datetime, progress: Progress,
    remark: Callable[[str], None],
) -> Written:
    """The answer; where there is none, its logs are kept and the error says where."""
    try:
        return answer_into(work, asked, options, begun, progress, {})
    except SolveEnded as ended:
        kept = work.keep_logs()
        for sentence in work.remarks:
            remark(sentence)
        if kept is None:
            raise type(ended)(ended.what, ended.attempts) from None
        model = ended.model_file
        what = f"{ended.what}\nAll of it is in {kept / FILE}" if (kept / FILE).is_file() else ended.what
        raise type(ended)(what, ended.attempts, kept / model.relative_to(work.logs) if model else None) from None
    except NoAnswer:
        work.keep_logs()
        raise
