"""`loadsite time-to-power`: the first model year in which a site could have its MW, and what stops it before."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from rich.text import Text

from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.commands.progress import stages
from loadsite.commands.tables import expect_table, print_table
from loadsite.explain.explanation import NoSuchThing
from loadsite.explain.time_to_power import STAY, TimeToPower, blocks_mw
from loadsite.explain.time_to_power import time_to_power as found_for
from loadsite.inputs.case_builder import build_case
from loadsite.inputs.scenario_file import open_scenario
from loadsite.inputs.sources import read_sources
from loadsite.inputs.suggestions import did_you_mean
from loadsite.results.families import Solved
from loadsite.run.answer import answer
from loadsite.run.proof_options import options_of


def time_to_power(
    scenario: Path, sites: list[str], block_mw: float | None, form: Form, table: str | None, told: ProgressForm
) -> None:
    """Solve a scenario, then print the time to power of the sites named, or of all of them.

    Raises:
        NoSuchTable: `table` names neither the sites nor the years.
        NoSuchThing: the scenario has no such site.
        NoAnswer: there is no answer to the scenario, or the most MW at a site were not found in time.
    """
    if table is not None:
        expect_table(table, ("sites", "years"), "time-to-power")
    with stages(told) as progress, TemporaryDirectory() as folder:
        progress("reading the inputs")
        opened = open_scenario(scenario)
        case = build_case(read_sources(opened))
        for site in sites:
            if site not in case.sites.sites.index:
                hint = did_you_mean(site, case.sites.sites.index)
                raise NoSuchThing(f'"{site[:60]}" is no site of {case.name}; {hint or "loadsite schema sites"}')
        said = opened.scenario.solve
        solve = answer(case, options_of(said), Path(folder), progress).solve
        blocks = blocks_mw(case, list(dict.fromkeys(sites)) or list(case.sites.sites.index), block_mw)
        answered = Solved(solve.case, solve.program, solve.solution)
        found = found_for(answered, blocks, said.time_limit_s, progress)
    tables = {"sites": found.sites, "years": found.years}
    if table is not None:
        print_table(tables[table], form)
    elif form is Form.JSON:
        print_json(tables)
    elif form is Form.CSV:
        print_csv(found.years)
    else:
        _draw(found)


def _draw(found: TimeToPower) -> None:
    console = screen()
    years = [str(year) for year in dict.fromkeys(found.years["year"])]
    table = grid("site", "state", "MW", "first year", "on top of the others", *years, "delayed by",
                 right=("MW", *years), whole=("site",))  # fmt: skip
    for name in dict.fromkeys(found.sites["site"]):
        move, stay = rows_of(found.sites[found.sites["site"] == name])
        on_top = found.years[(found.years["site"] == name) & (found.years["others"] == STAY)]
        delays = dict.fromkeys(part for each in (move, stay) for part in str(each["delayed_by"]).split("; ") if part)
        table.add_row(
            Text(name), str(move["state"]), f"{move['block_mw']:,.0f}", str(move["first_year"]),
            str(stay["first_year"]), *(f"{mw:,.0f}" for mw in on_top["most_mw"]), Text("; ".join(delays)),
        )  # fmt: skip
    console.print(table)
    console.print(Text(
        "First year: the other campuses may move, as many MW in all. Columns by year: most MW with the others where "
        "the answer puts them. At any cost; see docs/years.md.", style="dim"))  # fmt: skip
