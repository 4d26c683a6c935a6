"""Layers that are wrong, and scenarios that are wrong about them, each with all that is said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shapely.geometry import LineString, Point, Polygon, box

from layer_files import FOLDER, cut, save
from tiny_study import SCENARIO

AROUND_PLAIN, AROUND_COVE = box(-99.2, 33.8, -98.8, 34.2), box(-95.2, 32.8, -94.8, 33.2)
CROSSED = Polygon([(-99, 33), (-98, 34), (-98, 33), (-99, 34)])


def layers(**shapes: object) -> None:
    """`a` with one polygon around each site, unless other shapes are given; columns basin and class."""
    save("a.gpkg", [{"basin": "Brazos", "class": "high"}, {"basin": "Sabine", "class": "low"}],
         [shapes.get("first", AROUND_PLAIN), shapes.get("second", AROUND_COVE)])  # fmt: skip


def grid(kv: object = 345) -> None:
    """`grid` with one substation near the site `plain`."""
    save("grid.gpkg", [{"voltage_kv": kv}], [Point(-99.1, 34)])


def cooling(old: str = "", new: str = "") -> None:
    """`cooling.csv` with the climate AA, 1.5 in the afternoon and 1.1 else, once edited."""
    rows = [f"AA,{month},{hour},{1.5 if hour > 18 else 1.1}" for month in range(1, 13) for hour in range(24)]
    text = "climate,month,hour_utc,pue\n" + "\n".join(rows) + "\n"
    assert old in text, f"nothing to edit: {old!r}"
    (FOLDER / "cooling.csv").write_text(text.replace(old, new, 1))


def excluding(rest: str) -> str:
    """The scenario with one exclusion."""
    return SCENARIO + "exclusions:\n  - {" + rest + "}\n"


def labelling(*rests: str) -> str:
    """The scenario with labels."""
    return SCENARIO + "labels:\n" + "".join("  - {" + rest + "}\n" for rest in rests)


def cooled(file: str = "../sites/tiny/cooling.csv", by: str = "state", load_factor: float = 0.5) -> str:
    """The scenario with cooling, for the site `plain`."""
    said = f"campus:\n  cooling: {{file: {file}, by: {by}}}\n  load_factor: {load_factor}"
    return SCENARIO.replace("campus:\n  load_factor: 0.8", said) + "only_sites: [plain]\n"


A = "file: ../sites/tiny/a.gpkg"
PARK = f"{A}, reason: park"
CONNECT = SCENARIO + "connect_to:\n  - file: ../sites/tiny/grid.gpkg\n"


def case(name: str, prepare: Callable[[], object], scenario: str, *said: str) -> object:
    """Files that are made, the scenario that names them, and all that is said about both."""
    return pytest.param(prepare, scenario, "\n".join(said), id=name)


@pytest.mark.parametrize(("prepare", "scenario", "said"), [
    case(
        "a layer outside the study",
        layers,
        excluding("file: ../../a.gpkg, reason: park, bar: true"),
        'scenarios/tiny.yaml:35:12 exclusions.0.file: "../../a.gpkg" leaves the study folder; expected a relative '
        "path inside it",
    ),
    case(
        "an absolute path",
        layers,
        excluding("file: /data/a.gpkg, reason: park, bar: true"),
        'scenarios/tiny.yaml:35:12 exclusions.0.file: "/data/a.gpkg" leaves the study folder; expected a relative '
        "path inside it",
    ),
    case(
        "a layer that is not there",
        layers,
        excluding("file: ../sites/tiny/b.gpkg, reason: park, bar: true"),
        'scenarios/tiny.yaml:35:12 exclusions.0.file: "../sites/tiny/b.gpkg" is not a file; did you mean "a.gpkg"?',
    ),
    case(
        "a format that is not read",
        lambda: (FOLDER / "a.kml").write_text("<kml/>"),
        excluding("file: ../sites/tiny/a.kml, reason: park, bar: true"),
        "sites/tiny/a.kml: is no file of places; expected one that ends in .geojson, .gpkg, .parquet, .shp",
    ),
    case(
        "an exclusion without effect",
        layers,
        excluding(PARK),
        "scenarios/tiny.yaml:35:5 exclusions.0: has no effect; expected one of bar: true, limit_mw and "
        "usd_per_mw_year",
    ),
    case(
        "an exclusion with two effects",
        layers,
        excluding(f"{PARK}, bar: true, limit_mw: 5"),
        "scenarios/tiny.yaml:35:5 exclusions.0: has bar and limit_mw; expected one of bar: true, limit_mw and "
        "usd_per_mw_year",
    ),
    case(
        "an exclusion without a reason",
        layers,
        excluding(f"{A}, bar: true"),
        "scenarios/tiny.yaml:35:5 exclusions.0.reason: missing; expected why, in words that the answer repeats",
    ),
    case(
        "a blank reason",
        layers,
        excluding(f"{A}, reason: '', bar: true"),
        "scenarios/tiny.yaml:35:42 exclusions.0.reason: is empty; expected why, in words that the answer repeats",
    ),
    case(
        "a key that is not one",
        layers,
        excluding(f"{PARK}, bar: true, within: 5"),
        'scenarios/tiny.yaml:35:59 exclusions.0.within: unknown key; did you mean "within_km"?',
    ),
    case(
        "a reach below zero",
        layers,
        excluding(f"{PARK}, bar: true, within_km: -1"),
        "scenarios/tiny.yaml:35:70 exclusions.0.within_km: -1 is below 0; expected how far beyond its polygons the "
        "layer reaches [km]",
    ),
    case(
        "a limit below zero",
        layers,
        excluding(f"{PARK}, limit_mw: -1"),
        "scenarios/tiny.yaml:35:58 exclusions.0.limit_mw: -1 is below 0; expected most MW of a campus that stands "
        "there [MW]",
    ),
    case(
        "a price that is a word",
        layers,
        excluding(f"{PARK}, usd_per_mw_year: expensive"),
        'scenarios/tiny.yaml:35:65 exclusions.0.usd_per_mw_year: "expensive" is text; expected a number: what a campus '
        "that stands there pays [USD/MW-year]",
    ),
    case(
        "a column that the layer does not have",
        layers,
        excluding(f"{PARK}, bar: true, where: {{clas: [high]}}"),
        'sites/tiny/a.gpkg where.clas: has no column "clas"; did you mean "class"?',
    ),
    case(
        "a value that no polygon has",
        layers,
        excluding(f"{PARK}, bar: true, where: {{class: [highest]}}"),
        'sites/tiny/a.gpkg class: holds no "highest"; did you mean "high"?',
    ),
    case(
        "a layer that the GeoPackage does not have",
        layers,
        excluding(f"{PARK}, bar: true, layer: b"),
        'sites/tiny/a.gpkg: has no layer "b"; expected one of a',
    ),
    case(
        "a layer of a format that has one only",
        lambda: save("a.geojson", [{}], [AROUND_PLAIN]),
        excluding("file: ../sites/tiny/a.geojson, layer: a, reason: park, bar: true"),
        'sites/tiny/a.geojson: has one layer only; expected no layer "a"',
    ),
    case(
        "a GeoPackage of several layers",
        lambda: (save("b.gpkg", [{}], [AROUND_PLAIN], layer="one"), save("b.gpkg", [{}], [AROUND_PLAIN], layer="two")),
        excluding("file: ../sites/tiny/b.gpkg, reason: park, bar: true"),
        'sites/tiny/b.gpkg: holds several layers, one, two; expected layer: with one of them, or one called "b"',
    ),
    case(
        "lines for polygons",
        lambda: layers(second=LineString([(-95, 33), (-94, 33)])),
        excluding(f"{PARK}, bar: true"),
        "sites/tiny/a.gpkg:2 geometry: is LineString; expected Polygon or MultiPolygon",
    ),
    case(
        "a self-crossing polygon",
        lambda: layers(first=CROSSED),
        excluding(f"{PARK}, bar: true"),
        "sites/tiny/a.gpkg:1 geometry: is not a valid polygon: Self-intersection[-98.5 33.5]",
    ),
    case(
        "an empty polygon",
        lambda: layers(first=Polygon()),
        excluding(f"{PARK}, bar: true"),
        "sites/tiny/a.gpkg:1 geometry: is empty; expected Polygon or MultiPolygon",
    ),
    case(
        "another part of the world",
        lambda: save("a.gpkg", [{}], [box(8, 47, 9, 48)]),
        excluding(f"{PARK}, bar: true"),
        "sites/tiny/a.gpkg geometry: lies outside the zones: longitude 8.00 to 9.00, latitude 47.00 to 48.00",
    ),
    case(
        "a layer with swapped coordinates",
        lambda: save("a.gpkg", [{}], [box(33.8, -99.2, 34.2, -98.8)]),
        excluding(f"{PARK}, bar: true"),
        "sites/tiny/a.gpkg geometry: lies outside the zones: longitude 33.80 to 34.20, latitude -99.20 to -98.80; "
        "longitude and latitude look swapped",
    ),
    case(
        "a layer without features",
        lambda: save("a.gpkg", [], []),
        excluding(f"{PARK}, bar: true"),
        "sites/tiny/a.gpkg: has no features; expected at least one",
    ),
    case(
        "a layer without CRS",
        lambda: save("a.gpkg", [{}], [AROUND_PLAIN], crs=None),
        excluding(f"{PARK}, bar: true"),
        "sites/tiny/a.gpkg crs: states no coordinate reference system; save it with one, such as EPSG:4326",
    ),
    case(
        "a layer cut off",
        lambda: (save("a.parquet", [{}], [AROUND_PLAIN]), cut(FOLDER / "a.parquet", 0.5)),
        excluding("file: ../sites/tiny/a.parquet, reason: park, bar: true"),
        "sites/tiny/a.parquet: is truncated",
    ),
    case(
        "a layer that is not JSON",
        lambda: (FOLDER / "a.geojson").write_text("{"),
        excluding("file: ../sites/tiny/a.geojson, reason: park, bar: true"),
        "sites/tiny/a.geojson:1:2: is not JSON: Expecting property name enclosed in double quotes",
    ),
    case(
        "a layer of an unknown CRS",
        lambda: (FOLDER / "a.geojson").write_text('{"crs": {"properties": {"name": "NAD99"}}, "features": []}'),
        excluding("file: ../sites/tiny/a.geojson, reason: park, bar: true"),
        "sites/tiny/a.geojson: has no features; expected at least one",
        'sites/tiny/a.geojson crs: "NAD99" names no coordinate reference system; expected such as EPSG:4326',
    ),
    case(
        "a label of a column that is not there",
        layers,
        labelling(f"{A}, column: basins, label: river"),
        'sites/tiny/a.gpkg column: has no column "basins"; did you mean "basin"?',
    ),
    case(
        "a label that is taken",
        layers,
        labelling(f"{A}, column: basin, label: zone"),
        'scenarios/tiny.yaml:35:56 labels.0.label: "zone" is taken; expected a name of its own',
    ),
    case(
        "a label that stands twice",
        layers,
        labelling(f"{A}, column: basin, label: river", f"{A}, column: class, label: river"),
        'scenarios/tiny.yaml:36:56 labels.1.label: "river" stands twice',
    ),
    case(
        "a label with a space",
        layers,
        labelling(f"{A}, column: basin, label: the river"),
        'scenarios/tiny.yaml:35:56 labels.0.label: "the river" does not fit; expected name of the label: small '
        "letters, digits and _",
    ),
    case(
        "a label without a column",
        layers,
        labelling(f"{A}, label: river"),
        "scenarios/tiny.yaml:35:5 labels.0.column: missing; expected the column",
    ),
    case(
        "a site in no polygon of a label",
        lambda: save("a.gpkg", [{"basin": "Brazos"}], [AROUND_PLAIN]),
        labelling(f"{A}, column: basin, label: river"),
        'sites/tiny/sites.geojson river: "cove" lies in no polygon of sites/tiny/a.gpkg; the nearest is "Brazos", '
        "364.5 km away; outside: names a label for such sites",
    ),
    case(
        "a site between polygons that differ",
        lambda: layers(second=box(-99.0, 33.8, -94.8, 34.2)),
        labelling(f"{A}, column: basin, label: river, outside: none"),
        'sites/tiny/sites.geojson river: "plain" lies in several polygons of sites/tiny/a.gpkg: "Brazos" and "Sabine"',
    ),
    case(
        "a blank where a site lies",
        lambda: save("a.gpkg", [{"basin": None}, {"basin": "x"}], [AROUND_PLAIN, AROUND_COVE]),
        labelling(f"{A}, column: basin, label: river"),
        'sites/tiny/a.gpkg:1 basin: blank, where the site "plain" lies',
    ),
    case(
        "a label of sites that is not one",
        layers,
        SCENARIO + "sites_where: {stat: [AA]}\n",
        'scenarios/tiny.yaml:34:21 sites_where.stat: is no label of sites; did you mean "state"?',
    ),
    case(
        "a value of a label that no site has",
        layers,
        SCENARIO + "sites_where: {state: [AB]}\n",
        'scenarios/tiny.yaml:34:22 sites_where.state: no site has the state "AB"; expected one of AA, BB',
    ),
    case(
        "labels that leave no site",
        layers,
        SCENARIO + "sites_where: {state: [AA], zone: [ISLE]}\n",
        "scenarios/tiny.yaml:34:14 sites_where: leaves no site",
    ),
    case(
        "a grid without voltages",
        lambda: save("grid.gpkg", [{"kv": 345}], [Point(-99.1, 34)]),
        CONNECT,
        'sites/tiny/grid.gpkg voltage_kv: has no column "voltage_kv"; expected one of kv',
    ),
    case(
        "a voltage in volts",
        lambda: grid(345000),
        CONNECT,
        'sites/tiny/grid.gpkg:1 voltage_kv: "345000" is no voltage; expected above 0 and at most 1500 kV; expected '
        "kV, not volts",
    ),
    case(
        "a voltage in words",
        lambda: grid("high"),
        CONNECT,
        'sites/tiny/grid.gpkg:1 voltage_kv: "high" is no voltage; expected above 0 and at most 1500 kV',
    ),
    case(
        "no substation of the voltage",
        lambda: grid(138),
        CONNECT,
        "sites/tiny/sites.geojson:4 connection_kv: no substation or line of connect_to has 345 kV; they have 138",
    ),
    case(
        "polygons for substations",
        lambda: save("grid.gpkg", [{"voltage_kv": 345}], [AROUND_PLAIN]),
        CONNECT,
        "sites/tiny/grid.gpkg:1 geometry: is Polygon; expected Point or LineString or MultiLineString",
    ),
    case(
        "no file of the grid",
        layers,
        CONNECT,
        'scenarios/tiny.yaml:35:11 connect_to.0.file: "../sites/tiny/grid.gpkg" is not a file; did you mean "a.gpkg"?',
    ),
    case(
        "no file of cooling",
        layers,
        cooled(file="../sites/tiny/cold.csv"),
        'scenarios/tiny.yaml:20:19 campus.cooling.file: "../sites/tiny/cold.csv" is not a file; did you mean '
        '"corridors.csv"?',
    ),
    case(
        "a climate by a label that is not one",
        cooling,
        cooled(by="climate"),
        'scenarios/tiny.yaml:20:50 campus.cooling.by: "climate" is no label of sites; expected one of site, zone, '
        "state, market, kind, status, onsite_technology",
    ),
    case(
        "a site of no climate",
        cooling,
        cooled(by="zone"),
        'scenarios/tiny.yaml:20:50 campus.cooling.by: "plain" has the zone "NORTH", which is no climate of '
        "../sites/tiny/cooling.csv",
    ),
    case(
        "an hour without cooling",
        lambda: cooling("AA,7,12,1.1\n", ""),
        cooled(),
        'sites/tiny/cooling.csv hour_utc: "AA" has no row for month 7 hour 12; expected 12 months of 24 hours',
    ),
    case(
        "an hour of cooling twice",
        lambda: cooling("AA,7,12,1.1", "AA,7,11,1.1"),
        cooled(),
        'sites/tiny/cooling.csv hour_utc: "AA" has no row for month 7 hour 12; expected 12 months of 24 hours',
        'sites/tiny/cooling.csv:158 climate, month, hour_utc: "AA.7.11" stands here and in line 157; expected once',
    ),
    case(
        "an effectiveness below one",
        lambda: cooling("AA,7,12,1.1", "AA,7,12,0.9"),
        cooled(),
        "sites/tiny/cooling.csv:158 pue: 0.9 is below 1",
    ),
    case(
        "a thirteenth month",
        lambda: cooling("AA,7,12,1.1", "AA,13,12,1.1"),
        cooled(),
        'sites/tiny/cooling.csv hour_utc: "AA" has no row for month 7 hour 12; expected 12 months of 24 hours',
        'sites/tiny/cooling.csv:158 climate, month, hour_utc: "AA.1.12" stands here and in line 14; expected once',
        "sites/tiny/cooling.csv:158 month: 13 is above 12",
    ),
    case(
        "more than the campus may draw",
        cooling,
        cooled(load_factor=0.9),
        'scenarios/tiny.yaml:21:16 campus.load_factor: 0.9 becomes 1.141 of its MW in the hottest hours of "AA"; '
        "expected at most 1",
    ),
])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_wrong_layer_is_told(
    prepare: Callable[[], object], scenario: str, said: str, study: object, refusal_of: Callable[..., str]
) -> None:
    prepare()
    assert refusal_of(lambda text: scenario) == said
