"""Exclusions, labels, the grid and cooling: what layers of a scenario do to its sites, worked out on paper.

The site `plain` lies at 99 W, 34 N in the zone NORTH; `cove` at 95 W, 33 N on the island ISLE.
"""

from __future__ import annotations

import json

import numpy as np
import pytest
from shapely.geometry import LineString, Point, box

from layer_files import FOLDER, save
from loadsite.origin import NOWHERE, Origin

AROUND_PLAIN, AROUND_COVE = box(-99.2, 33.8, -98.8, 34.2), box(-95.2, 32.8, -94.8, 33.2)
EXCLUSION = """
exclusions:
  - file: ../sites/tiny/{file}
    reason: {reason}
    {effect}
"""


@pytest.mark.parametrize(("ending", "told"), [
    ("gpkg", "2"), ("geojson", "7"), ("parquet", "2"), ("shp", "2")])
def test_a_bar_leaves_no_mw_and_says_why(ending, told, case_with):
    """limit_mw[plain, 2030] = min(100, 0), whatever the format of the layer."""
    assert case_with().sites.limit_mw.loc["plain", 2030] == 100
    save(f"parks.{ending}", [{"name": "elsewhere"}, {"name": "prairie park"}], [box(-99.9, 33.1, -99.8, 33.2),
                                                                               AROUND_PLAIN])  # fmt: skip
    sites = case_with(EXCLUSION.format(file=f"parks.{ending}", reason="state park", effect="bar: true")).sites
    assert list(sites.limit_mw[2030]) == [0, 200]
    (told_of,) = sites.exclusions.to_dict("records")
    assert str(told_of.pop("origin")) == f"parks.{ending}:{told}"
    assert told_of == {"site": "plain", "reason": "state park", "limit_mw": 0, "usd_per_mw_year": 0}
    found = sites.exclusion_at_limit("plain", 2030)
    assert found is not None and str(found["origin"]) == f"parks.{ending}:{told}"
    assert sites.exclusion_at_limit("cove", 2030) is None


@pytest.mark.parametrize(("effect", "limit_mw", "charge"), [
    ("limit_mw: 60", 60, 0), ("limit_mw: 5000", 100, 0), ("usd_per_mw_year: 20000", 100, 20_000),
])
def test_a_limit_holds_where_it_is_lower_and_a_price_is_charged(effect, limit_mw, charge, case_with):
    save("flood.gpkg", [{}], [AROUND_PLAIN])
    sites = case_with(EXCLUSION.format(file="flood.gpkg", reason="floodplain", effect=effect)).sites
    assert sites.limit_mw.loc["plain", 2030] == limit_mw
    assert list(sites.charge_usd_per_mw_year) == [charge, 0]


@pytest.mark.parametrize(("first", "second"), [(60, 35), (35, 60)])
def test_of_two_layers_the_one_that_allows_less_holds_and_is_named(first, second, case_with):
    """Whichever is listed first."""
    save("flood.gpkg", [{}], [AROUND_PLAIN])
    save("noise.gpkg", [{}], [AROUND_PLAIN])
    floods = EXCLUSION.format(file="flood.gpkg", reason="floodplain", effect=f"limit_mw: {first}")
    noise = EXCLUSION.format(file="noise.gpkg", reason="noise", effect=f"limit_mw: {second}")
    sites = case_with(floods + noise.removeprefix("\nexclusions:\n")).sites
    assert sites.limit_mw.loc["plain", 2030] == 35
    found = sites.exclusion_at_limit("plain", 2030)
    assert found is not None and found["reason"] == ("floodplain" if first == 35 else "noise")


def test_only_the_polygons_asked_for_count(case_with):
    """Water stress comes in classes; the first polygon named is the one that counts."""
    save("stress.gpkg", [{"class": "low"}, {"class": "high"}], [AROUND_PLAIN, AROUND_COVE])
    expensive = EXCLUSION.format(file="stress.gpkg", reason="water stress",
        effect="usd_per_mw_year: 7000\n    where: {}")
    assert list(case_with(expensive.format("{class: [high]}")).sites.charge_usd_per_mw_year) == [0, 7000]
    assert list(case_with(expensive.format("{class: [high, low]}")).sites.charge_usd_per_mw_year) == [7000, 7000]


def test_a_layer_reaches_beyond_its_polygons(case_with):
    """A town at 98.9 W, 9.3 km east of `plain` (0.1 degrees of 92.5 km), whose ordinance reaches 10 km."""
    save("towns.gpkg", [{}], [box(-98.9, 33.9, -98.7, 34.1)])
    barred = EXCLUSION.format(file="towns.gpkg", reason="ordinance", effect="bar: true\n    within_km: {}")
    assert case_with(barred.format(9)).sites.limit_mw.loc["plain", 2030] == 100
    assert case_with(barred.format(10)).sites.limit_mw.loc["plain", 2030] == 0


@pytest.mark.parametrize("shape", [box(-180, -90, 180, 90), box(-179, 0, 0, 80), box(-99.2, -60, -98.8, 80)])
def test_reaching_further_bars_no_less(shape, case_with):
    """A polygon as wide as the world is no straight-sided one in metres; what lies in it stays in it at any reach."""
    save("world.gpkg", [{}], [shape])
    barred = EXCLUSION.format(file="world.gpkg", reason="treaty", effect="bar: true\n    within_km: {}")
    for within_km in (0, 0.001, 10):
        assert case_with(barred.format(within_km)).sites.limit_mw.loc["plain", 2030] == 0


def test_how_far_a_wide_polygon_reaches(case_with):
    """Everything west of 99.1 W, from pole to pole: its edge passes 9.25 km west of `plain` (0.1 degrees)."""
    save("west.gpkg", [{}], [box(-180, -90, -99.1, 90)])
    barred = EXCLUSION.format(file="west.gpkg", reason="treaty", effect="bar: true\n    within_km: {}")
    assert case_with(barred.format(9)).sites.limit_mw.loc["plain", 2030] == 100
    assert case_with(barred.format(10)).sites.limit_mw.loc["plain", 2030] == 0


def test_the_site_on_the_border_of_an_exclusion_lies_in_it(case_with):
    save("parks.gpkg", [{}], [box(-99.0, 33.9, -98.9, 34.1)])
    barred = EXCLUSION.format(file="parks.gpkg", reason="park", effect="bar: true")
    assert case_with(barred).sites.limit_mw.loc["plain", 2030] == 0


def test_a_column_of_polygons_becomes_a_label(case_with):
    save("basins.gpkg", [{"basin": "Brazos"}], [AROUND_PLAIN])
    carried = """
labels:
  - {file: ../sites/tiny/basins.gpkg, column: basin, label: river, outside: none}
"""
    sites = case_with(carried).sites
    assert dict(sites.labels["river"]) == {"plain": "Brazos", "cove": "none"}
    only = case_with(carried + "sites_where: {river: [Brazos], state: [AA, BB]}\n").sites
    assert list(only.sites.index) == ["plain"]


def test_a_site_is_connected_to_the_nearest_of_its_voltage(case_with):
    """A 345 kV line along 34.5 N is half a degree, 55.46 km, from `plain`; the 138 kV substation is of no use."""
    save("grid.gpkg", [{"voltage_kv": 138, "name": "Door"}, {"voltage_kv": 345, "name": "North line"}],
         [Point(-99.01, 34.0), LineString([(-99.5, 34.5), (-98.5, 34.5)])])  # fmt: skip
    found = case_with("connect_to:\n  - file: ../sites/tiny/grid.gpkg\n").sites
    km = found.connection.loc["plain", "km"]
    assert km == pytest.approx(55.463, abs=0.001)  # length of the meridian from 34 to 34.5 N on WGS 84
    assert tuple(found.connection.loc["plain", ["origin", "by"]]) == (Origin("grid.gpkg", feature=2), "North line")
    annuity = 0.05 / (1 - 1.05**-40)
    assert found.connection_usd_per_mw_year["plain"] == pytest.approx((100_000 + km * 2000) * annuity)


def test_a_connection_is_paid_over_the_life_of_its_voltage(case_with):
    """15 km at 345 kV over 25 years, not over the 40 of lines between zones."""
    costs = FOLDER / "connection_costs.csv"
    costs.write_text(costs.read_text().replace("345,2000,100000,40", "345,2000,100000,25"))
    sites = case_with().sites
    annuity = 0.05 / (1 - 1.05**-25)
    assert sites.connection_usd_per_mw_year["plain"] == pytest.approx((100_000 + 15 * 2000) * annuity)


def test_without_a_layer_the_default_distance_is_told_with_its_line(case_with):
    sites = case_with(lambda text: text).sites
    assert sites.connection.loc["plain", "km"] == 15
    assert tuple(sites.connection.loc["plain", ["origin", "by"]]) == (Origin("tiny.yaml", 24), "campus.connection_km")
    assert tuple(sites.connection.loc["cove", ["origin", "by"]]) == (NOWHERE, "off-grid in all model years")


def test_the_draw_follows_the_climate_and_keeps_its_average(case_with):
    """Twice the overhead from 20:00 UTC on: shape = 0.8 pue / mean(pue), mean(pue) = (20 * 1.1 + 4 * 1.2) / 24."""
    save("climates.gpkg", [{"climate": "hot"}], [AROUND_PLAIN])
    rows = [f"{climate},{month},{hour},{1.1 if hour < 20 or climate == 'mild' else 1.2}"
            for climate in ("hot", "mild") for month in range(1, 13) for hour in range(24)]  # fmt: skip
    (FOLDER / "cooling.csv").write_text("climate,month,hour_utc,pue\n" + "\n".join(rows) + "\n")
    further = """
labels:
  - {file: ../sites/tiny/climates.gpkg, column: climate, label: climate, outside: mild}
"""
    cooling = "campus:\n  cooling: {file: ../sites/tiny/cooling.csv, by: climate}\n"
    case = case_with(lambda text: text.replace("campus:\n", cooling) + further)
    shape = case.sites.load_shape
    mean = (20 * 1.1 + 4 * 1.2) / 24
    hours = case.horizon.snapshots["time_utc"].dt.hour
    assert shape.loc["plain"].to_numpy() == pytest.approx(np.where(hours < 20, 1.1, 1.2) * 0.8 / mean)
    assert shape.loc["plain"].mean() == pytest.approx(0.8)
    assert shape.loc["cove"].to_numpy() == pytest.approx(0.8), "the same in every hour where the climate is"


def test_the_average_of_the_year_counts_its_months_by_their_hours(case_with):
    """1.3 in February, 1.1 in the other months: of the 8,784 hours of 2024 February has 29 x 24."""
    rows = [f"plains,{month},{hour},{1.3 if month == 2 else 1.1}" for month in range(1, 13) for hour in range(24)]
    (FOLDER / "cooling.csv").write_text("climate,month,hour_utc,pue\n" + "\n".join(rows) + "\n")
    save("climates.gpkg", [{"climate": "plains"}], [AROUND_PLAIN])
    further = """
labels:
  - {file: ../sites/tiny/climates.gpkg, column: climate, label: climate, outside: plains}
"""
    cooling = "campus:\n  cooling: {file: ../sites/tiny/cooling.csv, by: climate}\n"
    shape = case_with(lambda text: text.replace("campus:\n", cooling) + further).sites.load_shape
    mean = (29 * 24 * 1.3 + 337 * 24 * 1.1) / 8784
    assert shape.loc["plain"].to_numpy() == pytest.approx(0.8 * 1.1 / mean, rel=1e-9)


def test_a_layer_of_one_line_is_told_by_column_and_feature(case_with):
    """Features of `parks.geojson` without a line break: the second begins after the comma that ends the first."""
    save("parks.geojson", [{"name": "elsewhere"}, {"name": "prairie park"}], [box(-99.9, 33.1, -99.8, 33.2),
                                                                            AROUND_PLAIN])  # fmt: skip
    path = FOLDER / "parks.geojson"
    path.write_text(json.dumps(json.loads(path.read_text())))
    column = path.read_text().index(', {"type": "Feature"') + 3
    sites = case_with(EXCLUSION.format(file="parks.geojson", reason="state park", effect="bar: true")).sites
    assert sites.excluded["plain"] == f"state park (parks.geojson:1:{column} feature 2)"
