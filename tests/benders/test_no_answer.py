"""Where there is no answer, a search period by period ends by saying so, with a proof for the whole program."""

from __future__ import annotations

from math import inf

import pytest

from loadsite.inputs.case import Case
from loadsite.run.answer import calendar
from loadsite.solve import Infeasible, LimitReached, Method, ProofOptions, solve_certified
from rules_of import with_rules
from small_cases import every_family
from solved import compiled, solved

UNSERVED = "rules:\n  - {{name: served, rule: 'unserved[zone=west] <= {limit}', each: hour}}\n"


def by_periods(case: Case, folder) -> float:
    options = ProofOptions(Method.DECOMPOSED, relative_gap=1e-5, campus_gap=1.0)
    return solve_certified(compiled(case), calendar(case), options, folder).certificate.primal_objective


def test_more_asked_for_than_sites_hold(tmp_path) -> None:
    """sum(campus) = 50 GW with nothing short: no first-stage decisions."""
    with pytest.raises(Infeasible, match="has no answer"):
        by_periods(every_family(target_mw=(50_000, 60_000), shortfall_usd_per_mw_year=inf), tmp_path)


def test_hours_that_some_decisions_cannot_carry(tmp_path) -> None:
    """With unserved = 0 in every hour most siting decisions have no operation; those that do are found."""
    case = with_rules(every_family(), UNSERVED.format(limit="0 MW"))
    optimum = solved(case).solution.objective
    assert by_periods(case, tmp_path) == pytest.approx(optimum, rel=3e-5)


def test_hours_that_no_decisions_can_carry(tmp_path) -> None:
    """generation of the west >= 100 GW: no period can, whatever is built."""
    text = "rules:\n  - {name: much, rule: 'generation[zone=west] >= 100 GW', each: hour}\n"
    with pytest.raises(Infeasible, match="has no answer"):
        by_periods(with_rules(every_family(), text), tmp_path)


def test_a_yearly_limit_that_cannot_be_kept(tmp_path) -> None:
    """energy of the year >= 100,000 TWh: each period exceeds its share, at a price, and the bounds meet there."""
    text = "rules:\n  - {name: much, rule: 'generation[zone=west] >= 100000 TWh', each: year}\n"
    with pytest.raises((Infeasible, LimitReached)):
        by_periods(with_rules(every_family(), text), tmp_path)
