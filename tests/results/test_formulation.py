"""What the rules say of themselves is complete, and is that of the program that is solved."""

from __future__ import annotations

from loadsite.equations.objective import COST_TERMS
from loadsite.results.formulation import constraints, cost_terms, decisions, in_megawatts


def test_every_family_of_the_program_is_told_in_its_order(worked, hosted):
    told = [rule.name for rule in constraints()]
    for solve in (worked.solve, hosted.solve, hosted.hosted.solve):
        rows = [block.name for block in solve.program.rows]
        assert [name for name in told if name in rows] == rows
        assert [each.name for each in decisions() if each.name in {b.name for b in solve.program.columns}] == [
            block.name for block in solve.program.columns
        ]


def test_every_rule_says_its_equation_unit_and_what_its_shadow_price_means():
    for rule in constraints():
        assert rule.sentence.endswith("."), rule.name
        assert rule.unit in ("GW", "GWh", "M$"), rule.name
        assert any(sign in rule.equation for sign in ("<=", ">=", "==")), rule.name
        assert rule.shadow_price and rule.shadow_price_unit, rule.name
        assert rule.sets, rule.name


def test_every_term_of_the_cost_is_told():
    told = [term.name for term in cost_terms()]
    assert told[: len(COST_TERMS)] == list(COST_TERMS) and told[-1] == "campus_placed"
    assert all(term.sentence.endswith(".") for term in cost_terms())


def test_sets_and_families_are_those_of_the_files():
    balance = next(rule for rule in constraints() if rule.name == "balance")
    assert balance.sets == ("zones", "years", "snapshots")
    assert balance.family == "balance"


def test_words_of_the_solver_become_words_of_the_edge():
    assert in_megawatts("what one more GW, or GWh, costs in M$") == "what one more MW, or MWh, costs in USD"
