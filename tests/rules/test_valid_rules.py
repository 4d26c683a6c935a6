"""Rules that are sound: what they are read as, in rows and units, and the same rows again from their own text."""

from __future__ import annotations

import numpy as np
import pytest

from loadsite.commands.rules import rules_as_yaml
from loadsite.inputs.case_rules import CaseRule
from loadsite.inputs.rules.units import Measure
from loadsite.origin import Origin
from rules_of import one_rule, texts_of, with_rules
from small_cases import every_family

CASE = every_family()
SHARE = {"share": Measure(0.5), "cap": Measure(900.0, (("[power]", 1),))}

# rule, further keys, its text in base units, rows, unit
VALID: list[tuple[str, dict[str, str], str, int, str]] = [
    ("campus_mw <= 3 GW", {"each": "year"}, "campus_mw <= 3000 MW", 2, "MW"),
    ("campus_mw <= 3 GW", {"each": "site, year"}, "campus_mw <= 3000 MW", 8, "MW"),
    ("campus_mw <= 3 GW", {"each": "[zone, year]"}, "campus_mw <= 3000 MW", 6, "MW"),
    ("campus_mw <= 3 GW", {"each": "state year"}, "campus_mw <= 3000 MW", 2, "MW"),
    ("campus_mw <= cap", {"each": "year"}, "campus_mw <= 900 MW", 2, "MW"),
    ("campus_mw <= share * cap", {"each": "year"}, "campus_mw <= 450 MW", 2, "MW"),
    ("campus_mw <= 3 * 2 GW / 4", {"each": "year"}, "campus_mw <= 1500 MW", 2, "MW"),
    ("campus_mw <= 3 GW", {"each": "year", "when": "{year: 2035}"}, "campus_mw <= 3000 MW", 1, "MW"),
    ("campus_mw <= 3 GW", {"each": "year", "when": "{year: [2030, 2035]}"}, "campus_mw <= 3000 MW", 2, "MW"),
    ("campus_mw <= 3 GW", {"each": "year", "when": "year!=2030"}, "campus_mw <= 3000 MW", 1, "MW"),
    ("campus_mw[year=2035] <= 3 GW", {}, "campus_mw[year=2035] <= 3000 MW", 1, "MW"),
    ("campus_mw[year=2035] - campus_mw[year=2030] <= 3 GW", {"each": "site"},
     "campus_mw[year=2035] - campus_mw[year=2030] <= 3000 MW", 4, "MW"),
    ("campus_mw[zone=west] <= 50% * campus_mw", {"each": "year"}, "campus_mw[zone=west] <= 0.5 * campus_mw", 2, "MW"),
    ("campus_mw[zone=west] <= 50% * (campus_mw - 3 MW)", {"each": "year"},
     "campus_mw[zone=west] <= 0.5 * campus_mw - 1.5 MW", 2, "MW"),
    ("campus_mw[zone=west|north] >= 3 MW", {"each": "year"}, "campus_mw[zone=west|north] >= 3 MW", 2, "MW"),
    ("campus_mw[zone!=west] >= 3 MW", {"each": "year"}, "campus_mw[zone!=west] >= 3 MW", 2, "MW"),
    ("campus_mw[zone=west, site!=island] == 3 MW", {"each": "year"},
     "campus_mw[zone=west, site!=island] == 3 MW", 2, "MW"),
    ('campus_mw[site="abilene"] <= 3 MW', {"each": "year"}, "campus_mw[site=abilene] <= 3 MW", 2, "MW"),
    ("campus_mw[state=TX] <= 3 MW", {"each": "year"}, "campus_mw[state=TX] <= 3 MW", 2, "MW"),
    ("campus_mw[kind=announced_campus] <= 3 MW", {"each": "year"}, "campus_mw[kind=announced_campus] <= 3 MW", 2, "MW"),
    ("-campus_mw >= -3 MW", {"each": "year"}, "-campus_mw >= -3 MW", 2, "MW"),
    ("3 MW >= campus_mw", {"each": "year"}, "3 MW >= campus_mw", 2, "MW"),
    ("campus_mw >= 0", {"each": "year"}, "campus_mw >= 0", 2, "MW"),
    ("campus_mw - 0 <= 3 MW", {"each": "year"}, "campus_mw + 0 <= 3 MW", 2, "MW"),
    ("campus_mw <= 3 GW", {"each": "year", "soft": "5 USD/MW-year"}, "campus_mw <= 3000 MW", 2, "MW"),
    ("campus_mw <= 3 GW", {"each": "year", "soft": "5 kUSD/MW"}, "campus_mw <= 3000 MW", 2, "MW"),
    ("campus_mw <= 3e2 MW", {"each": "year"}, "campus_mw <= 300 MW", 2, "MW"),
    ("campus_mw <= .5 GW", {"each": "year"}, "campus_mw <= 500 MW", 2, "MW"),
    ("campus_energy <= 3 TWh", {"each": "year"}, "campus_energy <= 3000000 MWh", 2, "MWh"),
    ("campus_energy <= 3 TWh", {}, "campus_energy <= 3000000 MWh", 1, "MWh"),
    ("served <= 3 GW", {"each": "hour"}, "served <= 3000 MW", 14, "MW"),
    ("served[site=dallas] >= 80% * campus_mw[site=dallas]", {"each": "hour", "soft": "9 USD/MWh"},
     "served[site=dallas] >= 0.8 * campus_mw[site=dallas]", 14, "MW"),
    ("interrupted <= 2% * campus_energy", {"each": "year, site"}, "interrupted <= 0.02 * campus_energy", 8, "MWh"),
    ("grid_withdrawal[site=tulsa] <= 100 MW", {"each": "hour"}, "grid_withdrawal[site=tulsa] <= 100 MW", 14, "MW"),
    ("onsite_generation >= 1 GWh", {"each": "year"}, "onsite_generation >= 1000 MWh", 2, "MWh"),
    ("generation[generator=north.coal] <= 300 MW", {"each": "hour"}, "generation[generator=north.coal] <= 300 MW", 14,
     "MW"),
    ("generation <= 9 GWh", {"each": "period"}, "generation <= 9000 MWh", 4, "MWh"),
    ("generation <= 9 GWh", {"each": "day, zone"}, "generation <= 9000 MWh", 12, "MWh"),
    ("generation[new=true] <= 9 TWh", {"each": "year"}, "generation[new=true] <= 9000000 MWh", 2, "MWh"),
    ("generation[hour=0|1|2] <= 9 TWh", {"each": "year"}, "generation[hour=0|1|2] <= 9000000 MWh", 2, "MWh"),
    ("generation <= 9 TWh", {"each": "year", "when": "{hour: [0, 1]}"}, "generation <= 9000000 MWh", 2, "MWh"),
    ("generation <= 9 GW", {"each": "hour", "when": "{hour: [0, 1]}"}, "generation <= 9000 MW", 4, "MW"),
    ("generation <= 9 GW", {"each": "hour", "when": "hour=0, year=2035"}, "generation <= 9000 MW", 1, "MW"),
    ("generation[season=winter] >= 10% * load[season=winter]", {"each": "year"},
     "generation[season=winter] >= 0.1 * load[season=winter]", 2, "MWh"),
    ("generation >= 10% * load", {"each": "hour, zone"}, "generation >= 0.1 * load", 42, "MW"),
    ("capacity_mw[zone=north] >= 1.1 * campus_mw[zone=north]", {"each": "year"},
     "capacity_mw[zone=north] >= 1.1 * campus_mw[zone=north]", 2, "MW"),
    ("firm_mw + storage_mw >= 500 MW", {"each": "market, year"}, "firm_mw + storage_mw >= 500 MW", 4, "MW"),
    ("built_mw <= 700 MW", {"each": "year"}, "built_mw <= 700 MW", 2, "MW"),
    ("built_mw <= 900 MW", {}, "built_mw <= 900 MW", 1, "MW"),
    ("storage_energy[zone=north] <= 800 MWh", {"each": "year"}, "storage_energy[zone=north] <= 800 MWh", 2, "MWh"),
    ("storage_built_mw + line_built_mw <= 300 MW", {"each": "year"}, "storage_built_mw + line_built_mw <= 300 MW", 2,
     "MW"),
    ("flow[from=west] - flow[to=west] <= 100 MW", {"each": "hour"}, "flow[from=west] - flow[to=west] <= 100 MW", 14,
     "MW"),
    ("flow[line=west_north] <= 1 TWh", {"each": "year"}, "flow[line=west_north] <= 1000000 MWh", 2, "MWh"),
    ("flow <= 200 MW", {"each": "hour, line"}, "flow <= 200 MW", 56, "MW"),
    ("import[zone=plains] <= 90 MW", {"each": "hour"}, "import[zone=plains] <= 90 MW", 14, "MW"),
    ("export[zone=west|north] <= 90 MW", {"each": "hour"}, "export[zone=west|north] <= 90 MW", 14, "MW"),
    ("import <= 90 MW", {"each": "hour, zone"}, "import <= 90 MW", 42, "MW"),
    ("unserved <= 1% * load", {"each": "year", "soft": "9 USD/MWh"}, "unserved <= 0.01 * load", 2, "MWh"),
    ("emissions <= 9 Mt", {"each": "year"}, "emissions <= 9000000 t", 2, "t"),
    ("emissions <= 400 t/h", {"each": "hour", "soft": "50 USD/t"}, "emissions <= 400 t/h", 14, "t/h"),
    ("emissions <= 0.3 t/MWh * generation", {"each": "year"}, "emissions <= 0.3 t/MWh * generation", 2, "t"),
    ("water_use + 2 m3/MWh * generation <= 9 Mm3", {"each": "year"},
     "water_use + 2 m3/MWh * generation <= 9000000 m3", 2, "m3"),
    ("cost <= 2 BUSD", {"each": "year"}, "cost <= 2000000000 USD", 2, "USD"),
    ("cost <= 30 USD/MWh * generation", {"each": "year"}, "cost <= 30 USD/MWh * generation", 2, "USD"),
    ("investment <= 2.5 billion USD/year", {"each": "year"}, "investment <= 2500000000 USD/year", 2, "USD/year"),
    ("campus_mw <= 40% * total(campus_mw[zone!=west])", {"each": "site, year"},
     "campus_mw <= 0.4 * total(campus_mw[zone!=west])", 8, "MW"),
    ("served - previous(served) <= 90 MW", {"each": "site, hour"}, "served - previous(served) <= 90 MW", 40, "MW"),
    ("fixed_cost[zone=north] <= 3 million USD/year", {"each": "year", "soft": "'2'"},
     "fixed_cost[zone=north] <= 3000000 USD/year", 2, "USD/year"),
]


def quoted(rule: str) -> str:
    return "'" + rule.replace("'", "''") + "'"


@pytest.mark.parametrize(("rule", "keys", "text", "rows", "unit"), VALID, ids=[f"{n}" for n in range(len(VALID))])
def test_a_sound_rule_is_read_as_it_is_meant(
    rule: str, keys: dict[str, str], text: str, rows: int, unit: str
) -> None:
    (read,) = with_rules(CASE, one_rule(quoted(rule), **keys), parameters=SHARE).rules
    assert (read.text, read.row_count, read.unit) == (text, rows, unit)
    assert read.origin == Origin("rules.yaml", 2)


@pytest.mark.parametrize(("rule", "keys"), [each[:2] for each in VALID], ids=[f"{n}" for n in range(len(VALID))])
def test_the_text_shown_parses_to_the_same_rows(rule: str, keys: dict[str, str]) -> None:
    file = one_rule(quoted(rule), **keys)
    (read,) = with_rules(CASE, file, parameters=SHARE).rules
    (again,) = with_rules(CASE, rules_as_yaml(texts_of(file, parameters=SHARE))).rules
    assert_same(again, read)


def test_yaml_and_csv_say_the_same() -> None:
    """Every key of the form, in both."""
    yaml = one_rule("campus_mw[zone=west] <= 900 MW", each="year", soft="5 USD/MW", when="{year: 2035}", source="a, b")
    table = "name,rule,each,soft,when,source\nit,campus_mw[zone=west] <= 900 MW,year,5 USD/MW,year=2035,\"a, b\"\n"
    (one,), (other,) = with_rules(CASE, yaml).rules, with_rules(CASE, table, name="rules.csv").rules
    assert_same(one, other)
    assert (one.source, other.source, other.origin) == ("a, b", "a, b", Origin("rules.csv", 2))


def test_what_may_match_nothing_is_left_out() -> None:
    case = with_rules(CASE, one_rule("campus_mw[zone=west, site=dallas] <= 3 MW", each="year", if_empty="allow"))
    assert case.rules == ()


def assert_same(one: CaseRule, other: CaseRule) -> None:
    assert (one.name, one.sense, one.rows, one.groups, one.slots, one.unit, one.soft_usd) == (
        other.name, other.sense, other.rows, other.groups, other.slots, other.unit, other.soft_usd,
    )
    np.testing.assert_allclose(one.limit, other.limit, rtol=1e-12)
    assert (one.kept == other.kept).all()
    for mine, theirs in zip(one.terms, other.terms, strict=True):
        assert (mine.family, mine.kind, mine.on_right, mine.members, mine.years, mine.hours, mine.hours_before) == (
            theirs.family, theirs.kind, theirs.on_right, theirs.members, theirs.years, theirs.hours,
            theirs.hours_before,
        )
        np.testing.assert_allclose(mine.coefficient, theirs.coefficient, rtol=1e-12)
