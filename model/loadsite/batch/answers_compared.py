"""What differs between the answers of runs: MW by site, cost by term, prices, emissions, what binds."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from loadsite.batch.finished import FinishedRun
from loadsite.origin import Origin
from loadsite.results.rule_prices import eased_price

LEAST_SHADOW_PRICE = 1.0
"""A limit with a lower shadow price does not bind [USD/MW-year, or the unit of a rule]."""

PLACE = ["name", "zone", "state", "market"]
RELIABILITY = ["year", "margins_required", "margins_missed", "shortfall_mw", "shortfall_same_plants_mw",
               "least_shortfall_mw", "unserved_mwh", "unserved_h"]  # fmt: skip


def siting(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """run, site, name, zone, state, market, year, campus_mw, full_cost and zonal_price_usd_per_mwh, change_mw"""
    columns = ["site", *PLACE, "year", "campus_mw", "full_cost_usd_per_mwh", "zonal_price_usd_per_mwh"]
    table = _stacked(runs, lambda run: _plain(run.table("siting"))[columns], columns)
    return _with_change(table, ["site", "year"], "campus_mw", "change_mw")


def costs(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """run, term, kind, usd, change_usd"""
    columns = ["term", "kind", "usd"]
    table = _stacked(runs, lambda run: _plain(run.table("costs"))[columns], columns)
    return _with_change(table, ["term"], "usd", "change_usd")


def reliability(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """run, year, margins_missed, shortfall_mw, without campuses the same plants and at least, unserved_mwh and _h"""
    table = _stacked(runs, lambda run: _plain(run.table("reliability"))[RELIABILITY], RELIABILITY)
    return _with_change(table, ["year"], "shortfall_mw", "change_mw")


def prices(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """run, zone, year, price_usd_per_mwh, change_usd_per_mwh: averaged over the load of the year."""
    columns = ["zone", "year", "price_usd_per_mwh"]
    table = _stacked(runs, lambda run: _plain(run.table("zone_years"))[columns], columns)
    return _with_change(table, ["zone", "year"], "price_usd_per_mwh", "change_usd_per_mwh")


def emissions(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """run, year, co2_t, change_t"""
    return _with_change(_stacked(runs, _emissions, ["year", "co2_t"]), ["year"], "co2_t", "change_t")


def binding(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """run, change, kind, label, year, shadow_price_before, shadow_price, unit, origin: what began or ceased to bind."""
    columns = ["run", "change", "kind", "label", "year", "shadow_price_before", "shadow_price", "unit", "origin"]
    if len(runs) < 2:
        return pd.DataFrame(columns=columns)
    key = ["kind", "label", "group", "year"]
    first = _shadow_prices(runs[0])
    parts = []
    for run in runs[1:]:
        both = first.merge(_shadow_prices(run), on=key, how="outer", suffixes=("_first", ""))
        before = both["shadow_price_first"].fillna(0.0).to_numpy(dtype=float)
        now = both["shadow_price"].fillna(0.0).to_numpy(dtype=float)
        bound, binds = before >= LEAST_SHADOW_PRICE, now >= LEAST_SHADOW_PRICE
        began, ceased = ~bound & binds, bound & ~binds
        told = both[key].assign(
            label=[f"{label} {group}".strip() for label, group in zip(both["label"], both["group"], strict=True)],
            run=run.name, change=np.where(began, "began", "ceased"), shadow_price_before=before, shadow_price=now,
            unit=both["unit"].fillna(both["unit_first"]), origin=both["origin"].fillna(both["origin_first"]),
        )[began | ceased]  # fmt: skip
        order = np.argsort(-told[["shadow_price", "shadow_price_before"]].max(axis=1).to_numpy(dtype=float),
            kind="stable")
        parts.append(told.iloc[order])
    return pd.concat(parts, ignore_index=True)[columns]


def _shadow_prices(run: FinishedRun) -> pd.DataFrame:
    """kind, label, year, shadow_price, unit, origin: shadow prices of limits and rules; what merely stands is left
    out."""
    limits = _plain(run.table("limits"))
    shadow_price = "shadow_price_usd_per_mw_year"
    of_limits = limits[~limits["stands"].astype(bool)].rename(columns={shadow_price: "shadow_price"})
    rules = _plain(run.table("rules"))
    of_rules = pd.DataFrame(
        {
            "kind": "rule",
            "label": rules["name"],
            "group": rules["group"],
            "year": rules["year"],
            "shadow_price": eased_price(rules).abs() * rules["binding"].astype(bool),
            "unit": rules["price_unit"],
            "origin": [str(Origin(file, line)) for file, line in zip(rules["file"], rules["line"], strict=True)],
        }
    )
    columns = ["kind", "label", "group", "year", "shadow_price", "unit", "origin"]
    of_limits = of_limits.assign(unit="USD/MW-year", group="")[columns]
    parts = [each for each in (of_limits, of_rules[columns]) if len(each)]
    table = pd.concat(parts, ignore_index=True) if parts else of_limits
    # a rule may have a row for each hour or period; it binds as much as the most expensive of them
    return table.groupby(["kind", "label", "group", "year"], sort=False, as_index=False).agg(
        shadow_price=("shadow_price", "max"), unit=("unit", "first"), origin=("origin", "first")
    )


def _emissions(run: FinishedRun) -> pd.DataFrame:
    years = _plain(run.table("shortfall"))[["year"]].drop_duplicates()
    by_year = _plain(run.table("emissions")).groupby("year", as_index=False)["co2_t"].sum()
    return years.merge(by_year, on="year", how="left").fillna({"co2_t": 0.0})


def _stacked(
    runs: Sequence[FinishedRun], read: Callable[[FinishedRun], pd.DataFrame], columns: list[str]
) -> pd.DataFrame:
    parts = [read(run).assign(run=run.name)[["run", *columns]] for run in runs]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=["run", *columns])


def _with_change(table: pd.DataFrame, key: list[str], value: str, change: str) -> pd.DataFrame:
    """The table with `change`: the value less that of the first run, where nothing stands for zero."""
    if table.empty:
        return table.assign(**{change: pd.Series(dtype=float)})
    first = table[table["run"] == table["run"].iloc[0]].set_index(key)[value]
    before = first.reindex(pd.MultiIndex.from_frame(table[key]) if len(key) > 1 else table[key[0]]).fillna(0.0)
    return table.assign(**{change: table[value].to_numpy(dtype=float) - before.to_numpy(dtype=float)})


def _plain(table: pd.DataFrame) -> pd.DataFrame:
    """Categories as plain text, so that tables of several runs go together."""
    text = [str(name) for name in table.columns if isinstance(table[name].dtype, pd.CategoricalDtype)]
    return table.astype(dict.fromkeys(text, object))
