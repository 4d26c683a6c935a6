"""`loadsite headroom`: the cost of the whole answer against the MW of campus at one site."""

from __future__ import annotations

from math import inf
from pathlib import Path

from rich.text import Text

from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.commands.progress import stages
from loadsite.errors import NoAnswer
from loadsite.explain.explanation import NoSuchThing
from loadsite.explain.headroom import headroom as curve_of
from loadsite.inputs.case import Target
from loadsite.inputs.case_builder import build_case
from loadsite.inputs.scenario_file import open_scenario
from loadsite.inputs.sources import read_sources
from loadsite.inputs.suggestions import did_you_mean
from loadsite.run.answer import compiled

NAMED = 3


def headroom(scenario: Path, site: str, points: int, form: Form, told: ProgressForm) -> None:
    """Print the curve of cost against MW at a site.

    Raises:
        NoSuchThing: the scenario has no such site, or asks for no MW.
        NoAnswer: not even the first point has an answer.
    """
    with stages(told) as progress:
        progress("reading the inputs")
        opened = open_scenario(scenario)
        case = build_case(read_sources(opened))
        if site not in case.sites.sites.index:
            hint = did_you_mean(site, case.sites.sites.index)
            raise NoSuchThing(f'"{site[:60]}" is no site of {case.name}; {hint or "loadsite schema sites"}')
        if not isinstance(case.placement, Target):
            raise NoSuchThing(f"{case.name} seeks the most MW that fit, which has no cost; give it a place, or ask "
                               f"loadsite why {scenario} --site {site} what one more MW there adds")
        progress("writing the linear program")
        program = compiled(case)
        progress(f"solving at {points} values")
        curve = curve_of(case, program, site, points, opened.scenario.solve.time_limit_s)
    if curve.empty:
        raise NoAnswer(f"{case.name} has no answer without a campus at {site}; see loadsite why {scenario}")
    if form is Form.JSON:
        print_json(curve)
    elif form is Form.CSV:
        print_csv(curve)
    else:
        console = screen()
        table = grid("MW", "M USD a year", "one more MW, USD a year", "begins to bind",
                     right=("MW", "M USD a year", "one more MW, USD a year"))  # fmt: skip
        for row in rows_of(curve):
            names = str(row["begins_to_bind"]).split("; ")
            further = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
            table.add_row(
                f"{row['campus_mw']:,.0f}", f"{row['cost_usd_per_year'] / 1e6:,.2f}",
                _next(row["one_more_mw_usd_per_year"]), Text("; ".join(names[:NAMED]) + further),
            )  # fmt: skip
        console.print(table)
        if len(curve) < points:
            console.print(Text("no answer beyond", style="bold red"))


def _next(usd: float) -> str:
    return "no answer" if usd == inf else f"{usd:,.0f}"
