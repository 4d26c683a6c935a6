"""Headroom of a site: what the whole answer costs against the MW of campus held there, each kink named."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import LinearProgram
from loadsite.inputs.case import Case
from loadsite.results.families import MW, USD, Solved
from loadsite.results.limit_directions import held_direction
from loadsite.results.limits import limits
from loadsite.results.one_more import Slopes
from loadsite.results.rules import rules
from loadsite.solve.parametric import along
from loadsite.solve.solution import Solution

ShadowPrices = dict[tuple[str, str], float]
"""kind and name of a limit -> its shadow price [USD/MW-year]"""

LEAST_SHADOW_PRICE = 0.5
"""Limits with a lower shadow price do not count as binding [USD/MW-year]."""


def headroom(case: Case, program: LinearProgram, site: str, points: int, time_limit_s: float) -> pd.DataFrame:
    """campus_mw, cost_usd_per_year, one_more_mw_usd_per_year, begins_to_bind: the curve in the last model year.

    From nothing to the limit of the site. The cost is that of the whole answer against the first point, everything
    else placed and built anew. `one_more_mw_usd_per_year` is what the next MW held at the site adds to it, infinite
    where there is no answer with one more; `begins_to_bind` names the limits that bind then and did not at the point
    before. The curve ends early where no answer was found.
    """
    block = program.column_block("campus")
    labels = [str(label) for label in block.axes[0].labels]
    years = len(block.axes[1].labels)
    column = block.start + labels.index(site) * years + years - 1
    most = float(program.upper[column])
    per_year = float(case.horizon.years["present_value_weight"].iloc[-1])
    rows: list[tuple[float, float, float, str]] = []
    before: ShadowPrices | None = None
    first = 0.0
    year = int(case.horizon.years.index[-1])
    for value, solution in along(program, column, np.linspace(0.0, most, points), time_limit_s):
        solved, slope = _with_one_more(case, program, solution, site, year)
        shadow_price = _shadow_prices(solved, site)
        first = solution.objective if before is None else first
        slope = slope / per_year * USD / MW + 0.0
        kink = _kink(before, shadow_price, slope - rows[-1][2] if rows else 0.0)
        rows.append((value * MW, (solution.objective - first) / per_year * USD, slope, kink))
        before = shadow_price
    return pd.DataFrame(
        rows, columns=["campus_mw", "cost_usd_per_year", "one_more_mw_usd_per_year", "begins_to_bind"]
    )


def _with_one_more(
    case: Case, program: LinearProgram, solution: Solution, site: str, year: int
) -> tuple[Solved, float]:
    """The optimum with the shadow prices that are right for one more MW at the site, and what that costs [M$/GW]. Where
    there is no answer with one more, its own shadow prices.
    """
    moved = held_direction(program, site, year)
    lower, upper = program.lower.copy(), program.upper.copy()
    lower[moved.lowers] = upper[moved.uppers] = solution.primal[moved.uppers]
    slopes = Slopes(Solved(case, replace(program, lower=lower, upper=upper), solution))
    side, duals = slopes.side(moved, 1.0), slopes.duals(moved, 1.0)
    alone = replace(solution, basis=None)  # of its limits only the duals are asked
    if duals is not None:
        alone = replace(alone, row_dual=duals[0], reduced_cost=duals[1])
    return Solved(case, program, alone), np.inf if side is None else side.slope


def _kink(before: ShadowPrices | None, now: ShadowPrices, rise: float) -> str:
    """The limits that begin to bind; where none does and the slope rises all the same, the one that grew most."""
    if before is None:
        return ""
    new = sorted(set(now) - set(before), key=lambda name: -now[name])
    if new or rise < 1.0:
        return "; ".join(" ".join(each) for each in new)
    more_expensive = {limit: now[limit] - before[limit] for limit in now if now[limit] > before[limit]}
    if not more_expensive:
        return ""
    kind, label = max(more_expensive, key=lambda limit: more_expensive[limit])
    return f"binding more often: {kind} {label}"


def _shadow_prices(solved: Solved, site: str) -> ShadowPrices:
    """Shadow prices of the binding limits, but for the site's own; of a rule, its rows together."""
    table = limits(solved)
    table = table[(table["shadow_price_usd_per_mw_year"] > LEAST_SHADOW_PRICE) & (table["label"] != site)]
    found: ShadowPrices = {}
    for kind, label, shadow_price in zip(table["kind"], table["label"], table["shadow_price_usd_per_mw_year"],
        strict=True):
        found[kind, label] = found.get((kind, label), 0.0) + float(shadow_price)
    told = rules(solved)
    for name, price in zip(told["name"], told["shadow_price"], strict=True):
        if price:
            found["rule", name] = found.get(("rule", name), 0.0) + abs(float(price))
    return found
