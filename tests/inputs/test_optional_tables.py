"""Columns and tables that a folder may lack: what they say is read and located; without them nothing holds."""

from __future__ import annotations

import csv
from io import StringIO

import numpy as np
import pandas as pd
import pytest

from loadsite.inputs import read_case
from loadsite.inputs.case import Case
from loadsite.inputs.schema import TABLES, Kind, Table
from tiny_study import SCENARIO, edit, write_tiny_study
from tiny_study import TABLES as TEXTS

LATER = SCENARIO.replace("years: [2030]", "years: [2030, 2034]").replace("{2030: 300}", "{2030: 300, 2034: 350}")


def with_column(table: str, column: str, **cells: str):
    """The override that gives a table one more column, filled in the rows whose first cell is named."""

    def held(text: str) -> str:
        header, *rows = csv.reader(StringIO(text))
        out = StringIO()
        written = [[*header, column], *([*row, cells.get(row[0], "")] for row in rows)]
        csv.writer(out, lineterminator="\n").writerows(written)
        return out.getvalue()

    return {table: held}


def read(folder, **overrides) -> Case:
    return read_case(write_tiny_study(folder, **overrides))


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Case:
    return read(tmp_path_factory.mktemp("plain"), scenario=LATER)


def test_a_column_left_blank_changes_nothing(plain, tmp_path):
    """Every optional column of every table, there and blank."""
    blank = {
        table.name: lambda text, names=names: with_columns(text, names)
        for table in TABLES if (names := lacked(table))
    }  # fmt: skip
    assert set(blank) == {"lines", "generators", "storage", "technology_costs", "site_phases"}
    case = read(tmp_path, scenario=LATER, **blank)
    for part in ("fleet", "storage_fleet", "grid", "build_out"):
        for name, value in vars(getattr(plain, part)).items():
            pd.testing.assert_frame_equal(getattr(getattr(case, part), name), value) if len(value.shape) == 2 else None


def lacked(table: Table) -> list[str]:
    """Columns that the tiny study's file of a table has not."""
    a_table = table.file in TEXTS and table.file.endswith(".csv")
    header = TEXTS[table.file].partition("\n")[0].split(",") if a_table else table.column_names
    return [name for name in table.column_names if name not in header]


def with_columns(text: str, names: list[str]) -> str:
    header, *rows = csv.reader(StringIO(text))
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows([[*header, *names], *([*row, *[""] * len(names)] for row in rows)])
    return out.getvalue()


def test_every_optional_number_has_a_unit_and_a_neutral_blank():
    for table in TABLES:
        for column in table.columns:
            if column.name in lacked(table):
                assert column.unit or (column.kind, column.blank) == (Kind.TEXT, ""), (table.name, column.name)
                assert column.name not in TEXTS.get(table.file, ""), "the tiny study lacks it"


def test_a_month_and_an_hour_add_to_the_price_of_the_year(tmp_path):
    """12 August; gas costs 4 USD/MMBtu in 2030, 0.5 less in August, 2 more in the last hour; heat rates of 7 and 10."""
    hours = pd.date_range("2024-08-12", periods=24, freq="h", tz="UTC")
    hourly = pd.DataFrame({"hour_utc": hours, "gas.NORTH": [0.0] * 23 + [2.0]})
    case = read(tmp_path, fuel_price_hours=hourly, fuel_price_months=(
        "zone,fuel,month,added_usd_per_mmbtu\nNORTH,gas,8,-0.5\nNORTH,gas,1,3\nSOUTH,gas,7,9\n"))
    added = case.fleet.fuel_added_usd_per_mwh
    assert list(added.index) == ["NORTH.gas_cc", "NORTH.gas_cc.new", "NORTH.gas_ct.new"]
    assert added.loc["NORTH.gas_cc"].to_numpy() == pytest.approx([-3.5] * 23 + [10.5])
    assert added.loc["NORTH.gas_ct.new"].to_numpy() == pytest.approx([-5.0] * 23 + [15.0])
    assert case.fleet.fuel_usd_per_mwh.loc["NORTH.gas_cc", 2030] == pytest.approx(28.0)
    assert "On-site generation pays the fuel price of the year, not that of the month or hour." in case.limitations


def test_planned_outages_are_beside_outages_and_of_their_month(tmp_path):
    """Half of the coal, a tenth of the gas turbines but in the south, where 4 % are out. The window is in August."""
    case = read(tmp_path, planned_outages=(
        "zone,technology,month,planned_outage_share\nNORTH,coal,8,0.5\nNORTH,coal,3,1\nall,gas_ct,8,0.1\n"
        "SOUTH,gas_ct,8,0.04\nISLE,hydro,8,0.2\n"))
    share = case.fleet.availability[0]
    told = share[["NORTH.coal", "NORTH.gas_cc", "SOUTH.gas_ct", "ISLE.gas_ct", "ISLE.hydro"]].to_list()
    assert told == pytest.approx([0.9 * 0.5, 0.95, 0.9 * 0.96, 0.9 * 0.9, 0.95 * 0.8])
    assert share["NORTH.gas_ct.new"] == pytest.approx(0.9 * 0.9)
    assert any("no minimum output." in each and "planned" not in each for each in case.limitations)


def test_what_stands_is_in_service_from_its_year_and_to_its_year(tmp_path):
    entering = with_column("generators", "in_service_year", **{"SOUTH.gas_ct": "2032", "NORTH.wind": "2030"})
    leaving = with_column("storage", "retirement_year", **{"SOUTH.battery": "2034"})
    case = read(tmp_path, scenario=LATER, **entering, **leaving)
    assert case.fleet.existing_mw.loc["SOUTH.gas_ct"].tolist() == [0.0, 500.0]
    assert case.fleet.existing_mw.loc["NORTH.wind"].tolist() == [400.0, 400.0]
    assert case.storage_fleet.existing_mw.loc["SOUTH.battery"].tolist() == [100.0, 0.0]
    assert case.storage_fleet.existing_mwh.loc["SOUTH.battery"].tolist() == [200.0, 0.0]


def test_a_production_credit_ends_and_makes_vintages(plain, tmp_path):
    """Wind built in 2030 has 26 USD/MWh for 3 years, so none in 2034; built in 2034 it has them then."""
    credit = with_column("technology_costs", "production_credit_usd_per_mwh", wind="26")
    years = with_column("technology_costs", "production_credit_years", wind="3")
    both = {"technology_costs": lambda text: years["technology_costs"](credit["technology_costs"](text))}
    case = read(tmp_path, scenario=LATER, **both)
    variable = case.fleet.variable_usd_per_mwh
    assert variable.loc["NORTH.wind.2030.new"].tolist() == [-26.0, 0.0]
    assert variable.loc["NORTH.wind.2034.new", 2034] == -26.0
    assert plain.fleet.variable_usd_per_mwh.loc["NORTH.wind.new"].tolist() == [0.0, 0.0]


def test_a_production_credit_of_what_stands_has_a_last_year(tmp_path):
    credit = with_column("generators", "production_credit_usd_per_mwh", **{"NORTH.wind": "30"})
    until = with_column("generators", "production_credit_until_year", **{"NORTH.wind": "2031"})
    both = {"generators": lambda text: until["generators"](credit["generators"](text))}
    case = read(tmp_path, scenario=LATER, **both)
    assert case.fleet.variable_usd_per_mwh.loc["NORTH.wind"].tolist() == [-30.0, 0.0]


def test_an_investment_credit_pays_its_share(plain, tmp_path):
    case = read(tmp_path, scenario=LATER, **with_column("technology_costs", "investment_credit_share", battery="0.3"))
    paid, before = (each.storage_fleet.build_usd_per_mw_year.loc["NORTH.battery.new"] for each in (case, plain))
    assert paid.to_numpy() == pytest.approx(0.7 * before.to_numpy())


def test_a_technology_is_built_where_it_is_named_at_what_it_costs_there(plain, tmp_path):
    """Wind: in the north 20 % more expensive and 100 USD/kW for its way, in the south 350 MW at most and 3 USD/MWh."""
    case = read(tmp_path, scenario=LATER, zone_builds=(
        "technology,zone,limit_mw,investment_factor,added_investment_usd_per_kw,variable_usd_per_mwh\n"
        "wind,NORTH,,1.2,100,\nwind,SOUTH,350,,,3\ngas_ct,ISLE,0,,,\n"))
    fleet, before = case.fleet, plain.fleet
    assert [label for label in fleet.generators.index if label.endswith("wind.new")] == [
        "NORTH.wind.new", "SOUTH.wind.new"]
    recovery = before.build_usd_per_mw_year.loc["NORTH.wind.new", 2030] / 1600.0
    assert fleet.build_usd_per_mw_year.loc["NORTH.wind.new", 2030] == pytest.approx(recovery * (1600 * 1.2 + 100))
    assert fleet.variable_usd_per_mwh.loc["SOUTH.wind.new", 2030] == 3.0
    assert (fleet.build_limit_mw.loc["ISLE.gas_ct.new"] == 0.0).all(), "no room: no candidate"
    assert case.build_out.zone_limit["limit_mw"].to_dict() == {"SOUTH.wind": 350.0}
    assert case.origins["zone_limit", "SOUTH.wind"].line == 3


def test_profiles_are_needed_only_where_a_technology_may_be_built(tmp_path):
    builds = "technology,zone,limit_mw,investment_factor,added_investment_usd_per_kw,variable_usd_per_mwh\n"
    case = read(tmp_path, availability=lambda frame: frame.drop(columns=["wind.ISLE", "wind.SOUTH"]),
                zone_builds=f"{builds}wind,NORTH,,,,\n")
    assert np.isfinite(case.fleet.availability.to_numpy()).all()


HEAD = {
    "fuel_price_months": "zone,fuel,month,added_usd_per_mmbtu\n",
    "planned_outages": "zone,technology,month,planned_outage_share\n",
    "zone_builds": "technology,zone,limit_mw,investment_factor,added_investment_usd_per_kw,variable_usd_per_mwh\n",
}  # fmt: skip
WRONG = [
    ("fuel_price_months", "NORTH,gas,13,1\n", "fuel_price_months.csv:2 month: 13 is above 12"),
    ("fuel_price_months", "NORTH,gas,1.5,1\n", 'month: "1.5" is not a whole number'),
    ("fuel_price_months", "NORTH,gaz,1,1\n", '2 fuel: "gaz" is not a fuel of fuels.csv; did you mean "gas"?'),
    ("fuel_price_months", "ISLE,coal,1,1\n", '2 fuel: "coal" has no price in the zone "ISLE" in fuel_prices.csv'),
    ("fuel_price_months", "NORTH,gas,1,nan\n", 'added_usd_per_mmbtu: "nan" is not a finite number'),
    ("fuel_price_months", "NORTH,gas,1,1\nNORTH,gas,1,2\n", '"NORTH.gas.1" stands here and in'),
    ("planned_outages", "NORT,coal,8,0.1\n", '2 zone: "NORT" is neither a zone of zones.geojson nor all; did you mean'),
    ("planned_outages", "NORTH,wind,8,0.1\n", '2 technology: "wind" has the dispatch profile; expected firm or'),
    ("planned_outages", "NORTH,battery,8,0.1\n", '2 technology: "battery" has the dispatch storage; expected firm or'),
    ("planned_outages", "NORTH,coal,8,1.2\n", "2 planned_outage_share: 1.2 is above 1"),
    ("planned_outages", "NORTH,coal,0,0.2\n", "2 month: 0 is below 1"),
    ("zone_builds", "coal,NORTH,,,,\n", '2 technology: "coal" is not a technology of technology_costs.csv'),
    ("zone_builds", "gas_recip,NORTH,,,,\n", '2 technology: "gas_recip" is not built for the grid'),
    ("zone_builds", "wind,NOWHERE,,,,\n", '2 zone: "NOWHERE" is not a zone of zones.geojson'),
    ("zone_builds", "wind,NORTH,-5,,,\n", "2 limit_mw: -5 is below 0 MW"),
    ("zone_builds", "wind,NORTH,,,-1,\n", "2 added_investment_usd_per_kw: -1 is below 0 USD/kW"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "rows", "said"), WRONG, ids=lambda each: str(each)[:40])
def test_a_malformed_row_is_located(complaints, table, rows, said):
    assert said in complaints(**{table: HEAD[table] + rows})


def test_a_missing_or_unknown_column_of_an_optional_table_is_told(complaints):
    said = complaints(planned_outages="zone,technology,month,share\nall,coal,8,0.1\n")
    assert "planned_outages.csv:1 planned_outage_share: column missing" in said
    assert "planned_outages.csv:1 share: nothing reads this column" in said


COLUMNS = [
    (with_column("generators", "in_service_year", **{"NORTH.coal": "20x"}), 'in_service_year: "20x" is not a number'),
    (with_column("generators", "retirement_year", **{"NORTH.coal": "1900"}), "retirement_year: 1900 is below 1990"),
    (with_column("generators", "production_credit_usd_per_mwh", **{"NORTH.wind": "26"}),
     "production_credit_until_year: blank with a credit of 26 USD/MWh; expected both, or neither"),
    (with_column("technology_costs", "production_credit_years", wind="10"),
     "production_credit_years: 10 with a credit of 0 USD/MWh; expected both above 0, or neither"),
    (with_column("technology_costs", "investment_credit_share", battery="1.5"), "credit_share: 1.5 is above 1"),
    (with_column("lines", "hurdle_usd_per_mwh", **{"NORTH>SOUTH": "-3"}), "hurdle_usd_per_mwh: -3 is below 0 USD/MWh"),
    (with_column("lines", "hurdle_usd", **{"NORTH>SOUTH": "3"}), "hurdle_usd: nothing reads this column"),
    (with_column("generators", "state", **{"NORTH.wind": "BB"}),
     'state: "BB" is not a state of the zone "NORTH"; expected one of AA, or blank for all of them'),
    (with_column("storage", "state", **{"SOUTH.battery": "AA BB"}),
     'storage.csv:2 state: "AA BB" is not a state of the zone "SOUTH"; expected one of AA'),
    (with_column("generators", "states", **{"NORTH.wind": "AA"}), "states: nothing reads this column"),
    ({"generators": edit("600,7,2,12000", "600,7,-2000,12000")}, "variable_usd_per_mwh: -2000 is below -1000 USD/MWh"),
]  # fmt: skip


@pytest.mark.parametrize(("override", "said"), COLUMNS, ids=[said[:40] for _, said in COLUMNS])
def test_a_malformed_optional_cell_is_located(complaints, override, said):
    assert said in complaints(**override)


def test_service_that_ends_before_it_begins_is_told(complaints):
    both = {"storage": lambda text: with_column("", "retirement_year", **{"SOUTH.battery": "2028"})[""](
        with_column("", "in_service_year", **{"SOUTH.battery": "2030"})[""](text))}  # fmt: skip
    assert "storage.csv:2 retirement_year: 2028 does not come after in_service_year, 2030" in complaints(**both)


def test_hourly_fuel_prices_must_be_of_a_priced_fuel_and_cover_the_hours(complaints):
    hours = pd.date_range("2024-08-12", periods=12, freq="h", tz="UTC")
    wrong = pd.DataFrame({"hour_utc": hours, "gas.NORT": 1.0})
    assert 'gas.NORT: has no price in fuel_prices.csv; expected fuel.zone' in complaints(fuel_price_hours=wrong)
    short = pd.DataFrame({"hour_utc": hours, "gas.NORTH": 1.0})
    assert "fuel_price_hours.parquet hour_utc: lacks 2024-08-12 12:00" in complaints(fuel_price_hours=short)


def test_a_rule_about_cost_is_refused_where_fuel_prices_move(tmp_path):
    """A rule knows one price a year."""
    scenario = write_tiny_study(tmp_path, scenario=lambda text: text + "rules: [cap.yaml]\n",
                                fuel_price_months="zone,fuel,month,added_usd_per_mmbtu\nNORTH,gas,8,1\n")
    (tmp_path / "scenarios" / "cap.yaml").write_text("rules:\n  - {name: cap, rule: 'cost <= 1e9 USD', each: year}\n")
    with pytest.raises(Exception, match="has fuel prices that move within the year"):
        read_case(scenario)


def test_what_may_retire_has_its_year_and_what_is_committed(tmp_path):
    may = with_column("generators", "may_retire_from_year", **{"NORTH.coal": "2034", "SOUTH.gas_ct": "2036"})
    kept = with_column("generators", "kept_mw", **{"NORTH.coal": "120"})
    case = read(tmp_path, scenario=LATER, generators=lambda text: kept["generators"](may["generators"](text)))
    assert case.fleet.retirement.to_dict("index") == {"NORTH.coal": {"from_year": 2034, "kept_mw": 120.0}}
    assert case.fleet.least_kept_mw.loc["NORTH.coal"].tolist() == [300.0, 0.0], "all of it leaves by 2032 anyway"
    assert case.fleet.always_standing_mw.loc["NORTH.coal"].tolist() == [0.0, 0.0]


RETIRING = [
    (with_column("generators", "may_retire_from_year", **{"ISLE.hydro": "2030"}),
     "may_retire_from_year: 2030 is not read with dispatch energy_budget; expected blank"),
    (with_column("generators", "kept_mw", **{"NORTH.coal": "20"}),
     "kept_mw: 20 is not read without may_retire_from_year; expected 0 or blank"),
    ({"generators": lambda text: with_column("", "kept_mw", **{"NORTH.coal": "600"})[""](
        with_column("", "may_retire_from_year", **{"NORTH.coal": "2030"})[""](text))},
     "kept_mw: 600 is above capacity_mw, 500 MW"),
]  # fmt: skip


@pytest.mark.parametrize(("override", "said"), RETIRING, ids=[said[:40] for _, said in RETIRING])
def test_a_retirement_that_does_not_fit_is_located(complaints, override, said):
    assert said in complaints(**override)


def test_rules_know_what_may_be_retired(tmp_path):
    """In 2030, 300 MW of coal may retire: at most 100 do, and coal of 250 MW at least stands."""
    may = with_column("generators", "may_retire_from_year", **{"NORTH.coal": "2030"})
    scenario = write_tiny_study(tmp_path, scenario=lambda text: text + "rules: [coal.yaml]\n", **may)
    (tmp_path / "scenarios" / "coal.yaml").write_text(
        "rules:\n  - {name: slow, rule: 'retired_mw <= 100 MW', each: year}\n"
        "  - {name: stay, rule: 'capacity_mw[technology=coal] >= 250 MW', each: year}\n")
    slow, stay = read_case(scenario).rules
    assert slow.limit.tolist() == [[-200.0]] or slow.limit.tolist() == [-200.0], "minus kept is at most 100 - 300"
    assert stay.limit.tolist() == [250.0]
    assert {term.family for term in stay.terms if any(term.members.values())} == {"kept"}


def test_what_is_committed_holds_until_the_next_row(tmp_path):
    committed = with_column("site_phases", "committed_mw", plain="60")
    case = read(tmp_path, scenario=LATER, **committed,
                committed_builds="technology,zone,year,committed_mw\nwind,NORTH,2034,90\nwind,NORTH,2027,40\n")
    assert case.sites.committed_mw.loc["plain"].tolist() == [60.0, 60.0]
    assert case.build_out.committed_mw.loc["NORTH.wind"].tolist() == [40.0, 90.0]
    assert case.build_out.committed.loc["NORTH.wind"].tolist() == ["wind", "NORTH"]
    assert case.origins["committed_builds", "NORTH.wind"].line in (2, 3)


COMMITTED = [
    ({"site_phases": lambda text: with_column("", "committed_mw", plain="160")[""](text)},
     "site_phases.csv:2 committed_mw: 160 is above what the site allows, 100 MW"),
    ({"committed_builds": "technology,zone,year,committed_mw\nwind,NORTH,2030,90\nwind,NORTH,2032,40\n"},
     "committed_builds.csv:3 committed_mw: 40 is below the 90 MW of 2030"),
    ({"committed_builds": "technology,zone,year,committed_mw\ncoal,NORTH,2030,90\n"},
     'technology: "coal" is not a technology of technology_costs.csv'),
    ({"committed_builds": "technology,zone,year,committed_mw\nwind,NORTH,2030,90\n",
      "zone_builds": HEAD["zone_builds"] + "wind,SOUTH,,,,\n"},
     'zone: "NORTH" has no row for "wind" in zone_builds.csv'),
    ({"committed_builds": "technology,zone,year,committed_mw\ngas_recip,NORTH,2030,90\n"},
     'technology: "gas_recip" is not built for the grid; expected one with a plan_technology'),
]  # fmt: skip


@pytest.mark.parametrize(("override", "said"), COMMITTED, ids=[said[:40] for _, said in COMMITTED])
def test_a_commitment_that_does_not_fit_is_located(complaints, override, said):
    assert said in complaints(**override)
