"""`loadsite verify`: whether the results of a study are still what was proven."""

from __future__ import annotations

from pathlib import Path

from rich.text import Text

from loadsite.batch.verify import verify as verified
from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.commands.progress import stages
from loadsite.commands.study_places import place_of
from loadsite.errors import LoadsiteError
from loadsite.inputs.study_file import open_study


class NotVerified(LoadsiteError):
    """Some results of a study are not what was proven."""

    exit_status = 4


def verify(study_path: Path, out: Path | None, form: Form, shown: ProgressForm) -> None:
    """Check hashes and certificates of every committed case, and audit its tables against the inputs once more.

    Raises:
        NotVerified: a check of a case does not pass.
    """
    study = open_study(study_path)
    place = place_of(study, out)
    with stages(shown) as progress:
        progress("checking hashes, certificates and tables")
        table = verified(study, place)
    if form is Form.JSON:
        print_json({"study": study.study.name, "checks": table})
    elif form is Form.CSV:
        print_csv(table)
    else:
        console = screen()
        lines = grid("case", "checks", "passed", "not passed", right=("checks", "passed"))
        for name in dict.fromkeys(table["case"]):
            of_case = table[table["case"] == name]
            failed = [f"{row['check']}: {row['said']}" for row in rows_of(of_case[~of_case["passed"].astype(bool)])]
            lines.add_row(Text(name), f"{len(of_case)}", f"{len(of_case) - len(failed)}",
                          Text("; ".join(failed), style="bold red"))  # fmt: skip
        console.print(lines)
        left_out = len(study.cases) - table["case"].nunique()
        words = f"{left_out} cases have nothing to verify" if left_out else "no case is left out"
        console.print(Text(words, style="dim"))
    failed_cases = table.loc[~table["passed"].astype(bool), "case"].nunique()
    if failed_cases:
        raise NotVerified(
            f"{failed_cases} cases are not what was proven; loadsite batch {study_path} solves them again"
        )
