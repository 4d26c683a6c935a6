"""`loadsite why`: what stops a site, makes a zone dear, or what a rule does; and why there is no answer."""

from __future__ import annotations

import time
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
from rich.text import Text

from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.commands.progress import stages
from loadsite.errors import LoadsiteError
from loadsite.inputs.case import Case
from loadsite.inputs.case_builder import build_case
from loadsite.inputs.scenario_file import open_scenario
from loadsite.inputs.sources import read_sources
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.results.answer import Answer, Hosted, answer, compiled
from loadsite.results.families import Solved
from loadsite.results.hosting_rules import note_of_rule
from loadsite.results.hosting_why import (
    fits_verdict,
    holding_back,
    hosting_site,
    hosting_site_verdict,
    hosting_zone,
    hosting_zone_verdict,
)
from loadsite.results.one_more import Slopes
from loadsite.results.power_words import power_cost_words, zone_verdict
from loadsite.results.why import campus_verdict, rule_verdict, site_verdict, why_rule, why_site, why_zone
from loadsite.solve import Crew, Method, ProofOptions, SolveOptions

ROWS_SHOWN = 20
LEAST_USD = 0.5
"""Limits worth less are left out [USD/MW-year]."""
ONE_UP_TO_NONZEROS = 1_000_000
"""Up to here the program is solved as one, whatever `run` does; the four states with 8 days take half a minute."""
SLOPES_S = 60.0
"""What finding out what one more MW costs may take, and how far that is valid [s]."""
NOT_KNOWN = "what is told here are duals, bounds of what one more MW is worth; how far they are valid is not known"


class NoSuchThing(LoadsiteError):
    """A site, zone or rule was asked about that the scenario does not have."""


def why(
    scenario: Path, site: str | None, rule: str | None, zone: str | None, form: Form, told: ProgressForm
) -> None:
    """Solve a scenario and explain one thing of it; without any, the rules and limits worth most.

    Raises:
        NoSuchThing: the scenario has no such site, rule or zone.
        NoAnswer: there is no answer; the error says which limits clash and how to repair them.
    """
    with stages(told) as progress, TemporaryDirectory() as folder:
        progress("reading the inputs")
        opened = open_scenario(scenario)
        case = build_case(read_sources(opened))
        for what, name, known in (("site", site, case.sites.sites.index), ("zone", zone, case.grid.zones.index),
                                  ("rule", rule, [each.name for each in case.rules])):  # fmt: skip
            if name is not None and name not in list(known):
                hint = did_you_mean(name, list(known)) or f"expected one of {listed(list(known), 12)}"
                raise NoSuchThing(f'"{name[:60]}" is no {what} of {case.name}; {hint}')
        said = opened.scenario.solve
        options = ProofOptions(
            _in_one(case, Method(said.method)), SolveOptions(said.threads, said.time_limit_s), Crew(said.processes),
            said.relative_gap, said.campus_gap,
        )  # fmt: skip
        found = answer(case, options, Path(folder), progress)
        progress("finding what one more MW is worth")
        if found.hosted is not None:
            verdict, table = _told_of_hosting(found, found.hosted, site, rule, zone)
        else:
            solved = Solved(found.solve.case, found.solve.program, found.solve.solution)
            verdict, table = _told(found, solved, site, rule, zone)
    if form is Form.JSON:
        print_json({"verdict": verdict, "parts": table})
    elif form is Form.CSV:
        print_csv(table)
    else:
        _draw(verdict, table)


def _in_one(case: Case, method: Method) -> Method:
    """One program where the choice is open and it is not too large: only a corner of it knows how far prices hold."""
    if method is Method.AUTO and compiled(case).nonzero_count <= ONE_UP_TO_NONZEROS:
        return Method.SINGLE
    return method


def _told(
    found: Answer, solved: Solved, site: str | None, rule: str | None, zone: str | None
) -> tuple[list[str], pd.DataFrame]:
    """The sentences above the table, and the table."""
    slopes = Slopes(solved, time.monotonic() + SLOPES_S)
    verdict = [] if slopes.can_tell else [NOT_KNOWN]
    if site is not None:
        power = power_cost_words(found.results.campus_costs, site)
        return [*site_verdict(solved, site, slopes), *power, *verdict], why_site(solved, site, slopes)
    if zone is not None:
        table = why_zone(solved, found.results.limits, found.results.rules, zone)
        return [*zone_verdict(solved, found.results.zone_years, zone), *verdict], table
    if rule is not None:
        rules = found.results.rules
        return [*rule_verdict(solved, rules, rule, slopes), *verdict], why_rule(rules, rule)
    limits = found.results.limits
    worth_most = limits[~limits["stands"] & (limits["worth_usd_per_mw_year"] > LEAST_USD)]
    return [*campus_verdict(solved, slopes), *verdict], worth_most


def _told_of_hosting(
    found: Answer, hosted: Hosted, site: str | None, rule: str | None, zone: str | None
) -> tuple[list[str], pd.DataFrame]:
    """The same where the most MW that fit were asked for; what power costs is told where they are placed at least cost.
    """
    most = Solved(hosted.solve.case, hosted.solve.program, hosted.solve.solution)
    slopes = Slopes(most, time.monotonic() + SLOPES_S)
    fits = fits_verdict(most, found.results.shortfall)
    known = [] if slopes.can_tell else [NOT_KNOWN]
    if site is not None:
        power = [f"at least cost, {each}" for each in power_cost_words(found.results.campus_costs, site)]
        return [*fits, *hosting_site_verdict(most, site, slopes), *power, *known], hosting_site(most, site, slopes)
    if zone is not None:
        table = hosting_zone(most, hosted.limits, hosted.rules, zone)
        return [*fits, *hosting_zone_verdict(most, zone, slopes), *known], table
    if rule is not None:
        return [*fits, *note_of_rule(most.case, hosted.rules, rule)], hosted.rules
    return [*fits, *known], holding_back(hosted.limits[~hosted.limits["stands"]], hosted.rules)


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
                                 "mw_of_campus", "limit", "unit", "worth_mw_per_unit", "limit_mw",
                                 "worth_usd_per_mw_year", "valid_for_mw", "known", "sentence", "origin")
               if name in table]  # fmt: skip
    if "worth_usd_per_mw_year" in table:
        columns.remove("sentence")
    numbers = tuple(name for name in columns if name.endswith(("_year", "_mw")))
    small = ("limit", "worth_mw_per_unit", "mw_of_campus")
    drawn = grid(*columns, right=numbers)
    for row in rows_of(table.head(ROWS_SHOWN)):
        drawn.add_row(*(Text(f"{row[name]:,.4g}" if name in small else _cell(row[name], name in numbers))
                        for name in columns))  # fmt: skip
    console.print(drawn)
    if len(table) > ROWS_SHOWN:
        console.print(Text(f"and {len(table) - ROWS_SHOWN} more; --csv prints all", style="dim"))
