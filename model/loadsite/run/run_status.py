"""How a run ended that has tables: proven as asked, or with the best point found and the bounds proven so far."""

from __future__ import annotations

from enum import StrEnum


class RunStatus(StrEnum):
    """The `status` of the record of a run that has tables."""

    OPTIMAL = "optimal"
    NOT_PROVEN = "not proven"


SMALL = 1e-3
"""Objectives below this count as this large [M$; GW when hosting]."""


def has_tables(status: object) -> bool:
    """Whether a record of that status stands beside tables; an infeasible case has none."""
    return status in list(RunStatus)


def how_close(objective: float, gap: float, hosting: bool) -> str:
    """What is known of an answer whose search did not close: its distance from the best there may be.

    Both are in M$; in GW where the most MW that fit were asked for.
    """
    amount, best = (f"{gap * 1e3:,.1f} MW", "the most MW that fit") if hosting else (
        f"{gap:,.1f} M USD", "the least cost")  # fmt: skip
    share = gap / max(abs(objective), SMALL)
    return f"within {share:.2%} ({amount}) of {best}"
