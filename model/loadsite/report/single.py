"""The report of one result: eight parts in one file."""

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
from loadsite.report.part_reliability import reliability
from loadsite.report.part_why import why
from loadsite.report.run import Run

REPORT = "report.html"
HOURS = "Hours are UTC and named by their start."


def parts(run: Run) -> list[Part]:
    """The eight parts, in the order in which a planner asks."""
    return [answer(run), build_out(run), cost(run), reliability(run), why(run), others(run), hours(run), basis(run)]


def report(run: Run) -> str:
    """The HTML of the report.

    Raises:
        NoResult: the folder holds no finished result, or one that lacks a table.
    """
    version = run.record.versions.get("loadsite", "")
    return page(run.name, f"Time: {run.time_of_a_year}. {HOURS}", parts(run), f"Made by loadsite {version} from "
                f"the result {run.record.result_hash[:12]}. Works offline.")  # fmt: skip


def write_report(folder: Path, to: Path | None = None, force: bool = False) -> Path:
    """Write the report of a result into its folder, or to a file; the file.

    Raises:
        NoResult: see `report`.
        CannotWrite: the file cannot be written, or (without `force`) one that is not ours stands there.
    """
    return write_page(to if to is not None else folder / REPORT, report(Run(folder)), force)
