"""What the selectors of a case's rules matched."""

from __future__ import annotations

import pandas as pd

from loadsite.inputs import Case


def matched(case: Case) -> pd.DataFrame:
    """rule, rows, each, unit, quantity, matched, of, origin: what each selector of each rule matched."""
    rows = [
        (rule.name, rule.row_count, rule.each or "once", rule.unit, quantity, count, things, str(rule.origin))
        for rule in case.rules
        for quantity, things, count in rule.matched
    ]
    return pd.DataFrame(rows, columns=["rule", "rows", "each", "unit", "quantity", "matched", "of", "origin"])
