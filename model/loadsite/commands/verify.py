"""`loadsite verify`: whether results are still what was proven."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from rich.text import Text

from loadsite.batch.verify import READABLE, WRITTEN, verify_folder
from loadsite.batch.verify import verify as verified
from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.commands.progress import stages
from loadsite.commands.study_places import place_of
from loadsite.errors import LoadsiteError
from loadsite.inputs.study_file import open_study
from loadsite.run.recheck import NOT_CHECKED
from loadsite.run.sealed import NotAsWritten


class NotVerified(LoadsiteError):
    """Some results are not what was proven."""

    exit_status = 4


def verify(path: Path, out: Path | None, scenario: Path | None, form: Form, shown: ProgressForm) -> None:
    """Check hashes, and recompute certificates, tables and audit from the inputs: of a folder of results, of the folder
    of a study's results, or of every committed case of a study file.

    Raises:
        NotAsWritten: files of a folder are missing, spoilt or others.
        NotVerified: its files are as written and a check does not pass; or a case of a study is not what was proven.
        OtherInputs: a scenario was named that the results do not rest on.
    """
    with stages(shown) as progress:
        progress("checking hashes, certificates and tables")
        if path.is_file():
            study = open_study(path)
            table = verified(study, place_of(study, out), progress)
            name, left_out = study.study.name, len(study.cases) - table["case"].nunique()
        else:
            table = verify_folder(path, scenario, progress)
            name, left_out = path.name, 0
            if table.empty:
                raise NotAsWritten(f"{path} holds no finished results yet; loadsite status tells how its cases stand")
    if form is Form.JSON:
        print_json({"study": name, "checks": table})
    elif form is Form.CSV:
        print_csv(table)
    else:
        _draw(table, left_out)
    _refuse(path, table)


def _draw(table: pd.DataFrame, left_out: int) -> None:
    console = screen()
    lines = grid("case", "checks", "passed", "not passed", right=("checks", "passed"), whole=("case",))
    for name in dict.fromkeys(table["case"]):
        of_case = table[table["case"] == name]
        failed = [f"{row['check']}: {row['said']}" for row in rows_of(of_case[~of_case["passed"].astype(bool)])]
        not_made = of_case["said"].str.startswith(NOT_CHECKED)
        made = len(of_case) - int(not_made.sum())
        lines.add_row(Text(name), f"{made}", f"{made - len(failed)}", Text("; ".join(failed), style="bold red"))
    console.print(lines)
    for row in rows_of(table[table["said"].str.startswith(NOT_CHECKED)]):
        console.print(Text(f"{row['case']}: {row['check']}: {row['said']}", style="yellow"))
    words = f"{left_out} cases have nothing to verify" if left_out else "no case is left out"
    console.print(Text(words, style="dim"))


def _refuse(path: Path, table: pd.DataFrame) -> None:
    failed = table[~table["passed"].astype(bool)]
    if failed.empty:
        return
    if path.is_file():
        count = failed["case"].nunique()
        raise NotVerified(f"{count} cases are not what was proven; loadsite batch {path} solves them again")
    said = "\n".join(f"{row['case']}: {row['check']}: {row['said']}" for row in rows_of(failed))
    if failed["check"].isin([READABLE, WRITTEN]).any():
        raise NotAsWritten(said)
    raise NotVerified(f"{path} is not what was proven\n{said}")
