"""The limits of flows with and after every outage: all pairs are screened, and those broken become rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.nodal.flow_rows import Found, RowKey, together
from loadsite.nodal.limits import Limits
from loadsite.nodal.network import Network
from loadsite.nodal.outages import Outages
from loadsite.nodal.screening import Screening
from loadsite.nodal.violations import broken_without_outage


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
        self._screening = Screening(outages, self.after_mw)
        self.raised_mw: Mapping[RowKey, float] = {}

    def raised_by(self, raised_mw: Mapping[RowKey, float]) -> SecureLimits:
        """The same limits, some after outages higher by so many MW."""
        made = copy(self)
        made.raised_mw = raised_mw
        return made

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
                most = self.after_mw[key.branch] + self.raised_mw.get(key, 0.0)
                lower[at], upper[at] = -most, most
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
        intact = broken_without_outage(self.network, flows_mw, present)
        return together(intact, self._screening.found(flows_mw, present, self.raised_mw))
