"""Files of places that are wrong, in every format, each with all that is said about it."""

from __future__ import annotations

import re
from collections.abc import Callable

import pandas as pd
import pytest
from shapely.geometry import LineString, MultiPoint, Point, Polygon, box

from layer_files import FOLDER, cut, resave, save, sites_as_csv, with_shape

NAN = float("nan")


def case(name: str, spoil: Callable[[], object], *said: str) -> object:
    """What is done to the files of the tiny study, and all that is said about them."""
    return pytest.param(spoil, "\n".join(said), id=name)


@pytest.mark.parametrize(("spoil", "said"), [
    case(
        "no CRS in a GeoPackage",
        lambda: resave("sites", "gpkg", crs=None),
        "sites/tiny/sites.gpkg crs: states no coordinate reference system; save it with one, such as EPSG:4326",
    ),
    case(
        "no CRS in GeoParquet",
        lambda: resave("sites", "parquet", crs=None),
        "sites/tiny/sites.parquet crs: states no coordinate reference system; save it with one, such as EPSG:4326",
    ),
    case(
        "a Shapefile without .prj",
        lambda: resave("states", "shp").with_suffix(".prj").unlink(),
        "sites/tiny/states.shp crs: states no coordinate reference system; expected a .prj file beside it",
    ),
    case(
        "a GeoPackage cut off",
        lambda: cut(resave("sites", "gpkg"), 0.5),
        "sites/tiny/sites.gpkg: is truncated: it holds N of M bytes",
    ),
    case(
        "text named .gpkg",
        lambda: (FOLDER / "sites.geojson").rename(FOLDER / "sites.gpkg"),
        "sites/tiny/sites.gpkg: is not a GeoPackage",
    ),
    case(
        "text named .parquet",
        lambda: (FOLDER / "sites.geojson").rename(FOLDER / "sites.parquet"),
        "sites/tiny/sites.parquet: is not a Parquet file",
    ),
    case(
        "text named .shp",
        lambda: (FOLDER / "zones.geojson").rename(FOLDER / "zones.shp"),
        "sites/tiny/zones.shp: is not a Shapefile",
    ),
    case(
        "GeoParquet cut off",
        lambda: cut(resave("sites", "parquet"), 0.5),
        "sites/tiny/sites.parquet: is truncated",
    ),
    case(
        "Parquet without geometry",
        lambda: (pd.DataFrame({"site": ["plain"]}).to_parquet(FOLDER / "sites.parquet"),
                 (FOLDER / "sites.geojson").unlink()),
        "sites/tiny/sites.parquet: is not GeoParquet: it has no geo metadata",
    ),
    case(
        "a Shapefile cut off",
        lambda: cut(resave("zones", "shp"), 0.9),
        "sites/tiny/zones.shp: is truncated: it holds N of M bytes",
    ),
    case(
        "a Shapefile without .dbf",
        lambda: resave("zones", "shp").with_suffix(".dbf").unlink(),
        'sites/tiny/zones.dbf: no such file; did you mean "zones.shx"?',
    ),
    case(
        "a Shapefile whose .dbf is truncated",
        lambda: cut(resave("zones", "shp").with_suffix(".dbf"), 0.9),
        "sites/tiny/zones.dbf: is truncated: it holds N of M bytes",
    ),
    case(
        "a Shapefile of sites with names cut to ten letters",
        lambda: resave("sites", "shp", lambda frame: frame.drop(columns=["onsite_mw", "onsite_limit_mw"])),
        'sites/tiny/sites.shp announced_: nothing reads this column; did you mean "announced_mw"?',
        "sites/tiny/sites.shp announced_mw: column missing; expected MW announced or MW of the plant; zero where not "
        "published [MW]",
        'sites/tiny/sites.shp connecti_1: nothing reads this column; did you mean "connection_kv"?',
        'sites/tiny/sites.shp connection: nothing reads this column; did you mean "connection_kv"?',
        "sites/tiny/sites.shp connection_km: column missing; expected distance to the grid; blank: the scenario's "
        "default [km]",
        "sites/tiny/sites.shp connection_kv: column missing; expected voltage of the connection [kV]",
        'sites/tiny/sites.shp coordinate: nothing reads this column; did you mean "coordinates"?',
        "sites/tiny/sites.shp coordinates: column missing; expected how the coordinates were obtained, one of "
        "estimate, approx, plant database",
        "sites/tiny/sites.shp onsite_limit_mw: column missing; expected most on-site generation, stated "
        "and new together [MW]",
        "sites/tiny/sites.shp onsite_mw: column missing; expected on-site generation, stated or under "
        "construction [MW]",
        'sites/tiny/sites.shp onsite_tec: nothing reads this column; did you mean "onsite_technology"?',
        "sites/tiny/sites.shp onsite_technology: column missing; expected what the on-site generation is; blank where "
        "there is none",
    ),
    case(
        "several layers",
        lambda: (save("sites.gpkg", [{}], [Point(0, 0)], layer="one"),
                 save("sites.gpkg", [{}], [Point(0, 0)], layer="other"), (FOLDER / "sites.geojson").unlink()),
        "sites/tiny/sites.gpkg: holds several layers, one, other; expected layer: with one of them, or one called "
        '"sites"',
    ),
    case(
        "two files of one table",
        lambda: save("sites.gpkg", [{}], [Point(-99, 34)]),
        "sites/tiny/sites.gpkg: stands beside sites.geojson; expected one of the two",
    ),
    case(
        "mixed geometries",
        lambda: resave("sites", "gpkg", with_shape(1, box(-95.1, 32.9, -94.9, 33.1))),
        "sites/tiny/sites.gpkg:2 geometry: is Polygon; expected Point",
    ),
    case(
        "several points at once",
        lambda: resave("sites", "gpkg", with_shape(0, MultiPoint([(-99, 34), (-98.9, 34)]))),
        "sites/tiny/sites.gpkg:1 geometry: is MultiPoint; expected Point",
        "sites/tiny/sites.gpkg:2 geometry: is MultiPoint; expected Point",
    ),
    case(
        "an empty point",
        lambda: resave("sites", "gpkg", with_shape(0, Point())),
        "sites/tiny/sites.gpkg:1 geometry: is empty; expected Point",
    ),
    case(
        "no geometry",
        lambda: resave("sites", "parquet", with_shape(0, None)),
        "sites/tiny/sites.parquet:1 geometry: has no geometry; expected Point",
    ),
    case(
        "a NaN coordinate",
        lambda: resave("sites", "gpkg", with_shape(0, Point(NAN, 34))),
        "sites/tiny/sites.gpkg:1 geometry: has a coordinate that is no finite number",
    ),
    case(
        "a missing column",
        lambda: resave("sites", "gpkg", lambda frame: frame.drop(columns="kind")),
        "sites/tiny/sites.gpkg kind: column missing; expected what stands there today, one of announced_campus, "
        "ai_campus, retired_plant_site, plant_interconnection, substation",
    ),
    case(
        "a column that nothing reads",
        lambda: resave("sites", "gpkg", lambda frame: frame.assign(limit_mv=1)),
        'sites/tiny/sites.gpkg limit_mv: nothing reads this column; did you mean "limit_mw"?',
    ),
    case(
        "duplicate names",
        lambda: resave("sites", "gpkg", lambda frame: frame.assign(site="plain")),
        'sites/tiny/sites.gpkg:2 site: "plain" stands here and in feature 1; expected once',
    ),
    case(
        "swapped coordinates",
        lambda: resave("sites", "gpkg", with_shape(0, Point(34, -99))),
        'sites/tiny/sites.gpkg:1 geometry: "plain" at 34.0000, -99.0000 lies in no state; longitude and latitude '
        "look swapped",
        'sites/tiny/sites.gpkg:1 geometry: "plain" at 34.0000, -99.0000 lies in no zone; longitude and latitude look '
        "swapped",
    ),
    case(
        "on the border",
        lambda: resave("sites", "gpkg", with_shape(0, Point(-99, 33))),
        'sites/tiny/sites.gpkg:1 geometry: "plain" at -99.0000, 33.0000 lies on the border of "NORTH" and "SOUTH"; '
        "move it into one zone",
    ),
    case(
        "outside",
        lambda: resave("sites", "gpkg", with_shape(1, Point(-93, 33))),
        'sites/tiny/sites.gpkg:2 geometry: "cove" at -93.0000, 33.0000 lies in no state; the nearest is "BB", 93.5 '
        "km away",
        'sites/tiny/sites.gpkg:2 geometry: "cove" at -93.0000, 33.0000 lies in no zone; the nearest is "ISLE", 93.5 '
        "km away",
    ),
    case(
        "metres said to be degrees",
        lambda: resave("sites", "gpkg", lambda frame: frame.to_crs("EPSG:5070")),
        'sites/tiny/sites.gpkg:1 geometry: "plain" at -275035.8810, 1219317.9913 lies in no state; expected '
        "longitude and latitude in degrees",
        'sites/tiny/sites.gpkg:1 geometry: "plain" at -275035.8810, 1219317.9913 lies in no zone; expected longitude '
        "and latitude in degrees",
        'sites/tiny/sites.gpkg:2 geometry: "cove" at 92867.3362, 1103782.5938 lies in no state; expected longitude '
        "and latitude in degrees",
        'sites/tiny/sites.gpkg:2 geometry: "cove" at 92867.3362, 1103782.5938 lies in no zone; expected longitude '
        "and latitude in degrees",
    ),
    case(
        "degrees said to be metres",
        lambda: resave("sites", "gpkg", crs="EPSG:5070"),
        'sites/tiny/sites.gpkg:1 geometry: "plain" at -96.0009, 23.0003 lies in no state; the nearest is "BB", 886.4 '
        "km away",
        'sites/tiny/sites.gpkg:1 geometry: "plain" at -96.0009, 23.0003 lies in no zone; the nearest is "ISLE", '
        "886.4 km away",
        'sites/tiny/sites.gpkg:2 geometry: "cove" at -96.0009, 23.0003 lies in no state; the nearest is "BB", 886.4 '
        "km away",
        'sites/tiny/sites.gpkg:2 geometry: "cove" at -96.0009, 23.0003 lies in no zone; the nearest is "ISLE", 886.4 '
        "km away",
    ),
    case(
        "a coordinate system of a building site",
        lambda: resave("sites", "parquet", crs='LOCAL_CS["here",UNIT["metre",1]]'),
        'sites/tiny/sites.parquet crs: "here" cannot be turned into longitude and latitude',
    ),
    case(
        "a self-crossing zone",
        lambda: resave("zones", "gpkg", with_shape(2, Polygon([(-96, 31), (-94, 35), (-94, 31), (-96, 35)]))),
        "sites/tiny/zones.gpkg:3 geometry: is not a valid polygon: Self-intersection[-95 33]",
    ),
    case(
        "overlapping zones",
        lambda: resave("zones", "shp", with_shape(1, box(-100, 31, -98, 33.1))),
        'sites/tiny/zones.shp:2 geometry: "SOUTH" overlaps "NORTH" by 2,072 km2',
    ),
    case(
        "duplicate zones",
        lambda: resave("zones", "gpkg", lambda frame: frame.assign(zone=["NORTH", "SOUTH", "SOUTH"])),
        "sites/tiny/availability.parquet hydro.ISLE: nothing reads this column; expected profile.zone; did you mean "
        '"hydro.SOUTH"?',
        "sites/tiny/availability.parquet solar.ISLE: nothing reads this column; expected profile.zone; did you mean "
        '"solar.SOUTH"?',
        "sites/tiny/availability.parquet wind.ISLE: nothing reads this column; expected profile.zone; did you mean "
        '"wind.SOUTH"?',
        'sites/tiny/fuel_prices.csv:6 zone: "ISLE" is not a zone of zones.gpkg; expected one of NORTH, SOUTH',
        'sites/tiny/generators.csv:7 zone: "ISLE" is not a zone of zones.gpkg; expected one of NORTH, SOUTH',
        'sites/tiny/generators.csv:8 zone: "ISLE" is not a zone of zones.gpkg; expected one of NORTH, SOUTH',
        'sites/tiny/lines.csv:4 from_zone: "ISLE" is not a zone of zones.gpkg; expected one of NORTH, SOUTH',
        'sites/tiny/lines.csv:5 to_zone: "ISLE" is not a zone of zones.gpkg; expected one of NORTH, SOUTH',
        "sites/tiny/load.parquet ISLE: nothing reads this column; it is no zone",
        'sites/tiny/load_growth.csv:6 zone: "ISLE" is not a zone of zones.gpkg; expected one of NORTH, SOUTH',
        'sites/tiny/load_growth.csv:7 zone: "ISLE" is not a zone of zones.gpkg; expected one of NORTH, SOUTH',
        'sites/tiny/zones.gpkg:3 zone: "SOUTH" stands here and in feature 2; expected once',
    ),
    case(
        "a zone that is a line",
        lambda: resave("zones", "parquet", with_shape(0, LineString([(-100, 33), (-98, 35)]))),
        "sites/tiny/zones.parquet:1 geometry: is LineString; expected Polygon or MultiPolygon",
    ),
    case(
        "an empty zone",
        lambda: resave("zones", "gpkg", with_shape(0, Polygon())),
        "sites/tiny/zones.gpkg:1 geometry: is empty; expected Polygon or MultiPolygon",
    ),
    case(
        "no zones at all",
        lambda: resave("zones", "gpkg", lambda frame: frame.iloc[:0]),
        "sites/tiny/zones.gpkg: has no features; expected at least one: areas inside which power flows freely",
    ),
    case(
        "a zone beyond the poles",
        lambda: resave("zones", "gpkg", with_shape(2, box(-96, 31, -94, 95))),
        "sites/tiny/zones.gpkg:3 geometry: leaves the range of longitude and latitude",
    ),
    case(
        "CSV without longitude",
        lambda: sites_as_csv("longitude", "long"),
        'sites/tiny/sites.csv:1 long: nothing reads this column; did you mean "longitude"?',
        "sites/tiny/sites.csv:1 longitude: column missing; expected longitude, EPSG:4326; in sites.csv only [degrees]",
    ),
    case(
        "CSV with a word for a longitude",
        lambda: sites_as_csv(",-99.0,", ",west,"),
        'sites/tiny/sites.csv:2 longitude: "west" is not a number; expected longitude, EPSG:4326; in sites.csv only '
        "[degrees]",
    ),
    case(
        "CSV with a blank latitude",
        lambda: sites_as_csv(",34.0", ","),
        "sites/tiny/sites.csv:2 latitude: blank; expected latitude, EPSG:4326; in sites.csv only [degrees]",
    ),
    case(
        "CSV with NaN for a latitude",
        lambda: sites_as_csv(",34.0", ",nan"),
        'sites/tiny/sites.csv:2 latitude: "nan" is not a finite number; expected latitude, EPSG:4326; in sites.csv '
        "only [degrees]",
    ),
    case(
        "CSV with swapped coordinates",
        lambda: sites_as_csv(",-99.0,34.0", ",34.0,-99.0"),
        'sites/tiny/sites.csv:2 geometry: "plain" at 34.0000, -99.0000 lies in no state; longitude and latitude look '
        "swapped",
        'sites/tiny/sites.csv:2 geometry: "plain" at 34.0000, -99.0000 lies in no zone; longitude and latitude look '
        "swapped",
    ),
    case(
        "CSV with a site outside",
        lambda: sites_as_csv(",-99.0,34.0", ",-99.0,36.0"),
        'sites/tiny/sites.csv:2 geometry: "plain" at -99.0000, 36.0000 lies in no state; the nearest is "AA", 110.9 '
        "km away",
        'sites/tiny/sites.csv:2 geometry: "plain" at -99.0000, 36.0000 lies in no zone; the nearest is "NORTH", '
        "110.9 km away",
    ),
    case(
        "CSV with a site on the border",
        lambda: sites_as_csv(",-99.0,34.0", ",-98.0,34.0"),
        'sites/tiny/sites.csv:2 geometry: "plain" at -98.0000, 34.0000 lies on the border of "AA"; move it into one '
        "state",
        'sites/tiny/sites.csv:2 geometry: "plain" at -98.0000, 34.0000 lies on the border of "NORTH"; move it into '
        "one zone",
    ),
    case(
        "CSV with coordinates in metres",
        lambda: sites_as_csv(",-99.0,34.0", ",-277000,1230000"),
        'sites/tiny/sites.csv:2 geometry: "plain" at -277000.0000, 1230000.0000 lies in no state; expected longitude '
        "and latitude in degrees",
        'sites/tiny/sites.csv:2 geometry: "plain" at -277000.0000, 1230000.0000 lies in no zone; expected longitude '
        "and latitude in degrees",
    ),
    case(
        "CSV with a name twice",
        lambda: sites_as_csv("cove", "plain"),
        'sites/tiny/sites.csv:3 site: "plain" stands here and in line 2; expected once',
    ),
    case(
        "CSV beside GeoJSON",
        lambda: (FOLDER / "sites.csv").write_text("site\\n"),
        "sites/tiny/sites.csv: stands beside sites.geojson; expected one of the two",
    ),
])
@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
def test_a_wrong_file_of_places_is_told(
    spoil: Callable[[], object], said: str, study: object, refusal_of: Callable[..., str]
) -> None:
    spoil()
    assert re.sub(r"holds [\d,]+ of [\d,]+ bytes", "holds N of M bytes", refusal_of()) == said
