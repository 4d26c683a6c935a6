"""What the terms of a rule come to in a solution, from the decisions themselves and not from the matrix."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.inputs.case_rules import CaseRule, Kind, Rows, RuleTerm
from loadsite.results.families import Solved


def right_side(rule: CaseRule, solved: Solved) -> Floats:
    """By row: what the right side comes to [unit of the rule]."""
    total = rule.right.astype(float)
    for term in rule.terms:
        if term.on_right:
            total = total - _value(term, rule, solved)
    return np.asarray(total)


def left_side(rule: CaseRule, solved: Solved) -> Floats:
    """By row: what the left side comes to [unit of the rule]."""
    total = rule.right - rule.limit
    for term in rule.terms:
        if not term.on_right:
            total = total + _value(term, rule, solved)
    return np.asarray(total)


def _value(term: RuleTerm, rule: CaseRule, solved: Solved) -> Floats:
    """By row: one term with its sign."""
    labels, years = solved.labels(term.family), solved.years
    value = solved.value(term.family)
    if term.kind is Kind.STANDING:
        value = np.cumsum(value, axis=1)
    if term.hours_before and value.ndim == 3:
        value = value[:, :, solved.case.horizon.hour_before]
    factor = term.coefficient.loc[list(labels), years].to_numpy(dtype=float)
    if term.kind is Kind.SHAPED:
        shape = solved.case.sites.load_shape.loc[list(labels)].to_numpy(dtype=float)
        if term.hours_before:
            shape = shape[:, solved.case.horizon.hour_before]
        value = value[:, :, None] * shape[:, None, :]
    value = value * (factor[:, :, None] if value.ndim == 3 else factor)
    if term.kind is Kind.BY_VINTAGE:
        value = np.cumsum(value, axis=1)
    groups = rule.groups or ("",)
    own = [labels.get_indexer(pd.Index(term.members[group], dtype=object)) for group in groups]
    by_group = np.stack([value[rows].sum(axis=0) for rows in own])
    if by_group.ndim == 3:
        by_group = _over_hours(by_group, term, rule, solved)
    if term.years is not None:
        chosen = [years.index(year) for year in term.years]
        by_group = by_group[:, chosen].sum(axis=1, keepdims=True)
    if rule.rows in (Rows.HOUR, Rows.SLOT) and by_group.ndim == 2:
        by_group = by_group[:, :, None]
    if rule.rows is Rows.ONCE:
        by_group = by_group[:, 0]
    return np.asarray(np.broadcast_to(by_group if rule.groups else by_group[0], rule.limit.shape))


def _over_hours(by_group: Floats, term: RuleTerm, rule: CaseRule, solved: Solved) -> Floats:
    """Added up over hours as the rows ask: weighted over years, plainly over days and periods."""
    if rule.rows is Rows.HOUR:
        return by_group
    count = by_group.shape[2]
    counted = np.ones(count) if term.hours is None else np.isin(np.arange(count), term.hours).astype(float)
    if rule.rows is Rows.SLOT:
        return np.asarray(np.add.reduceat(by_group * counted, [slot.first for slot in rule.slots], axis=2))
    return np.asarray(by_group @ (counted * solved.weight_h))
