"""The report of a comparison: runs side by side in one offline page, differences on the map."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from loadsite.report.compared import Compared
from loadsite.report.compared_answer import runs
from loadsite.report.compared_costs import costs
from loadsite.report.compared_others import others
from loadsite.report.compared_sites import sites
from loadsite.report.figure import Column, Listing, Part
from loadsite.report.page import page, write_page
from loadsite.report.part_basis import proof
from loadsite.report.run import Run
from loadsite.report.single import HOURS


def comparison_parts(compared: Compared) -> list[Part]:
    """Its five parts."""
    return [runs(compared), sites(compared), costs(compared), others(compared), _basis(compared)]


def comparison_report(tables: Mapping[str, pd.DataFrame]) -> str:
    """The HTML of a comparison, from its tables by name (with `swing`, if ranges were solved for).

    Raises:
        NoResult: no run has an answer, or the folder of one is gone.
    """
    compared = Compared(tables)
    names = list(compared.labels)
    title = f"{names[0]} and {len(names) - 1} more" if len(names) > 1 else names[0]
    return page(f"Comparison: {title}", f"Time: {compared.time}. {HOURS}", comparison_parts(compared),
                "Made by loadsite. Works offline.")  # fmt: skip


def write_comparison(tables: Mapping[str, pd.DataFrame], to: Path, force: bool = False) -> None:
    """Write the page; see `comparison_report` and `write_report`."""
    write_page(to, comparison_report(tables), force)


def _basis(compared: Compared) -> Part:
    """How near to the best each run is, and what none of them knows."""
    folders = compared.tables["runs"].set_index("run")["folder"]
    opened = {name: Run(Path(folders[name])) for name in compared.answered}
    frame = pd.DataFrame([
        (name, run.record.time_resolution, " ".join(proof(run)), run.record.result_hash)
        for name, run in opened.items()
    ], columns=["run", "time", "proof", "hash"])  # fmt: skip
    return Part("basis", "Sources and proof", (
        Listing("Runs", (Column("run", "run"), Column("time", "time"), Column("proof", "answer"),
                         Column("hash", "hash of the result")),
                frame, opened=True),
        Listing("Model limitations", (Column("limit", "what is left out"), Column("runs", "of")),
                _limitations(compared, opened), opened=True),
    ))  # fmt: skip


def _limitations(compared: Compared, opened: Mapping[str, Run]) -> pd.DataFrame:
    """Each limitation, and the runs that it is one of."""
    of_runs: dict[str, list[str]] = {}
    for name, run in opened.items():
        for said in run.record.limitations:
            of_runs.setdefault(said, []).append(name)
    runs = ["all runs" if len(names) == len(opened) else ", ".join(names) for names in of_runs.values()]
    return pd.DataFrame({"limit": list(of_runs), "runs": runs}, dtype=object)
