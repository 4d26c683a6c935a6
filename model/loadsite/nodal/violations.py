"""Limits without an outage that flows break, ranked by MW over the rating."""

from __future__ import annotations

import numpy as np

from loadsite.arrays.linear_program import Floats
from loadsite.nodal.flow_rows import Found, RowKey
from loadsite.nodal.grid import Positions
from loadsite.nodal.network import Network

TOLERANCE_SHARE, TOLERANCE_MW = 1e-6, 1e-5
"""A limit is broken by more than this share of it, and by more than this [MW]."""


def over_by(flows_mw: Floats, lower_mw: Floats, upper_mw: Floats) -> Floats:
    """MW beyond the limit; negative: MW left."""
    return np.maximum(flows_mw - upper_mw, lower_mw - flows_mw)


def share_of(over_mw: Floats, flows_mw: Floats, lower_mw: Floats, upper_mw: Floats) -> Floats:
    """MW beyond the limit over the limit, but over at least 1 MW."""
    limit = np.where(flows_mw >= (np.maximum(lower_mw, -1e12) + np.minimum(upper_mw, 1e12)) / 2.0, upper_mw, lower_mw)
    return over_mw / np.maximum(1.0, np.abs(np.where(np.isfinite(limit), limit, 1e12)))


def is_broken(over_mw: Floats, share: Floats) -> Positions:
    """Positions of what is broken."""
    return np.flatnonzero((over_mw > TOLERANCE_MW) & (share > TOLERANCE_SHARE))


def broken_without_outage(network: Network, flows_mw: Floats, present: frozenset[RowKey]) -> Found:
    """Limits that flows break and that are no rows yet."""
    lower, upper = network.law.lower_mw, network.law.upper_mw
    watched = network.can_be_limited.copy()
    watched[[key.branch for key in present if key.outage < 0]] = False
    candidates = np.flatnonzero(watched)
    over = over_by(flows_mw, lower, upper)[candidates]
    share = share_of(over, flows_mw[candidates], lower[candidates], upper[candidates])
    if not candidates.size:
        return Found((), 0, -np.inf, -np.inf, None)
    broken = is_broken(over, share)
    order = broken[np.argsort(-share[broken], kind="stable")]
    worst = int(np.argmax(share))
    return Found(tuple(RowKey(int(candidates[at])) for at in order), len(candidates), float(over[worst]),
                 float(share[worst]), RowKey(int(candidates[worst])), tuple(share[order].tolist()))  # fmt: skip
