"""The one screen at the end of `loadsite run`."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console, Group
from rich.rule import Rule
from rich.text import Text

from loadsite.commands.beside import Beside
from loadsite.commands.cost_screen import cost_table
from loadsite.commands.output import grid, rows_of, screen
from loadsite.commands.reliability_screen import reliability_lines
from loadsite.commands.same_cost_screen import same_cost
from loadsite.commands.warnings_screen import draw_warnings
from loadsite.inputs.case import Target
from loadsite.inputs.plausibility.finding import finding_of
from loadsite.origin import Origin
from loadsite.results.hosting_rules import that_hold_back
from loadsite.results.one_more import AT_MOST, OneMore, next_campus, size
from loadsite.results.reliability_words import carried
from loadsite.results.rule_prices import eased_price
from loadsite.run.answer import Answer
from loadsite.run.run_status import how_close
from loadsite.solve import Method
from loadsite.solve.moved import Known

PLACED_MW = 1.0
"""Sites with less have no campus."""
PLAN_MW = 20.0
"""Sites with less are counted, not listed: too little to be a plan."""
WHOLE_MW = 1e-3
"""What a sum of MW may be off by rounding."""
WARNINGS = 5
"""Shown of them."""
WITHIN_GAP = "solved again within the gap: where a limit is near a kink, its value may be that beyond it"
"""Of limits by periods, whose values rest on a search that ended at a gap."""
LIMITS = 10
SITES = 20
"""Largest sites shown; the others are added up."""
BAR = 9
POWER = (
    "USD/MWh served; full cost: energy, congestion, reserve margin, connection, on-site generation, interruption "
    "(table campus_costs)"
)


def draw(
    answer: Answer, place: Path, record: Mapping[str, Any], tables: Mapping[str, pd.DataFrame] | None = None
) -> None:
    """Where the campuses go, what is built and paid for them, what limits them, and why to believe it.

    `tables` are those written, the grid without campuses among them where it was solved.
    """
    console = screen()
    _headline(console, answer, (tables or {}).get("baseline_reliability"))
    _campuses(console, answer)
    _areas(console, answer)
    console.print()
    console.print(Beside(cost_table(answer.results.costs, len(_years(answer)) == 1), _built(answer)))
    _limits(console, answer)
    if answer.hosted is not None:
        _hosting_rules(console, answer.hosted.rules)
    else:
        _rules(console, answer)
    _proof(console, answer, place, record)
    told = [finding_of(each) for each in record["warnings"]]
    draw_warnings(console, told, WARNINGS, f"all are in {place / 'warnings.parquet'}")


def summary(answer: Answer, place: Path, record: Mapping[str, Any]) -> dict[str, Any]:
    """What the screen says, for programs."""
    results = answer.results
    return {
        "scenario": answer.asked.name,
        "status": record["status"],
        "results": str(place),
        "result_hash": record["result_hash"],
        "time_resolution": record["time_resolution"],
        "siting": results.siting,
        "siting_by_state": results.siting_by_state,
        "siting_by_market": results.siting_by_market,
        "siting_by_zone": results.siting_by_zone,
        "zone_ranges": results.zone_ranges,
        "shortfall": results.shortfall,
        "reliability": results.reliability,
        "reliability_by_market": results.reliability_by_market,
        "built": _built_by_zone(answer),
        "costs": results.costs,
        "limits": _highest_shadow_prices(answer),
        "hosting_rules": None if answer.hosted is None else answer.hosted.rules,
        "certificate": record["certificate"],
        "audit": record["audit"],
        "limitations": record["limitations"],
        "warnings": record["warnings"],
    }


def _headline(console: Console, answer: Answer, baseline: pd.DataFrame | None) -> None:
    results, short = answer.results, answer.results.shortfall
    console.print(Rule(Text(answer.asked.name, style="bold"), style="dim"))
    if answer.not_closed is not None:
        console.print(Text(f"not proven: {_close(answer)}", style="bold red"))
    watts = answer.asked.contract.watts_per_chip
    for row in rows_of(short):
        placed, missing = row["placed_mw"], row["shortfall_mw"]
        words = Text()
        if answer.hosted is not None:
            good = carried(answer.results.reliability, row["year"])
            fit = float(answer.hosted.hosted_mw[row["year"]])
            words.append(f"{fit:,.0f} MW of campus fit in {row['year']}", style="bold green" if good else "bold")
            if fit - placed >= PLACED_MW:
                words.append(f", {placed:,.0f} of them placed at least cost")
        else:
            words.append(f"{placed:,.0f} of {row['target_mw']:,.0f} MW of campus placed in {row['year']}", "bold")
            if carried(answer.results.reliability, row["year"]):
                words.append(", none short", "bold green")
            elif missing >= PLACED_MW:
                words.append(f", {missing:,.0f} MW short", "bold red")
        words.append(f"   {placed * 1e6 / watts:,.0f} chips at {watts:,.0f} W", "dim")
        console.print(words)
        for line in reliability_lines(results.reliability, results.reliability_by_market, row["year"], baseline):
            console.print(line)
        console.print(Text(_next_mw(answer, row), style="dim"))


def _close(answer: Answer) -> str:
    """How close an answer whose search did not close is to the best there may be."""
    solve = answer.not_closed
    assert solve is not None
    hosting = answer.hosted is not None and solve is answer.hosted.solve
    return how_close(solve.certificate.primal_objective, solve.certificate.gap, hosting)


def _next_mw(answer: Answer, row: Mapping[str, Any]) -> str:
    """What one more MW of campus costs, in words."""
    placement, usd = answer.solve.case.placement, float(row["campus_price_usd_per_mw_year"])
    if isinstance(placement, Target) and usd >= placement.shortfall_usd_per_mw_year * (1 - 1e-6):
        return "no place is left for one more MW at less than the price of falling short"
    told = OneMore(usd, float(row["campus_price_valid_for_mw"]), float(row["campus_price_beyond_usd_per_mw_year"]),
                   str(row["campus_price_known"]))  # fmt: skip
    return next_campus(told, float(row["campus_price_less_usd_per_mw_year"]))


def _campuses(console: Console, answer: Answer) -> None:
    siting, years = answer.results.siting, _years(answer)
    by_site: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(siting):
        by_site.setdefault(row["site"], []).append(row)
    placed = [rows for rows in by_site.values() if max(row["campus_mw"] for row in rows) >= PLACED_MW]
    placed.sort(key=lambda rows: -float(rows[-1]["campus_mw"]))
    shown = [rows for rows in placed if max(row["campus_mw"] for row in rows) > PLAN_MW - WHOLE_MW]
    numbers = (*(f"MW {year}" for year in years), "limit", "full cost", "zonal price")
    table = grid("site", "zone", "state", "market", *numbers[:-3], "", *numbers[-3:], right=numbers,
                 whole=("site", "market"))  # fmt: skip
    longest = max([PLACED_MW, *(rows[-1]["campus_mw"] for rows in shown)])
    for rows in shown[:SITES]:
        last = rows[-1]
        table.add_row(
            Text(str(last["name"]), style="bold"),
            str(last["zone"]), str(last["state"]), str(last["market"]),
            *(f"{row['campus_mw']:,.0f}" for row in rows),
            Text(_bar(last["campus_mw"] / longest), style="cyan"),
            Text(f"{last['limit_mw']:,.0f}", style="dim"),
            Text(_per_mwh(last["full_cost_usd_per_mwh"]), style="yellow"),
            Text(_per_mwh(last["zonal_price_usd_per_mwh"]), style="dim"),
        )  # fmt: skip
    console.print()
    console.print(table)
    if shown:
        console.print(Text(POWER, style="dim"))
    left_out = _other_sites(shown[SITES:], placed[len(shown):], len(by_site) - len(placed))
    if left_out:
        console.print(Text(left_out, style="dim"))


def _per_mwh(usd: float) -> str:
    """Nothing where no campus stands."""
    return "" if pd.isna(usd) else f"{usd:,.2f}"


def _other_sites(further: list[list[dict[str, Any]]], little: list[list[dict[str, Any]]], empty: int) -> str:
    """What the table leaves out, in words."""
    words = [
        f"{_sites(len(sites), what)} with {sum(rows[-1]['campus_mw'] for rows in sites):,.0f} MW in all"
        for sites, what in ((further, "smaller "), (little, f"too small to be a plan (below {PLAN_MW:,.0f} MW) "))
        if sites
    ]
    return "; ".join([*words, f"{_sites(empty)} without a campus"] if empty else words)


def _sites(count: int, what: str = "") -> str:
    return f"{count} {what}{'site' if count == 1 else 'sites'}"


def _areas(console: Console, answer: Answer) -> None:
    last = _years(answer)[-1]
    console.print()
    for area, table in (("state", answer.results.siting_by_state), ("market", answer.results.siting_by_market)):
        of_year = table[table["year"] == last].sort_values("campus_mw", ascending=False, kind="stable")
        parts = [f"{row[area]} {row['campus_mw']:,.0f}" for row in rows_of(of_year)]
        console.print(Text.assemble((f"by {area:<8}", "dim"), "  ·  ".join(parts), (" MW", "dim")))
    console.print(same_cost(answer.results.zone_ranges, answer.results.siting, last))


def _built_by_zone(answer: Answer) -> pd.DataFrame:
    """kind, technology, zone, built_mw: all years together, 1 MW or more."""
    by_zone = answer.results.built.groupby(["kind", "technology", "zone"], sort=False)["built_mw"].sum().reset_index()
    return by_zone[by_zone["built_mw"] >= PLACED_MW].reset_index(drop=True)


def _built(answer: Answer) -> Group:
    table = grid("", "MW", "most of it in", right=("MW",))
    by_technology: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(_built_by_zone(answer).sort_values("built_mw", ascending=False, kind="stable")):
        name = row["technology"].replace("_", " ")
        by_technology.setdefault(f"own {name}" if row["kind"] == "on-site generation" else name, []).append(row)
    totals = {name: sum(row["built_mw"] for row in rows) for name, rows in by_technology.items()}
    for name in sorted(totals, key=lambda each: -totals[each]):
        rows = by_technology[name]
        where = ", ".join(f"{row['zone']} {row['built_mw']:,.0f}" for row in rows[:2])
        more = f" +{len(rows) - 2}" if len(rows) > 2 else ""
        table.add_row(name, f"{totals[name]:,.0f}", Text(where + more, style="dim"))
    heading = Text("Built", style="bold")
    return Group(heading, table if totals else Text("nothing", style="dim"))


def _highest_shadow_prices(answer: Answer) -> pd.DataFrame:
    """The limits that someone sets and that hold most back; what stands today is left to the table `limits`."""
    limits = answer.results.limits if answer.hosted is None else answer.hosted.limits
    shadow_price = "shadow_price_usd_per_mw_year" if answer.hosted is None else "shadow_price_mw_per_mw"
    least = PLACED_MW if answer.hosted is None else 1e-3
    return limits[~limits["stands"] & (limits[shadow_price] >= least)].head(LIMITS)


def _limits(console: Console, answer: Answer) -> None:
    hosting = answer.hosted is not None
    shadow_price, heading = ("shadow_price_mw_per_mw", "MW let in") if hosting else ("shadow_price_usd_per_mw_year",
        "USD per MW-year")
    limits, several_years = _highest_shadow_prices(answer), len(_years(answer)) > 1
    what = "that let in most" if hosting else "worth most"
    table = grid(heading, "valid for", "limit MW", "", "", "where it is said", right=(heading, "valid for", "limit MW"),
                 whole=("", "where it is said"))  # fmt: skip
    for row in rows_of(limits):
        year = f" {row['year']}" if several_years else ""
        table.add_row(
            Text(_bounded(row["known"], f"{row[shadow_price]:,.2f}" if hosting else f"{row[shadow_price]:,.0f}"),
                style="yellow"),
            Text(_valid_for(row["valid_for_mw"]), style="dim"),
            f"{row['limit_mw']:,.0f}",
            Text(str(row["kind"]), style="dim"),
            Text(f"{row['label']}{year}"),
            Text(str(row["origin"]), style="cyan"),
        )
    console.print()
    console.print(Text(f"Limits {what}, for one more MW of each", style="bold"))
    console.print(table if len(limits) else Text("none binds", style="dim"))
    if (limits["known"] == Known.WITHIN_GAP).any():
        console.print(Text(WITHIN_GAP, style="dim"))


def _bounded(known: str, shadow_price: str) -> str:
    return f"at most {shadow_price}" if known == AT_MOST else shadow_price


def _valid_for(mw: float) -> str:
    """How far a worth is valid, nothing where that is not known."""
    return "" if mw != mw else "any" if mw == inf else f"{size(mw)} MW"


def _rules(console: Console, answer: Answer) -> None:
    """The modeller's rules that bind or are broken, each by its most expensive row; the others are counted."""
    rules = answer.results.rules
    if rules.empty:
        return
    table = grid("rule", "rows", "its most expensive row", "where it is said", right=("rows",),
                 whole=("rule", "where it is said"))  # fmt: skip
    price = eased_price(rules)
    binding = rules[rules["binding"] & ((price != 0.0) | (rules["broken"] > 0.0))]
    most_expensive = binding.reindex(price[binding.index].abs().sort_values(ascending=False, kind="stable").index)
    of_rule = rules.groupby("name").size()
    for name, rows in most_expensive.groupby("name", sort=False):
        first = rows.iloc[0]
        table.add_row(
            Text(str(name), style="bold"), f"{len(rows):,} of {of_rule[name]:,}", Text(str(first["sentence"])),
            Text(str(Origin(first["file"], first["line"])), style="cyan"),
        )  # fmt: skip
    free = len(of_rule) - binding["name"].nunique()
    console.print()
    console.print(Text("Rules that bind", style="bold"))
    if len(binding):
        console.print(table)
    if free:
        console.print(Text(f"{free} of {len(of_rule)} rules hold nothing back", style="dim"))


def _hosting_rules(console: Console, rules: pd.DataFrame) -> None:
    """Rules, interruption budgets and the limit on unserved energy that hold MW back."""
    table = grid("MW let in", "per", "", "", "limit", "where it is said", right=("MW let in", "limit"),
                 whole=("per", "", "where it is said"))  # fmt: skip
    holding = that_hold_back(rules)
    for row in rows_of(holding.head(LIMITS)):
        at_most = "at most " if row["known"] == AT_MOST else ""
        table.add_row(
            Text(f"{at_most}{row['shadow_price_mw_per_unit']:,.3g}", style="yellow"), Text(str(row["unit"])),
            Text(str(row["kind"]), style="dim"), Text(str(row["label"])),
            f"{row['limit']:,.4g}", Text(str(row["origin"]), style="cyan"),
        )  # fmt: skip
    console.print()
    console.print(Text("Rules and shares that hold MW back", style="bold"))
    console.print(table if len(holding) else Text("none binds", style="dim"))


def _proof(console: Console, answer: Answer, place: Path, record: Mapping[str, Any]) -> None:
    audited = record["audit"]
    attempt = answer.solve.solution.attempts[-1]
    spent = sum(answer.seconds.values())
    program = answer.solve.program
    lines = (
        ("time", answer.asked.horizon.resolution),
        ("proof", f"{_how_good(answer)}; {audited['checks']} comparisons with the inputs hold to "
                  f"{audited['largest_relative_error']:.0e}"),
        ("solve", f"{program.row_count:,} rows, {program.column_count:,} columns; {attempt.algorithm}, "
                  f"{spent:,.1f} s in all"),
        ("report", f"{place / 'report.html'}"),
        ("results", f"{place}   {record['result_hash'][:12]}"),
    )  # fmt: skip
    table = grid("", " ")
    table.show_header = False
    for name, words in lines:
        table.add_row(Text(name, style="dim"), Text(words))
    left_out = " ".join((*record["caveats"], *record["limitations"]))
    table.add_row(Text("limits", style="dim"), Text(left_out, style="dim"))
    console.print()
    console.print(Rule(style="dim"))
    console.print(table)


def _how_good(answer: Answer) -> str:
    """Optimal, or how far from it at most, and what was checked to know."""
    certificate = answer.solve.certificate
    if answer.not_closed is not None:
        return f"not proven as asked: {_close(answer)}; {answer.not_closed.ended}"
    if answer.solve.method is Method.SINGLE:
        worst = max(check.error for check in certificate.checks)
        return f"optimal: {len(certificate.checks)} conditions hold to {worst:.0e}"
    share = certificate.gap / max(abs(certificate.primal_objective), 1e-9)
    return f"at most {share:.1e} ({certificate.gap:,.1f} M USD) above the proven least cost"


def _bar(share: float) -> str:
    """A bar of up to BAR characters, in eighths."""
    eighths = round(max(0.0, min(1.0, share)) * BAR * 8)
    return "█" * (eighths // 8) + (" ▏▎▍▌▋▊▉"[eighths % 8] if eighths % 8 else "")


def _years(answer: Answer) -> list[int]:
    return [int(year) for year in answer.asked.horizon.years.index]
