"""What holds the MW that fit back besides limits in MW: rules, interruption budgets, and the limit on unserved energy.

Read from the solve that asks for the most MW, where they bind. Where the same MW are then placed at least cost there is
room, and they do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from loadsite.equations.rules import PREFIX
from loadsite.inputs.case import Case, Hosting
from loadsite.results.families import Solved

COLUMNS = ["kind", "label", "year", "limit", "unit", "worth_mw_per_unit", "sentence", "origin"]
LEAST_MW = 1e-6
"""Worth less per unit is rounding."""
PERCENT = 100.0
POINT = "percentage point"


def hosting_rules(solved: Solved) -> pd.DataFrame:
    """kind, label, year, limit, unit, worth_mw_per_unit, sentence, origin: those that hold MW back.

    `limit` is the number as the scenario or the rule says it, shares in percent; `worth_mw_per_unit` is how many MW of
    campus one unit of it lets in: one more of what is allowed, one less of what is asked for. Of a rule that is its
    number in all its rows at once, and year 0. Those that let in most for a hundredth of the number come first.
    """
    rows = [row for row in (*_rules(solved), *_shares(solved)) if abs(row["worth_mw_per_unit"]) > LEAST_MW]
    rows.sort(key=lambda row: (-abs(row["worth_mw_per_unit"] * row["limit"]), row["kind"], row["label"], row["year"]))
    return pd.DataFrame(rows, columns=COLUMNS)


def _rules(solved: Solved) -> Iterator[dict[str, Any]]:
    for rule in solved.case.rules:
        dual = solved.program.row_block(PREFIX + rule.name).of(solved.solution.row_dual)[rule.kept]
        # MW per unit, as GW per thousand units
        lets_in = -float(dual.sum())
        less = rule.sense == ">="
        unit = rule.unit or "unit"
        limits = np.unique(rule.right[rule.kept])
        worth = -lets_in if less else lets_in
        said = f"1 {unit} {'less asked for by' if less else 'more allowed by'} rule {rule.name}"
        yield {
            "kind": "rule", "label": rule.name, "year": 0, "limit": float(limits.max(initial=0.0)), "unit": unit,
            "worth_mw_per_unit": worth + 0.0, "sentence": f"{said} would let in {worth:,.3g} MW of campus",
            "origin": rule.origin,
        }  # fmt: skip


def _shares(solved: Solved) -> Iterator[dict[str, Any]]:
    """Shares of the scenario: one more percentage point of each."""
    case = solved.case
    assert isinstance(case.placement, Hosting)
    campus = solved.value("campus")
    shape = case.sites.load_shape.loc[list(solved.labels("campus"))].to_numpy(dtype=float)
    budget = _pause_budget(solved, shape)
    hourly = _of_rows(solved, "pause_limit")
    unserved = _of_rows(solved, "unserved_limit")
    load_mwh = case.grid.load_factor.loc[:, solved.years].T.to_numpy(dtype=float) @ (
        case.grid.load_mw.loc[case.grid.load_factor.index].to_numpy(dtype=float) @ solved.weight_h
    )
    found = (
        ("interruption budget", "all campuses", "campus.pause_energy_share", case.contract.pause_energy_share,
         (budget * campus).sum(axis=0)),
        ("interruptible share", "all campuses", "campus.pausable_share", case.contract.pausable_share,
         (hourly * shape[:, None, :] * campus[:, :, None]).sum(axis=(0, 2))),
        ("unserved energy", "all zones", "host.unserved_limit_share", case.placement.unserved_limit_share,
         unserved * load_mwh),
    )  # fmt: skip
    for kind, label, key, share, per_unit in found:
        for year, worth in zip(solved.years, np.asarray(per_unit) / PERCENT, strict=True):
            yield {
                "kind": kind, "label": label, "year": year, "limit": share * PERCENT, "unit": POINT,
                "worth_mw_per_unit": float(worth) + 0.0,
                "sentence": f"one more {POINT} of {key} would let in {worth:,.3g} MW of campus",
                "origin": case.origins.get(("scenario", key), ""),
            }  # fmt: skip


def _of_rows(solved: Solved, family: str) -> Any:
    """By row: MW of campus that one more MW, or MWh, lets in."""
    return -solved.program.row_block(family).of(solved.solution.row_dual)


def _pause_budget(solved: Solved, shape: Any) -> Any:
    """Site by year: MW that the whole energy asked for by one MW there would let in as a budget."""
    samples = solved.case.horizon.sample_of_snapshot.to_numpy()
    if len(solved.case.horizon.samples) == 1:
        return _of_rows(solved, "pause_budget") * (shape @ solved.weight_h)[:, None]
    weight_h = solved.weight_h
    asked = [shape[:, samples == each] @ weight_h[samples == each] for each in solved.case.horizon.samples.index]
    return (_of_rows(solved, "pause_budget_of_sample") * np.stack(asked, axis=1)[:, None, :]).sum(axis=2)


def note_of_rule(case: Case, rules: pd.DataFrame, name: str) -> list[str]:
    """What a rule is worth in MW that fit, as a sentence; that it holds none back, where it does not."""
    assert any(rule.name == name for rule in case.rules)
    own = rules[(rules["kind"] == "rule") & (rules["label"] == name)]
    return list(own["sentence"]) or [f"rule {name} holds no MW of campus back"]
