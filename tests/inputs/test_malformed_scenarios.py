"""Scenario and plan files that are wrong, each with all that is said about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tiny_study import edit


def case(file: str, old: str, new: str, *said: str) -> object:
    """One edit of one file of the tiny study, and all that is said about it."""
    return pytest.param(file, old, new, "\n".join(said), id=f"{file}: {new[:40]}")


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    case(
        "scenario", "name: tiny", "name: tiny study!",
        'scenarios/tiny.yaml:1:7 name: "tiny study!" does not fit; expected name of the scenario: letters, digits, _ '
        "- and . (it names the results folder)",
    ),
    case(
        "scenario", "name: tiny\n", "",
        "scenarios/tiny.yaml:1:1 name: missing; expected name of the scenario: letters, digits, _ - and . (it names "
        "the results folder)",
    ),
    case(
        "scenario", "sites: ../sites/tiny", "sites: ../sites/huge",
        'scenarios/tiny.yaml:2:8 sites: "../sites/huge" is not a folder',
    ),
    case(
        "scenario", "sites: ../sites/tiny", "sites: /etc",
        'scenarios/tiny.yaml:2:8 sites: "/etc" leaves the study folder; expected a relative path inside it',
    ),
    case(
        "scenario", "sites: ../sites/tiny", "sites: ../../../etc",
        'scenarios/tiny.yaml:2:8 sites: "../../../etc" leaves the study folder; expected a relative path inside it',
    ),
    case(
        "scenario", "sites: ../sites/tiny", "sites: 7",
        "scenarios/tiny.yaml:2:8 sites: 7 is a number; expected text: sites folder, relative to this file",
    ),
    case(
        "scenario", "plan: plans/tiny_plan.yaml", "plan: plans/tiny_plans.yaml",
        'scenarios/tiny.yaml:3:7 plan: "plans/tiny_plans.yaml" is not a file; did you mean "tiny_plan.yaml"?',
    ),
    case(
        "scenario", "plan: plans/tiny_plan.yaml", "plam: plans/tiny_plan.yaml",
        "scenarios/tiny.yaml:1:1 plan: missing; expected build-out plan, relative to this file",
        'scenarios/tiny.yaml:3:1 plam: unknown key; did you mean "plan"?',
    ),
    case(
        "scenario", "years: [2030]", "years: 2030",
        "scenarios/tiny.yaml:4:8 years: 2030 is a number; expected a list: model years, rising, after base_year",
    ),
    case(
        "scenario", "years: [2030]", "years: []",
        "scenarios/tiny.yaml:4:8 years: is empty; expected model years, rising, after base_year",
    ),
    case(
        "scenario", "years: [2030]", "years: [2030.5]",
        "scenarios/tiny.yaml:4:9 years.0: 2030.5 is not a whole number; expected model years, rising, after base_year",
    ),
    case(
        "scenario", "years: [2030]", "years: [2025]",
        "scenarios/tiny.yaml:4:9 years.0: 2025 does not come after base_year, 2025",
        "scenarios/tiny.yaml:8:14 place.target_mw: has no MW for the model year 2025",
        "scenarios/tiny.yaml:8:21 place.target_mw.2030: 2030 is not a model year; expected 2025",
    ),
    case(
        "scenario", "years: [2030]", "years: [2035, 2030]",
        "scenarios/tiny.yaml:4:15 years.1: 2030 does not come after the year before it, 2035",
        "scenarios/tiny.yaml:8:14 place.target_mw: has no MW for the model year 2035",
    ),
    case(
        "scenario", "years: [2030]", "years: [20300]",
        "scenarios/tiny.yaml:4:9 years.0: 20300 is above 2100; expected model years, rising, after base_year",
    ),
    case(
        "scenario", "base_year: 2025", "base_year: two thousand",
        'scenarios/tiny.yaml:5:12 base_year: "two thousand" is text; expected a whole number: the existing fleet is '
        "that of the end of this year; lead times count from then",
    ),
    case(
        "scenario", "target_mw: {2030: 300}", "target_mw: {2031: 300}",
        "scenarios/tiny.yaml:8:14 place.target_mw: has no MW for the model year 2030",
        "scenarios/tiny.yaml:8:21 place.target_mw.2031: 2031 is not a model year; expected 2030",
    ),
    case(
        "scenario", "target_mw: {2030: 300}", "target_mw: {2030: 300 MW}",
        'scenarios/tiny.yaml:8:21 place.target_mw.2030: "300 MW" is text; expected a number: for each of `years`, '
        "the MW of requested campus load, all sites together [MW]; write the number alone: its unit stands in the "
        "name of the key",
    ),
    case(
        "scenario", "target_mw: {2030: 300}", "target_mw: {2030: -300}",
        "scenarios/tiny.yaml:8:21 place.target_mw.2030: -300 is below 0; expected for each of `years`, the MW of "
        "requested campus load, all sites together [MW]",
    ),
    case(
        "scenario", "target_mw: {2030: 300}", "target_mw: {year: 300}",
        'scenarios/tiny.yaml:8:15 place.target_mw.year: "year" is text; expected a whole number: for each of '
        "`years`, the MW of requested campus load, all sites together [MW]",
    ),
    case(
        "scenario", "target_mw: {2030: 300}", "target_mw: 300",
        "scenarios/tiny.yaml:8:14 place.target_mw: 300 is a number; expected a mapping: for each of `years`, the MW "
        "of requested campus load, all sites together [MW]",
    ),
    case(
        "scenario", "  shortfall_usd_per_mw_year: 5000000", "  shortfal_usd_per_mw_year: 5000000",
        "scenarios/tiny.yaml:9:3 place.shortfal_usd_per_mw_year: unknown key; did you mean "
        '"shortfall_usd_per_mw_year"?',
    ),
    case(
        "scenario", "time:\n", "host: {unserved_limit_share: 0.00002}\ntime:\n",
        "scenarios/tiny.yaml:10:7 host: stands beside place in line 7; expected one of the two",
    ),
    case(
        "scenario", "place:\n  target_mw: {2030: 300}\n  shortfall_usd_per_mw_year: 5000000\n", "",
        "scenarios/tiny.yaml:1:1 place: missing; expected either place (a target in MW) or host (the most MW that "
        "fit)",
    ),
    case(
        "scenario", "place:\n  target_mw: {2030: 300}\n  shortfall_usd_per_mw_year: 5000000\n",
        "host: {unserved_limit_share: 2}\n",
        "scenarios/tiny.yaml:7:30 host.unserved_limit_share: 2 is above 1; expected energy that may stay unserved in "
        "a year, as a share of the year's load [1]",
    ),
    case(
        "scenario", "load_year: 2024", "load_year: 2023",
        "scenarios/tiny.yaml:11:14 time.load_year: 2023 is not covered by load.parquet: it runs from 2024-01-01 "
        "00:00 to 2024-12-31 23:00",
        'scenarios/tiny.yaml:13:13 time.from_utc: "2024-08-12T00:00" is not in the load year 2023',
        'scenarios/tiny.yaml:14:14 time.until_utc: "2024-08-13T00:00" is not in the load year 2023',
    ),
    case(
        "scenario", "resolution: hours", "resolution: hour",
        'scenarios/tiny.yaml:12:15 time.resolution: "hour" is not one of hours, days, weeks, periods; did you mean '
        '"hours"?',
    ),
    case(
        "scenario", "resolution: hours\n", "resolution: hours\n  count: 8\n",
        "scenarios/tiny.yaml:13:10 time.count: is not read with resolution hours",
    ),
    case(
        "scenario", "resolution: hours\n  from_utc: 2024-08-12T00:00\n  until_utc: 2024-08-13T00:00",
        "resolution: days",
        "scenarios/tiny.yaml:10:1 time.count: missing; expected how many representative days",
    ),
    case(
        "scenario", "resolution: hours\n  from_utc: 2024-08-12T00:00\n  until_utc: 2024-08-13T00:00",
        "resolution: days\n  count: 2",
        "scenarios/tiny.yaml:13:10 time.count: 2 is below 3; expected how many representative days or weeks, at "
        "least 3; needed for days and weeks only",
    ),
    case(
        "scenario", "resolution: hours\n  from_utc: 2024-08-12T00:00\n  until_utc: 2024-08-13T00:00",
        "resolution: weeks\n  count: 60",
        "scenarios/tiny.yaml:13:10 time.count: 60 is above 52, the weeks of a year",
    ),
    case(
        "scenario", "resolution: hours\n", "resolution: weeks\n  count: 4\n",
        "scenarios/tiny.yaml:14:13 time.from_utc: is not read with resolution weeks",
        "scenarios/tiny.yaml:15:14 time.until_utc: is not read with resolution weeks",
    ),
    case(
        "scenario", "from_utc: 2024-08-12T00:00", "from_utc: 12 August",
        'scenarios/tiny.yaml:13:13 time.from_utc: "12 August" is not a date and hour; expected such as '
        "2024-08-12T00:00",
    ),
    case(
        "scenario", "from_utc: 2024-08-12T00:00", "from_utc: 2024-08-12T00:30",
        'scenarios/tiny.yaml:13:13 time.from_utc: "2024-08-12T00:30" is not a whole hour in UTC',
    ),
    case(
        "scenario", "from_utc: 2024-08-12T00:00", "from_utc: 2024-08-12T00:00-05:00",
        'scenarios/tiny.yaml:13:13 time.from_utc: "2024-08-12T00:00-05:00" is not a whole hour in UTC',
    ),
    case(
        "scenario", "from_utc: 2024-08-12T00:00", "from_utc: 2023-08-12T00:00",
        'scenarios/tiny.yaml:13:13 time.from_utc: "2023-08-12T00:00" is not in the load year 2024',
    ),
    case(
        "scenario", "until_utc: 2024-08-13T00:00", "until_utc: 2024-08-12T00:00",
        'scenarios/tiny.yaml:14:14 time.until_utc: "2024-08-12T00:00" does not come after from_utc',
    ),
    case(
        "scenario", "value_of_lost_load_usd_per_mwh: 10000", "value_of_lost_load_usd_per_mwh: 10,000",
        'scenarios/tiny.yaml:16:35 prices.value_of_lost_load_usd_per_mwh: "10,000" is text; expected a number: price '
        "of unserved energy [USD/MWh]; write 10000 for thousands, or 10.000 with a decimal point",
    ),
    case(
        "scenario", "value_of_lost_load_usd_per_mwh: 10000", "value_of_lost_load_usd_per_mwh: .inf",
        "scenarios/tiny.yaml:16:35 prices.value_of_lost_load_usd_per_mwh: .inf is not a finite number",
    ),
    case(
        "scenario", "value_of_lost_load_usd_per_mwh: 10000", "value_of_lost_load_usd_per_mwh: 1e999",
        "scenarios/tiny.yaml:16:35 prices.value_of_lost_load_usd_per_mwh: 1e999 is too large a number",
    ),
    case(
        "scenario", "value_of_lost_load_usd_per_mwh: 10000", "value_of_lost_load_usd_per_mwh:",
        "scenarios/tiny.yaml:16:3 prices.value_of_lost_load_usd_per_mwh: blank; expected a number: price of unserved "
        "energy [USD/MWh]",
    ),
    case(
        "scenario", "load_factor: 0.8", "load_factor: 80",
        "scenarios/tiny.yaml:20:16 campus.load_factor: 80 is above 1; expected average draw of a campus as a share "
        "of its MW [1]",
    ),
    case(
        "scenario", "load_factor: 0.8", "load_factor: 80 %",
        'scenarios/tiny.yaml:20:16 campus.load_factor: "80 %" is text; expected a number: average draw of a campus '
        "as a share of its MW [1]; write the share, 0.8",
    ),
    case(
        "scenario", "watts_per_chip: 2250", "watts_per_chip: 0",
        "scenarios/tiny.yaml:25:19 campus.watts_per_chip: 0 is not above 0; expected facility power per chip, above "
        "0 [W]",
    ),
    case(
        "scenario", "limits: published", "limits: highest",
        'scenarios/tiny.yaml:26:24 transmission.limits: "highest" is not one of published, low, high; did you mean '
        '"high"?',
    ),
    case(
        "scenario", "reserve_margins: true", "reserve_margins: yes",
        'scenarios/tiny.yaml:27:18 reserve_margins: "yes" is text; expected true or false: whether '
        "reserve_margins.csv must be met",
    ),
    case(
        "scenario", "discount_rate: 0.05", "discount_rate: 5",
        "scenarios/tiny.yaml:29:18 finance.discount_rate: 5 is above 0.5; expected real rate of investments without "
        "a rate of their own, and of years against each other; 0.0536 from 8 % debt, 10.5 % equity and 2.5 % "
        "inflation [1/year]",
    ),
    case(
        "scenario", "method: single", "method: benders",
        'scenarios/tiny.yaml:31:11 solve.method: "benders" is not one of auto, single, decomposed',
    ),
    case(
        "scenario", "threads: 1", "threads: 1.5",
        "scenarios/tiny.yaml:32:12 solve.threads: 1.5 is not a whole number; expected single: threads of the solver",
    ),
    case(
        "scenario", "reserve_margins: true", "reserve_margins: true\nonly_sites: [plane]",
        'scenarios/tiny.yaml:28:14 only_sites.0: "plane" is not a site of sites.geojson; did you mean "plain"?',
    ),
    case(
        "scenario", "reserve_margins: true", "reserve_margins: true\nonly_sites: [plain, plain]",
        'scenarios/tiny.yaml:28:21 only_sites.1: "plain" stands twice',
    ),
    case(
        "scenario", "reserve_margins: true", "reserve_margins: true\nreserve_margins: false",
        "scenarios/tiny.yaml:28:1 reserve_margins: stands here and in line 27; expected once",
    ),
    case(
        "scenario", "name: tiny", "name: !!python/name:os.system tiny",
        "scenarios/tiny.yaml:1:7: has the tag tag:yaml.org,2002:python/name:os.system; expected no tags",
    ),
    case(
        "scenario", "base_year: 2025", "base_year: [2025",
        "scenarios/tiny.yaml:6:10: is not YAML: while parsing a flow sequence, expected ',' or ']', but got ':'",
    ),
    case(
        "scenario", "base_year: 2025", "base_year: 2025\n\tcost: 1",
        "scenarios/tiny.yaml:6:1: is not YAML: while scanning for the next token, found character '\\t' that cannot "
        "start any token",
    ),
    case(
        "scenario", "reserve_margins: true", "<<: {reserve_margins: true}",
        "scenarios/tiny.yaml:27:1: has a merge key <<; expected every key written out",
    ),
    case(
        "scenario", "reserve_margins: true", "[a]: true",
        "scenarios/tiny.yaml:27:1: has a key that is neither text nor a whole number",
    ),
    case(
        "scenario", "reserve_margins: true", "*nothing : true",
        "scenarios/tiny.yaml:27:1: is not YAML: found undefined alias 'nothing'",
    ),
    case(
        "scenario", "reserve_margins: true", "reserve_margins: true\n---\nname: second",
        "scenarios/tiny.yaml:28:1: is not YAML: expected a single document in the stream, but found another document",
    ),
    case(
        "scenario", "reserve_margins: true", "notes: [[[[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]]]]",
        "scenarios/tiny.yaml:27:27: is nested more than 20 deep",
    ),
    case(
        "scenario", "reserve_margins: true",
        "a: &a [x,x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c "
        "[*b,*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d,*d]",
        "scenarios/tiny.yaml:27:10: holds more than 50000 values once aliases are followed",
    ),
    case(
        "plan", "gas: 1", "gass: 1",
        'scenarios/plans/tiny_plan.yaml:4:3 national_gw_per_year.gass: "gass" is not a plan_technology of '
        'technologies.csv; did you mean "gas"?',
    ),
    case(
        "plan", "gas: 1", "gas: -1",
        "scenarios/plans/tiny_plan.yaml:4:8 national_gw_per_year.gas: -1 is below 0; expected plan_technology of "
        "technologies.csv, or other for what the model does not build: new GW per year in the whole country [GW/year]",
    ),
    case(
        "plan", "gas: 1", "gas: 1 GW",
        'scenarios/plans/tiny_plan.yaml:4:8 national_gw_per_year.gas: "1 GW" is text; expected a number: '
        "plan_technology of technologies.csv, or other for what the model does not build: new GW per year in the "
        "whole country [GW/year]; write the number alone: its unit stands in the name of the key",
    ),
    case(
        "plan", "apportionment: population", "apportionment: people",
        'scenarios/plans/tiny_plan.yaml:8:16 apportionment: "people" is not a column of zone_shares.csv; expected '
        "one of population, capacity",
    ),
    case(
        "plan", "confidence: estimate", "confidence: guess",
        'scenarios/plans/tiny_plan.yaml:10:13 confidence: "guess" is not one of confirmed_2plus, single_source, '
        "derived, estimate",
    ),
    case(
        "plan", "source: made up for the tests\n", "",
        "scenarios/plans/tiny_plan.yaml:1:1 source: missing; expected where the figures come from",
    ),
    case(
        "zone_shares", "SOUTH,0.1,0.2\n", "",
        'scenarios/plans/zone_shares.csv zone: has no row for the zone "SOUTH"',
    ),
    case(
        "zone_shares", "SOUTH,0.1,0.2", "SUOTH,0.1,0.2",
        'scenarios/plans/zone_shares.csv zone: has no row for the zone "SOUTH"',
        'scenarios/plans/zone_shares.csv:3 zone: "SUOTH" is not a zone of zones.geojson; did you mean "SOUTH"?',
    ),
    case(
        "zone_shares", "SOUTH,0.1,0.2", "SOUTH,1.1,0.2",
        "scenarios/plans/zone_shares.csv:1 population: shares add up to 1.2500; expected at most 1",
        "scenarios/plans/zone_shares.csv:3 population: 1.1 is above 1",
    ),
    case(
        "zone_shares", "SOUTH,0.1,0.2", "SOUTH,0.9,0.2",
        "scenarios/plans/zone_shares.csv:1 population: shares add up to 1.1500; expected at most 1",
    ),
    case(
        "scenario", "years: [2030]", "years: [2030]\nyeers: 3",
        'scenarios/tiny.yaml:5:1 yeers: unknown key; did you mean "years"?',
    ),
    case(
        "scenario", "load_factor: 0.8", "load_faktor: 0.8",
        'scenarios/tiny.yaml:20:3 campus.load_faktor: unknown key; did you mean "load_factor"?',
    ),
    case(
        "scenario", "watts_per_chip: 2250", "watts_per_chip: 2250 W",
        'scenarios/tiny.yaml:25:19 campus.watts_per_chip: "2250 W" is text; expected a number: facility power per '
        "chip, above 0 [W]; write the number alone: its unit stands in the name of the key",
    ),
    case(
        "scenario", "  shortfall_usd_per_mw_year: 5000000", "  shortfall_usd_per_mw_year: 5_000_000",
        'scenarios/tiny.yaml:9:30 place.shortfall_usd_per_mw_year: "5_000_000" is text; expected a number: price of '
        "each requested MW that is not placed; without it nothing may fall short [USD/MW-year]; write it without "
        "separators: 5000000",
    ),
    case(
        "scenario", "prices:\n", "prices: 3\nprice:\n",
        "scenarios/tiny.yaml:15:9 prices: 3 is a number; expected a mapping of prices",
        'scenarios/tiny.yaml:16:1 price: unknown key; did you mean "prices"?',
    ),
])
def test_a_wrong_key_or_value_is_told_with_its_place(
    file: str, old: str, new: str, said: str, complaints: Callable[..., str]
) -> None:
    assert complaints(**{file: edit(old, new)}) == said
