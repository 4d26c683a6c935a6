"""The most firm capacity that may be built in a market: a proven upper bound, whatever the rest of the answer is."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from loadsite.arrays.linear_program import Floats
from loadsite.inputs.case import Case

Column = tuple[float, str, str, int]
"""credit, annual build limit and queue of a candidate, position of the year it would enter service in"""


def most_firm_mw(case: Case) -> pd.DataFrame:
    """Market by year: no more than this can be built up to the year, by capacity credit; inf without a limit [MW].

    Lead times, annual build limits and queues alone are kept. Every other limit and rule only takes away from it.
    """
    market_of = case.grid.zones["market"]
    markets, years = pd.Index(market_of.unique(), name="market"), case.horizon.years.index
    columns: dict[str, list[Column]] = {str(market): [] for market in markets}
    for table, allowed in (
        (case.fleet.generators, case.fleet.build_limit_mw),
        (case.storage_fleet.storage, case.storage_fleet.build_limit_mw),
    ):  # fmt: skip
        may = allowed.to_numpy(dtype=float) > 0.0
        for row, (zone, credit, annual_build, queue) in enumerate(
            zip(table["zone"], table["capacity_credit_share"], table["annual_build"], table["queue"], strict=True)
        ):
            if float(credit) > 0.0:
                columns[str(market_of[zone])] += [
                    (float(credit), str(annual_build), str(queue), int(year)) for year in np.flatnonzero(may[row])
                ]
    values = [[_most(case, columns[str(market)], last) for last in range(len(years))] for market in markets]
    return pd.DataFrame(values, index=markets, columns=years, dtype=float)


def _most(case: Case, columns: list[Column], last: int) -> float:
    """The bound for one market, up to the year at position `last` [MW]."""
    own = [column for column in columns if column[3] <= last]
    if not own:
        return 0.0
    limit: list[float] = []
    entries: list[tuple[int, int]] = []
    highest = np.full(len(own), np.inf)
    for limits, position, summed in (
        (case.build_out.annual_build_limit_mw, 1, False), (case.build_out.queue_limit_mw, 2, True),
    ):  # fmt: skip
        for label in dict.fromkeys(column[position] for column in own if column[position]):
            for year, mw in enumerate(limits.loc[label].to_numpy(dtype=float)[: last + 1]):
                counted = [at for at, column in enumerate(own) if column[position] == label
                           and (column[3] <= year if summed else column[3] == year)]  # fmt: skip
                if counted and np.isfinite(mw):
                    entries += [(len(limit), at) for at in counted]
                    limit.append(float(mw))
                    highest[counted] = np.minimum(highest[counted], mw)
    if not np.isfinite(highest).all():
        return float("inf")
    credit = np.array([column[0] for column in own])
    matrix = csr_matrix((np.ones(len(entries)), tuple(zip(*entries, strict=True))), (len(limit), len(own)))
    return _proven(credit, matrix, np.array(limit), highest)


def _proven(credit: Floats, matrix: csr_matrix, limit: Floats, highest: Floats) -> float:
    """An upper bound on `credit @ x` where `matrix @ x <= limit` and 0 <= x <= highest.

    Any weights of the rows, zero or more, prove one (weak duality); those that the solver claims prove the best.
    """
    found = linprog(-credit, A_ub=matrix, b_ub=limit, bounds=np.column_stack([np.zeros(len(credit)), highest]))
    weights = np.zeros(len(limit)) if found.ineqlin.marginals is None else -np.asarray(found.ineqlin.marginals)
    weights = np.maximum(np.nan_to_num(weights), 0.0)
    left = np.maximum(credit - matrix.T @ weights, 0.0)
    return float(weights @ limit + left @ highest)
