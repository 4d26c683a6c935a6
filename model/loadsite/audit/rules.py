"""Audit of the modeller's rules: every row holds, or is broken by what is paid for."""

from __future__ import annotations

import numpy as np

from loadsite.audit.checks import Findings
from loadsite.audit.reading import AuditFailed, Reading
from loadsite.inputs.case import Case
from loadsite.inputs.case_rules import Rows


def check_rules(case: Case, reading: Reading, findings: Findings) -> None:
    """Both sides of every row of a rule, as the table `rules` tells them."""
    table = reading.results.rules
    for rule in case.rules:
        own = table[table["name"] == rule.name]
        if len(own) != rule.row_count:
            raise AuditFailed(f"rules: {rule.name} has {len(own)} rows; expected {rule.row_count}")
        left, right, broken, slack, usd = (
            own[name].to_numpy(float) for name in ("activity", "limit", "broken", "slack", "broken_usd")
        )
        size = np.maximum(np.abs(left), np.abs(right))
        numbers = (range(len(own)),)
        if rule.sense != ">=":
            findings.at_most(f"rule {rule.name} keeps below", left, right + broken, numbers, size)
        if rule.sense != "<=":
            findings.at_most(f"rule {rule.name} keeps above", right - broken, left, numbers, size)
        spare = {"<=": right - left, ">=": left - right, "==": -np.abs(right - left)}[rule.sense]
        findings.equal(f"rule {rule.name}, slack", slack, spare, numbers, size)
        findings.equal(f"rule {rule.name}, broken_usd", usd, broken * (rule.soft_usd or 0.0), numbers)
        if rule.soft_usd is None:
            findings.equal(f"rule {rule.name} is not broken", broken, np.zeros_like(broken), numbers)


def rules_broken_usd(case: Case, reading: Reading) -> dict[str, float]:
    """What broken rules cost, in present value, where any may be broken."""
    soft = [rule for rule in case.rules if rule.soft_usd is not None]
    if not soft:
        return {}
    present_value = case.horizon.years["present_value_weight"].to_numpy(float)
    weight_h = case.horizon.snapshots["weight_h"].to_numpy(float)
    table, total = reading.results.rules, 0.0
    for rule in soft:
        counts = present_value[:1] if rule.rows is Rows.ONCE else present_value
        if rule.rows is Rows.HOUR:
            counts = np.outer(counts, weight_h)
        elif rule.rows is Rows.SLOT:
            counts = np.outer(counts, weight_h[[slot.first for slot in rule.slots]])
        counts = counts.reshape(rule.kept.shape[1:] if rule.groups else rule.kept.shape)
        counts = np.broadcast_to(counts, rule.kept.shape)[rule.kept]
        broken = table.loc[table["name"] == rule.name, "broken"].to_numpy(float)
        total += float((broken * counts).sum()) * float(rule.soft_usd or 0.0)
    return {"rules_broken": total}
