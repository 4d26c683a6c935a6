"""`loadsite check`: reads a scenario with all it refers to, and tells what it asks and what may be a mistake in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.text import Text

from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.matched_rules import matched
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.commands.progress import stages
from loadsite.commands.tables import print_one
from loadsite.commands.warnings_screen import draw_warnings
from loadsite.inputs import Case, read_case
from loadsite.inputs.case import Target
from loadsite.inputs.plausibility.finding import findings_table

WARNINGS = 20
"""Warnings shown on a screen."""


def check(scenario: Path, form: Form, table: str | None, told: ProgressForm, sizes: bool) -> None:
    """Show what the scenario asks, what its rules matched and what may be a mistake; with `sizes` the program as well.

    Raises:
        InputError: the input is wrong.
        NoSuchTable: `table` names none.
        NoAnswer: with `sizes`, arithmetic shows that its limits cannot hold together.
    """
    families = None
    with stages(told) as progress:
        progress("reading the inputs")
        case = read_case(scenario)
        facts = _facts(case)
        if sizes:
            # compiling, and what compiles, takes most of a second to load
            from loadsite.commands.program_size import measured

            families, of_program = measured(case, progress)
            facts |= of_program
    tables = {"warnings": findings_table(case.findings)}
    if families is not None:
        tables["families"] = families
    tables["rules"] = matched(case)
    if table is not None:
        print_one(tables, table, "a check" if families is not None else "a check without --sizes", form)
    elif form is Form.JSON:
        print_json({"scenario": case.name, **facts, **tables})
    elif form is Form.CSV:
        print_csv(tables["warnings"] if families is None else families)
    else:
        _draw(case, facts, families)


def _facts(case: Case) -> dict[str, Any]:
    generators, storage = case.fleet.generators, case.storage_fleet.storage
    return {
        "requested campus load": _question(case),
        "time resolution": case.horizon.resolution,
        "zones": len(case.grid.zones),
        "lines": len(case.grid.lines),
        "sites": len(case.sites.sites),
        "existing generators": int((~generators["candidate"]).sum()),
        "generators that may be built": int(generators["candidate"].sum()),
        "existing storage": int((~storage["candidate"]).sum()),
        "storage that may be built": int(storage["candidate"].sum()),
        "snapshots": len(case.horizon.snapshots),
        "files read": len(case.input_hashes),
    }


def _question(case: Case) -> str:
    placement = case.placement
    if not isinstance(placement, Target):
        return f"the most MW that fit, with at most {placement.unserved_limit_share:.3%} of the load unserved"
    return ", ".join(f"{mw:,.0f} MW in {year}" for year, mw in placement.target_mw.items())


def _draw(case: Case, told: dict[str, Any], families: pd.DataFrame | None) -> None:
    console = screen()
    console.print(Text.assemble(("The inputs of ", "bold"), (case.name, "bold cyan"), (" are valid.", "bold")))
    facts = grid("", " ")
    for name, value in told.items():
        facts.add_row(Text(name, style="dim"), Text(f"{value:,}" if isinstance(value, int) else str(value)))
    console.print(facts)
    if families is not None:
        table = grid("", "family", "sets", "size", right=("size",), whole=("", "family", "sets"))
        for row in rows_of(families):
            table.add_row(
                Text(row["kind"], style="dim"), row["family"], Text(row["sets"], style="dim"), f"{row['size']:,}")
        console.print(table)
    if case.rules:
        _draw_rules(console, case)
    if case.findings:
        console.print()
        draw_warnings(console, case.findings, WARNINGS, "--csv lists all")


def _draw_rules(console: Console, case: Case) -> None:
    """Of every rule its size in rows and its unit, and below it what each of its quantities matched."""
    table = grid("rule", "matched", "source", whole=("rule", "source"))
    for name, rows in matched(case).groupby("rule", sort=False):
        first = rows.iloc[0]
        size = f"{first['rows']:,} {'row' if first['rows'] == 1 else 'rows'}, {first['unit'] or 'no unit'}"
        table.add_row(Text(str(name), style="bold"), Text(f"{size}, each {first['each']}".replace("each once", "once")),
                      Text(str(first["origin"]), style="cyan"))  # fmt: skip
        for quantity, count, of in zip(rows["quantity"], rows["matched"], rows["of"], strict=True):
            table.add_row(Text(f"  {quantity}", style="dim"), Text(f"  {count:,} {of}", style="dim"), "")
    console.print()
    console.print(table)
