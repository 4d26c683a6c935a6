"""What one row of a rule says, in one plain sentence."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isnan, nan

from loadsite.inputs.case_rules import CaseRule, Rows

STILL = 1e-6
"""A price that holds for less than this holds for nothing [unit of the rule]."""


@dataclass(frozen=True)
class Row:
    """How one row stands: whether it binds, its shadow price, what is left of it, by how much it is broken, and by how
    much its limit may be raised and lowered before the shadow price changes (not a number: not known)."""

    binding: bool
    shadow_price: float
    slack: float
    broken: float
    more: float = nan
    less: float = nan


def sentence(rule: CaseRule, row: Row) -> str:
    """One sentence, right for <=, >= and ==, hard and soft."""
    unit = rule.unit or "unit"
    if row.broken > 1e-6:
        side = {"<=": "exceeded", ">=": "missed", "==": "not met,"}[rule.sense]
        return f"{side} by {_size(row.broken)} {unit}, at {_number(rule.soft_usd or 0.0)} USD per {_amount(rule)}"
    if not row.binding:
        return f"does not bind: {_size(row.slack)} {unit} to spare"
    if row.shadow_price == 0.0:
        moved = {"<=": f"1 {unit} more", ">=": f"1 {unit} less asked for", "==": f"1 {unit} more or less"}[rule.sense]
        return f"at its limit, but {moved} would change no cost"
    worth = f"{_number(abs(row.shadow_price))} USD {_once(rule)}".rstrip()
    more, less = ("costs", "saves") if row.shadow_price > 0 else ("saves", "costs")
    if rule.sense == ">=":
        return f"1 {unit} less asked for here {_for(less, worth, row.less, unit)}"
    raised = f"1 {unit} more here {_for(more, worth, row.more, unit)}"
    if rule.sense == "<=":
        return raised
    return f"{raised}; 1 {unit} less {_for(less, 'as much', row.less, unit)}"


def _for(verb: str, worth: str, reach: float, unit: str) -> str:
    """What the next unit is worth, and for how many. At a kink costs rise and savings shrink at once."""
    if reach <= STILL:
        return f"{verb} {'at least' if verb == 'costs' else 'at most'} {worth}"
    if isnan(reach):
        return f"{verb} {worth}"
    return f"{verb} {worth}, good for {'any more' if reach == inf else f'the next {_size(reach)} {unit}'}"


def _once(rule: CaseRule) -> str:
    return {Rows.HOUR: "per hour", Rows.SLOT: "each time", Rows.YEAR: "a year", Rows.ONCE: ""}[rule.rows]


def _amount(rule: CaseRule) -> str:
    if rule.rows is Rows.HOUR:
        return "MWh" if rule.unit == "MW" else rule.unit.removesuffix("/h")
    return rule.unit or "unit"


def _size(value: float) -> str:
    """Three significant digits, or whole numbers with separators."""
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _number(value: float) -> str:
    """Money: cents below 100, whole numbers above."""
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    return f"{value:,.2f}" if size >= 1 else f"{value:.3g}"
