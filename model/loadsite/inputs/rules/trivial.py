"""Rules that bounds alone settle: always true, never able to bind, or never true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import inf

import numpy as np

from loadsite.inputs.case import Case
from loadsite.inputs.case_rules import CaseRule, Floats, Kind, Rows, RuleTerm
from loadsite.inputs.plausibility.finding import Finding
from loadsite.inputs.rules.decision_bounds import DecisionBounds, value_at
from loadsite.inputs.rules.rule_file import RuleText

TOLERANCE = 1e-9
"""Relative; sums are compared with limits."""


@dataclass(frozen=True)
class _Activity:
    """Least and most that the decisions of a rule can add up to, by group and year [the unit of the rule]."""

    least: Floats
    most: Floats


def trivial_rules(rules: tuple[CaseRule, ...], texts: list[RuleText], case: Case) -> Iterator[Finding]:
    """A finding for each rule that is always true, can never bind, or can never be true."""
    bounds = DecisionBounds(case)
    shown = {text.name: text.origin for text in texts}
    for rule in rules:
        told = _told(rule, bounds, case)
        if told:
            yield Finding(shown[rule.name], f"{rule.name}.rule", f'"{rule.text}"', told)


def _told(rule: CaseRule, bounds: DecisionBounds, case: Case) -> str:
    least, most = _limits(rule, case)
    bounded, free = (_activity(rule, each, case) for each in (bounds, None))
    never = (least < bounded.least - _slack(least)) & (rule.sense != ">=")
    never |= (most > bounded.most + _slack(most)) & (rule.sense != "<=")
    if never.any():
        above = rule.sense != ">=" and bool((least < bounded.least - _slack(least)).any())
        ends = "is broken whatever is decided" if rule.soft_usd is not None else "so that there is no answer"
        reach = f"at least {_number(bounded.least[never].max())}" if above else \
            f"at most {_number(bounded.most[never].min())}"
        limit = _number(least[never].min() if above else most[never].max())
        return f"can never be true, {ends}: its decisions add up to {reach} {rule.unit}, and the limit is {limit}"
    if _always(rule.sense, free, least, most):
        return "is always true and has no effect: no decision can break it"
    if _always(rule.sense, bounded, least, most):
        upper = rule.sense == "<="
        reach = f"at most {_number(bounded.most.max())}" if upper else f"at least {_number(bounded.least.min())}"
        limit = _number(least.min() if upper else most.max())
        return f"can never bind: its decisions add up to {reach} {rule.unit}, and the limit is {limit}"
    return ""


def _always(sense: str, activity: _Activity, least: Floats, most: Floats) -> bool:
    below = bool((activity.most <= least + _slack(least)).all())
    above = bool((activity.least >= most - _slack(most)).all())
    return below if sense == "<=" else above if sense == ">=" else below and above


def _limits(rule: CaseRule, case: Case) -> tuple[Floats, Floats]:
    """Lowest and highest limit of the rows that hold, by group and year; +inf and -inf where none does."""
    years = 1 if rule.rows is Rows.ONCE else len(case.horizon.years)
    shape = (max(1, len(rule.groups)), years, -1)
    kept, limit = np.reshape(rule.kept, shape), np.reshape(np.broadcast_to(rule.limit, rule.kept.shape), shape)
    return np.where(kept, limit, inf).min(axis=2), np.where(kept, limit, -inf).max(axis=2)


def _activity(rule: CaseRule, bounds: DecisionBounds | None, case: Case) -> _Activity:
    """Sums of coefficient times bound; without bounds every decision may be anything from zero up."""
    model_years = [int(year) for year in case.horizon.years.index]
    groups = rule.groups or ("",)
    columns: tuple[tuple[int, ...], ...] = (tuple(model_years),) if rule.rows is Rows.ONCE else \
        tuple((year,) for year in model_years)
    least, most = np.zeros((len(groups), len(columns))), np.zeros((len(groups), len(columns)))
    for at, group in enumerate(groups):
        for column, own in enumerate(columns):
            for (family, kind, label, year, hours, _), factor in _net(rule, group, own).items():
                if abs(factor) < 1e-12:
                    continue
                upper = inf if bounds is None else bounds.most(family, kind, label, year, hours, rule.rows)
                if upper > 0:
                    least[at, column] += min(factor, 0.0) * upper if factor < 0 else 0.0
                    most[at, column] += factor * upper if factor > 0 else 0.0
    return _Activity(least, most)


Key = tuple[str, Kind, str, int, tuple[int, ...] | None, int]


def _net(rule: CaseRule, group: str, own: tuple[int, ...]) -> dict[Key, float]:
    """What each decision counts for in a row, both sides together."""
    found: dict[Key, float] = {}
    for term in rule.terms:
        kind = Kind.YEARLY if term.kind is Kind.BY_VINTAGE else term.kind
        for label, year, factor in _members(term, group, own):
            key = (term.family, kind, label, year, term.hours, term.hours_before)
            found[key] = found.get(key, 0.0) + factor
    return found


def _members(term: RuleTerm, group: str, own: tuple[int, ...]) -> Iterator[tuple[str, int, float]]:
    years = own if term.years is None else term.years
    for label in term.members.get(group, ()):
        for year in years:
            vintages = [year]
            if term.kind is Kind.BY_VINTAGE:
                vintages = [each for each in map(int, term.coefficient.columns) if each <= year]
            for vintage in vintages:
                yield label, vintage, value_at(term.coefficient, label, vintage)


def _slack(limit: Floats) -> Floats:
    return np.where(np.isfinite(limit), TOLERANCE * (1.0 + np.abs(limit)), 0.0)


def _number(value: float) -> str:
    return f"{value:,.6g}"
