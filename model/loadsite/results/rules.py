"""The modeller's rules in a solution: a row for every row of every rule, with its shadow price and in plain words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.equations.rules import PREFIX, row_weights
from loadsite.inputs.case_rules import CaseRule, Rows
from loadsite.results.binding import binds_within
from loadsite.results.families import MW, USD, Solved
from loadsite.results.one_more import Slopes
from loadsite.results.rule_prices import price_both_sides
from loadsite.results.rule_values import left_side, right_side
from loadsite.results.rule_words import Row, sentence

COLUMNS = ["name", "file", "line", "group", "year", "time", "sense", "activity", "limit", "slack", "unit", "binding",
           "within_tolerance", "shadow_price", "shadow_price_less", "known", "price_unit", "holds_for_more",
           "holds_for_less", "broken", "broken_usd", "sentence", "rule", "source"]
NEAR = 1e-6
"""A row binds where its two sides are this near, as a share of the larger (and at least of one unit)."""
LEAST_PRICE = 1e-6
"""Shadow prices below this are rounding [USD per unit]."""


def rules(solved: Solved, slopes: Slopes | None = None) -> pd.DataFrame:
    """name, file, line, group, year, time, sense, activity, limit, slack, unit, binding, within_tolerance,
    shadow_price, shadow_price_less, known, price_unit, holds_for_more, holds_for_less, broken, broken_usd, sentence,
    rule, source: a row for every row of every rule.

    `activity` is what the left side comes to, `limit` the right side, both in `unit`; `slack` is what is left between
    them, negative by what is `broken`. A row binds `within_tolerance` where it has slack that the tolerance of the
    method leaves open, and a price that matters.

    The shadow price is what the cost rises by when the right side is raised by one unit; it counts the hour, day or
    year of the row once, and is valid while the right side is raised by no more than `holds_for_more` [unit].
    `shadow_price_less` is what the cost falls by when it is lowered by one unit, by no more than `holds_for_less`.
    Where the two differ the price is not unique. `known` is exact; within the gap; or dual, one of the prices between
    the two: for an answer found period by period, and for all but the most expensive rows of a large program. What is
    not known is missing. `year` is 0 and `time` "" where the rows have none.
    """
    parts = [_rows(rule, solved) for rule in solved.case.rules]
    if not parts:
        numbers = ("line", "year", "activity", "limit", "slack", "shadow_price", "shadow_price_less", "holds_for_more",
                   "holds_for_less", "broken", "broken_usd")
        empty = pd.DataFrame(columns=COLUMNS, dtype=object)
        flags = {"binding": bool, "within_tolerance": bool}
        return empty.astype({**flags, **{name: float for name in numbers}, "line": int, "year": int})
    table = price_both_sides(solved, pd.concat(parts, ignore_index=True), slopes or Slopes(solved))
    by_name = {rule.name: rule for rule in solved.case.rules}
    told = ("shadow_price", "slack", "broken", "shadow_price_less", "holds_for_more", "holds_for_less")
    table["sentence"] = [
        sentence(by_name[name], Row(bool(binds), price, spare, broken, less, up, down, bool(within)))
        for name, binds, within, price, spare, broken, less, up, down in zip(
            table["name"], table["binding"], table["within_tolerance"], *(table[column] for column in told), strict=True
        )
    ]
    return table[COLUMNS]


def _rows(rule: CaseRule, solved: Solved) -> pd.DataFrame:
    left, right = left_side(rule, solved), right_side(rule, solved)
    block = solved.program.row_block(PREFIX + rule.name)
    weights = row_weights(solved.case, rule)
    price = block.of(solved.solution.row_dual) / weights * (USD / MW) + 0.0
    exceeded, missed = (_broken(rule, solved, side) for side in ("exceeded", "missed"))
    broken = exceeded + missed
    size = np.maximum(np.abs(left), np.abs(right))
    near = np.abs(right - left) <= NEAR * np.maximum(1.0, size)
    priced = np.abs(price) > LEAST_PRICE
    held = near | (broken > NEAR * np.maximum(1.0, np.abs(right))) | (rule.sense == "==")
    within = ~held & binds_within(np.where(rule.kept, np.abs(price) * weights / USD, 0.0), right - left, size, solved)
    binding = held | within
    slack = np.asarray({"<=": right - left, ">=": left - right, "==": -np.abs(right - left)}[rule.sense] + 0.0)
    kept = rule.kept
    table = _index(rule, solved)
    said: dict[str, Any] = {
        "sense": rule.sense, "activity": left[kept], "limit": right[kept], "slack": slack[kept], "unit": rule.unit,
        "binding": binding[kept], "within_tolerance": within[kept], "shadow_price": np.where(priced, price, 0.0)[kept],
        "price_unit": price_unit(rule), "broken": broken[kept],
        "broken_usd": broken[kept] * (rule.soft_usd or 0.0),
    }  # fmt: skip
    for name, values in said.items():
        table[name] = values
    table.insert(0, "name", rule.name)
    table.insert(1, "file", rule.origin.file)
    table.insert(2, "line", rule.origin.line)
    table["rule"], table["source"] = rule.text, rule.source
    table["position"] = block.start + np.flatnonzero(kept.ravel())
    table["weight"] = np.broadcast_to(weights, kept.shape)[kept]
    return table


def _index(rule: CaseRule, solved: Solved) -> pd.DataFrame:
    """group, year, time of every row in which the rule holds."""
    at = list(np.nonzero(rule.kept)) if rule.kept.ndim else []
    count = rule.row_count
    group: list[str] = [""] * count
    if rule.groups:
        group = [rule.groups[position] for position in at.pop(0)]
    year = [0] * count
    if rule.rows is not Rows.ONCE:
        year = [solved.years[position] for position in at.pop(0)]
    time = [""] * count
    if rule.rows is Rows.HOUR:
        hours = pd.DatetimeIndex(solved.case.horizon.snapshots["time_utc"]).strftime("%Y-%m-%d %H:%M")
        time = [str(hours[int(position)]) for position in at.pop(0)]
    elif rule.rows is Rows.SLOT:
        time = [rule.slots[position].label for position in at.pop(0)]
    return pd.DataFrame({"group": pd.Series(group, dtype=object), "year": year, "time": pd.Series(time, dtype=object)})


def _broken(rule: CaseRule, solved: Solved, side: str) -> Floats:
    name = f"{PREFIX}{rule.name}.{side}"
    if all(block.name != name for block in solved.program.columns):
        return np.zeros(rule.limit.shape)
    block = solved.program.column_block(name)
    value = block.of(solved.solution.primal) * MW
    return np.where(rule.kept, np.maximum(value, 0.0), 0.0)


def price_unit(rule: CaseRule) -> str:
    """Unit of a rule's shadow price: per hour where its rows are hours, per year where they are years."""
    if rule.rows is Rows.HOUR:
        return "USD/MWh" if rule.unit == "MW" else f"USD/{rule.unit.removesuffix('/h')}"
    if rule.rows is Rows.YEAR and rule.unit == "MW":
        return "USD/MW-year"
    if rule.rows is Rows.YEAR and rule.unit == "USD/year":
        return "USD/USD"
    return f"USD/{rule.unit}" if rule.unit else "USD"
