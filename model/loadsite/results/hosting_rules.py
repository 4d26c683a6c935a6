"""What limits the MW that fit besides limits in MW: rules, interruption budgets, and the limit on unserved energy.

Read from the solve that asks for the most MW, where they bind. Where the same MW are then placed at least cost there is
room, and they do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.equations.rules import PREFIX
from loadsite.inputs.case import Case, Hosting
from loadsite.origin import NOWHERE
from loadsite.results.families import MW, Solved
from loadsite.results.limit_directions import rule_direction
from loadsite.results.one_more import AT_MOST, Slopes
from loadsite.solve.moved import Moved, row_moved

COLUMNS = ["kind", "label", "year", "limit", "unit", "shadow_price_mw_per_unit", "known", "sentence", "origin"]
LEAST_MW = 1e-6
"""A smaller gain per unit is rounding."""
PERCENT = 100.0
POINT = "percentage point"


def hosting_rules(solved: Solved, slopes: Slopes | None = None) -> pd.DataFrame:
    """kind, label, year, limit, unit, shadow_price_mw_per_unit, known, sentence, origin: those that bind.

    `limit` is the number as the scenario or the rule says it, shares in percent; `shadow_price_mw_per_unit` is how many
    MW of campus the next unit of it lets in: one more of what is allowed, one less of what is asked for. Of a rule that
    is its number in all its rows at once, and year 0; of a share, with the campuses where they are. Those that let in
    most for a hundredth of the number come first. `known` is exact, within the gap, or at most: a dual, which at a kink
    says what the last unit added, or anything between.
    """
    rows = [row for row in (*_rules(solved), *_shares(solved)) if abs(row["shadow_price_mw_per_unit"]) > LEAST_MW]
    rows.sort(key=_weightiest)
    slopes = slopes or Slopes(solved)
    for asked, row in enumerate(rows):
        row["known"] = AT_MOST
        if asked < slopes.budget:
            _settle(row, slopes)
        at_most = "at most " if row["known"] == AT_MOST else ""
        row["sentence"] += f" would add {at_most}{row['shadow_price_mw_per_unit']:,.3g} MW of campus"
    rows.sort(key=_weightiest)
    return pd.DataFrame(rows, columns=COLUMNS)


def that_hold_back(rules: pd.DataFrame) -> pd.DataFrame:
    """The rows of the table of which one unit adds MW."""
    return rules[rules["shadow_price_mw_per_unit"].abs() > LEAST_MW]


def _weightiest(row: dict[str, Any]) -> tuple[float, str, str, int]:
    return -abs(row["shadow_price_mw_per_unit"] * row["limit"]), row["kind"], row["label"], row["year"]


def _settle(row: dict[str, Any], slopes: Slopes) -> None:
    """What the next unit adds, where that can be told."""
    sign = -1.0 if row["eased_by_less"] else 1.0
    side = slopes.side(row["moved"], sign)
    if side is not None and np.isfinite(side.slope):
        row["shadow_price_mw_per_unit"] = -sign * side.slope * row["size"] + 0.0
        row["known"] = slopes.known


def _rules(solved: Solved) -> Iterator[dict[str, Any]]:
    for rule in solved.case.rules:
        dual = solved.program.row_block(PREFIX + rule.name).of(solved.solution.row_dual)[rule.kept]
        # MW per unit, as GW per thousand units
        lets_in = -float(dual.sum())
        less = rule.sense == ">="
        unit = rule.unit or "unit"
        limits = np.unique(rule.right[rule.kept])
        yield {
            "kind": "rule", "label": rule.name, "year": 0, "limit": float(limits.max(initial=0.0)), "unit": unit,
            "shadow_price_mw_per_unit": (-lets_in if less else lets_in) + 0.0, "eased_by_less": less,
            "moved": rule_direction(solved.program, rule), "size": 1.0,
            "sentence": f"1 {unit} {'less required by' if less else 'more allowed by'} rule {rule.name}",
            "origin": str(rule.origin),
        }  # fmt: skip


def _shares(solved: Solved) -> Iterator[dict[str, Any]]:
    """Shares of the scenario: one more percentage point of each."""
    case = solved.case
    assert isinstance(case.placement, Hosting)
    campus = solved.value("campus")
    shape = case.sites.load_shape.loc[list(solved.labels("campus"))].to_numpy(dtype=float)
    load_mwh = case.grid.load_factor.loc[:, solved.years].T.to_numpy(dtype=float) @ (
        case.grid.load_mw.loc[case.grid.load_factor.index].to_numpy(dtype=float) @ solved.weight_h
    )
    found = (
        ("interruption budget", "all campuses", "campus.interruption_energy_share",
            case.contract.interruption_energy_share,
         *_interruption_budget(solved, shape, campus)),
        ("interruptible share", "all campuses", "campus.interruptible_share", case.contract.interruptible_share,
         "interruption_limit", shape[:, None, :] * campus[:, :, None]),
        ("unserved energy", "all zones", "host.unserved_limit_share", case.placement.unserved_limit_share,
         "unserved_limit", load_mwh),
    )  # fmt: skip
    for kind, label, key, share, family, whole in found:
        for at, year in enumerate(solved.years):
            moved, size = _of_year(solved, family, np.asarray(whole) / PERCENT / MW, at)
            yield {
                "kind": kind, "label": label, "year": year, "limit": share * PERCENT, "unit": POINT,
                "shadow_price_mw_per_unit": -moved.price(solved.solution.row_dual, solved.solution.reduced_cost) * size
                + 0.0,
                "moved": moved, "size": size, "eased_by_less": False, "sentence": f"one more {POINT} of {key}",
                "origin": str(case.origins.get(("scenario", key), NOWHERE)),
            }  # fmt: skip


def _of_year(solved: Solved, family: str, by: Floats, at: int) -> tuple[Moved, float]:
    """The direction of the rows of a year, in which the one that moves most moves by 1; MW per GW of it, for a unit
    that moves the rows `by` so much [GW, GWh].
    """
    block = solved.program.row_block(family)
    axis = 0 if by.ndim == 1 else 1
    rows = (block.start + np.arange(block.size)).reshape(block.shape).take(at, axis=axis).ravel()
    own = np.broadcast_to(by, block.shape).take(at, axis=axis).ravel()
    most = float(own.max(initial=0.0))
    return row_moved(rows, own / most if most > 0.0 else own), most * MW


def _interruption_budget(solved: Solved, shape: Floats, campus: Floats) -> tuple[str, Floats]:
    """The family of interruption budgets, and by row the energy that is asked for there [MWh]."""
    samples = solved.case.horizon.sample_of_snapshot.to_numpy()
    if len(solved.case.horizon.samples) == 1:
        return "interruption_budget", (shape @ solved.weight_h)[:, None] * campus
    weight_h = solved.weight_h
    asked = [shape[:, samples == each] @ weight_h[samples == each] for each in solved.case.horizon.samples.index]
    return "interruption_budget_of_sample", np.stack(asked, axis=1)[:, None, :] * campus[:, :, None]


def note_of_rule(case: Case, rules: pd.DataFrame, name: str) -> list[str]:
    """Hosting capacity gained per unit of a rule, as a sentence; that it limits none, where it does not."""
    assert any(rule.name == name for rule in case.rules)
    holding = that_hold_back(rules)
    own = holding[(holding["kind"] == "rule") & (holding["label"] == name)]
    return list(own["sentence"]) or [f"rule {name} does not limit the MW of campus"]
