"""GeoJSON files that are wrong, each with all that is said about it and the line on which the feature begins."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tiny_study import edit


def case(file: str, old: str, new: str, *said: str) -> object:
    """One edit of one file of the tiny study, and all that is said about it."""
    return pytest.param(file, old, new, "\n".join(said), id=f"{file}: {new[:40]}")


@pytest.mark.parametrize(("file", "old", "new", "said"), [
    case(
        "sites", '"kind": "announced_campus"', '"kind": "campus"',
        'sites/tiny/sites.geojson:4 kind: "campus" is not one of announced_campus, ai_campus, retired_plant_site, '
        'plant_interconnection, substation; did you mean "ai_campus"?',
    ),
    case(
        "sites", '"limit_mw": 600', '"limit_mw": "six hundred"',
        'sites/tiny/sites.geojson:4 limit_mw: "six hundred" is not a number; expected most MW of campus, unless '
        "site_phases says otherwise for the year [MW]",
    ),
    case(
        "sites", '"limit_mw": 600', '"limit_mw": null',
        "sites/tiny/sites.geojson:4 limit_mw: blank; expected most MW of campus, unless site_phases says otherwise "
        "for the year [MW]",
    ),
    case(
        "sites", '"limit_mw": 600', '"limit_mv": 600',
        'sites/tiny/sites.geojson limit_mv: nothing reads this column; did you mean "limit_mw"?',
        "sites/tiny/sites.geojson:4 limit_mw: blank; expected most MW of campus, unless site_phases says otherwise "
        "for the year [MW]",
    ),
    case(
        "sites", '"limit_mw": 600', '"limit_mw": NaN',
        "sites/tiny/sites.geojson: is not JSON: NaN is not a finite number",
    ),
    case(
        "sites", '"off_grid": false', '"off_grid": "no"',
        'sites/tiny/sites.geojson:4 off_grid: "no" is neither true nor false',
    ),
    case(
        "sites", '"grid_year": null', '"grid_year": 2030',
        "sites/tiny/sites.geojson:4 grid_year: 2030 is not read where off_grid is false; expected blank",
    ),
    case(
        "sites", '"site": "cove"', '"site": "plain"',
        'sites/tiny/sites.geojson:30 site: "plain" stands here and in line 4; expected once',
    ),
    case(
        "sites", '"onsite_technology": "gas_recip"', '"onsite_technology": "gas_engine"',
        'sites/tiny/sites.geojson:30 onsite_technology: "gas_engine" is not a technology of technologies.csv; did '
        'you mean "gas_recip"?',
    ),
    case(
        "sites", '"onsite_technology": "gas_recip"', '"onsite_technology": null',
        "sites/tiny/sites.geojson:30 onsite_technology: blank; expected a technology, since onsite_limit_mw "
        "is above 0",
    ),
    case(
        "sites", '"onsite_technology": "gas_recip"', '"onsite_technology": "coal"',
        'sites/tiny/sites.geojson:30 onsite_technology: "coal" has no row in technology_costs.csv',
    ),
    case(
        "sites", '"onsite_technology": "gas_recip"', '"onsite_technology": "solar"',
        'sites/tiny/sites.geojson:30 onsite_technology: "solar" is not firm; expected a firm technology',
    ),
    case(
        "sites", '"onsite_mw": 50', '"onsite_mw": 500',
        "sites/tiny/sites.geojson:30 onsite_mw: 500 is above onsite_limit_mw, 250 MW",
    ),
    case(
        "sites", '"onsite_mw": 50,\n    "onsite_limit_mw": 250',
        '"onsite_mw": 0,\n    "onsite_limit_mw": 0',
        "sites/tiny/sites.geojson:30 off_grid: true, but onsite_limit_mw is 0: nothing could supply it",
    ),
    case(
        "sites", "-99.0,\n     34.0", "-97.0,\n     34.0",
        'sites/tiny/sites.geojson:4 geometry: "plain" at -97.0000, 34.0000 lies in no state; the nearest is "AA", '
        "92.4 km away",
        'sites/tiny/sites.geojson:4 geometry: "plain" at -97.0000, 34.0000 lies in no zone; the nearest is "NORTH", '
        "92.4 km away",
    ),
    case(
        "sites", "-99.0,\n     34.0", "34.0,\n     -99.0",
        'sites/tiny/sites.geojson:4 geometry: "plain" at 34.0000, -99.0000 lies in no state; longitude and latitude '
        "look swapped",
        'sites/tiny/sites.geojson:4 geometry: "plain" at 34.0000, -99.0000 lies in no zone; longitude and latitude '
        "look swapped",
    ),
    case(
        "sites", "-99.0,\n     34.0", "-99.0,\n     33.0",
        'sites/tiny/sites.geojson:4 geometry: "plain" at -99.0000, 33.0000 lies on the border of "NORTH" and '
        '"SOUTH"; move it into one zone',
    ),
    case(
        "sites", "-99.0,\n     34.0", "-98.0,\n     34.0",
        'sites/tiny/sites.geojson:4 geometry: "plain" at -98.0000, 34.0000 lies on the border of "AA"; move it into '
        "one state",
        'sites/tiny/sites.geojson:4 geometry: "plain" at -98.0000, 34.0000 lies on the border of "NORTH"; move it '
        "into one zone",
    ),
    case(
        "sites", "-99.0,\n     34.0", "-9900,\n     34.0",
        'sites/tiny/sites.geojson:4 geometry: "plain" at -9900.0000, 34.0000 lies in no state; expected longitude '
        "and latitude in degrees",
        'sites/tiny/sites.geojson:4 geometry: "plain" at -9900.0000, 34.0000 lies in no zone; expected longitude and '
        "latitude in degrees",
    ),
    case(
        "sites", "-99.0,\n     34.0", "-99.0",
        "sites/tiny/sites.geojson:4 geometry: has coordinates that are not those of a Point",
    ),
    case(
        "sites", "-99.0,\n     34.0", "1e999,\n     34.0",
        "sites/tiny/sites.geojson:4 geometry: has coordinates that are not those of a Point",
    ),
    case(
        "sites", '"type": "Point"', '"type": "LineString"',
        "sites/tiny/sites.geojson:4 geometry: is LineString; expected Point",
    ),
    case(
        "sites", '"type": "FeatureCollection"',
        '"type": "FeatureCollection", "crs": {"type": "name", "properties": {"name": "EPSG:99999"}}',
        'sites/tiny/sites.geojson crs: "EPSG:99999" names no coordinate reference system; expected such as EPSG:4326',
    ),
    case(
        "sites", '"type": "FeatureCollection"', '"type": "FeatureCollection", "crs": 4326',
        "sites/tiny/sites.geojson crs: what it says names no coordinate reference system; expected such as EPSG:4326",
    ),
    case(
        "sites", '"features"', '"feature"',
        "sites/tiny/sites.geojson: is not GeoJSON; expected a FeatureCollection with features",
    ),
    case(
        "sites", '{\n "type": "FeatureCollection"', '{\n "type": FeatureCollection',
        "sites/tiny/sites.geojson:2:10: is not JSON: Expecting value",
    ),
    case(
        "sites", '"off_grid": false', '"off_grid": false, "off_grid": true',
        'sites/tiny/sites.geojson: is not JSON: the key "off_grid" stands twice in one object',
    ),
    case(
        "sites", '"connection_kv": 345', '"connection_kv": 500',
        "sites/tiny/sites.geojson:4 connection_kv: 500 kV is not in connection_costs.csv; expected one of 345, 138",
    ),
    case(
        "zones", '"market": "M2"', '"market": null',
        'sites/tiny/reserve_margins.csv:3 market: "M2" is not a market of zones.geojson; expected one of M1',
        "sites/tiny/zones.geojson:76 market: blank; expected market region, the area of one reserve margin",
    ),
    case(
        "zones", "-98,\n       33\n      ]", "-98,\n       32\n      ]",
        'sites/tiny/zones.geojson:40 geometry: "SOUTH" overlaps "NORTH" by 10,403 km2',
    ),
    case(
        "states", '"name": "Alpha"', '"nome": "Alpha"',
        'sites/tiny/states.geojson nome: nothing reads this column; did you mean "note"?',
        "sites/tiny/states.geojson:4 name: blank; expected name of the state",
    ),
    case(
        "zones", '"states": "BB"', '"states": "BB, CC"',
        'sites/tiny/zones.geojson:76 states: "BB," is not a state of states.geojson',
        'sites/tiny/zones.geojson:76 states: "CC" is not a state of states.geojson',
    ),
    case(
        "zones", '"Polygon"', '"Point"',
        "sites/tiny/zones.geojson:4 geometry: is Point; expected Polygon or MultiPolygon",
    ),
])
def test_a_wrong_place_is_told_with_the_line_of_its_feature(
    file: str, old: str, new: str, said: str, complaints: Callable[..., str]
) -> None:
    assert complaints(**{file: edit(old, new)}) == said
