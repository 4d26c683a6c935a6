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
    shares: tuple[float, ...] = ()
    """by how much each key is broken, over the rating"""


def together(one: Found, other: Found) -> Found:
    """What was found among two sets of limits, the most broken first."""
    ranked = sorted([*zip(one.shares, one.keys, strict=True), *zip(other.shares, other.keys, strict=True)],
                    key=lambda each: (-each[0], each[1]))  # fmt: skip
    worst = one if one.worst_share >= other.worst_share else other
    return Found(tuple(key for _, key in ranked), one.candidates + other.candidates, worst.worst_mw, worst.worst_share,
                 worst.worst, tuple(share for share, _ in ranked))  # fmt: skip


