"""Malformed rules, each with exactly what is said of it: place, reason, hint, and the text with a caret."""

from __future__ import annotations

import pytest

from rules_of import complaint, one_rule
from small_cases import every_family

CASE = every_family()

# rule, further keys, where and what is said of it; the column of the caret is that of the place
MALFORMED: list[tuple[str, dict[str, str], str]] = [
    (
        "campus_mw",
        {},
        "rules.yaml:3:21 it.rule: ends here; expected <=, >= or ==",
    ),
    (
        "campus_mw <=",
        {},
        "rules.yaml:3:24 it.rule: ends here; expected a number or a quantity",
    ),
    (
        "<= 3 MW",
        {},
        'rules.yaml:3:12 it.rule: "<=" is out of place; expected a number or a quantity',
    ),
    (
        "campus_mw < 3 MW",
        {},
        'rules.yaml:3:22 it.rule: "<" is out of place; expected one of + - * / <= >= == or [; write <=',
    ),
    (
        "campus_mw > 3 MW",
        {},
        'rules.yaml:3:22 it.rule: ">" is out of place; expected one of + - * / <= >= == or [; write >=',
    ),
    (
        "campus_mw = 3 MW",
        {},
        (
            'rules.yaml:3:22 it.rule: "=" is out of place; expected one of + - * / <= >= == or [; write == '
            "between two sides, = in a selector"
        ),
    ),
    (
        "campus_mw != 3 MW",
        {},
        'rules.yaml:3:22 it.rule: "!=" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "campus_mw <= 3 MW <= 4 MW",
        {},
        'rules.yaml:3:30 it.rule: "<=" is out of place; expected the end',
    ),
    (
        "3 MW <= 4 MW",
        {},
        ("rules.yaml:3:12 it.rule: holds no quantity; expected one such as campus_mw; see loadsite rules --list"),
    ),
    (
        "campus_mw + <= 3 MW",
        {},
        'rules.yaml:3:24 it.rule: "<=" is out of place; expected a number or a quantity',
    ),
    (
        "campus_mw - - 3 MW <= 1 MW",
        {},
        'rules.yaml:3:24 it.rule: "-" is out of place; expected a number or a quantity',
    ),
    (
        "* campus_mw <= 3 MW",
        {},
        'rules.yaml:3:12 it.rule: "*" is out of place; expected a number or a quantity',
    ),
    (
        "campus_mw * <= 3 MW",
        {},
        'rules.yaml:3:24 it.rule: "<=" is out of place; expected a number or a quantity',
    ),
    (
        "campus_mw ** 2 <= 3 MW",
        {},
        'rules.yaml:3:23 it.rule: "*" is out of place; expected a number or a quantity',
    ),
    (
        "campus_mw ^ 2 <= 3 MW",
        {},
        (
            'rules.yaml:3:22 it.rule: "^" is out of place; expected one of + - * / <= >= == or [; a rule is '
            "linear: a quantity has no power"
        ),
    ),
    (
        "campus_mw campus_mw <= 3 MW",
        {},
        'rules.yaml:3:22 it.rule: "campus_mw" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "2 campus_mw <= 3 MW",
        {},
        'rules.yaml:3:14 it.rule: "campus_mw" is not a unit; write * before a quantity',
    ),
    (
        "campus_mw * campus_mw <= 3 MW",
        {},
        (
            "rules.yaml:3:24 it.rule: is a product of quantities, which is not linear; multiply a quantity "
            "by numbers only"
        ),
    ),
    (
        "campus_mw * (1 + campus_mw) <= 3 MW",
        {},
        (
            "rules.yaml:3:25 it.rule: is a product of quantities, which is not linear; multiply a quantity "
            "by numbers only"
        ),
    ),
    (
        "campus_mw / campus_mw <= 3",
        {},
        'rules.yaml:3:24 it.rule: "campus_mw" is out of place; expected a number',
    ),
    (
        "1 / campus_mw <= 3 MW",
        {},
        'rules.yaml:3:16 it.rule: "campus_mw" is out of place; expected a number',
    ),
    (
        "campus_mw / 0 <= 3 MW",
        {},
        "rules.yaml:3:24 it.rule: divides by zero",
    ),
    (
        "campus_mw / 2 MW <= 3",
        {},
        "rules.yaml:3:24 it.rule: divides by a power [MW]; expected a plain number",
    ),
    (
        "(campus_mw <= 3 MW",
        {},
        'rules.yaml:3:23 it.rule: "<=" is out of place; expected )',
    ),
    (
        "campus_mw) <= 3 MW",
        {},
        'rules.yaml:3:21 it.rule: ")" is out of place; expected <=, >= or ==',
    ),
    (
        "() <= 3 MW",
        {},
        'rules.yaml:3:13 it.rule: ")" is out of place; expected a number or a quantity',
    ),
    (
        "campus_mw() <= 3 MW",
        {},
        'rules.yaml:3:21 it.rule: "(" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "max(campus_mw) <= 3 MW",
        {},
        'rules.yaml:3:15 it.rule: "(" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "abs(campus_mw, 1) <= 3 MW",
        {},
        'rules.yaml:3:15 it.rule: "(" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "campus_mw[ <= 3 MW",
        {},
        'rules.yaml:3:23 it.rule: "<=" is out of place; expected a name',
    ),
    (
        "campus_mw] <= 3 MW",
        {},
        'rules.yaml:3:21 it.rule: "]" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "campus_mw[] <= 3 MW",
        {},
        'rules.yaml:3:22 it.rule: "]" is out of place; expected a name',
    ),
    (
        "campus_mw[zone] <= 3 MW",
        {},
        'rules.yaml:3:26 it.rule: "]" is out of place; expected = or !=',
    ),
    (
        "campus_mw[zone=] <= 3 MW",
        {},
        'rules.yaml:3:27 it.rule: "]" is out of place; expected a label',
    ),
    (
        "campus_mw[zone==west] <= 3 MW",
        {},
        ('rules.yaml:3:27 it.rule: "=" is out of place; expected a label; write == between two sides, = in a selector'),
    ),
    (
        "campus_mw[zone<west] <= 3 MW",
        {},
        'rules.yaml:3:26 it.rule: "<" is out of place; expected = or !=; write <=',
    ),
    (
        "campus_mw[=west] <= 3 MW",
        {},
        ('rules.yaml:3:22 it.rule: "=" is out of place; expected a name; write == between two sides, = in a selector'),
    ),
    (
        "campus_mw[zone=west,] <= 3 MW",
        {},
        'rules.yaml:3:32 it.rule: "]" is out of place; expected a name',
    ),
    (
        "campus_mw[zone=west|] <= 3 MW",
        {},
        'rules.yaml:3:32 it.rule: "]" is out of place; expected a label',
    ),
    (
        "campus_mw[zone=|west] <= 3 MW",
        {},
        'rules.yaml:3:27 it.rule: "|" is out of place; expected a label',
    ),
    (
        "campus_mw[zone=west north] <= 3 MW",
        {},
        'rules.yaml:3:32 it.rule: "north" is out of place; expected , or ] or |',
    ),
    (
        'campus_mw[zone="west] <= 3 MW',
        {},
        'rules.yaml:3:27 it.rule: """ is out of place; expected a label',
    ),
    (
        "campus_mw[[zone=west]] <= 3 MW",
        {},
        'rules.yaml:3:22 it.rule: "[" is out of place; expected a name',
    ),
    (
        "campus_mw[zone=west][zone=north] <= 3 MW",
        {},
        'rules.yaml:3:32 it.rule: "[" is out of place; expected one of + - * / <= >= ==',
    ),
    (
        "campus_mw[zone=west; zone=north] <= 3 MW",
        {},
        'rules.yaml:3:31 it.rule: ";" is out of place; expected , or ] or |',
    ),
    (
        "campus_mw <= 1,200 MW",
        {},
        (
            'rules.yaml:3:25 it.rule: "1" is out of place; expected a number or a quantity; write numbers '
            "without separators, with one decimal point"
        ),
    ),
    (
        "campus_mw <= 1_200 MW",
        {},
        (
            'rules.yaml:3:25 it.rule: "1_200" is out of place; expected a number or a quantity; write '
            "numbers without separators, with one decimal point"
        ),
    ),
    (
        "campus_mw <= 1.2.3 MW",
        {},
        (
            'rules.yaml:3:25 it.rule: "1.2.3" is out of place; expected a number or a quantity; write '
            "numbers without separators, with one decimal point"
        ),
    ),
    (
        "campus_mw <= 1e MW",
        {},
        'rules.yaml:3:28 it.rule: "MW" is out of place; expected one of + - * / <= >= ==',
    ),
    (
        "campus_mw <= 1e99 MW",
        {},
        "rules.yaml:3:25 it.rule: 1e99 is too large a number; expected at most 1e15",
    ),
    (
        "campus_mw <= 1e9999 MW",
        {},
        "rules.yaml:3:25 it.rule: 1e9999 is too large a number; expected at most 1e15",
    ),
    (
        "campus_mw <= 0x10 MW",
        {},
        'rules.yaml:3:30 it.rule: "MW" is out of place; expected one of + - * / <= >= ==',
    ),
    (
        "campus_mw <= inf MW",
        {},
        'rules.yaml:3:29 it.rule: "MW" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "campus_mw <= nan",
        {},
        (
            'rules.yaml:3:25 it.rule: "nan" is neither a quantity nor a parameter of the scenario; loadsite '
            "rules --list names the quantities"
        ),
    ),
    (
        "campus_mw <= 3 mw",
        {},
        'rules.yaml:3:27 it.rule: "mw" is not a unit; did you mean "MW"?',
    ),
    (
        "campus_mw <= 3 MWW",
        {},
        'rules.yaml:3:27 it.rule: "MWW" is not a unit; did you mean "MW"?',
    ),
    (
        "campus_mw <= 3 MV",
        {},
        (
            'rules.yaml:3:27 it.rule: "MV" is not a unit; expected one of W, kW, MW, GW, TW, Wh, kWh, MWh, '
            "GWh, TWh, h, kg, t, kt, Mt, m3, Mm3, gal, Mgal, acre_ft, USD, kUSD, MUSD, BUSD, MMBtu, year"
        ),
    ),
    (
        "campus_mw <= 3 gw",
        {},
        'rules.yaml:3:27 it.rule: "gw" is not a unit; did you mean "GW"?',
    ),
    (
        "campus_mw <= 3 horses",
        {},
        (
            'rules.yaml:3:27 it.rule: "horses" is not a unit; expected one of W, kW, MW, GW, TW, Wh, kWh, '
            "MWh, GWh, TWh, h, kg, t, kt, Mt, m3, Mm3, gal, Mgal, acre_ft, USD, kUSD, MUSD, BUSD, MMBtu, "
            "year"
        ),
    ),
    (
        "campus_mw <= 3 MW/horse",
        {},
        (
            'rules.yaml:3:27 it.rule: "horse" is not a unit; expected one of W, kW, MW, GW, TW, Wh, kWh, '
            "MWh, GWh, TWh, h, kg, t, kt, Mt, m3, Mm3, gal, Mgal, acre_ft, USD, kUSD, MUSD, BUSD, MMBtu, "
            "year"
        ),
    ),
    (
        "campus_mw <= 3 USD/MW-horse",
        {},
        (
            'rules.yaml:3:27 it.rule: "horse" is not a unit; expected one of W, kW, MW, GW, TW, Wh, kWh, '
            "MWh, GWh, TWh, h, kg, t, kt, Mt, m3, Mm3, gal, Mgal, acre_ft, USD, kUSD, MUSD, BUSD, MMBtu, "
            "year"
        ),
    ),
    (
        "campus_mw <= 3 $",
        {},
        'rules.yaml:3:27 it.rule: "$" is out of place; expected one of + - * / <= >= == or a unit',
    ),
    (
        "campus_mw <= 3 €",
        {},
        'rules.yaml:3:27 it.rule: "€" is out of place; expected one of + - * / <= >= == or a unit',
    ),
    (
        "campus_mw ≤ 3 MW",
        {},
        'rules.yaml:3:22 it.rule: "≤" is out of place; expected one of + - * / <= >= == or [; write <=',
    ),
    (
        "campus_mw ≥ 3 MW",
        {},
        'rules.yaml:3:22 it.rule: "≥" is out of place; expected one of + - * / <= >= == or [; write >=',
    ),
    (
        "3 × campus_mw <= 3 MW",
        {},
        ('rules.yaml:3:14 it.rule: "×" is out of place; expected one of + - * / <= >= == or a unit; write *'),
    ),
    (
        "campus_mw; campus_mw <= 3 MW",
        {},
        'rules.yaml:3:21 it.rule: ";" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "campus_mw @ 3 <= 3 MW",
        {},
        'rules.yaml:3:22 it.rule: "@" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "campus_mw & campus_mw <= 3 MW",
        {},
        'rules.yaml:3:22 it.rule: "&" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "not campus_mw <= 3 MW",
        {},
        'rules.yaml:3:16 it.rule: "campus_mw" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "campus_mw <= 3 MW if x",
        {},
        'rules.yaml:3:30 it.rule: "if" is out of place; expected one of + - * / <= >= ==',
    ),
    (
        "lambda: campus_mw <= 3 MW",
        {},
        'rules.yaml:3:18 it.rule: ":" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "__import__('os').system('true') <= 3 MW",
        {},
        'rules.yaml:3:11 it.rule: "(" is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        "{{ campus_mw }} <= 3 MW",
        {},
        'rules.yaml:3:12 it.rule: "{" is out of place; expected a number or a quantity',
    ),
    (
        "${campus_mw} <= 3 MW",
        {},
        'rules.yaml:3:12 it.rule: "$" is out of place; expected a number or a quantity',
    ),
    (
        "campus_mw.__class__ <= 3 MW",
        {},
        'rules.yaml:3:21 it.rule: "." is out of place; expected one of + - * / <= >= == or [',
    ),
    (
        'campus_mw["zone"] <= 3 MW',
        {},
        'rules.yaml:3:22 it.rule: ""zone"" is out of place; expected a name',
    ),
    (
        "cmpus_mw <= 3 MW",
        {},
        (
            'rules.yaml:3:12 it.rule: "cmpus_mw" is neither a quantity nor a parameter of the scenario; did '
            'you mean "campus_mw"?'
        ),
    ),
    (
        "campus <= 3 MW",
        {},
        (
            'rules.yaml:3:12 it.rule: "campus" is neither a quantity nor a parameter of the scenario; did '
            'you mean "campus_mw"?'
        ),
    ),
    (
        "Campus_mw <= 3 MW",
        {},
        (
            'rules.yaml:3:12 it.rule: "Campus_mw" is neither a quantity nor a parameter of the scenario; '
            'did you mean "campus_mw"?'
        ),
    ),
    (
        "campusmw <= 3 MW",
        {},
        (
            'rules.yaml:3:12 it.rule: "campusmw" is neither a quantity nor a parameter of the scenario; did '
            'you mean "campus_mw"?'
        ),
    ),
    (
        "generaton <= 3 MW",
        {},
        (
            'rules.yaml:3:12 it.rule: "generaton" is neither a quantity nor a parameter of the scenario; '
            'did you mean "generation"?'
        ),
    ),
    (
        "capacity <= 3 MW",
        {},
        (
            'rules.yaml:3:12 it.rule: "capacity" is neither a quantity nor a parameter of the scenario; did '
            'you mean "capacity_mw"?'
        ),
    ),
    (
        "retired_mw <= 3 MW",
        {},
        ("rules.yaml:3:12 it.rule: retired_mw matches nothing; if_empty: allow permits that"),
    ),
    (
        "nothing <= 3 MW",
        {},
        (
            'rules.yaml:3:12 it.rule: "nothing" is neither a quantity nor a parameter of the scenario; '
            "loadsite rules --list names the quantities"
        ),
    ),
    (
        "shre * campus_mw <= 3 MW",
        {},
        (
            'rules.yaml:3:12 it.rule: "shre" is neither a quantity nor a parameter of the scenario; did you '
            'mean "share"?'
        ),
    ),
    (
        "share[zone=west] * campus_mw <= 3 MW",
        {},
        "rules.yaml:3:12 it.rule: share is a parameter, which has no selector",
    ),
    (
        "campus_mw * share * campus_mw <= 3 MW",
        {},
        (
            "rules.yaml:3:32 it.rule: is a product of quantities, which is not linear; multiply a quantity "
            "by numbers only"
        ),
    ),
    (
        "campus_mw + 50% <= 3 MW",
        {"each": "year"},
        "rules.yaml:3:24 it.rule: is a plain number beside a power [MW]; write the unit of the number",
    ),
    (
        "campus_mw <= 3 MWh",
        {"each": "year"},
        "rules.yaml:3:25 it.rule: is an energy [MWh] beside a power [MW]",
    ),
    (
        "campus_mw <= 3",
        {"each": "year"},
        "rules.yaml:3:25 it.rule: is a plain number beside a power [MW]; write the unit of the number",
    ),
    (
        "campus_mw <= 3 t",
        {"each": "year"},
        "rules.yaml:3:25 it.rule: is a mass [t] beside a power [MW]",
    ),
    (
        "campus_mw <= 3 USD/MW",
        {"each": "year"},
        "rules.yaml:3:25 it.rule: is a price of power [USD/MW] beside a power [MW]",
    ),
    (
        "campus_mw <= flow",
        {"each": "year"},
        (
            "rules.yaml:3:25 it.rule: is an energy [MWh] beside a power [MW]; with each: hour it is "
            "compared hour by hour"
        ),
    ),
    (
        "flow <= 3 MW",
        {"each": "year"},
        (
            "rules.yaml:3:20 it.rule: is a power [MW] beside an energy [MWh]; with each: hour it is "
            "compared hour by hour"
        ),
    ),
    (
        "flow <= 3 MW",
        {"each": "day"},
        (
            "rules.yaml:3:20 it.rule: is a power [MW] beside an energy [MWh]; with each: hour it is "
            "compared hour by hour"
        ),
    ),
    (
        "flow <= 3 MW",
        {},
        (
            "rules.yaml:3:20 it.rule: is a power [MW] beside an energy [MWh]; with each: hour it is "
            "compared hour by hour"
        ),
    ),
    (
        "flow <= 3 MWh",
        {"each": "hour"},
        (
            "rules.yaml:3:20 it.rule: is an energy [MWh] beside a power [MW]; without each: hour it is "
            "added up over hours"
        ),
    ),
    (
        "emissions <= 3 t",
        {"each": "hour"},
        (
            "rules.yaml:3:25 it.rule: is a mass [t] beside a mass per hour [t/h]; without each: hour it is "
            "added up over hours"
        ),
    ),
    (
        "emissions <= 3 t/h",
        {"each": "year"},
        (
            "rules.yaml:3:25 it.rule: is a mass per hour [t/h] beside a mass [t]; with each: hour it is "
            "compared hour by hour"
        ),
    ),
    (
        "water_use <= 3 MW",
        {"each": "year"},
        "rules.yaml:3:25 it.rule: is a power [MW] beside a volume [m3]",
    ),
    (
        "cost <= 3 MW",
        {"each": "year"},
        "rules.yaml:3:20 it.rule: is a power [MW] beside an amount of money [USD]",
    ),
    (
        "storage_energy <= 3 MW",
        {"each": "year"},
        "rules.yaml:3:30 it.rule: is a power [MW] beside an energy [MWh]",
    ),
    (
        "2 t/MWh * generation <= 3 MW",
        {"each": "hour"},
        "rules.yaml:3:36 it.rule: is a power [MW] beside a mass per hour [t/h]",
    ),
    (
        "generation + emissions <= 3 MW",
        {"each": "hour"},
        "rules.yaml:3:25 it.rule: is a mass per hour [t/h] beside a power [MW]",
    ),
    (
        "generation + campus_mw <= 3 MW",
        {"each": "year"},
        (
            "rules.yaml:3:25 it.rule: is a power [MW] beside an energy [MWh]; with each: hour it is "
            "compared hour by hour"
        ),
    ),
    (
        "(1 MW + 2 MWh) * campus_mw <= 3 MW",
        {"each": "year"},
        "rules.yaml:3:20 it.rule: adds an energy [MWh] to a power [MW]",
    ),
    (
        "campus_mw <= 3 GW",
        {},
        ("rules.yaml:3:12 it.rule: campus_mw is a level of each model year; write each: year, or pick one year"),
    ),
    (
        "campus_mw[year=2030|2035] <= 3 GW",
        {},
        ("rules.yaml:3:12 it.rule: campus_mw is a level of each model year; write each: year, or pick one year"),
    ),
    (
        "campus_mw[zone=wst] <= 3 MW",
        {"each": "year"},
        'rules.yaml:3:22 it.rule: no zone of campus_mw is "wst"; did you mean "west"?',
    ),
    (
        "campus_mw[zone=West] <= 3 MW",
        {"each": "year"},
        'rules.yaml:3:22 it.rule: no zone of campus_mw is "West"; did you mean "west"?',
    ),
    (
        "campus_mw[zone=atlantis] <= 3 MW",
        {"each": "year"},
        ('rules.yaml:3:22 it.rule: no zone of campus_mw is "atlantis"; expected one of north, plains, west'),
    ),
    (
        "campus_mw[tranche=1] <= 3 MW",
        {"each": "year"},
        (
            "rules.yaml:3:22 it.rule: campus_mw has no tranche; sites have no tranches in this program: a site has one "
            "limit for each year, and one cost"
        ),
    ),
    (
        "campus_mw[zon=west] <= 3 MW",
        {"each": "year"},
        'rules.yaml:3:22 it.rule: campus_mw has no zon; did you mean "zone"?',
    ),
    (
        "campus_mw[technology=gas] <= 3 MW",
        {"each": "year"},
        'rules.yaml:3:22 it.rule: campus_mw has no technology; did you mean "onsite_technology"?',
    ),
    (
        "campus_mw[site=Dallas] <= 3 MW",
        {"each": "year"},
        'rules.yaml:3:22 it.rule: no site of campus_mw is "Dallas"; did you mean "dallas"?',
    ),
    (
        "campus_mw[state=XX] <= 3 MW",
        {"each": "year"},
        'rules.yaml:3:22 it.rule: no state of campus_mw is "XX"; expected one of TX',
    ),
    (
        "campus_mw[zone=west, site=dallas] <= 3 MW",
        {"each": "year"},
        ("rules.yaml:3:12 it.rule: campus_mw[zone=west, site=dallas] matches nothing; if_empty: allow permits that"),
    ),
    (
        "campus_mw[zone!=west|north|plains] <= 3 MW",
        {"each": "year"},
        ("rules.yaml:3:12 it.rule: campus_mw[zone!=west|north|plains] matches nothing; if_empty: allow permits that"),
    ),
    (
        "campus_mw[year=2031] <= 3 MW",
        {"each": "year"},
        'rules.yaml:3:22 it.rule: "2031" is no year of this case; expected one of 2030, 2035',
    ),
    (
        "campus_mw[month=1] <= 3 MW",
        {"each": "year"},
        "rules.yaml:3:22 it.rule: campus_mw has no month: it is a level of each model year",
    ),
    (
        "built_mw[hour=3] <= 3 MW",
        {"each": "year"},
        "rules.yaml:3:21 it.rule: built_mw has no hour: it is counted in the year it enters service",
    ),
    (
        "flow[hour=3] <= 3 MW",
        {"each": "hour"},
        "rules.yaml:3:17 it.rule: hour stands in a rule of each: hour; put it into when: {hour: ...}",
    ),
    (
        "flow[from=wst] <= 3 MW",
        {"each": "hour"},
        'rules.yaml:3:17 it.rule: no from of flow is "wst"; did you mean "west"?',
    ),
    (
        "flow[zone=west] <= 3 MW",
        {"each": "hour"},
        (
            "rules.yaml:3:17 it.rule: flow has no zone; expected one of line, from, to, corridor, kind, "
            "year, hour, hour_local, month, season"
        ),
    ),
    (
        "flow[from=west, to=plains] <= 3 MW",
        {"each": "hour"},
        ("rules.yaml:3:12 it.rule: flow[from=west, to=plains] matches nothing; if_empty: allow permits that"),
    ),
    (
        "generation[technology=solar] <= 3 MW",
        {"each": "hour"},
        'rules.yaml:3:23 it.rule: no technology of generation is "solar"; expected one of thing',
    ),
    (
        "generation[month=13] <= 3 MWh",
        {"each": "year"},
        (
            'rules.yaml:3:23 it.rule: "13" is no month of this case; expected one of 1, 2, 3, 4, 5, 6, 7, '
            "8, 9, 10, 11, 12"
        ),
    ),
    (
        "generation[month=7] <= 3 MWh",
        {"each": "year"},
        "rules.yaml:3:12 it.rule: generation[month=7] matches no hour of this case",
    ),
    (
        "generation[season=fall] <= 3 MWh",
        {"each": "year"},
        ('rules.yaml:3:23 it.rule: "fall" is no season of this case; expected one of winter, spring, summer, autumn'),
    ),
    (
        "generation[hour=24] <= 3 MWh",
        {"each": "year"},
        (
            'rules.yaml:3:23 it.rule: "24" is no hour of this case; expected one of 0, 1, 2, 3, 4, 5, 6, 7, '
            "8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23"
        ),
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "hours"},
        'rules.yaml:4:11 it.each: campus_mw has no hours; did you mean "hour"?',
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "yearly"},
        'rules.yaml:4:11 it.each: campus_mw has no yearly; did you mean "year"?',
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "[year, zon]"},
        'rules.yaml:4:11 it.each: campus_mw has no zon; did you mean "zone"?',
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "[hour, day]"},
        "rules.yaml:4:11 it.each: names hour, day; expected one time",
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "[year, year]"},
        "rules.yaml:4:11 it.each: names something twice, or more than four things",
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "{year: 1}"},
        (
            "rules.yaml:4:11 it.each: a mapping does not fit; expected hour, day, period or year, and "
            "labels such as site, zone or state; without it one row over everything"
        ),
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "[year, 3]"},
        (
            "rules.yaml:4:11 it.each: a list does not fit; expected hour, day, period or year, and labels "
            "such as site, zone or state; without it one row over everything"
        ),
    ),
    (
        "flow <= 3 MW",
        {"each": "[hour, zone]"},
        (
            "rules.yaml:4:11 it.each: flow has no zone; expected one of hour, day, period, year, line, "
            "from, to, corridor, kind"
        ),
    ),
    (
        "load <= 3 MW",
        {"each": "hour"},
        ("rules.yaml:3:12 it.rule: holds nothing that the model decides on; if_empty: allow leaves the rule out"),
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "soft": "5"},
        "rules.yaml:5:11 it.soft: 5 has no unit; write such as 5000 USD/MWh",
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "soft": "5 USD"},
        "rules.yaml:5:11 it.soft: is an amount of money [USD]; expected USD/MW",
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "soft": "5 USD/MWh"},
        "rules.yaml:5:11 it.soft: is a price of energy [USD/MWh]; expected USD/MW",
    ),
    (
        "flow <= 3 MW",
        {"each": "hour", "soft": "5 USD/MW"},
        "rules.yaml:5:11 it.soft: is a price of power [USD/MW]; expected USD/MWh",
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "soft": "free"},
        'rules.yaml:5:11 it.soft: "free" is out of place; expected a number',
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "soft": "5 USD/MWh extra"},
        'rules.yaml:5:21 it.soft: "extra" is out of place; expected one of + - * / <= >= ==',
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "when": "2030"},
        (
            "rules.yaml:5:11 it.when: 2030 does not fit; expected years, months, seasons, hours (UTC) or hour_local "
            "(by the clock of its zones) in which it holds, such as {year: [2029, 2030]}; without it always"
        ),
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "when": '"year=2031"'},
        'rules.yaml:5:12 it.when: "2031" is no year of this case; expected one of 2030, 2035',
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "when": "{yer: 2030}"},
        'rules.yaml:5:11 it.when: "yer" is no time; did you mean "year"?',
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "when": "{year: []}"},
        "rules.yaml:5:11 it.when: year does not fit; expected a label or a list of labels",
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "when": "{year: {a: 1}}"},
        "rules.yaml:5:11 it.when: year does not fit; expected a label or a list of labels",
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "when": '"year>2030"'},
        'rules.yaml:5:16 it.when: ">" is out of place; expected = or !=; write >=',
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "when": "{month: 7}"},
        (
            "rules.yaml:5:11 it.when: picks out no hour of this case; representative periods may lack some; if_empty: "
            "allow then leaves the rule out"
        ),
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "when": "{zone: west}"},
        'rules.yaml:5:11 it.when: "zone" is no time; expected one of year, hour, hour_local, month, season',
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "if_empty": "maybe"},
        'rules.yaml:5:15 it.if_empty: "maybe" is neither allow nor error',
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "note": "hello"},
        ("rules.yaml:5:5 it.note: unknown key; expected one of name, rule, each, soft, when, if_empty, source"),
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "sof": "5 USD/MW"},
        'rules.yaml:5:5 it.sof: unknown key; did you mean "soft"?',
    ),
    (
        "campus_mw <= 3 MW",
        {"each": "year", "source": "[a]"},
        "rules.yaml:5:13 it.source: expected a text of at most 2000 characters",
    ),
    (
        "((((((((((((campus_mw)))))))))))) <= 3 MW",
        {"each": "year"},
        "rules.yaml:3:22 it.rule: is nested more than 10 deep",
    ),
]


def quoted(rule: str) -> str:
    return "'" + rule.replace("'", "''") + "'"


@pytest.mark.parametrize(("rule", "keys", "said"), MALFORMED, ids=[str(number) for number in range(len(MALFORMED))])
def test_a_malformed_rule_is_told_with_its_place(rule: str, keys: dict[str, str], said: str) -> None:
    first, *excerpt = complaint(one_rule(quoted(rule), **keys), CASE).split("\n")
    assert first == said
    assert not excerpt or excerpt[1].strip() == "^"


def test_the_caret_stands_below_the_place() -> None:
    said = complaint(one_rule("campus_mw[zone=wst] <= 3 MW", each="year"), CASE)
    assert said == (
        'rules.yaml:3:21 it.rule: no zone of campus_mw is "wst"; did you mean "west"?\n'
        "    campus_mw[zone=wst] <= 3 MW\n"
        "              ^"
    )


def test_everything_wrong_is_told_at_once() -> None:
    text = """rules:
  - {name: first, rule: campus_mw <= 3 MWW}
  - {name: 2nd, rule: cmpus_mw <= 3 MW, eech: year}
  - {rule: campus_mw <= 3 MW}
  - {name: first, rule: campus_mw <= 3 MW, soft: 3 horses/MW}
  - just text
"""
    places = [line.split(": ")[0] for line in complaint(text).split("\n") if line.startswith("rules.yaml")]
    assert places == [
        "rules.yaml:2:40 first.rule",
        "rules.yaml:3:12 2nd.name",
        "rules.yaml:3:23 2nd.rule",
        "rules.yaml:3:41 2nd.eech",
        "rules.yaml:4 rules.2.name",
        "rules.yaml:5:12 first.name",
        "rules.yaml:5:52 first.soft",
        "rules.yaml:6:5 rules.4",
    ]


CSV = [
    ("name,rule\nit,campus_mw <= 3 MWW\n", 'rules.csv:2:19 it.rule: "MWW" is not a unit; did you mean "MW"?'),
    (
        "name,rul\nit,x\n",
        "rules.csv:1 rul: unknown column; expected one of name, rule, each, soft, when, if_empty, "
        'source; did you mean "rule"?',
    ),
    (
        "name,rule\nit,campus_mw <= 3 MW,year\n",
        "rules.csv:2: has 3 cells; expected 2 as in the header; put text that holds commas in double quotes",
    ),
    ("", "rules.csv:1: is empty; expected a header of column names"),
]


@pytest.mark.parametrize(("text", "said"), CSV)
def test_rules_in_csv_are_told_by_line_and_column(text: str, said: str) -> None:
    assert complaint(text, name="rules.csv").split("\n")[0] == said


def test_a_zone_in_several_states_is_not_guessed_at() -> None:
    from worked_case import worked_case

    said = complaint(one_rule("generation[state=NM] <= 3 TWh", each="year"), worked_case())
    assert said.split("\n")[0] == (
        "rules.yaml:3:22 it.rule: the zone west lies in NM and TX; name zones instead, or all its states, or say "
        "in the column state where west.wind stands"
    )
