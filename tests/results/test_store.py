"""Results are kept whole or not at all."""

from __future__ import annotations

import json
import os

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from shapely.geometry import box

from loadsite.export.geopackage import write_geopackage
from loadsite.run.answer import answer
from loadsite.run.content_hash import content_hash
from loadsite.run.store import Workplace, read_tables, write_record, write_tables
from loadsite.writing.refusal import CannotWrite
from worked_case import EXACT

SMALL = {"siting": pd.DataFrame({"site": ["a", "b"], "campus_mw": [1.5, 2.0]})}


def finished(place, tables, words: str = "done") -> None:
    with Workplace(place) as work:
        write_tables(work.folder, tables)
        write_record(work.folder, {"status": words})
        work.finish()


def beside(place) -> list[str]:
    """What stands in the folder of the place."""
    return sorted(path.name for path in place.parent.iterdir())


def test_what_is_written_is_what_is_read(worked, tmp_path):
    tables = worked.results.by_name()
    finished(tmp_path / "run", tables)
    again = read_tables(tmp_path / "run")
    assert set(again) == set(tables)
    assert content_hash(again) == content_hash(tables)
    for name, table in tables.items():
        assert list(again[name].columns) == list(table.columns), name


def test_the_hash_sees_every_cell_and_nothing_else():
    same = {"siting": SMALL["siting"].astype({"site": "category"})}
    assert content_hash(same) == content_hash(SMALL)
    other = {"siting": SMALL["siting"].assign(campus_mw=[1.5, 2.0000000000000004])}
    assert content_hash(other) != content_hash(SMALL)
    renamed = {"siting": SMALL["siting"].assign(site=["a", "c"])}
    assert content_hash(renamed) != content_hash(SMALL)


def test_the_hash_sees_names_of_columns_and_tables():
    """MW that are told as a limit are another answer."""
    assert content_hash({"siting": SMALL["siting"].rename(columns={"campus_mw": "limit_mw"})}) != content_hash(SMALL)
    assert content_hash({"sites": SMALL["siting"]}) != content_hash(SMALL)


def test_the_hash_knows_one_nan():
    """The sign and the payload of what is no number are lost in files."""
    some = {"siting": SMALL["siting"].assign(campus_mw=np.array([1.5, np.nan]))}
    other_nan = np.array([0x3FF8000000000000, 0xFFF8000000000001], dtype="u8").view(float)  # 1.5, and minus NaN
    other = {"siting": SMALL["siting"].assign(campus_mw=other_nan)}
    assert content_hash(some) == content_hash(other) != content_hash(SMALL)


def test_the_same_case_has_the_same_hash(worked, tmp_path):
    again = answer(worked.asked, EXACT, tmp_path)
    assert content_hash(again.results.by_name()) == content_hash(worked.results.by_name())


def test_an_earlier_result_is_replaced_only_by_a_whole_one(tmp_path):
    place = tmp_path / "runs" / "case"
    finished(place, SMALL, "first")
    with pytest.raises(RuntimeError), Workplace(place) as work:
        write_tables(work.folder, {"siting": SMALL["siting"].head(1)})
        raise RuntimeError("stopped halfway")
    assert json.loads((place / "run.json").read_text())["status"] == "first"
    assert len(read_tables(place)["siting"]) == 2
    finished(place, SMALL, "second")
    assert json.loads((place / "run.json").read_text())["status"] == "second"
    assert beside(place) == ["case"]


def test_nothing_is_left_of_what_was_not_finished(tmp_path):
    place = tmp_path / "case"
    with pytest.raises(RuntimeError), Workplace(place):
        raise RuntimeError("stopped at once")
    assert beside(place) == []


def test_what_is_not_a_result_is_never_touched(tmp_path):
    place = tmp_path / "photos"
    place.mkdir()
    (place / "holiday.txt").write_text("mine")
    with pytest.raises(CannotWrite, match="holds something else than results"):
        Workplace(place)
    with pytest.raises(CannotWrite, match="is a file"):
        Workplace(place / "holiday.txt")
    assert (place / "holiday.txt").read_text() == "mine"


def test_logs_of_a_run_without_an_answer_are_kept_beside_its_place(tmp_path):
    place = tmp_path / "case"
    finished(place, SMALL)
    for words in ("first", "second"):
        with Workplace(place) as work:
            (work.logs / "solve.log").write_text(words)
            kept = work.keep_logs()
        assert kept == tmp_path / "case.no_answer"
        assert (kept / "solve.log").read_text() == words
    assert beside(place) == ["case", "case.no_answer"]
    assert (place / "run.json").is_file()


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the system lets this user write anywhere")
def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    with pytest.raises(CannotWrite, match="closed/run cannot be written: Permission"), Workplace(closed / "run"):
        pass


def test_a_full_disk_is_named(tmp_path):
    with pytest.raises(CannotWrite, match="cannot be written: No space left on device"), Workplace(tmp_path / "run"):
        raise OSError(28, "No space left on device")


def test_a_record_holds_numbers_only(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_record(tmp_path, {"gap": float("nan")})


def test_the_geopackage_has_campuses_candidates_zones_and_lines(worked, tmp_path):
    outlines = gpd.GeoSeries(
        [box(-104, 32, -100, 35), box(-98, 31, -95.5, 34), box(-96, 28, -94, 30)],
        index=pd.Index(["west", "east", "south"], name="zone"),
        crs="EPSG:4326",
    )
    path = tmp_path / "sites.gpkg"
    write_geopackage(path, worked.asked, worked.results, outlines)
    layers = {name: gpd.read_file(path, layer=name) for name in ("campuses", "candidates", "zones", "lines")}
    assert len(layers["campuses"]) + len(layers["candidates"]) == len(worked.results.siting)
    assert (layers["campuses"]["campus_mw"] >= 1.0).all()
    assert len(layers["zones"]) == 3 * 2 and len(layers["lines"]) == 4 * 2
    assert layers["lines"].geometry.geom_type.eq("LineString").all()
    assert layers["lines"]["loading_share"].between(0, 1 + 1e-9).all()
    assert {layer.crs.to_epsg() for layer in layers.values()} == {4326}
    zones = layers["zones"].set_index(["zone", "year"])
    low, high = worked.results.prices["price_usd_per_mwh"].min(), worked.results.prices["price_usd_per_mwh"].max()
    assert low <= zones.loc[("east", 2030), "price_usd_per_mwh"] <= high
