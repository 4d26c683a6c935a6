"""What one row of a rule says, in one plain sentence."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isfinite, isnan, nan

from loadsite.inputs.case_rules import CaseRule, Rows
from loadsite.results.one_more import STILL, same


@dataclass(frozen=True)
class Row:
    """How one row stands: whether it binds; what one unit more of its right side costs [USD]; what is left of it; by
    how much it is broken; what one unit less saves; for how many units either is valid (not a number: not known); and
    whether it binds within the tolerance of the method only.
    """

    binding: bool
    price: float
    slack: float
    broken: float
    price_less: float = nan
    more: float = nan
    less: float = nan
    within_tolerance: bool = False


def sentence(rule: CaseRule, row: Row) -> str:
    """One sentence, right for <=, >= and ==, hard and soft."""
    unit = rule.unit or "unit"
    if row.broken > 1e-6:
        side = {"<=": "exceeded", ">=": "missed", "==": "not met,"}[rule.sense]
        return f"{side} by {_size(row.broken)} {unit}, at {_number(rule.soft_usd or 0.0)} USD per {_amount(rule)}"
    if not row.binding:
        return f"does not bind: {_size(row.slack)} {unit} to spare"
    spare = f"; binds within tolerance, {_size(row.slack)} {unit} to spare" if row.within_tolerance else ""
    known = not isnan(row.price_less)
    # what eases the row: more of what is allowed, less of what is asked for
    eased = row.price_less if known and rule.sense == ">=" else row.price
    if eased == 0.0 and (rule.sense != "==" or not known or row.price_less == 0.0):
        moved = {"<=": f"1 {unit} more", ">=": f"1 {unit} less required", "==": f"1 {unit} more or less"}[rule.sense]
        return f"at its limit, but {moved} would change no cost{spare}"
    if rule.sense == ">=":
        verb = "saves" if eased > 0 else "costs"
        return f"1 {unit} less required here {verb} {_for(eased, row.less, known, rule)}{spare}"
    verb = "costs" if eased > 0 else "saves"
    raised = f"1 {unit} more here {verb} {_for(eased, row.more, known, rule)}"
    if rule.sense == "<=":
        return raised + spare
    if known and (row.more <= STILL or not same(row.price, row.price_less)):
        raised = f"1 {unit} more here has no answer" if row.more <= STILL else raised
        return f"{raised}; 1 {unit} less {_less(row, known, rule)}"
    as_much = "costs" if eased < 0 else "saves"
    if not known:
        as_much += " at least" if eased < 0 else " at most"
    valid = "" if isnan(row.less) else _valid(row.less, unit)
    return f"{raised}; 1 {unit} less {as_much} as much{valid}{spare}"


def _less(row: Row, known: bool, rule: CaseRule) -> str:
    if not isfinite(row.price_less):
        return "has no answer"
    return f"{'saves' if row.price_less > 0 else 'costs'} {_for(row.price_less, row.less, known, rule)}"


def _for(price: float, reach: float, known: bool, rule: CaseRule) -> str:
    """Shadow price of the next unit and its valid range; of a dual alone, the bound it is: easing a row saves at most
    that.
    """
    shadow_price = f"{_number(abs(price))} USD {_once(rule)}".rstrip()
    if known:
        return shadow_price + _valid(reach, rule.unit or "unit")
    return f"{'at least' if rule.sense == '==' and price > 0 else 'at most'} {shadow_price}"


def _valid(reach: float, unit: str) -> str:
    return f", valid for {'any more' if reach == inf else f'the next {_size(reach)} {unit}'}"


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
