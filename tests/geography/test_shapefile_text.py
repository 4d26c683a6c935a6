"""Names beyond ASCII in a Shapefile come out right, or the file is refused; files of places hold at least one."""

from __future__ import annotations

import geopandas as gpd
import pytest

from layer_files import FOLDER
from loadsite.inputs.places.dbf_encoding import stated_encoding

NAME = "Do\u00f1a Ana \u2013 \u00d6st"
LATIN = "Do\u00f1a Ana"


def zones_as_shapefile(name: str, encoding: str) -> None:
    frame = gpd.read_file(FOLDER / "zones.geojson")
    frame.loc[0, "name"] = name
    (FOLDER / "zones.geojson").unlink()
    frame.to_file(FOLDER / "zones.shp", encoding=encoding)


def test_utf_8_without_a_cpg_file_is_read_as_utf_8(case_with):
    zones_as_shapefile(NAME, "utf-8")
    (FOLDER / "zones.cpg").unlink()
    assert case_with().grid.zones["name"]["NORTH"] == NAME


def test_another_encoding_that_the_cpg_file_states_is_read(case_with):
    zones_as_shapefile(LATIN, "ISO-8859-1")
    assert case_with().grid.zones["name"]["NORTH"] == LATIN


def test_an_encoding_that_nothing_states_is_refused(refusal_of):
    zones_as_shapefile(LATIN, "ISO-8859-1")
    (FOLDER / "zones.cpg").unlink()
    assert refusal_of() == (
        "sites/tiny/zones.dbf: holds text beyond ASCII, and nothing states its encoding; expected a .cpg file beside "
        "it, such as one that says UTF-8")


def test_a_cpg_file_that_is_not_true_is_refused(refusal_of):
    zones_as_shapefile(LATIN, "ISO-8859-1")
    (FOLDER / "zones.cpg").write_text("UTF-8")
    assert refusal_of() == "sites/tiny/zones.dbf: holds text that is not UTF-8, as its .cpg file says"


def test_the_language_of_the_header_counts_where_it_says_one():
    header = bytearray(32)
    header[8], header[29] = 32, 0x03  # Windows 1252
    assert stated_encoding(bytes(header) + LATIN.encode("cp1252"), None) is None
    assert stated_encoding(bytes(header) + LATIN.encode("utf-8"), None) == b"UTF-8"
    assert stated_encoding(bytes(header) + b"Dona Ana", None) is None


@pytest.mark.parametrize("table", ["sites", "zones", "states"])
def test_a_collection_without_features_is_refused_where_rows_are_needed(refusal_of, table):
    (FOLDER / f"{table}.geojson").write_text('{"type": "FeatureCollection", "features": []}')
    assert refusal_of().startswith(f"sites/tiny/{table}.geojson: has no features; expected at least one: ")


def test_sites_in_csv_without_rows_are_refused(refusal_of):
    path = FOLDER / "sites.geojson"
    properties = gpd.read_file(path).drop(columns="geometry").columns
    path.unlink()
    (FOLDER / "sites.csv").write_text(",".join([*properties, "longitude", "latitude"]) + "\n")
    assert refusal_of().startswith("sites/tiny/sites.csv:1: has no rows; expected at least one: places where a campus")
