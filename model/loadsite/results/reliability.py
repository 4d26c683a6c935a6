"""Whether the answer carries its load: reserve margins met or missed, energy unserved and in how many hours."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.results.families import Solved, long_table
from loadsite.results.most_firm import most_firm_mw

UNSERVED_MW, UNSERVED_SHARE = 0.01, 1e-5
"""A market with less unserved in an hour, or with less of what it requests, is served in it.

An answer found to a gap leaves traces: of the quick scenario 0.07 MW at one campus in 7,400 hours, 1e-6 of its market.
"""
Bools = npt.NDArray[np.bool_]
LEAST_MW = 1.0
"""A market that is short of less meets its margin."""


def reliability_by_market(solved: Solved, adequacy: pd.DataFrame, capacity: pd.DataFrame,
                          balance: pd.DataFrame, campuses: pd.DataFrame) -> pd.DataFrame:  # fmt: skip
    """A row per market and year; from the tables of those names.

    peak_load_mw is without campuses, campus_peak_mw the firm peak load of the campuses on the grid. margin_share is
    firm capacity over peak load with campuses, less 1, required_margin_share what the market asks for. shortfall_mw is
    missing from required_mw; shortfall_same_plants_mw would be missing without campuses, with the same plants;
    least_shortfall_mw is missing without campuses whatever is built within lead times, build limits and queues.
    What a market without a reserve margin is required to hold is missing (NaN), as is a margin over no peak. unserved_h
    counts hours of the year in which load of the market and its campuses is unserved: more than 0.01 MW, and than 1e-5
    of what is requested. Prices are those of one year, not discounted.
    """
    case = solved.case
    markets = pd.Index(case.grid.zones["market"].unique(), name="market")
    peak = case.grid.peak_load_mw.reindex(markets).to_numpy(dtype=float)
    campus = _campus_peak_mw(solved, markets)
    firm = _firm_mw(solved, capacity, markets)
    existing = _firm_mw(solved, capacity.assign(capacity_mw=capacity["existing_mw"]), markets)
    margin = case.grid.reserve_margins["margin_share"].reindex(markets).to_numpy(dtype=float)[:, None]
    price = case.prices.capacity_shortfall_usd_per_mw_year
    short = np.full(peak.shape, np.nan)
    told = pd.Index(adequacy["market"].unique())
    short[markets.get_indexer(told)] = adequacy["shortfall_mw"].to_numpy(dtype=float).reshape(-1, len(solved.years))
    without = (1.0 + margin) * peak
    unserved, requested = _by_market(solved, balance, campuses, markets)
    unserved_mwh = unserved @ solved.weight_h
    requested_mwh = requested @ solved.weight_h
    values = {
        "peak_load_mw": peak,
        "campus_peak_mw": campus,
        "firm_capacity_mw": firm,
        "required_margin_share": margin + 0.0 * peak,
        "margin_share": _share(firm, peak + campus),
        "margin_without_campuses_share": _share(firm, peak),
        "required_mw": (1.0 + margin) * (peak + campus),
        "shortfall_mw": short,
        "shortfall_same_plants_mw": np.maximum(without - firm, 0.0),
        "least_shortfall_mw": np.maximum(without - existing - most_firm_mw(case).loc[markets].to_numpy(), 0.0),
        "shortfall_usd": np.where(short > 0.0, short, 0.0) * (price if np.isfinite(price) else 0.0),
        "requested_mwh": requested_mwh,
        "unserved_mwh": unserved_mwh,
        "unserved_share": np.divide(unserved_mwh, requested_mwh, out=0.0 * requested_mwh, where=requested_mwh > 0.0),
        "unserved_h": _counts(unserved, requested) @ solved.weight_h,
        "unserved_usd": unserved_mwh * case.prices.value_of_lost_load_usd_per_mwh,
    }
    return long_table({"market": markets, "year": solved.years}, values)


def reliability(solved: Solved, by_market: pd.DataFrame, balance: pd.DataFrame, campuses: pd.DataFrame,
                shortfall: pd.DataFrame) -> pd.DataFrame:  # fmt: skip
    """A row per year, all markets together; `by_market` is the table `reliability_by_market`.

    margins_required counts the markets with a reserve margin, margins_missed those short of more than 1 MW. unserved_h
    counts an hour once, in however many markets load is unserved. campus_shortfall_mw is requested and not placed.
    """
    summed = by_market.groupby("year", sort=False)[
        ["peak_load_mw", "campus_peak_mw", "firm_capacity_mw", "required_mw", "shortfall_mw",
         "shortfall_same_plants_mw", "least_shortfall_mw", "shortfall_usd", "requested_mwh", "unserved_mwh",
         "unserved_usd"]
    ].sum().loc[solved.years].reset_index()  # fmt: skip
    required = by_market["required_mw"].notna().groupby(by_market["year"], sort=False).sum()
    missed = (by_market["shortfall_mw"] > LEAST_MW).groupby(by_market["year"], sort=False).sum()
    markets = pd.Index(solved.case.grid.zones["market"].unique(), name="market")
    anywhere = _counts(*_by_market(solved, balance, campuses, markets)).any(axis=0)
    return summed.assign(
        margins_required=required.loc[solved.years].to_numpy(), margins_missed=missed.loc[solved.years].to_numpy(),
        unserved_share=(summed["unserved_mwh"] / summed["requested_mwh"]).fillna(0.0),
        unserved_h=anywhere @ solved.weight_h, campus_shortfall_mw=shortfall["shortfall_mw"].to_numpy(dtype=float),
    )  # fmt: skip


def _share(firm: Floats, peak: Floats) -> Floats:
    """Firm capacity over peak, less 1; missing without a peak."""
    return np.asarray(np.divide(firm, peak, out=np.full(peak.shape, np.nan), where=peak > 0.0) - 1.0)


def _campus_peak_mw(solved: Solved, markets: pd.Index) -> Floats:
    """Market by year: highest hourly draw of the firm part of the campuses on the grid [MW]."""
    case, sites = solved.case, solved.case.sites
    firm = (1.0 - case.contract.interruptible_share) * sites.load_shape.to_numpy(dtype=float).max(axis=1)[:, None]
    draw = solved.value("campus") * firm * sites.on_grid.to_numpy(dtype=float)
    return _in(draw, sites.sites["market"], markets)


def _firm_mw(solved: Solved, capacity: pd.DataFrame, markets: pd.Index) -> Floats:
    """Market by year: capacity credit of the generators and the storage that stand, and of demand response [MW]."""
    case = solved.case
    total = np.zeros((len(markets), len(solved.years)))
    for kind, table in (("generator", case.fleet.generators), ("storage", case.storage_fleet.storage)):
        own = capacity[capacity["kind"] == kind]
        if own.empty:
            continue
        about = table.loc[own["label"].unique()]
        mw = own["capacity_mw"].to_numpy(dtype=float).reshape(len(about), len(solved.years))
        credit = about["capacity_credit_share"].to_numpy(dtype=float)[:, None]
        total += _in(mw * credit, about["zone"].map(case.grid.zones["market"]), markets)
    responses = case.responses
    if not responses.empty:
        of_responses = responses[["reduced_mw", "capacity_credit_share"]].astype(float).prod(axis=1).to_numpy()
        every_year = np.repeat(of_responses[:, None], len(solved.years), axis=1)
        total += _in(every_year, responses["zone"].map(case.grid.zones["market"]), markets)
    return total


def _by_market(solved: Solved, balance: pd.DataFrame, campuses: pd.DataFrame,
               markets: pd.Index) -> tuple[Floats, Floats]:  # fmt: skip
    """Market by year by snapshot: what is unserved, and what load and campuses request [MW]."""
    case = solved.case
    shape = (-1, len(solved.years), len(solved.weight_h))
    of_zones, of_sites = case.grid.zones["market"], case.sites.sites["market"]

    def summed(table: pd.DataFrame, column: str, market_of: pd.Series) -> Floats:
        return _in(table[column].to_numpy(dtype=float).reshape(shape), market_of, markets)

    unserved = summed(balance, "unserved_mw", of_zones) + summed(campuses, "unserved_mw", of_sites)
    return unserved, summed(campuses, "requested_mw", of_sites) - summed(balance, "load_mw", of_zones)


def _counts(unserved_mw: Floats, requested_mw: Floats) -> Bools:
    """Where more is unserved than what a gap leaves."""
    return np.asarray(unserved_mw > np.maximum(UNSERVED_MW, UNSERVED_SHARE * requested_mw))


def _in(values: Floats, market_of: pd.Series, markets: pd.Index) -> Floats:
    """Values [label, ...] added up by market."""
    belongs = markets.to_numpy()[:, None] == market_of.to_numpy()[None, :]
    return np.asarray(np.tensordot(belongs.astype(float), values, axes=1))
