"""The screen of a comparison: what differs in the inputs first, then in the answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pandas as pd
from rich.console import Console
from rich.text import Text

from loadsite.batch.comparison import Comparison
from loadsite.commands.output import grid, rows_of, screen
from loadsite.run.run_labels import run_labels

MOST_RUNS = 7
"""Runs that fit beside each other."""
MOST_ROWS = 14
PLACED_MW = 1.0
LEAST_USD = 50_000
MANY_INPUTS = 40
RELIABILITY = (
    "M USD: the objective, penalties included; change: against the baseline case, the first run; missing from reserve "
    "margins, and unserved, in the last model year"
)


def draw_comparison(found: Comparison) -> None:
    """Runs and what differs in their inputs, MW by site, cost by term, prices, emissions, what binds, regret."""
    console = screen()
    runs = list(found.runs["run"])
    headings = {run: "\n".join(parts) for run, parts in run_labels(runs).items()}
    _runs(console, found)
    _inputs(console, found, headings)
    shown = [run for run in runs if run in set(found.siting["run"])][:MOST_RUNS]
    if not shown:
        console.print(Text("none of them has an answer", style="bold red"))
        return
    years = found.siting["year"].unique()
    of_year = f" in {years[-1]}" if len(years) > 1 else ""
    in_last = (found.siting["year"] == years[-1]), (found.prices["year"] == years[-1])
    beside = _SideBySide(console, {run: headings[run] for run in shown})
    if len(shown) > 1:
        console.print()
        console.print(Text.assemble("Below: levels of the baseline case, ", (shown[0], "bold cyan"),
                                    ", and the change in each other run"))  # fmt: skip
    beside.draw(f"MW by state{of_year}", found.siting[in_last[0]], "state", "campus_mw", "{:,.0f}".format)
    beside.draw(f"MW by site{of_year}", found.siting[in_last[0]], "name", "campus_mw", "{:,.0f}".format, PLACED_MW)
    _reliability(beside, found.reliability, years[-1], of_year)
    beside.draw("Cost by term [M USD]", found.costs, "term", "usd", _millions, LEAST_USD)
    beside.draw(
        f"Price of load by zone{of_year} [USD/MWh]", found.prices[in_last[1]], "zone", "price_usd_per_mwh",
        "{:,.2f}".format,
    )  # fmt: skip
    beside.draw("Emissions [Mt CO2]", found.emissions, "year", "co2_t", "{:.2f}".format, scale=1e-6)
    _binding(console, found.binding)
    _regret(console, found.regret)
    if len(runs) > MOST_RUNS:
        console.print(Text(f"shown are the first {MOST_RUNS} runs; --csv, --json and --xlsx hold all", style="dim"))


def _runs(console: Console, found: Comparison) -> None:
    numbers = ("M USD", "change", "penalties", "GW missing", "MWh unserved", "hours")
    table = grid("run", "", *numbers, right=numbers, whole=("run", ""))
    first = float(found.runs["cost_usd"].iloc[0])
    for row in rows_of(found.runs):
        cost = row["cost_usd"]
        against = "" if pd.isna(cost) or pd.isna(first) or not first else f"{(cost - first) / abs(first):+.2%}"
        table.add_row(Text(row["run"], style="bold cyan"), Text(row["status"], style="dim"),
                      "" if pd.isna(cost) else f"{cost / 1e6:,.1f}", against,
                      _shown(row["penalties_usd"], "{:,.1f}", 1e-6), _shown(row["shortfall_mw"], "{:,.1f}", 1e-3),
                      _shown(row["unserved_mwh"], "{:,.0f}"), _shown(row["unserved_h"], "{:,.0f}"))  # fmt: skip
    console.print(table)
    console.print(Text(RELIABILITY, style="dim"))


def _shown(value: float, how: str, scale: float = 1.0) -> str:
    return "" if pd.isna(value) else how.format(value * scale)


def _inputs(console: Console, found: Comparison, headings: dict[str, str]) -> None:
    """Inputs down and runs across."""
    console.print()
    console.print(Text("What differs in the inputs", style="bold"))
    names = list(dict.fromkeys(found.inputs["input"]))
    if not names:
        console.print(Text("nothing", style="dim"))
        return
    shown = list(headings)[:MOST_RUNS]
    table = grid("", *(headings[run] for run in shown), whole=("",))
    values = found.inputs.set_index(["input", "run"])["value"]
    for name in names[:MANY_INPUTS]:
        table.add_row(Text(name, style="dim"), *(Text(str(values.loc[(name, run)])) for run in shown))
    console.print(table)
    if len(names) > MANY_INPUTS:
        console.print(Text(f"and {len(names) - MANY_INPUTS} more", style="dim"))


@dataclass(frozen=True)
class _SideBySide:
    """Labels down and runs across: the level of the baseline case, which is the first, and the change of the others."""

    console: Console
    headings: Mapping[str, str]
    """run -> what its column is called, of the runs that are shown"""

    def draw(
        self, title: str, table: pd.DataFrame, label: str, value: str, written: Callable[[float], str],
        least: float = 0.0, scale: float = 1.0,
    ) -> None:
        """The largest values, or, of many, those that differ most; none below `least`."""
        of_runs = table[table["run"].isin(list(self.headings))]
        wide = of_runs.pivot_table(index=label, columns="run", values=value, aggfunc="sum", sort=False)
        wide = wide.reindex(columns=list(self.headings)).fillna(0.0)
        wide = wide[wide.abs().max(axis=1) >= least] * scale
        spread = wide.max(axis=1) - wide.min(axis=1)
        order = spread if len(wide) > MOST_ROWS and float(spread.max()) > 0.0 else wide.abs().max(axis=1)
        kept = order.sort_values(ascending=False, kind="stable").index[:MOST_ROWS]
        headings = list(self.headings.values())
        lines = grid("", *headings, right=tuple(headings), whole=("",))
        for name, row in wide.loc[wide.index.isin(kept)].iterrows():
            first, *others = (float(each) for each in row)
            lines.add_row(Text(str(name).replace("_", " ")), written(first),
                          *(_signed(written(each - first)) for each in others))  # fmt: skip
        self.console.print()
        self.console.print(Text(title, style="bold"))
        self.console.print(lines)
        if len(wide) > MOST_ROWS:
            self.console.print(Text(f"and {len(wide) - MOST_ROWS} that differ less", style="dim"))


def _signed(written: str) -> str:
    """A change with its sign; "=" where it is written as none."""
    if not any(digit in written for digit in "123456789"):
        return "="
    return written if written.startswith("-") else f"+{written}"


def _reliability(beside: _SideBySide, table: pd.DataFrame, year: int, of_year: str) -> None:
    """What is missing from reserve margins, with the campuses and without, and what is unserved."""
    of_last = table[table["year"] == year]
    long = of_last.melt("run", list(MISSING), "what", "value").assign(what=lambda each: each["what"].map(MISSING))
    beside.draw(f"Reliability{of_year}", long, "what", "value", "{:,.0f}".format)


MISSING = {
    "shortfall_mw": "missing firm MW", "shortfall_same_plants_mw": "same plants, no campuses",
    "least_shortfall_mw": "no campuses, at least", "unserved_mwh": "unserved MWh", "unserved_h": "hours with unserved",
}  # fmt: skip


def _binding(console: Console, binding: pd.DataFrame) -> None:
    if binding.empty:
        return
    console.print()
    console.print(Text("Began or ceased to bind, against the baseline case", style="bold"))
    lines = grid("run", "", "limit", "year", "shadow price", "unit", "source", right=("shadow price",),
                 whole=("run", "", "limit", "source"))  # fmt: skip
    for row in rows_of(binding.head(MOST_ROWS)):
        shadow_price = row["shadow_price"] if row["change"] == "began" else row["shadow_price_before"]
        lines.add_row(
            Text(row["run"]), Text(row["change"], style="green" if row["change"] == "ceased" else "yellow"),
            Text(f"{row['kind']} {row['label']}"), str(row["year"]), f"{shadow_price:,.0f}",
            Text(str(row["unit"]), style="dim"),
            Text(str(row["origin"]), style="cyan"),
        )  # fmt: skip
    console.print(lines)
    if len(binding) > MOST_ROWS:
        console.print(Text(f"and {len(binding) - MOST_ROWS} more", style="dim"))


def _regret(console: Console, regret: pd.DataFrame) -> None:
    if regret.empty:
        return
    console.print()
    console.print(Text("Regret: what each plan costs above the cheapest of the same scenario (future)", style="bold"))
    lines = grid("future", "plan", "M USD", "regret", "MW short", right=("M USD", "regret", "MW short"),
                 whole=("future", "plan"))  # fmt: skip
    before = ""
    for row in rows_of(regret):
        world = row["world"] if row["world"] != before else ""
        before = row["world"]
        lines.add_row(Text(world, style="dim"), row["plan"], f"{row['cost_usd'] / 1e6:,.1f}",
                      f"{row['regret_usd'] / 1e6:,.1f}", f"{row['shortfall_mw']:,.0f}")  # fmt: skip
    console.print(lines)
    worst = regret.groupby("plan", sort=False)["regret_usd"].max()
    told = ", ".join(f"{plan} {usd / 1e6:,.1f}" for plan, usd in worst.items())
    console.print(Text(f"largest regret of each plan [M USD]: {told}"))


def _millions(usd: float) -> str:
    return f"{usd / 1e6:,.1f}"

