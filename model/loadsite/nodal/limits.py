"""The limits of flows that an hour must keep, and which of them are put into its program."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.nodal.flow_rows import Found, RowKey
from loadsite.nodal.network import Network
from loadsite.nodal.snapshot_program import FlowRows, Injections
from loadsite.nodal.violations import broken_without_outage

ROWS_A_ROUND = 60
"""Most rows that enter in a round."""
ALIKE = 0.9999
"""Cosine of the factors of two rows from which on the less broken one waits for the next round."""


class Limits:
    """Limits without an outage."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def factors(self, keys: Sequence[RowKey]) -> Floats:
        """Factors of those rows by bus, MW of flow per MW injected."""
        return self.network.factors([key.branch for key in keys])

    def bounds(self, keys: Sequence[RowKey]) -> tuple[Floats, Floats]:
        """Least and most flow of those rows [MW]."""
        at = np.array([key.branch for key in keys], dtype=np.int64)
        return self.network.law.lower_mw[at], self.network.law.upper_mw[at]

    def of_flows(self, keys: Sequence[RowKey], flows_mw: Floats) -> Floats:
        """What those rows hold of given flows [MW]."""
        return flows_mw[np.array([key.branch for key in keys], dtype=np.int64)]

    def label(self, key: RowKey) -> str:
        """Name of a row."""
        return str(self.network.grid.branches.index[key.branch])

    def rows(self, keys: Sequence[RowKey], injections: Injections) -> FlowRows:
        """Those rows over the columns of an hour."""
        factors = self.factors(keys)
        base = self.of_flows(keys, self.network.flows(injections.fixed_mw))
        lower, upper = self.bounds(keys)
        return FlowRows(tuple(self.label(key) for key in keys), np.asarray(factors @ injections.matrix), lower - base,
                        upper - base)  # fmt: skip

    def broken(self, flows_mw: Floats, present: frozenset[RowKey]) -> Found:
        """Limits that flows break and that are no rows yet."""
        return broken_without_outage(self.network, flows_mw, present)

    def chosen(self, found: Found) -> list[RowKey]:
        """The most broken, of those alike only the first."""
        return self.chosen_of(found.keys)

    def chosen_of(self, keys: Sequence[RowKey]) -> list[RowKey]:
        """The first of keys that are in order, of those alike only the first."""
        first = keys[: 2 * ROWS_A_ROUND]
        return dissimilar(first, self.factors(first))[:ROWS_A_ROUND]


def dissimilar(keys: Sequence[RowKey], factors: Floats) -> list[RowKey]:
    """Those keys none of which has the factors of one before it, up to a multiple."""
    if len(keys) < 2:
        return list(keys)
    size = np.linalg.norm(factors, axis=1)
    unit = factors / np.maximum(size, 1e-300)[:, None]
    alike = np.abs(unit @ unit.T)
    kept: list[int] = []
    for at in range(len(keys)):
        if not kept or alike[at, kept].max() < ALIKE:
            kept.append(at)
    return [keys[at] for at in kept]
