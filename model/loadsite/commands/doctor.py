"""`loadsite doctor`: versions, and small problems whose answers are known."""

from __future__ import annotations

import pandas as pd
from rich.text import Text

from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.commands.progress import stages
from loadsite.commands.tables import print_one
from loadsite.run.provenance import versions
from loadsite.solve import SolverUnfit, run_canaries


def doctor(form: Form, name: str | None, told: ProgressForm) -> None:
    """Show versions and canaries, or the one of these tables that is named.

    Raises:
        NoSuchTable: neither of them is.
        SolverUnfit: HiGHS is too old, or a canary is answered wrongly.
    """
    with stages(told) as progress:
        progress("solving problems with known answers")
        canaries = run_canaries()
    found = versions()
    table = pd.DataFrame([vars(each) for each in canaries])
    if name is not None:
        package_versions = pd.DataFrame(found.items(), columns=["package", "version"])
        print_one({"canaries": table, "versions": package_versions}, name, "doctor", form)
    elif form is Form.JSON:
        print_json({"versions": found, "canaries": table})
    elif form is Form.CSV:
        print_csv(table)
    else:
        _draw(found, table)
    wrong = table[~table["passed"]]
    if len(wrong):
        raise SolverUnfit(
            f"{len(wrong)} of {len(table)} problems with known answers came out wrong; "
            'pip install --upgrade "highspy[extras]"'
        )


def _draw(found: dict[str, str], canaries: pd.DataFrame) -> None:
    console = screen()
    listed = grid("package", "version")
    for package, version in found.items():
        listed.add_row(package, Text(version, style="red" if version == "missing" else ""))
    console.print(listed)
    console.print()
    table = grid("problem", "solved by", "expected", "found", "", right=("expected", "found"),
                 whole=("problem", "solved by"))  # fmt: skip
    for row in rows_of(canaries):
        verdict = Text("right", style="green") if row["passed"] else Text("wrong", style="bold red")
        table.add_row(row["name"], row["way"], row["expected"], row["found"], verdict)
    console.print(table)
