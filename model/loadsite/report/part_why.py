"""What would change it: the limits that bind, by shadow price, with their source."""

from __future__ import annotations

import pandas as pd

from loadsite.origin import Origin
from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.figure import Block, Column, Figure, Listing, Part, Words
from loadsite.report.run import Run
from loadsite.report.words import number, shown
from loadsite.results.headline import YEAR_H, per_mwh
from loadsite.results.rule_prices import eased_price

DRAWN, LISTED = 20, 200
LEAST = 1e-3
"""A shadow price that counts as nothing [USD/MW-year, or MW/MW]."""


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
        blocks.append(Words(("No limit that someone sets is binding.",)))
    blocks += _rules(run)
    if len(standing):
        title = "Value of existing capacity: one more MW of each fleet"
        blocks.append(Listing(title, _columns(shadow_price, unit), standing))
    return Part("why", "What would change it", tuple(blocks))


def _limits(run: Run) -> tuple[pd.DataFrame, str, str]:
    """The limits, and how their worth is told."""
    if run.hosts:
        return run.table("hosting_limits"), "shadow_price_mw_per_mw", "hosting capacity gained, MW per MW"
    return run.table("limits"), "shadow_price_usd_per_mw_year", "USD/MW-year"


def _columns(shadow_price: str, unit: str) -> tuple[Column, ...]:
    return (
        Column("kind", "kind"), Column("label", "name"), Column("year", "year"),
        Column("limit_mw", "limit", "MW", 0),
        Column(shadow_price, "shadow price", unit, 2 if "per MW" in unit else 0),
        Column("valid_for_mw", "valid range", "MW", 1), Column("known", "known"),
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
        "limits", f"Top binding limits by shadow price of one more MW [{unit}]", _how_to_read(run),
        run.time_of_a_year, lambda width: draw_bars(bars, width, unit, letters=44),
        Listing("Binding limits by shadow price", _columns(shadow_price, unit), rows),
    )  # fmt: skip


def _how_to_read(run: Run) -> str:
    """What a label says and, where prices are in money, what 100,000 USD/MW-year is per MWh."""
    plain = "Labels give the input file and line. Hourly limits: annual sum of hourly shadow prices."
    if run.hosts:
        return plain
    return (f"{plain} Over all {number(YEAR_H)} hours of a year, 100,000 USD/MW-year is "
            f"{number(per_mwh(1e5), 2)} USD/MWh.")  # fmt: skip


def _hosting_rules(run: Run) -> list[Block]:
    """Rules, interruption budgets and the limit on unserved energy, as they hold the MW that fit back."""
    return [Listing(
        "Binding rules and shares by hosting capacity gained",
        (Column("kind", "kind"), Column("label", "name"), Column("year", "year"), Column("limit", "limit", "", 3),
         Column("unit", "in"), Column("shadow_price_mw_per_unit", "hosting capacity gained per unit", "MW", 3),
         Column("known", "known"), Column("sentence", "in words"), Column("origin", "file:line")),
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
        "Rules of the scenario by shadow price",
        (Column("name", "rule"), Column("place", "file:line"), Column("rule", "as written"),
         Column("binding_rows", "rows that bind", "", 0), Column("rows", "of", "", 0), *price,
         Column("sentence", "most binding row, in words")),
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
