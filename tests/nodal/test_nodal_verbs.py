"""`loadsite import`, `dcopf` and `headroom --grid`: what they print, write and refuse."""

from __future__ import annotations

import json
import sqlite3

import geopandas as gpd
import pandas as pd
import pytest
from case_files import MATPOWER
from grids import TRIANGLE, branch, bus, write_tables

PLACED = TRIANGLE | {
    "buses": [bus("a", reference="true", longitude=-101, latitude=33),
              bus("b", base_kv=138, longitude=-99, latitude=32), bus("c", 150, longitude=-97.5, latitude=31)],
    "branches": [branch("a", "b", 0.1), branch("a", "c", 0.1, 80, outage_rating_mw=155),
                 branch("b", "c", 0.1, 90, outage_rating_mw=160)],
}  # fmt: skip


@pytest.fixture
def triangle(tmp_path):
    return write_tables(tmp_path / "triangle", **PLACED)


def test_the_screen_of_an_hour(loadsite, triangle):
    ended = loadsite("dcopf", triangle)
    assert ended.status == 0
    assert "triangle: DC power flow, convention matpower" in ended.out
    assert "3 buses, 3 branches, 2 generators, 1 islands" in ended.out
    assert ["as", "given", "2,700.00", "0e+00", "10.00", "50.00", "1", "1"] in [line.split() for line in
                                                                               ended.out.splitlines()]
    assert ["ac", "none", "as", "given", "80.0", "80.0", "60.00"] in [line.split() for line in ended.out.splitlines()]


def test_tables_of_an_hour(loadsite, triangle):
    told = json.loads(loadsite("dcopf", triangle, "--json").out)
    assert sorted(told) == ["binding", "certificates", "flows", "generation", "prices"]
    (certificate,) = told["certificates"]
    assert certificate["convention"] == "matpower"
    assert certificate["limits_checked"] == 1
    assert certificate["worst_left_out"] == "bc"
    assert certificate["worst_left_out_mw"] == pytest.approx(-20)
    assert certificate["cost_usd_per_h"] == pytest.approx(certificate["bound_usd_per_h"])
    assert [row["mw"] for row in told["generation"]] == pytest.approx([90, 60])
    prices = loadsite("dcopf", triangle, "--table", "prices").out.splitlines()
    assert prices[0] == "snapshot,bus,price_usd_per_mwh,energy_usd_per_mwh,congestion_usd_per_mwh"
    assert len(prices) == 4
    ended = loadsite("dcopf", triangle, "--table", "price")
    assert ended.status == 1 and 'did you mean "prices"' in ended.err


def test_conventions_and_outages_are_chosen(loadsite, triangle):
    assert "convention powermodels" in loadsite("dcopf", triangle, "--convention", "powermodels").out
    assert loadsite("dcopf", triangle, "--convention", "other").status == 2
    assert "secured against 3 outages" in loadsite("dcopf", triangle, "--secure").out
    ended = loadsite("dcopf", triangle, "--secure", "--outages-kv", "200")
    assert "secured against 1 outages" in ended.out


def test_an_hour_that_is_not_there(loadsite, triangle):
    ended = loadsite("dcopf", triangle, "--snapshot", "noon")
    assert ended.status == 1 and '"noon" is no snapshot of triangle' in ended.err


def test_no_dispatch_ends_with_three(loadsite, tmp_path):
    folder = write_tables(tmp_path / "g", **(PLACED | {"buses": [*PLACED["buses"][:2], bus("c", 171)]}))
    ended = loadsite("dcopf", folder)
    assert ended.status == 3
    assert "has no answer, proven: these exclude each other: " in ended.err


def test_import_and_then_solve(loadsite, tmp_path):
    (tmp_path / "case3.m").write_text(MATPOWER)
    ended = loadsite("import", tmp_path / "case3.m", "--to", tmp_path / "grid")
    assert ended.status == 0
    assert ended.out.splitlines()[0] == str(tmp_path / "grid" / "buses.csv")
    assert loadsite("dcopf", tmp_path / "grid").status == 0
    again = loadsite("import", tmp_path / "case3.m", "--to", tmp_path / "grid")
    assert again.status == 1 and "is not empty; name a new folder" in again.err
    assert "out of service: 1 buses, 2 branches, 1 generators" in loadsite("dcopf", tmp_path / "case3.m").err


def test_headroom_on_the_screen(loadsite, triangle):
    ended = loadsite("headroom", "--grid", triangle, "--upgrades")
    assert ended.status == 0
    assert "headroom of 3 buses without outages (N-0), convention matpower" in ended.out
    assert "100 MW at 67%, 300 MW at 67%, 1,000 MW at 0%" in ended.out
    lines = [line.split() for line in ended.out.splitlines()]
    assert ["a", "230", "470", "bc", "none", "3.00", "850"] in lines
    secure = loadsite("headroom", "--grid", triangle, "--secure", "--bus", "c")
    assert ["c", "230", "5", "ac", "bc", "1.00"] in [line.split() for line in secure.out.splitlines()]


def test_limits_that_cannot_be_kept_are_named(loadsite, tmp_path):
    tables = PLACED | {"branches": [branch("a", "b", 0.1), branch("a", "c", 0.1, 80, outage_rating_mw=140),
                                    branch("b", "c", 0.1, 90, outage_rating_mw=160)]}  # fmt: skip
    ended = loadsite("headroom", "--grid", write_tables(tmp_path / "g", **tables), "--secure", "--json")
    assert "1 limits after outages cannot be kept even without a campus and were raised: ac after bc by 17.0 MW" in (
        " ".join(ended.err.split()))
    assert [row["limits_raised"] for row in json.loads(ended.out)] == [1, 1, 1]


def test_which_buses(loadsite, triangle):
    told = pd.DataFrame(json.loads(loadsite("headroom", "--grid", triangle, "--least-kv", "200", "--json").out))
    assert told["bus"].tolist() == ["a", "c"]
    assert told["headroom_mw"].tolist() == pytest.approx([470, 20])
    assert loadsite("headroom", "--grid", triangle, "--bus", "x").status == 1
    assert "has no bus of 500 kV or more" in loadsite("headroom", "--grid", triangle, "--least-kv", "500").err


def test_headroom_as_files(loadsite, triangle, tmp_path):
    files = [tmp_path / f"headroom{ending}" for ending in (".csv", ".parquet", ".gpkg", ".svg")]
    ended = loadsite("headroom", "--grid", triangle, *(each for file in files for each in ("--to", file)))
    assert ended.status == 0, ended.err
    table = pd.read_csv(files[0])
    assert table["headroom_mw"].tolist() == pytest.approx([470, 440, 20])
    assert table["branch"].tolist()[:2] == ["bc", "ac"]
    assert pd.read_parquet(files[1])["headroom_mw"].tolist() == pytest.approx([470, 440, 20])
    layer = gpd.read_file(files[2], layer="headroom")
    assert layer.geometry.x.tolist() == [-101, -99, -97.5]
    with sqlite3.connect(files[2]) as database:
        (style,) = database.execute("SELECT styleQML FROM layer_styles").fetchone()
    assert "&quot;headroom_mw&quot; &gt;= 300 AND &quot;headroom_mw&quot; &lt; 1000" in style
    drawing = files[3].read_text()
    assert drawing.count("<circle") == 3 + 5
    assert "c, 230 kV: 20 MW in as given; branch" in drawing


def test_files_that_cannot_be(loadsite, tmp_path):
    folder = write_tables(tmp_path / "plain", **TRIANGLE)
    ended = loadsite("headroom", "--grid", folder, "--to", tmp_path / "map.svg")
    assert ended.status == 1 and "no bus has coordinates" in ended.err
    ended = loadsite("headroom", "--grid", folder, "--to", tmp_path / "map.txt")
    assert ended.status == 1 and "ends in none of .csv, .parquet, .gpkg, .svg" in ended.err


def test_a_grid_or_a_scenario(loadsite, triangle):
    assert "expected a scenario and --site, or --grid" in loadsite("headroom").err
    assert "expected either --grid" in loadsite("headroom", "s.yaml", "--grid", triangle).err
