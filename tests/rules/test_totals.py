"""`total(...)`: a quantity over all that its selector matches, beside the group's own."""

from __future__ import annotations

import pytest

from loadsite.inputs.case import Case
from loadsite.run.answer import answer
from rules_of import complaint, one_rule, with_rules
from small_cases import Generator, Site, Zone, make_case
from worked_case import EXACT


def three_zones(**changes: object) -> Case:
    """Power for 10, 30 and 70 USD/MWh in zones with 100, 200 and 300 MW of load; a site in each."""
    prices = {"a": 10, "b": 30, "c": 70}
    return make_case(
        [Zone(name, load_mw) for name, load_mw in (("a", 100.0), ("b", 200.0), ("c", 300.0))],
        [Generator(f"{name}.gas", name, 1000, usd) for name, usd in prices.items()],
        sites=[Site(f"{name}.site", name) for name in prices], **{"target_mw": 200.0, **changes})


@pytest.mark.parametrize(("rule", "each", "campus_mw"), [
    # no site may have more than 45 % of all: 90 and 90 of 200 MW, and what is left
    ("campus_mw <= 45% * total(campus_mw)", "site, year", [90, 90, 20]),
    ("total(campus_mw) * 0.45 >= campus_mw", "site, year", [90, 90, 20]),
    # of what stands in the first two alone: a + b = 75 % / 45 % does not bind, a <= 60 % (a + b) does
    ("campus_mw[zone=a] <= 60% * total(campus_mw[zone=a|b])", "site, year", [120, 80, 0]),
    # a share of all load, 600 MW, not of the zone's own
    ("campus_mw <= 15% * total(load)", "zone, hour", [90, 90, 20]),
    # at least a tenth of all at every site
    ("campus_mw >= 10% * total(campus_mw)", "site, year", [160, 20, 20]),
    # a and b lie in market one: each zone at most 70 % of its sum
    ("campus_mw[zone!=c] <= 70% * total(campus_mw[zone!=c])", "zone, year", [140, 60, 0]),
])  # fmt: skip
def test_a_group_beside_the_total(rule, each, campus_mw, tmp_path):
    case = with_rules(three_zones(), one_rule(rule, each=each))
    results = answer(case, EXACT, tmp_path).results
    assert results.siting["campus_mw"].tolist() == pytest.approx(campus_mw)
    binding = results.rules[results.rules["binding"]]
    assert not binding.empty and (binding["activity"] - binding["limit"]).abs().max() < 1e-6


def test_the_total_of_exports_counts_the_zones_chosen_as_one():
    """What leaves a and b together, not what leaves each: the line between them does not count."""
    from small_cases import Line

    lines = [Line("ab", "a", "b", 50), Line("bc", "b", "c", 40), Line("ac", "a", "c", 30)]
    case = make_case([Zone(name, 10.0) for name in "abc"], [Generator("a.gas", "a", 100, 5)], lines=lines)
    (rule,) = with_rules(case, one_rule("load <= total(export[zone=a|b]) + 50 MW", each="zone, hour")).rules
    (term,) = rule.terms
    assert term.members == dict.fromkeys("abc", ("bc", "ac"))


WRONG = [
    ("campus_mw <= 40% * total(campus_mw)", "year",
     "rules.yaml:3:30 it.rule: stands in a rule without groups, where a quantity is its total; write each: with labels "
     "such as site, zone or state, or leave total out"),
    ("campus_mw <= 40% * total(total(campus_mw))", "site, year",
     "rules.yaml:3:36 it.rule: total(...) stands inside total(...); expected a quantity alone, such as "
     "total(campus_mw)"),
    ("campus_mw <= total(40% * campus_mw)", "site, year",
     "rules.yaml:3:36 it.rule: is no quantity alone; expected one such as total(campus_mw); total(...) may be "
     "multiplied and added to"),
    ("campus_mw <= total(campus_mw + built_mw)", "site, year",
     "rules.yaml:3:30 it.rule: is no quantity alone; expected one such as total(campus_mw); total(...) may be "
     "multiplied and added to"),
    ("campus_mw <= total(3 MW)", "site, year",
     "rules.yaml:3:30 it.rule: is no quantity alone; expected one such as total(campus_mw); total(...) may be "
     "multiplied and added to"),
    ("campus_mw <= total campus_mw", "site, year",
     'rules.yaml:3:30 it.rule: "campus_mw" is out of place; expected ('),
    ("total(campus_mw) <= 3 MW", "site, year",
     "rules.yaml:3:11 it.rule: holds totals alone, which each: site does not tell apart; expected a quantity outside "
     "total(...)"),
    ("campus_mw <= total(campus_mw[zone=d])", "site, year",
     'rules.yaml:3:40 it.rule: no zone of campus_mw is "d"; expected one of a, b, c'),
    ("campus_mw <= total(campus)", "site, year",
     'rules.yaml:3:30 it.rule: "campus" is neither a quantity nor a parameter of the scenario; did you mean '
     '"campus_mw"?'),
    ("campus_mw <= total(load)", "site, year", "rules.yaml:3:24 it.rule: is an energy [MWh] beside a power [MW]; with "
     "each: hour it is compared hour by hour"),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "each", "said"), WRONG)
def test_a_total_that_means_nothing_is_told_with_its_place(rule, each, said):
    assert complaint(one_rule(rule, each=each), three_zones()).split("\n")[0] == said
