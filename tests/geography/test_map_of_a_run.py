"""sites.gpkg of a run: layers that GIS open, and styles inside them that name what is there."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as xml

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
from shapely.geometry import box

from layer_files import save
from loadsite.export.background import background
from loadsite.export.geopackage import write_geopackage
from loadsite.export.map_colours import MAP_COLOURS
from loadsite.export.map_layers import read_map
from loadsite.export.outlines import read_outlines
from loadsite.export.price_classes import price_classes
from loadsite.inputs.case import EXCLUSION_COLUMNS
from loadsite.inputs.scenario_file import open_scenario
from loadsite.origin import Origin
from loadsite.run.answer import answer
from worked_case import EXACT, worked_case

LAYERS = ("campuses", "candidates", "zones", "lines")
BEHIND = ("states", "cities")


@pytest.fixture(scope="module")
def gpkg(tmp_path_factory) -> Path:
    """The map of the worked case, one of whose sites lies in an exclusion layer."""
    asked = worked_case()
    park = ("mine", "state <park>", np.inf, 100.0, Origin("parks.gpkg", feature=3))
    layers = pd.DataFrame([park], columns=list(EXCLUSION_COLUMNS))
    labels = pd.DataFrame({"river": "Brazos"}, index=asked.sites.sites.index)
    case = replace(asked, sites=replace(asked.sites, exclusions=layers, labels=labels))
    found = answer(case, EXACT, tmp_path_factory.mktemp("solved"))
    outlines = gpd.GeoSeries(
        [box(-104, 32, -100, 35), box(-98, 31, -95.5, 34), box(-96, 28, -94, 30)],
        index=pd.Index(["west", "east", "south"], name="zone"), crs="EPSG:4326",
    )  # fmt: skip
    path = tmp_path_factory.mktemp("map") / "sites.gpkg"
    states = gpd.GeoDataFrame(
        {"state": ["NM", "TX", "LA"], "name": ["New Mexico", "Texas", "Louisiana"]},
        geometry=[box(-110, 31, -103, 37), box(-103, 26, -93.5, 36), box(-94, 20, -90, 28)], crs="EPSG:4326")
    write_geopackage(path, case, found.results, outlines, background(states, outlines))
    return path


def styles_in(path: Path) -> dict[str, str]:
    with closing(sqlite3.connect(path)) as database:
        return dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1"))


def test_gdal_lists_the_layers_with_their_crs_and_the_table_of_styles(gpkg):
    listed = dict(pyogrio.list_layers(gpkg))
    assert set(listed) == {*LAYERS, *BEHIND, "layer_styles"} and listed["layer_styles"] is None
    for layer in (*LAYERS, *BEHIND):
        assert pyogrio.read_info(gpkg, layer=layer)["crs"] == "EPSG:4326"
    table = gpd.read_file(gpkg, layer="layer_styles")
    assert list(table["f_table_name"]) == [*LAYERS, *BEHIND] and table["useAsDefault"].astype(bool).all()


@pytest.mark.skipif(shutil.which("ogrinfo") is None, reason="ogrinfo is not installed")
def test_ogrinfo_opens_it(gpkg):
    done = subprocess.run(["ogrinfo", "-ro", "-so", str(gpkg), "campuses"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "Geometry: Point" in done.stdout


@pytest.mark.parametrize("layer", LAYERS)
def test_every_style_is_xml_and_names_columns_that_are_there(layer, gpkg):
    root = xml.fromstring(styles_in(gpkg)[layer])
    columns = set(gpd.read_file(gpkg, layer=layer).columns)
    expressions = [rule.attrib["filter"] for rule in root.iter("rule")]
    expressions += [option.attrib["value"] for option in root.iter("Option") if option.get("name") == "expression"]
    named = {name for each in expressions for name in re.findall(r'"([^"]+)"', each)}
    assert "year" in named and named <= columns
    drawn = {symbol.attrib["name"] for symbol in root.iter("symbol")}
    assert {rule.attrib["symbol"] for rule in root.iter("rule")} == drawn and drawn


@pytest.mark.parametrize("layer", LAYERS)
def test_every_feature_of_the_last_year_is_drawn_once(layer, gpkg):
    """The expressions are those that SQLite, too, understands."""
    root = xml.fromstring(styles_in(gpkg)[layer])
    with closing(sqlite3.connect(gpkg)) as database:
        count = f'SELECT count(*) FROM "{layer}" WHERE '
        (drawn,) = zip(*(database.execute(count + rule.attrib["filter"]).fetchone() for rule in root.iter("rule")),
                       strict=True)  # fmt: skip
        (there,) = database.execute(f'{count} "year" = 2035').fetchone()
    assert sum(drawn) == there and (there > 0 or layer == "candidates")


def test_zones_have_the_classes_and_colours_of_the_report(gpkg):
    """A rule per class of price, with the label of the report's legend and its colour on white."""
    zones = gpd.read_file(gpkg, layer="zones")
    classes = price_classes(zones["price_usd_per_mwh"].tolist()).classes
    root = xml.fromstring(styles_in(gpkg)["zones"])
    assert [rule.attrib["label"] for rule in root.iter("rule")] == [f"{each.label} USD/MWh" for each in classes]
    drawn = [prop.attrib["v"] for prop in root.iter("prop") if prop.attrib["k"] == "color"]
    hexes = ["#" + "".join(f"{int(part):02x}" for part in colour.split(",")[:3]) for colour in drawn]
    assert hexes == [MAP_COLOURS[each.tone][0] for each in classes] and len(classes) > 1


def test_states_are_cut_to_the_zones_and_cities_lie_inside_them(gpkg):
    """Louisiana only touches no zone; El Paso and Austin lie outside the three boxes."""
    states = gpd.read_file(gpkg, layer="states").set_index("state")
    assert list(states.index) == ["NM", "TX"]
    assert states.loc["NM", "geometry"].equals(box(-104, 32, -103, 35))
    cities = set(gpd.read_file(gpkg, layer="cities")["city"])
    assert {"Lubbock", "Houston", "Dallas"} <= cities and not {"El Paso", "Austin", "Chicago"} & cities
    layers = read_map(gpkg.parent)
    assert {state.name for state in layers.states} == {"New Mexico", "Texas"}
    assert layers.cities[0].rank == 1 and {city.name for city in layers.cities} == cities


@pytest.mark.parametrize("layer", [*LAYERS, *BEHIND])
def test_every_column_has_a_title_with_its_unit_and_none_is_empty_throughout(layer, gpkg):
    """By the extension `gpkg_schema`, which GIS show in place of the names of columns."""
    with closing(sqlite3.connect(gpkg)) as database:
        told = {column: title for column, title in database.execute(
            "SELECT column_name, title FROM gpkg_data_columns WHERE table_name = ?", (layer,))}  # fmt: skip
        registered = database.execute(
            "SELECT count(*) FROM gpkg_extensions WHERE extension_name = 'gpkg_schema'").fetchone()
    table = gpd.read_file(gpkg, layer=layer).drop(columns="geometry")
    assert registered == (2,) and set(told) == set(table.columns)
    assert all(told.values())
    for column, title in told.items():
        assert title.endswith(("[MW]", "[MWh]", "[USD]", "[USD/MWh]", "[USD/MW-year]", "[kV]", "[km]")) == (
            column.endswith(("_mw", "_mwh", "_usd", "_per_mwh", "_mw_year", "_kv", "_km"))), column
    if len(table):
        assert not [name for name in table if (table[name].isna() | (table[name] == "")).all()]


def test_a_candidate_says_what_stands_against_it_and_its_labels(gpkg):
    every = pd.concat([gpd.read_file(gpkg, layer=layer) for layer in ("campuses", "candidates")])
    assert set(every.loc[every["site"] == "mine", "excluded"]) == {"state <park> (parks.gpkg:3)"}
    assert set(every["label_river"]) == {"Brazos"}


def test_outlines_come_from_whatever_format_the_zones_are_in(case_with, study):
    case = case_with()
    zones = gpd.read_file("sites/tiny/zones.geojson")
    Path("sites/tiny/zones.geojson").unlink()
    save("zones.parquet", zones.drop(columns="geometry").to_dict("records"), list(zones.geometry))
    case = case_with()
    assert list(read_outlines(case, open_scenario(study)).index) == ["NORTH", "SOUTH", "ISLE"]
