"""`loadsite status`: how the cases of a study stand; nothing is solved."""

from __future__ import annotations

from pathlib import Path

from loadsite.batch.case_table import table_of
from loadsite.commands.case_screen import draw_cases
from loadsite.commands.forms import Form
from loadsite.commands.output import print_csv, print_json
from loadsite.commands.study_places import place_of
from loadsite.inputs.study_file import open_study
from loadsite.writing.plain_text import visible


def status(study_path: Path, out: Path | None, form: Form) -> None:
    """Show every case of a study: pending, running, interrupted, optimal, infeasible, failed or timed out."""
    study = open_study(study_path)
    place = place_of(study, out)
    table = table_of(study, place)
    if form is Form.JSON:
        print_json({"study": study.study.name, "results": str(place.folder), "held_by": place.holder(), "cases": table})
    elif form is Form.CSV:
        print_csv(table)
    else:
        draw_cases(study.study.name, place.folder, table)
        holder = place.holder()
        if holder:
            print(visible(f"a batch is at work: {holder}"))
