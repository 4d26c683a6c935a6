"""Shadow prices of limits, over a year: sites, annual build limits, queues, lines, rights of way, what
stands.

Hourly limits are added up over the hours they bind. They are in money of the model year, or, when hosting, in MW
of campus that one more MW adds. They are those of the next MW: the dual at a kink may say more, and of the limits
that were not asked it is told as what it is, a bound.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.equations.families import Limit
from loadsite.inputs.case import Target
from loadsite.results.families import MW, USD_PER_MW, Solved
from loadsite.results.limit_directions import direction, target_direction
from loadsite.results.limit_parts import Part, listed
from loadsite.results.one_more import AT_MOST, OneMore, Slopes, settle
from loadsite.solve.moved import Known, Moved

SETTLED = 20
"""The shadow price of the next MW is computed for so many of the most expensive limits: those that `why` and the report
show."""
LEAST_SHADOW_PRICE = 0.5
"""Duals below this are told as they are [USD/MW-year]."""
MOST_EXPENSIVE = 60
"""Limits that are moved together where the answer is found period by period."""
LEAST_MW = 1e-6
"""The same when hosting [MW/MW]."""


def limits(solved: Solved, slopes: Slopes | None = None) -> pd.DataFrame:
    """kind, label, year, limit_mw, shadow_price_usd_per_mw_year, valid_for_mw, shadow_price_beyond_usd_per_mw_year,
    known, rent_usd, stands, sentence, origin; the most expensive first.

    shadow_price_usd_per_mw_year is what one more MW saves, for the next valid_for_mw; what one more saves then follows.
    `known` is exact, within the gap, or at most: the dual alone, for the limits of a large program that are not among
    the most expensive. rent_usd is shadow price times limit: what the whole limit costs, at the margin. `origin` is
    file:line.
    """
    table = _asked(solved, slopes or Slopes(solved))
    years = pd.Index(solved.years)
    price = USD_PER_MW / solved.present_value[years.get_indexer(pd.Index(table["year"]))]
    table.insert(4, "shadow_price_usd_per_mw_year", table.pop("shadow_price") * price + 0.0)
    table.insert(6, "shadow_price_beyond_usd_per_mw_year", table.pop("shadow_price_beyond") * price + 0.0)
    table["rent_usd"] = table["shadow_price_usd_per_mw_year"] * table["limit_mw"].replace(np.inf, 0.0)
    table["sentence"] = [
        _saves(what, OneMore(-shadow_price, valid, -beyond, known))
        for what, shadow_price, valid, beyond, known in zip(
            table.pop("one_more"), table["shadow_price_usd_per_mw_year"], table["valid_for_mw"],
            table["shadow_price_beyond_usd_per_mw_year"], table["known"], strict=True)
    ]  # fmt: skip
    return _ranked(table, "shadow_price_usd_per_mw_year")


def hosting_limits(solved: Solved, slopes: Slopes | None = None) -> pd.DataFrame:
    """kind, label, year, limit_mw, valid_for_mw, known, stands, origin, shadow_price_mw_per_mw, sentence; the
    largest gain first.
    """
    table = _asked(solved, slopes or Slopes(solved))
    table["shadow_price_mw_per_mw"] = table.pop("shadow_price") + 0.0
    table = table.drop(columns="shadow_price_beyond")
    table["sentence"] = [
        f"one more MW of {what} would add {'at most ' if known == AT_MOST else ''}{shadow_price:,.2f} MW of campus"
        for what, shadow_price,
        known in zip(table.pop("one_more"), table["shadow_price_mw_per_mw"], table["known"], strict=True)
    ]
    return _ranked(table, "shadow_price_mw_per_mw")


def most_expensive(solved: Solved) -> list[list[Moved]]:
    """Directions of the MW of requested campus load, each year by itself; of the most binding limits by their
    duals, those of nothing apart; and of what stands. Those of a party can be moved together: what one needs more of,
    another party gives.
    """
    case, program = solved.case, solved.program
    table = _listed(solved)
    table = table[table["shadow_price"] > 0.0].sort_values("shadow_price", ascending=False, kind="stable")
    stands, nothing = table["stands"].astype(bool), table["limit_mw"] == 0.0
    parties = [
        [direction(case, program, str(kind), str(label), int(year))
         for kind, label, year in zip(rows["kind"], rows["label"], rows["year"], strict=True)]
        for rows in (table[~stands & ~nothing].head(MOST_EXPENSIVE), table[~stands & nothing].head(MOST_EXPENSIVE),
                     table[stands].head(SETTLED))
    ]  # fmt: skip
    asked_for = solved.years if isinstance(case.placement, Target) else []
    return [*([target_direction(program, year)] for year in asked_for), *parties]


def shadow_price_of(limits: pd.DataFrame, kind: str, labels: pd.Index, years: list[int]) -> Floats:
    """Label by year: shadow prices of a kind of limit, from the table of that name [USD/MW-year]."""
    own = limits[limits["kind"] == kind].set_index(["label", "year"])["shadow_price_usd_per_mw_year"]
    asked = pd.MultiIndex.from_product([labels, years], names=["label", "year"])
    return np.asarray(own.loc[asked].to_numpy(dtype=float).reshape(len(labels), len(years)))


def _saves(what: str, told: OneMore) -> str:
    saved = f"{abs(told.usd):,.0f} USD a year"
    if told.known == AT_MOST:
        return f"one more MW of {what} would save at most {saved}"
    return f"one more MW of {what} would save {saved}{told.in_words(verb='saves') if told.usd else ''}"


def _asked(solved: Solved, slopes: Slopes) -> pd.DataFrame:
    """The table with the shadow price of the next MW of the most expensive limits [M$/GW, or GW/GW]. A dual of zero is
    exact: no limit that allows more has a lower one.
    """
    table = _listed(solved)
    shadow_price = np.maximum(table["shadow_price"].to_numpy(dtype=float), 0.0)
    years = pd.Index(solved.years)
    weight = solved.present_value[years.get_indexer(pd.Index(table["year"]))]
    told = shadow_price / weight * USD_PER_MW >= LEAST_SHADOW_PRICE if isinstance(solved.case.placement,
        Target) else shadow_price > LEAST_MW
    # a shadow price of nothing does not rise further on
    valid, beyond = np.where(told | (shadow_price > 0.0), np.nan, np.inf), np.where(told | (shadow_price > 0.0), np.nan,
        0.0)
    known = np.where(shadow_price > 0.0, AT_MOST,
        Known.WITHIN_GAP if solved.solution.gap else Known.EXACT).astype(object)

    def ask(at: int) -> float | None:
        row = table.iloc[at]
        moved = direction(solved.case, solved.program, str(row["kind"]), str(row["label"]), int(row["year"]))
        side = slopes.side(moved, 1.0)
        if side is None:
            return None
        shadow_price[at], valid[at], beyond[at] = max(0.0, -side.slope), side.valid * MW, np.maximum(0.0, -side.beyond)
        known[at] = slopes.known
        return float(shadow_price[at] / weight[at])

    stands, left = table["stands"].to_numpy(dtype=bool), slopes.budget
    for group in (~stands, stands):
        places = np.flatnonzero(group & told)
        left -= settle(shadow_price[places] / weight[places], lambda k, at=places: ask(int(at[k])), SETTLED, left)  # type: ignore[misc]
    table["shadow_price"] = np.where(told, shadow_price, np.maximum(table["shadow_price"], 0.0))
    table.insert(4, "valid_for_mw", valid)
    table["shadow_price_beyond"], table["known"] = beyond, known
    return table


def _listed(solved: Solved) -> pd.DataFrame:
    """kind, label, year, limit_mw, shadow_price, stands, one_more, origin: of every label and model year of every
    limit.

    `shadow_price` is what one more GW takes off the objective [M$/GW, or GW/GW when hosting].
    """
    tables = [_of_limit(solved, limit, parts) for limit, parts in listed(solved.program).items()]
    filled = [table for table in tables if len(table)] or tables[:1]  # a case without limits has a table without rows
    return pd.concat(filled, ignore_index=True)


def _of_limit(solved: Solved, limit: Limit, parts: list[Part]) -> pd.DataFrame:
    case, years = solved.case, solved.years
    limit_mw = _right_side(solved, parts[0]) if limit.mw is None else limit.mw(case)
    present = {label for part in parts for label in part.labels}
    limit_mw = limit_mw.loc[[label for label in limit_mw.index if label in present], years]
    labels = pd.Index([str(label) for label in limit_mw.index], dtype=object)
    shadow_price = np.zeros((len(labels), len(years)))
    for part in parts:
        place = labels.get_indexer(part.labels)
        own = place >= 0
        saved = (_saved(solved, part) * part.per_mw(case, part.labels)).sum(axis=2)[own]
        shadow_price[np.ix_(place[own], pd.Index(years).get_indexer(pd.Index(part.years)))] += saved
    each = [(label, year) for label in labels for year in years]
    return pd.DataFrame({
        "kind": limit.kind,
        "label": labels.repeat(len(years)),
        "year": np.tile(np.array(years), len(labels)),
        "limit_mw": limit_mw.to_numpy(dtype=float).reshape(-1),
        "shadow_price": shadow_price.reshape(-1),
        "stands": limit.stands,
        "one_more": [limit.one_more.format(label) + limit.because(case, label, year) for label, year in each],
        "origin": [str(limit.origin(case, label, year)) for label, year in each],
    })  # fmt: skip


def _saved(solved: Solved, part: Part) -> Floats:
    """What one more unit of each row's limit, or of each bound, takes off the objective; nothing of no bound."""
    program, solution = solved.program, solved.solution
    if part.of_rows:
        return np.asarray((0.0 - solution.row_dual[part.at]) * part.raised)
    return np.where(np.isfinite(program.upper[part.at]), -np.minimum(solution.reduced_cost[part.at], 0.0), 0.0)


def _right_side(solved: Solved, part: Part) -> pd.DataFrame:
    """Label by year: the largest number on the right sides of the rows; inf in years without a row [MW]."""
    program = solved.program
    sides = (program.row_lower if part.raised < 0 else program.row_upper)[part.at] * MW
    table = pd.DataFrame(sides.max(axis=2, initial=-np.inf), index=part.labels, columns=part.years)
    return table.reindex(columns=solved.years, fill_value=np.inf)


def _ranked(table: pd.DataFrame, by: str) -> pd.DataFrame:
    last = [name for name in ("sentence", "origin") if name in table]
    ranked = table.sort_values([by, "kind", "label", "year"], ascending=[False, True, True, True], kind="stable")
    return ranked[[name for name in table.columns if name not in last] + last].reset_index(drop=True)
