"""`loadsite check` of a study: its cases, what varies, and what they refer to; no linear program is built."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from rich.text import Text

from loadsite.batch.batch import named
from loadsite.batch.case_hash import LETTERS
from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.commands.progress import stages
from loadsite.commands.tables import expect_table, print_table
from loadsite.errors import InputError
from loadsite.inputs.problems import Problems
from loadsite.inputs.sources import read_sources
from loadsite.inputs.study_file import StudyCase, StudyFile, open_study

SHOWN = 40
"""Cases listed on a screen."""


def check_study(path: Path, form: Form, name: str | None, told: ProgressForm) -> None:
    """Check every case of a study, and each combination of plan, sites and rules once; list the cases.

    Raises:
        NoSuchTable: a table is named that is not the one of the cases.
        InputError: the study, a case of it, or a file that a case refers to is wrong.
    """
    if name is not None:
        expect_table(name, ("cases",), "a check of a study")
    with stages(told) as progress:
        progress("reading the study")
        study = open_study(path)
        progress("reading what its cases refer to")
        _check_sources(study)
    table = _cases(study)
    if name is not None:
        print_table(table, form)
    elif form is Form.JSON:
        print_json({"study": study.study.name, "base": study.base.as_posix(), "cases": table})
    elif form is Form.CSV:
        print_csv(table)
    else:
        _draw(study, table)


def _check_sources(study: StudyFile) -> None:
    """Read what the cases refer to; problems that several share are told once."""
    problems = Problems()
    seen: set[tuple[object, ...]] = set()
    for case in study.cases:
        combination = _combination(case)
        if combination in seen:
            continue
        seen.add(combination)
        try:
            read_sources(case.opened)
        except InputError as error:
            problems.take(case.relocated(error))
    problems.raise_if_any()


def _combination(case: StudyCase) -> tuple[object, ...]:
    said = case.opened.scenario
    return said.sites, said.plan, tuple(said.rules), tuple(sorted(said.parameters.items()))


def _cases(study: StudyFile) -> pd.DataFrame:
    """case, a column per key that varies, folder (where its results go), grid (the same for cases of one grid)."""
    names: dict[str, int] = {}
    rows = [
        {"case": each.case.name, **each.case.labels, "folder": each.hash.whole[:LETTERS],
         "grid": names.setdefault(each.hash.grid, len(names) + 1)}
        for each in named(study)
    ]  # fmt: skip
    return pd.DataFrame(rows).fillna("")


def _draw(study: StudyFile, table: pd.DataFrame) -> None:
    console = screen()
    size = f"{len(table)} cases of {study.base.as_posix()}, {table['grid'].nunique()} grids"
    console.print(
        Text.assemble(("The study ", "bold"), (study.study.name, "bold cyan"), (" is valid: ", "bold"), size)
    )
    labels = [name for name in table.columns if name not in ("case", "folder", "grid")]
    varied = [name for name in labels if len(set(table[name])) > 1]
    lines = grid("case", *varied, "grid", right=("grid",), whole=("case", *varied))
    for row in rows_of(table.head(SHOWN)):
        lines.add_row(Text(row["case"]), *(Text(str(row[name]), style="dim") for name in varied), str(row["grid"]))
    console.print(lines)
    if len(table) > SHOWN:
        console.print(Text(f"and {len(table) - SHOWN} more; --csv lists all", style="dim"))
