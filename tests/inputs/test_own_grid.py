"""A grid of one's own: tables that may be absent, zones without outlines, hours as CSV, a window of hours."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from loadsite.errors import InputError
from loadsite.inputs import read_case
from tiny_study import availability_frame, edit, load_frame, write_tiny_study

ZONES = """\
zone,name,market,states,longitude,latitude
NORTH,the north,M1,AA,-99,34
SOUTH,the south,M1,AA,-99,32
ISLE,the island,M2,BB,-95,33
"""
SITES = """\
site,name,kind,zone,state,limit_mw,connection_kv,longitude,latitude
plain,Plain field,announced_campus,NORTH,AA,600,345,-99,34
ridge,Long ridge,substation,SOUTH,AA,250,138,-98.4,31.7
"""
WINDOW = (load_frame()["hour_utc"] >= "2024-08-12") & (load_frame()["hour_utc"] < "2024-08-13")


def study(folder: Path, without: tuple[str, ...] = (), files: dict[str, str] | None = None, **overrides) -> Path:
    """The tiny study without some of its files, and with others of that text."""
    scenario = write_tiny_study(folder, **overrides)
    for name in without:
        (folder / "sites/tiny" / name).unlink()
    for name, text in (files or {}).items():
        (folder / "sites/tiny" / name).write_text(text)
    return scenario


def problems(scenario: Path) -> list[str]:
    """What is told, files without their folder."""
    with pytest.raises(InputError) as caught:
        read_case(scenario)
    return [str(each).partition("sites/tiny/")[2] for each in caught.value.problems]


def test_what_follows_where_tables_are_absent(tmp_path):
    scenario = study(tmp_path, ("lines.csv", "corridors.csv", "retirements.csv", "storage.csv", "queues.csv",
                                "load_growth.csv", "reserve_margins.csv", "site_phases.csv"))  # fmt: skip
    case = read_case(scenario)
    assert case.grid.lines.empty and case.grid.corridors.empty and case.grid.reserve_margins.empty
    assert case.fleet.existing_mw.loc["NORTH.coal", 2030] == 500.0  # 300 with its retirements
    assert case.storage_fleet.storage["candidate"].all() and case.build_out.queue.empty
    assert case.sites.limit_mw.loc["plain", 2030] == 600.0  # 100 with its phases
    assert (case.grid.load_factor[2030] == 1.0).all()  # 1.3, 1.12 and 1.06 with their growth
    assert "There is no load_growth.csv: the load of every model year is that of the load year." in case.limitations
    assert [each.value for each in case.findings if each.field == "market"] == [
        'no row for "M1", which has load', 'no row for "M2", which has load']  # fmt: skip


def test_a_greenfield_grid_where_nothing_stands(tmp_path):
    case = read_case(study(tmp_path, ("generators.csv", "retirements.csv", "storage.csv")))
    assert case.fleet.generators["candidate"].all() and len(case.fleet.generators) > 8


def test_nothing_burns_fuel_without_fuels(tmp_path):
    assert problems(study(tmp_path, ("fuels.csv", "fuel_prices.csv"))) == [
        f'technologies.csv:{line} fuel: "{fuel}" is not a fuel of fuels.csv; expected one of '
        for line, fuel in ((2, "gas"), (3, "gas"), (4, "coal"), (9, "gas"))
    ]


@pytest.mark.parametrize(("name", "table"), [
    ("load_grwoth.csv", "load_growth"), ("Retirements.CSV", "retirements"), ("queue.csv", "queues"),
    ("site-phases.csv", "site_phases"),
])  # fmt: skip
def test_a_misspelled_table_is_not_taken_for_an_absent_one(tmp_path, name, table):
    scenario = study(tmp_path)
    (tmp_path / f"sites/tiny/{table}.csv").rename(tmp_path / f"sites/tiny/{name}")
    assert problems(scenario) == [
        f'{name}: is read by nothing, and there is no table "{table}"; expected {table} as its name, or no name so '
        "close to it"
    ]


def test_other_files_may_lie_beside_the_tables(tmp_path):
    read_case(study(tmp_path, ("queues.csv",), {"notes.csv": "a\n1\n", "lines_of_the_map.gpkg": "no table"}))


def test_zones_by_load_center_and_sites_that_name_their_zone(tmp_path):
    scenario = study(tmp_path, ("zones.geojson", "states.geojson", "sites.geojson", "site_phases.csv"),
                     {"zones.csv": ZONES, "sites.csv": SITES})  # fmt: skip
    case = read_case(scenario)
    assert case.sites.sites.loc["ridge", ["zone", "state", "market"]].to_list() == ["SOUTH", "AA", "M1"]
    assert (case.sites.on_grid == 1.0).all().all() and (case.sites.sites["announced_mw"] == 0.0).all()  # left out
    assert "Zones have no outlines: maps draw each as a disc around its load center." in case.limitations


def test_discs_do_not_touch_and_are_round_on_the_ground(tmp_path):
    """NORTH and SOUTH lie 0.6 degrees of latitude apart, 66.7 km; ISLE lies farther from both."""
    from loadsite.export.outlines import read_outlines
    from loadsite.inputs.scenario_file import open_scenario

    scenario = study(tmp_path, ("zones.geojson", "states.geojson", "sites.geojson", "site_phases.csv"),
                     {"zones.csv": ZONES.replace("-99,32", "-99,33.4"), "sites.csv": SITES})  # fmt: skip
    discs = read_outlines(read_case(scenario), open_scenario(scenario))
    radius_km = 0.3 * 0.6 * 111.2
    on_ground = discs.to_crs("+proj=aeqd +lat_0=34 +lon_0=-99")
    west, south, east, north = on_ground["NORTH"].bounds
    assert (east - west) / 2 == pytest.approx(1000 * radius_km, rel=0.01)
    assert (north - south) / 2 == pytest.approx(1000 * radius_km, rel=0.01)
    assert not discs["NORTH"].intersects(discs["SOUTH"])


def test_sites_say_their_zone_only_where_outlines_do_not(tmp_path):
    told = problems(study(tmp_path, ("sites.geojson", "site_phases.csv"), {"sites.csv": SITES}))
    assert 'sites.csv:1 state: nothing reads this column; did you mean "status"?' in told
    assert "sites.csv:1 zone: nothing reads this column" in told
    told = problems(study(tmp_path / "again", ("zones.geojson", "states.geojson", "sites.geojson", "site_phases.csv"),
                          {"zones.csv": ZONES, "sites.csv": SITES.replace(",SOUTH,", ",SUOTH,")}))  # fmt: skip
    assert told == ['sites.csv:3 zone: "SUOTH" is not a zone of zones.csv; did you mean "SOUTH"?']


def test_a_line_without_a_corridor_can_not_be_expanded(tmp_path):
    bare = "ISLE>SOUTH,ISLE,SOUTH,,DC,100,100,100,0.05,made up\nSOUTH>ISLE,SOUTH,ISLE,,DC"
    case = read_case(study(tmp_path, lines=edit(
        "ISLE>SOUTH,ISLE,SOUTH,ISLE-SOUTH,DC,100,100,100,0.05,made up\nSOUTH>ISLE,SOUTH,ISLE,ISLE-SOUTH,DC", bare)))
    added = case.grid.on_lines(np.array([[7.0, 9.0], [3.0, 5.0]]))  # by corridor: NORTH-SOUTH, ISLE-SOUTH
    assert added.tolist() == [[7.0, 9.0], [7.0, 9.0], [0.0, 0.0], [0.0, 0.0]]


def as_csv(frame: pd.DataFrame) -> str:
    return frame.assign(hour_utc=frame["hour_utc"].dt.strftime("%Y-%m-%dT%H:%M")).to_csv(index=False)


def test_hours_as_csv_say_what_parquet_says(tmp_path):
    """One day of load, and the weather of the same day: the window asked for, and no hour more."""
    weather = availability_frame(2024)[WINDOW.to_numpy()]
    whole = read_case(study(tmp_path / "whole", availability=lambda _: availability_frame(2024)))
    files = {"load.csv": as_csv(load_frame()[WINDOW]), "availability.csv": as_csv(weather)}
    part = read_case(study(tmp_path / "part", ("load.parquet", "availability.parquet"), files))
    pd.testing.assert_frame_equal(part.grid.load_mw, whole.grid.load_mw)
    pd.testing.assert_frame_equal(part.fleet.availability, whole.fleet.availability)
    pd.testing.assert_frame_equal(part.horizon.snapshots, whole.horizon.snapshots)
    assert part.grid.peak_load_mw.loc["M2", 2030] == pytest.approx(whole.grid.peak_load_mw.loc["M2", 2030], rel=1e-12)
    assert any("the peak load of a market is that of 2024-08-12 00:00 to 2024-08-12 23:00 UTC" in each
               for each in part.limitations)  # fmt: skip
    assert not any("peak load" in each for each in whole.limitations)


def test_a_window_that_the_load_does_not_hold_is_told(tmp_path):
    scenario = study(tmp_path, ("load.parquet",), {"load.csv": as_csv(load_frame()[WINDOW].iloc[:-1])})
    with pytest.raises(InputError, match=r"tiny\.yaml:11:14 time\.load_year: 2024, 2024-08-12 00:00 to 2024-08-12 "
                       r"23:00 is not covered by load\.csv: it runs from 2024-08-12 00:00 to 2024-08-12 22:00"):
        read_case(scenario)


@pytest.mark.parametrize(("old", "new", "told"), [
    ("T05:00,", "T06:00,", 'load.csv:8 hour_utc: "2024-08-12T06:00" stands here and in line 7'),
    ("12T05:00,", "13T05:00,", "load.csv:7 hour_utc: 2024-08-13 05:00 does not follow 2024-08-12 04:00 by one hour"),
    ("T05:00,", "T05:30,", 'load.csv:7 hour_utc: "2024-08-12T05:30" is not a whole hour in UTC'),
    ("T05:00,", "T05:00+02:00,", 'load.csv:7 hour_utc: "2024-08-12T05:00+02:00" is not a whole hour in UTC'),
    ("2024-08-12T05:00,", "12.08.2024 5:00,",
     'load.csv:7 hour_utc: "12.08.2024 5:00" is not a date and hour; expected such as 2024-08-12T00:00'),
    ("2024-08-12T05:00,", ",",
     "load.csv:7 hour_utc: blank; expected start of the hour, such as 2024-08-12T00:00 [UTC]"),
    ("2024-08-12T00:00,", "2924-08-12T00:00,", "load.csv:2 hour_utc: lies in the year 2924; expected 1900 to 2200"),
    ("hour_utc,", "hour,", "load.csv:1 hour_utc: column missing; expected start of the hour, such as "
     "2024-08-12T00:00 [UTC]"),
    ("T05:00,7", "T05:00,-7", "load.csv:7 NORTH: -7"),
    ("T05:00,", "T05:00,nan", "load.csv:7 NORTH: \"nan"),
    ("ISLE", "ISEL", 'load.csv: ISEL: nothing reads this column; it is no zone; did you mean "ISLE"?'),
    ("NORTH", "SOUTH", "load.csv:1 SOUTH: column stands 2 times; expected once"),
])  # fmt: skip
def test_hours_of_a_csv_file_that_are_wrong_are_told_by_line(tmp_path, old, new, told):
    text = as_csv(load_frame()[WINDOW])
    assert old in text
    scenario = study(tmp_path, ("load.parquet",), {"load.csv": text.replace(old, new, 1)})
    assert any(each.startswith(told) or told.replace("load.csv: ", "load.csv ") in each for each in problems(scenario))


def test_two_files_of_one_hourly_table_are_told(tmp_path):
    scenario = study(tmp_path, files={"load.csv": as_csv(load_frame()[WINDOW])})
    assert problems(scenario)[:1] == ["load.csv: stands beside load.parquet; expected one of the two"]


def test_a_grid_without_weather_needs_no_availability(tmp_path):
    def firm(text: str) -> str:
        return "".join(line for line in text.splitlines(True)
                       if not any(kind in line for kind in ("solar", "wind", "hydro")))  # fmt: skip

    scenario = study(tmp_path, ("availability.parquet", "queues.csv"), technologies=firm, technology_costs=firm,
                     generators=firm, plan=lambda text: text.replace("  solar: 4\n  wind: 2\n", ""))  # fmt: skip
    case = read_case(scenario)
    assert set(case.fleet.generators["dispatch"]) == {"firm"}
    lacking = study(tmp_path / "lacking", ("availability.parquet", "queues.csv"))
    assert "availability.parquet solar.NORTH: column missing; expected the availability of solar" in problems(lacking)


@pytest.mark.parametrize(("file", "old", "new", "told"), [
    ("sites.csv", ",-98.4,31.7", ",31.7,-98.4",
     "sites.csv:3 geometry: 31.7000, -98.4000 lies nowhere; expected longitude and latitude in degrees"),
    ("sites.csv", ",-98.4,31.7", ",31.7,38.4",
     'sites.csv:3 geometry: lies 11,084 km from the load center of "SOUTH"; expected at most 1,500 km; are longitude '
     "and latitude swapped?"),
    ("zones.csv", ",-95,33", ",-195,33", "zones.csv:4 longitude: -195 is below -180 degrees"),
])  # fmt: skip
def test_without_outlines_a_place_far_away_is_told(tmp_path, file, old, new, told):
    files = {"zones.csv": ZONES, "sites.csv": SITES}
    scenario = study(tmp_path, ("zones.geojson", "states.geojson", "sites.geojson", "site_phases.csv"),
                     {**files, file: files[file].replace(old, new)})  # fmt: skip
    (said,) = problems(scenario)
    assert re.sub(r"[\d,]+ km from", "N km from", said) == re.sub(r"[\d,]+ km from", "N km from", told)
