"""All pairs of a branch and an outage at once: which limits flows break after which outage, and the worst of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.nodal.flow_rows import Found, RowKey
from loadsite.nodal.grid import Positions
from loadsite.nodal.outages import Outages
from loadsite.nodal.violations import TOLERANCE_MW, TOLERANCE_SHARE

AT_ONCE = 32
"""Outages screened in one product. On a grid of 3,206 branches 32 took two thirds of the time of 128, which leave the
processor's cache, and 8 as long as 32."""
MOST_KEPT = 400
"""Broken pairs that are looked at further; the rest wait for the next round."""


@dataclass(frozen=True)
class _Pairs:
    """Pairs in order of their outage, by position among the outages and the watched branches, and a share for each."""

    rows: Positions
    columns: Positions
    shares: Floats

    def within(self, start: int, end: int) -> slice:
        """Those of a range of outages."""
        first, last = np.searchsorted(self.rows, [start, end])
        return slice(int(first), int(last))


class Screening:
    """Screening of one set of outages and limits [MW by branch, infinite for none]."""

    def __init__(self, outages: Outages, after_mw: Floats) -> None:
        self._branches = outages.branches
        self.watched = np.flatnonzero(np.isfinite(after_mw))
        self._limit = after_mw[self.watched]
        self._size = 1.0 / np.maximum(1.0, self._limit)
        self._scaled = np.ascontiguousarray(outages.factors[:, self.watched] * self._size)
        self._row = {int(branch): at for at, branch in enumerate(self._branches)}
        self._column = {int(branch): at for at, branch in enumerate(self.watched)}
        self._own = self._pairs({RowKey(branch, branch): 0.0 for branch in self._row if branch in self._column})

    def _pairs(self, mw: Mapping[RowKey, float]) -> _Pairs:
        """Pairs with their MW over the rating."""
        rows = np.array([self._row[key.outage] for key in mw], dtype=np.int64)
        columns = np.array([self._column[key.branch] for key in mw], dtype=np.int64)
        order = np.argsort(rows, kind="stable")
        values = np.array(list(mw.values()), dtype=float)
        return _Pairs(rows[order], columns[order], (values * self._size[columns])[order])

    def found(self, flows_mw: Floats, present: Iterable[RowKey], raised_mw: Mapping[RowKey, float]) -> Found:
        """Pairs whose limit flows break, without those present; limits that are raised are by so much higher."""
        there = self._pairs({key: 0.0 for key in present if key.outage >= 0})
        raised = self._pairs(raised_mw)
        count = len(self._branches) * len(self.watched) - len(self._own.rows) - len(there.rows)
        if count <= 0:
            return Found((), 0, -np.inf, -np.inf, None)
        flow, limit = flows_mw[self.watched] * self._size, self._limit * self._size
        lost = flows_mw[self._branches]
        buffer = np.empty((AT_ONCE, len(self.watched)))
        allowed = np.maximum(TOLERANCE_SHARE, TOLERANCE_MW * self._size)
        broken: list[tuple[Floats, Positions, Positions]] = []
        worst, worst_share = RowKey(-1), -np.inf
        for start in range(0, len(lost), AT_ONCE):
            end = min(start + AT_ONCE, len(lost))
            after = np.multiply(self._scaled[start:end], lost[start:end, None], out=buffer[: end - start])
            after += flow
            np.abs(after, out=after)
            after -= limit
            for pairs in (self._own, there):
                part = pairs.within(start, end)
                after[pairs.rows[part] - start, pairs.columns[part]] = -np.inf
            part = raised.within(start, end)
            after[raised.rows[part] - start, raised.columns[part]] -= raised.shares[part]
            row, column = divmod(int(np.argmax(after)), after.shape[1])
            if after[row, column] > worst_share:
                worst_share, worst = float(after[row, column]), self._key(start + row, column)
            if after[row, column] > TOLERANCE_SHARE:
                rows, columns = np.nonzero(after > allowed)
                broken.append((after[rows, columns], rows + start, columns))
        shares, rows, columns = (np.concatenate(each) if each else np.empty(0, dtype=np.int64)
                                 for each in (zip(*broken, strict=True) if broken else ((), (), ())))  # fmt: skip
        first = np.argsort(-shares, kind="stable")[:MOST_KEPT]
        keys = tuple(self._key(int(row), int(column)) for row, column in zip(rows[first], columns[first], strict=True))
        worst_mw = worst_share / float(self._size[self._column[worst.branch]])
        return Found(keys, count, worst_mw, worst_share, worst, tuple(shares[first].tolist()))

    def _key(self, row: int, column: int) -> RowKey:
        return RowKey(int(self.watched[column]), int(self._branches[row]))
