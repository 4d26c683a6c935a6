"""Part 2: why it is so: the limits that bind, by what one more unit of each is worth, with the place they are said."""

from __future__ import annotations

import pandas as pd

from loadsite.origin import Origin
from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.figure import Block, Column, Figure, Listing, Part, Words
from loadsite.report.run import Run
from loadsite.report.words import number, shown
from loadsite.results.rule_prices import eased_price

DRAWN, LISTED = 20, 200
LEAST = 1e-3
"""Worth that counts as nothing [USD/MW-year, or MW/MW]."""


def why(run: Run) -> Part:
    """Limits that someone sets, rules, and what stands today."""
    limits, shadow_price, unit = _limits(run)
    binding = limits[limits[shadow_price] > LEAST]
    set_by_someone = binding[~binding["stands"]].head(LISTED)
    standing = binding[binding["stands"]].head(LISTED)
    blocks: list[Block] = []
    if len(set_by_someone):
        blocks.append(_figure(run, set_by_someone, shadow_price, unit))
    else:
        blocks.append(Words(("No limit that someone sets holds anything back.",)))
    blocks += _rules(run)
    if len(standing):
        blocks.append(Listing("What stands today: worth of one more MW of each fleet", _columns(shadow_price, unit),
            standing))
    return Part("why", "Why: the limits that bind", tuple(blocks))


def _limits(run: Run) -> tuple[pd.DataFrame, str, str]:
    """The limits, and how their worth is told."""
    if run.hosts:
        return run.table("hosting_limits"), "shadow_price_mw_per_mw", "MW let in per MW"
    return run.table("limits"), "shadow_price_usd_per_mw_year", "USD/MW-year"


def _columns(shadow_price: str, unit: str) -> tuple[Column, ...]:
    return (
        Column("kind", "kind"), Column("label", "limit"), Column("year", "year"),
        Column("limit_mw", "stands at", "MW", 0),
        Column(shadow_price, "one more is worth", unit, 2 if "per MW" in unit else 0),
        Column("valid_for_mw", "for the next", "MW", 1), Column("known", "known"),
        Column("sentence", "in words"), Column("origin", "file:line"),
    )  # fmt: skip


def _figure(run: Run, rows: pd.DataFrame, shadow_price: str, unit: str) -> Figure:
    several = len(run.years) > 1
    bars = [
        Bar(f"{shown(row['label'])}{' ' + str(row['year']) if several else ''}, {row['kind']}",
            [Piece(float(row[shadow_price]), "strong", f"{shown(row['sentence'])}\n{shown(row['origin'])}")],
            shown(row["origin"]) or "from the data")
        for row in rows.head(DRAWN).to_dict("records")
    ]  # fmt: skip
    return Figure(
        "limits", f"Limits that hold most back: what one more MW of each is worth [{unit}]",
        "Behind each bar: the file and line that says the limit. Limits of hours are added up over the year.",
        run.time_of_a_year, lambda width: draw_bars(bars, width, unit, letters=44),
        Listing("Limits that someone sets, the most expensive first", _columns(shadow_price, unit), rows),
    )  # fmt: skip


def _hosting_rules(run: Run) -> list[Block]:
    """Rules, interruption budgets and the limit on unserved energy, as they hold the MW that fit back."""
    return [Listing(
        "Rules and shares that hold MW back, those that hold back most first",
        (Column("kind", "kind"), Column("label", "limit"), Column("year", "year"), Column("limit", "says", "", 3),
         Column("unit", "in"), Column("shadow_price_mw_per_unit", "one unit lets in", "MW", 3),
         Column("known", "known"),
         Column("sentence", "in words"), Column("origin", "file:line")),
        run.table("hosting_rules"), opened=True,
    )]  # fmt: skip


def _rules(run: Run) -> list[Block]:
    """The modeller's rules: first one row per rule, those worth most on top; then every row that binds."""
    if run.hosts:
        return _hosting_rules(run)
    rules = run.table("rules")
    if not len(rules):
        return []
    place = [str(Origin(file, line)) for file, line in zip(rules["file"], rules["line"], strict=True)]
    rules = rules.assign(place=place, shadow_price=eased_price(rules).abs(), bound=rules["binding"].astype(int))
    most_expensive_first = rules.sort_values(["shadow_price", "bound"], ascending=False, kind="stable")
    of_rule = rules.groupby("name")
    each = most_expensive_first.drop_duplicates("name")
    each = each.assign(rows=each["name"].map(of_rule.size()), binding_rows=each["name"].map(of_rule["bound"].sum()))
    binding = most_expensive_first[most_expensive_first["binding"].astype(bool)]
    price = (Column("shadow_price", "shadow price of one more", "", 2),
             Column("shadow_price_less", "of one less", "", 2), Column("price_unit", "in"), Column("known", "known"))
    blocks: list[Block] = [Listing(
        "Rules of the scenario, those that hold back most first",
        (Column("name", "rule"), Column("place", "file:line"), Column("rule", "as written"),
         Column("binding_rows", "rows that bind", "", 0), Column("rows", "of", "", 0), *price,
         Column("sentence", "the row worth most, in words")),
        each, opened=True,
    )]  # fmt: skip
    if len(binding):
        blocks.append(Listing(
            f"Rows of rules that bind: {number(len(binding))} of {number(len(rules))}",
            (Column("name", "rule"), Column("group", "for"), Column("year", "year"), Column("time", "time"),
             Column("limit", "limit", "", 2), Column("unit", "in"), *price, Column("sentence", "in words"),
             Column("place", "file:line")),
            binding.head(LISTED), "" if len(binding) <= LISTED else f"The first {LISTED}.",
        ))  # fmt: skip
    return blocks
