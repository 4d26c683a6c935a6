"""`loadsite why`: what stops a site, makes a zone expensive, or what a rule does; and why there is no answer."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from rich.text import Text

from loadsite.api.run import Run
from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.commands.progress import stages
from loadsite.explain.explanation import Explanation, Topic, explain, explain_hosting
from loadsite.inputs.case import Case
from loadsite.inputs.case_builder import build_case
from loadsite.inputs.scenario_file import open_scenario
from loadsite.inputs.sources import read_sources
from loadsite.results.families import Solved
from loadsite.run.answer import answer, compiled
from loadsite.run.progress import Progress
from loadsite.run.proof_options import options_of
from loadsite.solve import Method

ROWS_SHOWN = 20
ONE_UP_TO_NONZEROS = 1_000_000
"""Up to here the program is solved as one, whatever `run` does; the four states with 8 days take half a minute."""


def why(path: Path, topic: Topic, scenario: Path | None, form: Form, told: ProgressForm) -> None:
    """Explain one thing of a scenario, which is solved, or of a folder of results, which is read; without any, the
    binding constraints by shadow price. `scenario` is the file that results rest on, where it is not found.

    Raises:
        NoSuchThing: there is no such site, rule or zone.
        NoAnswer: there is no answer; the error says which limits clash and how to repair them.
        OtherInputs: the inputs that results rest on are not there, or are no longer what they were.
    """
    with stages(told) as progress:
        if path.is_dir():
            progress("building the program of the results from their inputs")
            explanation = Run.open(path).why(topic, scenario)
        else:
            explanation = _of_scenario(path, topic, progress)
    if form is Form.JSON:
        print_json({"verdict": explanation.verdict, "parts": explanation.table})
    elif form is Form.CSV:
        print_csv(explanation.table)
    else:
        _draw(explanation.verdict, explanation.table)


def _of_scenario(scenario: Path, topic: Topic, progress: Progress) -> Explanation:
    progress("reading the inputs")
    opened = open_scenario(scenario)
    case = build_case(read_sources(opened))
    topic.check(case)
    options = options_of(opened.scenario.solve)
    options = replace(options, method=_in_one(case, options.method))
    with TemporaryDirectory() as folder:
        found = answer(case, options, Path(folder), progress)
    progress("finding shadow prices")
    tables = found.results.by_name()
    if found.hosted is None:
        return explain(Solved(found.solve.case, found.solve.program, found.solve.solution), tables, topic)
    hosted = found.hosted
    tables |= {"hosting_limits": hosted.limits, "hosting_rules": hosted.rules}
    return explain_hosting(Solved(hosted.solve.case, hosted.solve.program, hosted.solve.solution), tables, topic)


def _in_one(case: Case, method: Method) -> Method:
    """One program where the choice is open and it is not too large: only a corner of it knows how far prices hold."""
    if method is Method.AUTO and compiled(case).nonzero_count <= ONE_UP_TO_NONZEROS:
        return Method.SINGLE
    return method


def _cell(value: Any, number: bool) -> str:
    """A number without decimals; nothing where it is not known."""
    if not number:
        return str(value)
    return "" if value != value else "any" if value == inf else f"{value:,.0f}"


def _draw(verdict: list[str], table: pd.DataFrame) -> None:
    console = screen()
    for sentence in verdict:
        console.print(Text(sentence, style="bold"))
    columns = [name for name in ("year", "group", "time", "kind", "label", "part", "usd_per_mw_year",
                                 "mw_of_campus", "limit", "unit", "shadow_price_mw_per_unit", "limit_mw",
                                 "shadow_price_usd_per_mw_year", "valid_for_mw", "known", "sentence", "origin")
               if name in table]  # fmt: skip
    if "shadow_price_usd_per_mw_year" in table:
        columns.remove("sentence")
    numbers = tuple(name for name in columns if name.endswith(("_year", "_mw")))
    small = ("limit", "shadow_price_mw_per_unit", "mw_of_campus")
    drawn = grid(*columns, right=numbers, whole=("label", "kind", "group", "part", "origin"))
    for row in rows_of(table.head(ROWS_SHOWN)):
        drawn.add_row(*(Text(f"{row[name]:,.4g}" if name in small else _cell(row[name], name in numbers))
                        for name in columns))  # fmt: skip
    console.print(drawn)
    if len(table) > ROWS_SHOWN:
        console.print(Text(f"and {len(table) - ROWS_SHOWN} more; --csv prints all", style="dim"))
