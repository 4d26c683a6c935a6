"""The limits of flows with and after every outage: all pairs are screened, and those broken become rows."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.nodal.flow_rows import Found, RowKey
from loadsite.nodal.limits import Limits
from loadsite.nodal.network import Network
from loadsite.nodal.outages import Outages
from loadsite.nodal.violations import TOLERANCE_MW, TOLERANCE_SHARE, broken_without_outage

AT_ONCE = 128
"""Outages screened in one product: what they take stays in the processor's cache on grids of some thousand branches."""
MOST_KEPT = 400
"""Broken pairs that are looked at further; the rest wait for the next round."""


class SecureLimits(Limits):
    """Limits without an outage, and of every branch after every outage that does not split the grid."""

    def __init__(self, network: Network, outages: Outages) -> None:
        super().__init__(network)
        self.outages = outages
        branches = network.grid.branches
        rating, after = (branches[name].to_numpy(float) for name in ("rating_mw", "outage_rating_mw"))
        after = np.where(np.isnan(after), rating, after)
        closed = network.law.susceptance_mw_per_rad != 0.0
        self.after_mw = np.where(closed, after, np.inf)
        self._watched = np.flatnonzero(np.isfinite(self.after_mw))

    def factors(self, keys: Sequence[RowKey]) -> Floats:
        """Factors of those rows by bus, MW of flow per MW injected."""
        own = self.network.factors([key.branch for key in keys])
        pairs = [at for at, key in enumerate(keys) if key.outage >= 0]
        if pairs:
            outage = [keys[at].outage for at in pairs]
            share = self.outages.factor([keys[at].branch for at in pairs], outage)
            own[pairs] += share[:, None] * self.network.factors(outage)
        return own

    def bounds(self, keys: Sequence[RowKey]) -> tuple[Floats, Floats]:
        """Least and most flow of those rows [MW]."""
        lower, upper = super().bounds(keys)
        for at, key in enumerate(keys):
            if key.outage >= 0:
                lower[at], upper[at] = -self.after_mw[key.branch], self.after_mw[key.branch]
        return lower, upper

    def of_flows(self, keys: Sequence[RowKey], flows_mw: Floats) -> Floats:
        """What those rows hold of given flows [MW]."""
        own = super().of_flows(keys, flows_mw)
        pairs = [at for at, key in enumerate(keys) if key.outage >= 0]
        if pairs:
            outage = np.array([keys[at].outage for at in pairs])
            own[pairs] += self.outages.factor([keys[at].branch for at in pairs], outage) * flows_mw[outage]
        return own

    def label(self, key: RowKey) -> str:
        """Name of a row."""
        own = super().label(key)
        return own if key.outage < 0 else f"{own} after {self.network.grid.branches.index[key.outage]}"

    def broken(self, flows_mw: Floats, present: frozenset[RowKey]) -> Found:
        """Limits that flows break and that are no rows yet, of all pairs of a branch and an outage."""
        found = broken_without_outage(self.network, flows_mw, present)
        keys, shares, over, worst, count = self._screened(flows_mw, present)
        intact = [(self._share_intact(key, flows_mw), key) for key in found.keys]
        ranked = sorted([*zip(shares, keys, strict=True), *intact], key=lambda each: (-each[0], each[1]))
        if worst is not None and over[1] > found.worst_share:
            found = Found((), found.candidates, over[0], over[1], worst)
        return Found(tuple(key for _, key in ranked), found.candidates + count, found.worst_mw, found.worst_share,
                     found.worst)  # fmt: skip

    def _share_intact(self, key: RowKey, flows_mw: Floats) -> float:
        lower, upper = self.network.law.lower_mw[key.branch], self.network.law.upper_mw[key.branch]
        flow = flows_mw[key.branch]
        return float(max((flow - upper) / max(1.0, abs(upper)), (lower - flow) / max(1.0, abs(lower))))

    def _screened(
        self, flows_mw: Floats, present: frozenset[RowKey]
    ) -> tuple[list[RowKey], list[float], tuple[float, float], RowKey | None, int]:
        watched, outages = self._watched, self.outages.branches
        keys: list[RowKey] = []
        shares: list[float] = []
        worst: RowKey | None = None
        most = (-np.inf, -np.inf)
        if not watched.size or not outages.size:
            return keys, shares, most, worst, 0
        whole = len(watched) == len(flows_mw)
        limit = self.after_mw[watched]
        size = 1.0 / np.maximum(1.0, limit)
        flow = flows_mw[watched]
        column = {int(branch): at for at, branch in enumerate(watched)}
        there = {(key.outage, column[key.branch]) for key in present if key.outage >= 0 and key.branch in column}
        by_outage: dict[int, list[int]] = {}
        for outage, at in there:
            by_outage.setdefault(outage, []).append(at)
        for start in range(0, len(outages), AT_ONCE):
            part = outages[start : start + AT_ONCE]
            factors = self.outages.factors[start : start + AT_ONCE]
            after = (factors if whole else factors[:, watched]) * flows_mw[part][:, None]
            after += flow
            np.abs(after, out=after)
            after -= limit
            after *= size
            for row, outage in enumerate(part):
                own = column.get(int(outage))
                if own is not None:
                    after[row, own] = -np.inf
                if int(outage) in by_outage:
                    after[row, by_outage[int(outage)]] = -np.inf
            top = int(np.argmax(after))
            row, at = divmod(top, after.shape[1])
            if after[row, at] > most[1]:
                most = (float(after[row, at] / size[at]), float(after[row, at]))
                worst = RowKey(int(watched[at]), int(part[row]))
            if after[row, at] <= TOLERANCE_SHARE:
                continue
            rows, columns = np.nonzero(after > np.maximum(TOLERANCE_SHARE, TOLERANCE_MW * size))
            first = np.argsort(-after[rows, columns], kind="stable")[:MOST_KEPT]
            pairs = zip(rows[first], columns[first], strict=True)
            keys += [RowKey(int(watched[at]), int(part[row])) for row, at in pairs]
            shares += after[rows[first], columns[first]].tolist()
        if len(keys) > MOST_KEPT:
            order = np.argsort(-np.array(shares), kind="stable")[:MOST_KEPT]
            keys, shares = [keys[at] for at in order], [shares[at] for at in order]
        own_rows = int(np.isin(outages, watched).sum())
        return keys, shares, most, worst, len(watched) * len(outages) - own_rows - len(there)
