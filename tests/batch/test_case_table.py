"""A row of the table of cases, from what the ledger says of one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from loadsite.batch.case_table import _row
from loadsite.batch.order import Ending


def test_cost_and_gap_of_a_case():
    """640 million USD, and 632 at least: 1.25 %."""
    outcome = SimpleNamespace(
        ending=Ending.OPTIMAL, cost_usd=640e6, least_possible_usd=632e6, margin_shortfall_mw=12.0, unserved_mwh=None,
        method="decomposed", iterations=31, cuts_from_pool=7, wall_s=4.0, cpu_s=6.5, peak_memory_mb=410.0, host="a",
        reason="",
    )  # fmt: skip
    case = SimpleNamespace(case=SimpleNamespace(name="expensive", labels={"plan": "slow"}),
        hash=SimpleNamespace(whole="ab"))
    place = SimpleNamespace(case_of=lambda hash_, name: Path("cases") / f"{name}.{hash_}")
    row = _row(case, SimpleNamespace(outcome=outcome, hash="ab", name="slow"), place, "optimal")
    assert (row["cost_musd"], row["gap"]) == (pytest.approx(640.0), pytest.approx(0.0125))
    assert (row["case"], row["varied plan"], row["folder"]) == ("expensive", "slow", "cases/slow.ab")
    assert row["unserved_mwh"] != row["unserved_mwh"] and row["margin_shortfall_mw"] == 12.0
