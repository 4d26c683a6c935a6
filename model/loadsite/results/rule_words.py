"""What one row of a rule says, in one plain sentence."""

from __future__ import annotations

from dataclasses import dataclass

from loadsite.inputs.case_rules import CaseRule, Rows


@dataclass(frozen=True)
class Row:
    """How one row stands: whether it binds, its shadow price, what is left of it, by how much it is broken."""

    binding: bool
    shadow_price: float
    slack: float
    broken: float


def sentence(rule: CaseRule, row: Row) -> str:
    """One sentence, right for <=, >= and ==, hard and soft."""
    unit = rule.unit or "unit"
    if row.broken > 1e-6:
        side = {"<=": "exceeded", ">=": "missed", "==": "not met,"}[rule.sense]
        return f"{side} by {_number(row.broken)} {unit}, at {_number(rule.soft_usd or 0.0)} USD per {_amount(rule)}"
    if not row.binding:
        return f"does not bind: {_number(row.slack)} {unit} to spare"
    if row.shadow_price == 0.0:
        return f"at its limit, but 1 {unit} more or less would change no cost"
    worth = f"{_number(abs(row.shadow_price))} USD {_once(rule)}".rstrip()
    saves = "saves" if row.shadow_price < 0 else "costs"
    if rule.sense == "<=":
        return f"1 {unit} more here {saves} {worth}"
    if rule.sense == ">=":
        return f"1 {unit} less asked for here {'saves' if row.shadow_price > 0 else 'costs'} {worth}"
    return f"1 {unit} more here {saves} {worth}, 1 {unit} less {'saves' if saves == 'costs' else 'costs'} as much"


def _once(rule: CaseRule) -> str:
    return {Rows.HOUR: "per hour", Rows.SLOT: "each time", Rows.YEAR: "a year", Rows.ONCE: ""}[rule.rows]


def _amount(rule: CaseRule) -> str:
    if rule.rows is Rows.HOUR:
        return "MWh" if rule.unit == "MW" else rule.unit.removesuffix("/h")
    return rule.unit or "unit"


def _number(value: float) -> str:
    """Three significant digits, or whole numbers with separators."""
    size = abs(value)
    if size >= 100:
        return f"{value:,.0f}"
    return f"{value:,.2f}" if size >= 1 else f"{value:.3g}"
