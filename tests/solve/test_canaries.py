"""The canaries, and that they notice."""

from __future__ import annotations

from loadsite.solve import canaries, run_canaries
from loadsite.solve.outcomes import Unbounded


def test_all_pass_in_every_way():
    results = run_canaries()
    assert len(results) == 6 * 4
    assert [result for result in results if not result.passed] == []


def test_a_wrong_answer_is_noticed(monkeypatch):
    first, *_ = canaries.all_canaries()
    wrong = canaries.Canary(first.program, 2.999999), canaries.Canary(first.program, Unbounded)
    monkeypatch.setattr(canaries, "all_canaries", lambda: wrong)
    results = run_canaries()
    assert not any(result.passed for result in results)
    assert (results[0].expected, results[0].found) == ("2.999999", "3")
    assert results[-1].expected == "Unbounded"
