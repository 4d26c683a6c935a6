"""A family of constraints is one record: what is told of it everywhere else follows.

The family of this file is nowhere but here. One zone has power at 20 USD/MWh for a year of 8,760 hours, and a site
takes 900 MW. 100 MW of campus are asked for in 2030 and 500 in 2035, but between them no more than 300 MW can be
connected. What falls short costs a million USD per MW-year; a MW less of it costs 175,200 USD of power.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from loadsite.audit import AuditFailed, examine
from loadsite.equations import build as page
from loadsite.equations.families import Facts, Family, Limit
from loadsite.equations.limit_origins import from_table
from loadsite.explain.conflict import explain_case
from loadsite.explain.why import why_site
from loadsite.inputs.case import Case
from loadsite.origin import Origin
from loadsite.results.families import Solved
from loadsite.results.formulation import constraints
from loadsite.results.one_more import Slopes
from loadsite.run.answer import Answer, answer, compiled
from small_cases import Generator, Period, Site, Zone, make_case
from worked_case import EXACT


def connections(m: Any, y: Any) -> Any:
    """No more campus is connected between two model years than there are crews for. [GW]

    sum(campus[c, y] - campus[c, year_before[y]] for c in sites) <= 0.3

    Shadow price [M$/GW, at most 0]: what crews for one more GW would save.
    """
    return sum(m.campus[c, y] - m.campus[c, m.year_before[y]] for c in m.sites) <= 0.3


def connected_again(case: Case, reading: Any, findings: Any) -> None:
    """The MW of the table `siting`, year against year."""
    mw = reading.yearly("siting", "campus_mw", "site", case.sites.sites.index).values.sum(axis=0)
    findings.at_most("campuses connected by the crews", np.diff(mw), np.full(1, 300.0), (reading.years[1:],), mw[1:])


CREWS = Limit("connection crews", from_table("crews"), one_more="campus connected")
CONNECTIONS = Facts(CREWS, called="connection crews", part="being connected by the crews", audit=connected_again)
RECORD = Family(connections, ("later_years",), CONNECTIONS)
"""All that is written for the family."""

POWER_USD_PER_MW = 20.0 * 8760.0


@pytest.fixture
def on_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(page, "GRID", (*page.GRID, RECORD))


def case_of(**changes: Any) -> Case:
    arguments: dict[str, Any] = {"years": [2030, 2035], "target_mw": (100, 500), "shortfall_usd_per_mw_year": 1e6}
    case = make_case([Zone("z", 50)], [Generator("gas", "z", 1000, 20)], sites=[Site("c", "z", 900)],
                     periods=[Period(2, 4380.0)], **{**arguments, **changes})  # fmt: skip
    return replace(case, origins={("crews", ""): Origin("crews.csv", 2)})


@pytest.fixture
def solved(on_the_page: None, tmp_path: Any) -> Answer:
    return answer(case_of(), EXACT, tmp_path)


def test_it_is_printed_as_the_others_are(on_the_page: None) -> None:
    rule = next(rule for rule in constraints() if rule.name == "connections")
    assert (rule.sets, rule.unit) == (("later_years",), "GW")
    assert rule.equation == "sum(campus[c, y] - campus[c, year_before[y]] for c in sites) <= 0.3"
    assert rule.shadow_price == "what crews for one more GW would save."


def test_its_limit_is_listed_with_worth_and_range(solved: Answer) -> None:
    """400 of 500 MW are placed in 2035: one more connected is one less short, for the next 100; then it saves nothing.
    """
    told = solved.results.limits.set_index(["kind", "year"])
    row = told.loc[("connection crews", 2035)]
    assert row["limit_mw"] == pytest.approx(300.0)
    assert row["shadow_price_usd_per_mw_year"] == pytest.approx(1e6 - POWER_USD_PER_MW)
    assert (row["valid_for_mw"], row["known"], row["origin"]) == (pytest.approx(100.0), "exact", "crews.csv:2")
    assert row["shadow_price_beyond_usd_per_mw_year"] == pytest.approx(0.0, abs=1e-6)
    shadow_price = "one more MW of campus connected would save 824,800 USD a year, valid for the next 100 MW"
    assert row["sentence"].startswith(shadow_price)
    assert told.loc[("connection crews", 2030), ["limit_mw", "shadow_price_usd_per_mw_year"]].tolist() == [np.inf, 0.0]


def test_its_shadow_price_stands_with_its_unit_and_sign(solved: Answer) -> None:
    prices = solved.results.shadow_prices.set_index("family")
    row = prices.loc["connections"]
    assert (row["year"], row["unit"], row["price_unit"], row["side"]) == (2035, "MW", "USD/MW-year", "at most")
    assert row["shadow_price"] == pytest.approx(POWER_USD_PER_MW - 1e6)
    assert row["meaning"] == "what crews for one more MW would save."


def test_it_is_a_part_of_what_one_more_mw_costs(solved: Answer) -> None:
    whole = Solved(solved.solve.case, solved.solve.program, solved.solve.solution)
    parts = why_site(whole, "c", Slopes(whole)).set_index(["year", "part"])
    usd, origin = parts.loc[(2035, "being connected by the crews"), ["usd_per_mw_year", "origin"]]
    assert (usd, origin) == (pytest.approx(1e6 - POWER_USD_PER_MW), "crews.csv:2")
    assert parts.loc[(2035, "credit for the target"), "usd_per_mw_year"] == pytest.approx(-1e6)


def test_it_is_named_in_a_conflict_with_its_repair(on_the_page: None, tmp_path: Any) -> None:
    """Nothing may fall short: of the 500 MW at most 400 can be had."""
    case = case_of(shortfall_usd_per_mw_year=np.inf)
    conflict = explain_case(case, compiled(case), tmp_path, 60.0)
    assert conflict is not None and "connections " in conflict.named
    share = "connection crews (crews.csv:2): 300 MW; alone it would have to be raised by at least 100 MW"
    assert share in conflict.whole
    assert "raise connection crews, crews.csv:2, by 100 MW" in conflict.whole


def test_it_is_audited_by_the_comparison_it_brings(solved: Answer) -> None:
    made = {check.name: check.error for check in solved.audit.checks}
    assert made["campuses connected by the crews"] == 0.0
    siting = solved.results.siting.copy()
    siting.loc[siting["year"] == 2035, "campus_mw"] = 410.0
    spoiled = examine(solved.solve.case, replace(solved.results, siting=siting))
    error = {check.name: check.error for check in spoiled.checks}["campuses connected by the crews"]
    assert error == pytest.approx(10.0 / 410.0)


def test_a_family_that_nothing_recomputes_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    silent = Family(connections, ("later_years",), replace(CONNECTIONS, audit=None))
    monkeypatch.setattr(page, "GRID", (*page.GRID, silent))
    with pytest.raises(AuditFailed, match="no comparison recomputes the rows of connections from the tables"):
        answer(case_of(), EXACT, tmp_path)


def test_a_limit_without_years_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    def ever(m: Any, c: Any) -> Any:
        """A site has at most 700 MW in its first year. [GW]

        campus[c, first_year] <= 0.7

        Shadow price [M$/GW, at most 0]: what one more GW would save.
        """
        return sum(m.campus[c, y] for y in m.later_years) <= 0.7

    monkeypatch.setattr(page, "GRID", (*page.GRID, Family(ever, ("sites",), CONNECTIONS)))
    with pytest.raises(ValueError, match="ever: a limit is told by year; expected one of years, later_years among its"):
        answer(case_of(), EXACT, tmp_path)
