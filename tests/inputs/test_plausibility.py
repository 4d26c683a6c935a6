"""What may be a mistake in the inputs is told with file, line, value and the usual range, and stops nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from loadsite.inputs import read_case
from loadsite.inputs.case import Case
from loadsite.inputs.plausibility.ranges import (
    ATB,
    DURATION,
    ESTIMATE,
    KEYS,
    PLAN,
    REEDS,
    ROWS,
    STATEMENTS,
    STATES,
    TARGET,
    TECHDATA,
    UNITS,
)
from loadsite.run.answer import Answer, answer
from loadsite.solve import Method, ProofOptions, SolveOptions
from tiny_study import OFF_GRID_SITE, PLAIN_SITE, availability_frame, box, collection, edit, write_tiny_study

Told = Callable[..., list[str]]
SHIPPED = Path(__file__).parents[2] / "scenarios"


@pytest.fixture
def told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Told:
    """What is told of the tiny study with overrides, which is read all the same."""
    monkeypatch.chdir(tmp_path)

    def of(**overrides: Any) -> list[str]:
        return [str(each) for each in read_case(write_tiny_study(Path(), **overrides)).findings]

    return of


def test_usual_figures_are_not_told(told: Told):
    assert told() == []


@pytest.mark.parametrize(("file", "old", "new", "where"), [
    ("technology_costs", "gas_ct,2030,1500", "gas_ct,2030,1500000",
     "sites/tiny/technology_costs.csv:4 investment_usd_per_kw: 1,500,000 USD/kW is unusual; expected 100 to 25,000"),
    ("technology_costs", "1500,1000,20,5,10", "1500,1000,20000,5,10",
     "sites/tiny/technology_costs.csv:4 fixed_usd_per_kw_year: 20,000 USD/kW-year is unusual"),
    ("technology_costs", "1000,20,5,10", "1000,20,5000,10",
     "sites/tiny/technology_costs.csv:4 variable_usd_per_mwh: 5,000 USD/MWh is unusual"),
    ("generators", "NORTH,gas_cc,600,7,", "NORTH,gas_cc,600,0.7,",
     "sites/tiny/generators.csv:2 heat_rate_mmbtu_per_mwh: 0.7 MMBtu/MWh is unusual; expected 0, or 3.412 to 25"),
    ("generators", "NORTH,gas_cc,600,7,", "NORTH,gas_cc,600,7000,",
     "sites/tiny/generators.csv:2 heat_rate_mmbtu_per_mwh: 7,000 MMBtu/MWh is unusual"),
    ("generators", "2,12000,0.05", "2,12,0.05",
     "sites/tiny/generators.csv:2 fixed_usd_per_mw_year: 12 USD/MW-year is unusual"),
    ("generators", "SOUTH,solar,300,", "SOUTH,solar,300000000,",
     "sites/tiny/generators.csv:6 capacity_mw: 300,000,000 MW is unusual; expected 0 to 500,000 MW (EIA-860 unit"),
    ("fuels", "coal,96", "coal,0.096",
     "sites/tiny/fuels.csv:3 co2_kg_per_mmbtu: 0.096 kg/MMBtu is unusual; expected 0, or 40 to 300"),
    ("fuel_prices", "NORTH,gas,2025,3", "NORTH,gas,2025,300",
     "sites/tiny/fuel_prices.csv:2 price_usd_per_mmbtu: 300"),
    ("storage", "100,200,0.81", "100,0.2,0.81",
     "sites/tiny/storage.csv:2 energy_mwh: 0.002 h is unusual; expected 0.25 to 1,000 h (energy_mwh over power_mw"),
    ("reserve_margins", "M1,0.15", "M1,15", "sites/tiny/reserve_margins.csv:2 margin_share: 15 is unusual"),
    ("connection_costs", "345,2000,", "345,2000000,",
     "sites/tiny/connection_costs.csv:2 line_usd_per_mw_km: 2,000,000"),
    ("technologies", "1,15,0.05", "1,15,0.9", "sites/tiny/technologies.csv:8 real_rate: 0.9 is unusual"),
    ("scenario", "value_of_lost_load_usd_per_mwh: 10000", "value_of_lost_load_usd_per_mwh: 10",
     "scenarios/tiny.yaml:16 prices.value_of_lost_load_usd_per_mwh: 10 USD/MWh is unusual"),
    ("scenario", "target_mw: {2030: 300}", "target_mw: {2030: 3000000}",
     "scenarios/tiny.yaml:8 place.target_mw.2030: 3,000,000 MW is unusual"),
    ("plan", "solar: 4", "solar: 4000",
     "scenarios/plans/tiny_plan.yaml:5 national_gw_per_year.solar: 4,000 GW/year is unusual"),
])  # fmt: skip
def test_a_figure_off_by_a_unit_is_told_with_its_place_and_the_usual_range(
    told: Told, file: str, old: str, new: str, where: str
):
    assert told(**{file: edit(old, new)})[0].startswith(where)


def test_many_unusual_figures_of_a_column_are_one_warning(told: Told):
    (said,) = told(generators=lambda text: text.replace(",600,7,", ",600,7000,").replace(",500,11,", ",500,11000,"))
    assert "7,000 MMBtu/MWh is unusual, as are 1 more" in said


def test_a_limit_that_is_never_near_anything_is_told(told: Told):
    huge = collection(
        (PLAIN_SITE | {"limit_mw": 1e9}, {"type": "Point", "coordinates": [-99.0, 34.0]}),
        (OFF_GRID_SITE, {"type": "Point", "coordinates": [-95.0, 33.0]}))
    (said,) = told(sites=huge)
    assert said.startswith("sites/tiny/sites.geojson:4 limit_mw: 1,000,000,000 MW is unusual; expected 0 to 20,000 MW")


def test_load_in_kw_and_load_in_gw_are_told(told: Told):
    """NORTH peaks at 700 MW x 1.1 x 1.2 x 1.3; 1,300 MW stand there after a retirement, and 300 MW may be imported."""

    def times(factor: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
        return lambda frame: frame.assign(**{zone: frame[zone] * factor for zone in ("NORTH", "SOUTH", "ISLE")})

    in_kw = told(load=times(1000))
    assert [each.split(": ")[0] for each in in_kw] == [
        "sites/tiny/load.parquet NORTH", "sites/tiny/load.parquet SOUTH", "sites/tiny/load.parquet ISLE"]
    assert "1,201,200 MW at the peak of 2030 is far above the 1,600 MW that stand in the zone or may be imported" in \
        in_kw[0]
    (in_gw,) = told(load=times(0.001))
    assert "is far below the 2,600 MW that stand: is the load in GW?" in in_gw


def test_a_market_with_load_and_without_a_margin_is_told(told: Told):
    assert told(reserve_margins=edit("M2,0.1\n", "")) == [
        'sites/tiny/reserve_margins.csv market: no row for "M2", which has load leaves that market without a reserve '
        "margin, though reserve_margins is true; expected a row, with margin_share 0 for none"]
    off = edit("reserve_margins: true", "reserve_margins: false")
    assert told(reserve_margins=edit("M2,0.1\n", ""), scenario=off) == []


def test_a_queue_of_nothing_is_told_and_what_it_holds_back_is_left_out(told: Told, tmp_path: Path):
    """No wind may join NORTH until 2032, and 2030 is the last model year. In SOUTH a queue of nothing ends in 2028."""
    closed = edit("NORTH,wind,900,2032", "NORTH,wind,0,2032")
    assert told(queues=closed) == [
        "sites/tiny/queues.csv:2 queue_mw: 0 MW lets no wind into NORTH in any model year: NORTH.wind.new left out; "
        "expected MW in the queue, or no row for no limit"]
    assert told(queues=edit("SOUTH,solar,1500,2028", "SOUTH,solar,0,2028")) == []
    case = read_case(write_tiny_study(Path(), queues=closed))
    limit = case.fleet.build_limit_mw.copy()
    assert limit.loc["NORTH.wind.new", 2030] == 0.0
    limit.loc["NORTH.wind.new", 2030] = np.inf
    without, held = (answered(each, tmp_path) for each in (
        case, replace(case, fleet=replace(case.fleet, build_limit_mw=limit))))
    assert without.solve.solution.objective == pytest.approx(held.solve.solution.objective, rel=1e-9)
    assert held.results.limits.set_index(["kind", "label"]).loc[
        ("interconnection queue", "wind.NORTH"), "shadow_price_usd_per_mw_year"].item() > 0.0
    hours = len(case.horizon.snapshots)
    rows, columns = (held.solve.program.row_count - without.solve.program.row_count,
                     held.solve.program.column_count - without.solve.program.column_count)
    assert rows == hours + 2, "what it gives by the hour, its pace and its queue"
    assert columns == hours + 1, "what it gives by the hour, and what is built"
    mw = without.results.siting.set_index("site")["campus_mw"]
    assert mw.to_dict() == pytest.approx(held.results.siting.set_index("site")["campus_mw"].to_dict(), abs=1e-3)


def answered(case: Case, folder: Path) -> Answer:
    return answer(case, ProofOptions(Method.SINGLE, SolveOptions(1)), folder)


def test_outlines_with_swapped_names_are_told(told: Told):
    """ISLE, in state BB, and NORTH, in AA: where the outlines say the other."""
    zones = collection(
        ({"zone": "ISLE", "name": "the island", "market": "M2", "states": "BB"}, box(-100, 33, -98, 35)),
        ({"zone": "SOUTH", "name": "the south", "market": "M1", "states": "AA"}, box(-100, 31, -98, 33)),
        ({"zone": "NORTH", "name": "the north", "market": "M1", "states": "AA"}, box(-96, 31, -94, 35)))
    said = told(zones=zones)
    assert said[0] == ('sites/tiny/zones.geojson:4 states: "BB" is a state that the outline of "ISLE" does not touch: '
                       "are outlines swapped?; expected AA")
    assert sum("are outlines swapped?" in each for each in said) == 4


def test_zones_too_far_apart_for_their_corridor_are_told(told: Told):
    """ISLE and SOUTH are two degrees apart: 191 km at 31 N."""
    (said,) = told(corridors=edit("ISLE-SOUTH,300", "ISLE-SOUTH,30"))
    assert said.startswith(
        "sites/tiny/corridors.csv:3 length_km: 30 km is the length between ISLE and SOUTH, which lie 191 to ")


def test_a_fleet_named_after_another_zone_and_a_line_named_backwards_are_told(told: Told):
    (fleet,) = told(generators=edit("NORTH.wind,NORTH", "NORTH.wind,SOUTH"))
    assert fleet == ('sites/tiny/generators.csv:4 zone: "SOUTH" is the zone of "NORTH.wind", which is named after '
                     "NORTH: are zones swapped?; expected NORTH")
    (line,) = told(lines=edit("ISLE>SOUTH,ISLE,SOUTH", "ISLE>SOUTH,SOUTH,ISLE"))
    assert line.startswith('sites/tiny/lines.csv:4 from_zone: "SOUTH" is where "ISLE>SOUTH" begins')


def test_tiny_availability_counts_as_nothing_and_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Rounding of a sine at dawn, in two hours of August; 0.0001 is a share like any other."""
    monkeypatch.chdir(tmp_path)

    def dawn(frame: pd.DataFrame) -> pd.DataFrame:
        solar = frame["solar.SOUTH"].to_numpy(copy=True)
        solar[[5400, 5401, 5402]] = (1.2e-16, 1e-9, 1e-4)
        return frame.assign(**{"solar.SOUTH": solar})

    study = write_tiny_study(Path(), availability=dawn)
    case = read_case(study)
    tiny = ((availability_frame()["solar.SOUTH"] > 0) & (availability_frame()["solar.SOUTH"] < 1e-5)).sum()
    (said,) = (str(each) for each in case.findings if "solar.SOUTH" in each.field)
    assert f"counts as 0, in {2 + tiny} hours" in said or f"counts as 0, in {2 + tiny:,} hours" in said
    assert said.startswith("sites/tiny/availability.parquet:") and "expected 0 or at least 1e-05" in said
    given = case.fleet.availability.to_numpy()
    assert not ((given > 0) & (given < 1e-5)).any()


def test_a_tiny_share_of_a_table_counts_as_nothing_and_a_tiny_efficiency_is_refused(told: Told, complaints):
    (said,) = told(technologies=edit("gas,gas,0.1,0.9,,0.1", "gas,gas,0.1,1e-9,,0.1"))
    assert said.startswith("sites/tiny/technologies.csv:3 capacity_credit_share: 1e-09 counts as 0; expected 0 or at ")
    refused = complaints(technologies=edit("0,4,0.81", "0,4,1e-15"))
    assert refused.startswith("sites/tiny/technologies.csv:8 round_trip_efficiency: 1e-15 is too small to be solved")


FOUR_STATES = SHIPPED.parent / "sites/four_states"
FIGURE = r"(\d(?:[\d,.]*\d)?)"
SAID = re.compile(rf"{STATES}(, all rows but one)?: {FIGURE} to {FIGURE}")
SOURCES = (ATB, REEDS, "NREL ReEDS of June 2026", UNITS, TECHDATA, STATEMENTS, ESTIMATE, "US EPA, 40 CFR 98",
           "US EIA, Annual Energy Outlook 2025", "EIA-930")  # fmt: skip


def shipped_values(table: str, column: str) -> pd.Series:
    """A column of the shipped sites folder, without blanks."""
    if table == "sites":
        features = json.loads((FOUR_STATES / "sites.geojson").read_text())["features"]
        frame = pd.DataFrame([feature["properties"] for feature in features])
    else:
        frame = pd.read_csv(FOUR_STATES / f"{table}.csv")
    return frame[column].dropna().astype(float)


@pytest.mark.parametrize(("table", "column"), ROWS)
def test_what_a_range_says_of_the_four_states_stands_in_their_tables(table: str, column: str):
    """Smallest and largest value; zero is left out where it means that there is none of it."""
    usual = ROWS[table, column]
    values = shipped_values(table, column)
    if usual.zero_too:
        values = values[values > 0]
    said = SAID.search(usual.source)
    if said is None:
        assert values.empty, usual.source
        return
    ranked = values.sort_values().to_numpy()
    least, most = ranked[0], ranked[-2 if said[1] else -1]
    assert [float(figure.replace(",", "")) for figure in said.groups()[1:]] == pytest.approx([least, most])
    assert usual.least <= least <= most <= usual.most


def test_every_range_names_a_source_or_is_called_an_estimate():
    """Sources of the shipped tables, by what datapackage.json calls them, are the only ones."""
    every = [*ROWS.values(), *KEYS.values(), TARGET, PLAN, DURATION]
    assert [usual.source for usual in every if not any(source in usual.source for source in SOURCES)] == []
    titles = " ".join(each["title"] for each in json.loads((FOUR_STATES / "datapackage.json").read_text())["sources"])
    for words in ("NREL Annual Technology Baseline 2024", "NREL ReEDS", "EIA-860", "PyPSA technology-data",
                  "Press, filings and company statements of 2024-2026", "40 CFR 98 table C-1",
                  "Annual Energy Outlook 2025", "EIA-930"):  # fmt: skip
        assert words in titles


@pytest.mark.parametrize("name", ["stargate_2030", "stargate_2030_quick", "stargate_2026_2035"])
def test_shipped_scenarios_have_the_one_warning_that_is_true(name: str):
    """A row whose own note says that its fixed cost is far above its kind."""
    assert [(each.origin.line, each.field) for each in read_case(SHIPPED / f"{name}.yaml").findings] == [
        (195, "fixed_usd_per_mw_year")]

