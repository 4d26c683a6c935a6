"""`loadsite check`: reads, builds and measures a scenario, and does not solve it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.text import Text

from loadsite.arrays.linear_program import LinearProgram
from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.commands.progress import stages
from loadsite.commands.rules import matched
from loadsite.inputs import Case, read_case
from loadsite.inputs.case import Target
from loadsite.results.answer import compiled
from loadsite.results.conflict import refuse_what_cannot_add_up
from loadsite.solve import Ranges, check_numbers


def check(scenario: Path, form: Form, told: ProgressForm) -> None:
    """Show what the scenario asks, how large its program is, and what its rules matched.

    Raises:
        InputError: the input is wrong.
        NoAnswer: arithmetic shows that its limits cannot hold together.
    """
    with stages(told) as progress:
        progress("reading the inputs")
        case = read_case(scenario)
        progress("writing the linear program")
        program = compiled(case)
        ranges = check_numbers(program)
        progress("adding up what the limits allow")
        refuse_what_cannot_add_up(case, program)
    if form is Form.JSON:
        found = {"families": _families(program), "rules": matched(case)}
        print_json({"scenario": case.name, **_facts(case, program, ranges), **found})
    elif form is Form.CSV:
        print_csv(_families(program))
    else:
        _draw(case, program, ranges)


def _facts(case: Case, program: LinearProgram, ranges: Ranges) -> dict[str, Any]:
    generators, storage = case.fleet.generators, case.stores.storage
    return {
        "asks for": _question(case),
        "time resolution": case.horizon.resolution,
        "zones": len(case.grid.zones),
        "lines": len(case.grid.lines),
        "sites": len(case.sites.sites),
        "existing generators": int((~generators["candidate"]).sum()),
        "generators that may be built": int(generators["candidate"].sum()),
        "existing stores": int((~storage["candidate"]).sum()),
        "stores that may be built": int(storage["candidate"].sum()),
        "snapshots": len(case.horizon.snapshots),
        "rows": program.row_count,
        "columns": program.column_count,
        "non-zeros": program.nonzero_count,
        "coefficients": f"{ranges.matrix.smallest:.1e} to {ranges.matrix.largest:.1e}",
        "costs": f"{ranges.cost.smallest:.1e} to {ranges.cost.largest:.1e}",
        "files read": len(case.input_hashes),
    }


def _question(case: Case) -> str:
    placement = case.placement
    if not isinstance(placement, Target):
        return f"the most MW that fit, with at most {placement.unserved_limit_share:.3%} of the load unserved"
    return ", ".join(f"{mw:,.0f} MW in {year}" for year, mw in placement.target_mw.items())


def _families(program: LinearProgram) -> pd.DataFrame:
    """kind, family, sets, size"""
    blocks = [("decision", block) for block in program.columns] + [("constraint", block) for block in program.rows]
    rows = [(kind, block.name, " x ".join(axis.name for axis in block.axes), block.size) for kind, block in blocks]
    return pd.DataFrame(rows, columns=["kind", "family", "sets", "size"])


def _draw(case: Case, program: LinearProgram, ranges: Ranges) -> None:
    console = screen()
    console.print(Text.assemble(("The inputs of ", "bold"), (case.name, "bold cyan"), (" are sound.", "bold")))
    facts = grid("", " ")
    for name, value in _facts(case, program, ranges).items():
        facts.add_row(Text(name, style="dim"), Text(f"{value:,}" if isinstance(value, int) else str(value)))
    console.print(facts)
    table = grid("", "family", "sets", "size", right=("size",))
    for row in rows_of(_families(program)):
        table.add_row(Text(row["kind"], style="dim"), row["family"], Text(row["sets"], style="dim"), f"{row['size']:,}")
    console.print(table)
    if case.rules:
        _draw_rules(console, case)


def _draw_rules(console: Console, case: Case) -> None:
    """Of every rule its size in rows and its unit, and below it what each of its quantities matched."""
    table = grid("rule", "matched", "where it is said")
    table.columns[0].overflow = table.columns[2].overflow = "fold"
    for name, rows in matched(case).groupby("rule", sort=False):
        first = rows.iloc[0]
        size = f"{first['rows']:,} {'row' if first['rows'] == 1 else 'rows'}, {first['unit'] or 'no unit'}"
        table.add_row(Text(str(name), style="bold"), Text(f"{size}, each {first['each']}".replace("each once", "once")),
                      Text(str(first["origin"]), style="cyan"))  # fmt: skip
        for quantity, count, of in zip(rows["quantity"], rows["matched"], rows["of"], strict=True):
            table.add_row(Text(f"  {quantity}", style="dim"), Text(f"  {count:,} {of}", style="dim"), "")
    console.print()
    console.print(table)
