"""Limits of flows that stand in the program as rows, each with a key: a branch, and the outage after which it holds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class RowKey:
    """Key of a limit: the position of the branch, and of the branch whose outage it is for; -1 without one."""

    branch: int
    outage: int = -1


@dataclass(frozen=True)
class Found:
    """Limits that a flow breaks, the most broken first, how many were looked at, and the most broken of all.

    `worst_share` is by how much, over the rating; `worst_mw` in MW; both are negative where none is broken.
    """

    keys: tuple[RowKey, ...]
    candidates: int
    worst_mw: float
    worst_share: float
    worst: RowKey | None


