"""The report of one result: seven parts in one file."""

from __future__ import annotations

from pathlib import Path

from loadsite.report.figure import Part
from loadsite.report.page import page, write_page
from loadsite.report.part_answer import answer
from loadsite.report.part_basis import basis
from loadsite.report.part_build_out import build_out
from loadsite.report.part_cost import cost
from loadsite.report.part_hours import hours
from loadsite.report.part_others import others
from loadsite.report.part_why import why
from loadsite.report.run import Run

REPORT = "report.html"


def parts(run: Run) -> list[Part]:
    """The seven parts."""
    return [answer(run), why(run), cost(run), others(run), hours(run), build_out(run), basis(run)]


def report(run: Run) -> str:
    """The HTML of the report.

    Raises:
        NoResult: the folder holds no finished result, or one that lacks a table.
    """
    version = run.record.versions.get("loadsite", "")
    return page(run.name, run.time_of_a_year, parts(run), f"Made by loadsite {version} from "
                f"the result {run.record.result_hash[:12]}. This file asks nothing of any network.")  # fmt: skip


def write_report(folder: Path, to: Path | None = None, force: bool = False) -> Path:
    """Write the report of a result into its folder, or to a file; the file.

    Raises:
        NoResult: see `report`.
        CannotWrite: the file cannot be written, or (without `force`) one that is not ours stands there.
    """
    return write_page(to if to is not None else folder / REPORT, report(Run(folder)), force)
