"""`loadsite batch`: every case of a study that is not done yet, and how all of them ended."""

from __future__ import annotations

from pathlib import Path

from loadsite.batch.batch import BatchOptions, Standing, run_batch
from loadsite.batch.case_table import table_of
from loadsite.commands.batch_progress import watching
from loadsite.commands.case_screen import draw_cases
from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import print_csv, print_json
from loadsite.commands.signals import status_of
from loadsite.commands.study_places import place_of
from loadsite.errors import LoadsiteError
from loadsite.inputs.study_file import open_study


class CasesFailed(LoadsiteError):
    """Some cases of a batch failed, or ran out of time."""

    exit_status = 4


class BatchStopped(LoadsiteError):
    """A signal ended a batch; what is done is kept."""

    def __init__(self, standing: Standing, exit_status: int) -> None:
        self.exit_status = exit_status
        super().__init__(f"stopped: {standing.done} of {standing.total} done; run again to go on")


def batch(study_path: Path, out: Path | None, options: BatchOptions, form: Form, shown: ProgressForm) -> None:
    """Solve what is left, and show the table of all cases.

    Raises:
        InputError: the study, or a case of it, is wrong; nothing is solved.
        Busy: another batch works on the study.
        CannotWrite: the folder of the results, or the ledger in it, cannot be written.
        CasesFailed: some cases have neither an answer nor a proof that there is none.
        BatchStopped: Ctrl-C, or a signal to end.
    """
    study = open_study(study_path)
    place = place_of(study, out)
    standing = Standing(len(study.cases), 0)
    with watching(shown) as told:

        def noted(now: Standing) -> None:
            nonlocal standing
            standing = now
            told(now)

        try:
            run_batch(study, place, options, noted)
        except KeyboardInterrupt as interrupt:
            raise BatchStopped(standing, status_of(interrupt)) from None
    table = table_of(study, place)
    if form is Form.JSON:
        print_json({"study": study.study.name, "results": str(place.folder), "cases": table})
    elif form is Form.CSV:
        print_csv(table)
    else:
        draw_cases(study.study.name, place.folder, table)
    unsettled = table[~table["status"].isin(["optimal", "infeasible"])]
    if len(unsettled):
        wide = int((unsettled["status"] == "not proven").sum())
        ways = ((len(unsettled) - wide, "are without an answer"),
                (wide, "have an answer that is not proven as closely as asked"))  # fmt: skip
        counted = "; ".join(f"{count} of {len(table)} cases {how}" for count, how in ways if count)
        raise CasesFailed(f"{counted}; loadsite batch {study_path} tries them again")
