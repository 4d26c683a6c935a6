"""The one screen at the end of `loadsite run`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from rich.console import Console
from rich.rule import Rule
from rich.text import Text

from loadsite.commands.answers_screen import draw_answers
from loadsite.commands.beside import Beside
from loadsite.commands.built_screen import built_by_zone, built_table
from loadsite.commands.cost_screen import cost_table
from loadsite.commands.limits_screen import LIMITS, draw_limits, highest_shadow_prices
from loadsite.commands.output import grid, rows_of, screen
from loadsite.commands.reliability_screen import reliability_lines
from loadsite.commands.same_cost_screen import same_cost
from loadsite.commands.warnings_screen import draw_warnings
from loadsite.inputs.case import Target
from loadsite.inputs.plausibility.finding import finding_of
from loadsite.origin import Origin
from loadsite.results import headline
from loadsite.results.headline import tolerance_mw
from loadsite.results.hosting_rules import that_hold_back
from loadsite.results.one_more import AT_MOST, size
from loadsite.results.reliability_words import carried, reliability_said
from loadsite.results.rule_prices import eased_price
from loadsite.run.answer import Answer
from loadsite.run.run_status import how_close
from loadsite.solve import Method

PLACED_MW = 1.0
"""Sites with less have no campus."""
WHOLE_MW = 1e-3
"""What a sum of MW may be off by rounding."""
WARNINGS = 5
"""Shown of them."""
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
    """Where the campuses go, what is built and paid for them, what limits them, and how sure it is.

    `tables` are those written, the grid without campuses among them where it was solved.
    """
    console = screen()
    _headline(console, answer, tables or {})
    _campuses(console, answer)
    _areas(console, answer)
    console.print()
    console.print(Beside(cost_table(answer.results.costs, len(_years(answer)) == 1), built_table(answer.results.built)))
    limits, hosting = _limits(answer), answer.hosted is not None
    draw_limits(console, highest_shadow_prices(limits, hosting), hosting, len(_years(answer)) > 1)
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
        "built": built_by_zone(results.built),
        "costs": results.costs,
        "limits": highest_shadow_prices(_limits(answer), answer.hosted is not None),
        "hosting_rules": None if answer.hosted is None else answer.hosted.rules,
        "certificate": record["certificate"],
        "audit": record["audit"],
        "limitations": record["limitations"],
        "warnings": record["warnings"],
    }


def _limits(answer: Answer) -> pd.DataFrame:
    return answer.results.limits if answer.hosted is None else answer.hosted.limits


def _headline(console: Console, answer: Answer, tables: Mapping[str, pd.DataFrame]) -> None:
    """MW placed, year by year, then the answers of the last year."""
    results, short = answer.results, answer.results.shortfall
    console.print(Rule(Text(answer.asked.name, style="bold"), style="dim"))
    if answer.not_closed is not None:
        console.print(Text(f"not proven: {_close(answer)}", style="bold red"))
    watts, last = answer.asked.contract.watts_per_chip, _years(answer)[-1]
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
                words.append(", target met in full", "bold green")
            elif missing >= PLACED_MW:
                words.append(f", {missing:,.0f} MW short", "bold red")
        words.append(f"   {placed * 1e6 / watts:,.0f} accelerators at {watts:,.0f} W", "dim")
        console.print(words)
        if row["year"] != last:
            baseline = tables.get("baseline_reliability")
            for line in reliability_lines(results.reliability, results.reliability_by_market, row["year"], baseline):
                console.print(line)
    draw_answers(console, _answers(answer, last, tables))


def _answers(answer: Answer, year: int, tables: Mapping[str, pd.DataFrame]) -> list[headline.Answer]:
    """The six answers, as in the report."""
    results, placement = answer.results, answer.solve.case.placement
    baseline = tables.get("baseline_reliability")
    said = reliability_said(results.reliability, results.reliability_by_market, year, baseline)
    price = placement.shortfall_usd_per_mw_year if isinstance(placement, Target) else None
    return [
        headline.where(results.siting, year),
        headline.build(results.built, tables.get("baseline_built"), year),
        headline.cost(results.campus_costs, results.siting, results.shortfall, price, year),
        headline.reliable(*said),
        headline.sure(results.zone_ranges, _how_close(answer), answer.asked.horizon.resolution),
        headline.change(_limits(answer), answer.hosted is not None),
    ]


def _how_close(answer: Answer) -> str:
    """How near the cost is to the least there may be, in words."""
    if answer.not_closed is not None:
        return f"not proven: {_close(answer)}; {answer.not_closed.ended}"
    certificate = answer.solve.certificate
    gap = certificate.gap if answer.solve.method is Method.DECOMPOSED else None
    return headline.close(gap, certificate.primal_objective)


def _close(answer: Answer) -> str:
    """How close an answer whose search did not close is to the best there may be."""
    solve = answer.not_closed
    assert solve is not None
    hosting = answer.hosted is not None and solve is answer.hosted.solve
    return how_close(solve.certificate.primal_objective, solve.certificate.gap, hosting)


def _campuses(console: Console, answer: Answer) -> None:
    siting, years = answer.results.siting, _years(answer)
    by_site: dict[str, list[dict[str, Any]]] = {}
    for row in rows_of(siting):
        by_site.setdefault(row["site"], []).append(row)
    placed = [rows for rows in by_site.values() if max(row["campus_mw"] for row in rows) >= PLACED_MW]
    placed.sort(key=lambda rows: -float(rows[-1]["campus_mw"]))
    least = tolerance_mw(siting[siting["year"] == years[-1]])
    shown = [rows for rows in placed if max(row["campus_mw"] for row in rows) > least - WHOLE_MW]
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
    left_out = _other_sites(shown[SITES:], placed[len(shown):], least, len(by_site) - len(placed))
    if left_out:
        console.print(Text(left_out, style="dim"))


def _per_mwh(usd: float) -> str:
    """Nothing where no campus stands."""
    return "" if pd.isna(usd) else f"{usd:,.2f}"


def _other_sites(
    further: list[list[dict[str, Any]]], little: list[list[dict[str, Any]]], least: float, empty: int
) -> str:  # fmt: skip
    """What the table leaves out, in words."""
    words = [
        f"{_sites(len(sites), what)} with {sum(rows[-1]['campus_mw'] for rows in sites):,.0f} MW in all"
        for sites, what in ((further, "smaller "), (little, f"below {size(least)} MW, the tolerance of the answer, "))
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


def _rules(console: Console, answer: Answer) -> None:
    """The modeller's rules that bind or are broken, each by its most binding row; the others are counted."""
    rules = answer.results.rules
    if rules.empty:
        return
    table = grid("rule", "rows", "most binding row", "source", right=("rows",), whole=("rule", "source"))
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
    console.print(Text("Binding rules", style="bold"))
    if len(binding):
        console.print(table)
    if free:
        console.print(Text(f"{free} of {len(of_rule)} rules are not binding", style="dim"))


def _hosting_rules(console: Console, rules: pd.DataFrame) -> None:
    """Rules, interruption budgets and the limit on unserved energy that limit the MW that fit."""
    table = grid("MW gained", "per", "", "", "limit", "source", right=("MW gained", "limit"),
                 whole=("per", "", "source"))  # fmt: skip
    holding = that_hold_back(rules)
    for row in rows_of(holding.head(LIMITS)):
        at_most = "at most " if row["known"] == AT_MOST else ""
        table.add_row(
            Text(f"{at_most}{row['shadow_price_mw_per_unit']:,.3g}", style="yellow"), Text(str(row["unit"])),
            Text(str(row["kind"]), style="dim"), Text(str(row["label"])),
            f"{row['limit']:,.4g}", Text(str(row["origin"]), style="cyan"),
        )  # fmt: skip
    console.print()
    console.print(Text("Binding rules and shares by hosting capacity gained", style="bold"))
    console.print(table if len(holding) else Text("none is binding", style="dim"))


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
    table.add_row(Text("caveats", style="dim"), Text(left_out, style="dim"))
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
