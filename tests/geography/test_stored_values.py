"""Values of files with types as they are stored: none is converted, none becomes 0 for want of being a number."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import geopandas as gpd
import pytest

from layer_files import resave
from loadsite.errors import InputError
from loadsite.inputs import read_case
from loadsite.inputs.places.short_names import FULL_NAMES
from tiny_study import write_tiny_study

SHORT = {full: short for short, full in FULL_NAMES.items()}


@pytest.fixture(autouse=True)
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_tiny_study(Path())


def said() -> str:
    with pytest.raises(InputError) as caught:
        read_case(Path("scenarios/tiny.yaml"))
    return str(caught.value)


def sql(*orders: str, table: str = "sites") -> None:
    path = resave(table, "gpkg")
    with closing(sqlite3.connect(path)) as file, file:
        # the triggers of the index of shapes need functions that only GDAL has
        for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            file.execute(f'DROP TRIGGER "{name}"')
        for order in orders:
            file.execute(order)


SET = "UPDATE sites SET {} WHERE site = 'plain'"


@pytest.mark.parametrize(("change", "told"), [
    ("limit_mw = '2OO'", 'sites/tiny/sites.gpkg:1 limit_mw: holds "2OO" in a column of whole numbers'),
    ("limit_mw = x'0102'", "sites/tiny/sites.gpkg:1 limit_mw: holds 2 bytes in a column of whole numbers"),
    ("limit_mw = 200.75", "sites/tiny/sites.gpkg:1 limit_mw: holds 200.75 in a column of whole numbers"),
    ("grid_year = 'soon'", 'sites/tiny/sites.gpkg:1 grid_year: holds "soon" in a column of numbers'),
    ("grid_year = 9e999", "sites/tiny/sites.gpkg:1 grid_year: holds inf where a finite number is expected"),
    ("off_grid = 'no'", 'sites/tiny/sites.gpkg:1 off_grid: holds "no" in a column of true or false'),
    ("off_grid = 2", "sites/tiny/sites.gpkg:1 off_grid: holds 2 in a column of true or false"),
    ("status = x'6162'", "sites/tiny/sites.gpkg:1 status: holds 2 bytes in a column of text"),
    ("name = CAST(x'ff41' AS TEXT)", 'sites/tiny/sites.gpkg:1 name: holds "?A" where text is not UTF-8'),
])  # fmt: skip
def test_a_geopackage_is_read_as_it_is_stored(change: str, told: str) -> None:
    sql(SET.format(change))
    assert said().startswith(told)


def test_a_geopackage_with_a_real_number_in_its_key_is_refused() -> None:
    sql("ALTER TABLE sites ADD COLUMN t REAL", "UPDATE sites SET t = 1.0", "ALTER TABLE sites DROP COLUMN status",
        "ALTER TABLE sites RENAME COLUMN t TO status")  # fmt: skip
    assert "sites/tiny/sites.gpkg status: holds numbers with a decimal point; expected text" in said()


@pytest.mark.parametrize("orders", [
    ["ALTER TABLE sites RENAME TO hidden", "CREATE VIEW sites AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + "
     "1 FROM n) SELECT hidden.* FROM hidden, n"],
    ["ALTER TABLE gpkg_contents RENAME TO hidden", "CREATE VIEW gpkg_contents AS WITH RECURSIVE n(i) AS (SELECT 1 "
     "UNION ALL SELECT i + 1 FROM n) SELECT hidden.* FROM hidden, n"],
])  # fmt: skip
def test_a_view_that_never_ends_is_not_asked(orders: list[str]) -> None:
    sql(*orders)
    assert "as a view; expected a table" in said()


def test_a_computed_column_is_refused() -> None:
    sql("ALTER TABLE sites DROP COLUMN limit_mw", "ALTER TABLE sites ADD COLUMN limit_mw TEXT AS (replace(hex(zeroblob("
        "200000000)), '0', 'ab'))")  # fmt: skip
    assert 'holds computed columns in "sites"; expected values' in said()


@pytest.mark.parametrize("stored", [b" 6O0", b" 6 0", b"0x60"])
def test_the_table_of_a_shapefile_is_read_as_it_is_stored(stored: bytes) -> None:
    """GDAL reads as much of a number as it understands: 6 of 6O0."""
    path = resave("sites", "shp", lambda frame: frame.rename(columns=SHORT)).with_suffix(".dbf")
    data = path.read_bytes()
    path.write_bytes(data.replace(b" 600", stored, 1))
    shown = stored.strip().decode("ascii", "replace")
    assert said() == f'sites/tiny/sites.dbf:1 limit_mw: holds "{shown}" in a column of numbers'
    path.write_bytes(data.replace(b" 200      138", b"60.5      138", 1))
    limit = read_case(Path("scenarios/tiny.yaml")).sites.limit_mw.loc["cove"].to_numpy()
    assert limit.max() == 60.5, "not cut to whole MW, though the column is declared to hold none but such"


def with_floats(column: str) -> Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]:
    return lambda frame: frame.assign(**{column: [1.0, 2.0]})


@pytest.mark.parametrize("ending", ["gpkg", "shp", "parquet"])
def test_numbers_with_a_point_are_no_names(ending: str) -> None:
    """1.0 as text is "1", "1.0" or "1.00", by whoever writes it."""
    resave("sites", ending, lambda frame: with_floats("name")(frame).rename(columns=SHORT if ending == "shp" else {}))
    assert f"sites/tiny/sites.{ending} name: holds numbers with a decimal point; expected text" in said()


def test_a_label_of_numbers_with_a_point_is_refused() -> None:
    resave("zones", "gpkg")
    write_tiny_study(Path(), scenario=lambda text: text + "labels: [{file: ../sites/tiny/codes.gpkg, column: code, "
                     "label: basin}]\n")  # fmt: skip
    frame = gpd.read_file("sites/tiny/zones.geojson")
    frame[["geometry"]].assign(code=[1.0, 2.0, 3.0]).to_file("sites/tiny/codes.gpkg")
    Path("sites/tiny/zones.gpkg").unlink()
    assert said() == ("sites/tiny/codes.gpkg code: holds numbers with a decimal point; expected text or whole numbers, "
                      "since column compares text")  # fmt: skip


def test_an_index_that_leads_elsewhere_is_refused() -> None:
    path = resave("sites", "shp", lambda frame: frame.rename(columns=SHORT)).with_suffix(".shx")
    data = path.read_bytes()
    path.write_bytes(data[:100] + data[108:116] + data[100:108])
    assert said() == "sites/tiny/sites.shx:1 geometry: leads to another shape, or to none; it may be damaged"
