"""Zones, states and sites read alike from GeoJSON, GeoPackage, GeoParquet and Shapefile; sites from CSV as well."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest

from layer_files import sites_as_csv
from loadsite.inputs.places.short_names import FULL_NAMES

FOLDER = Path("sites/tiny")
SHORT = {full: short for short, full in FULL_NAMES.items()}


def moved_to(ending: str, *tables: str, crs: str = "EPSG:4326") -> None:
    """Save tables of the tiny study in another format, and take the GeoJSON away."""
    for table in tables:
        path = FOLDER / f"{table}.geojson"
        frame = gpd.read_file(path).to_crs(crs)
        if ending == "parquet":
            frame.to_parquet(path.with_suffix(".parquet"))
        elif ending == "shp":
            frame.rename(columns=SHORT).to_file(path.with_suffix(".shp"))
        else:
            frame.to_file(path.with_suffix(f".{ending}"))
        path.unlink()


@pytest.mark.parametrize("ending", ["gpkg", "parquet", "shp"])
def test_every_format_gives_the_same_sites(ending, case_with):
    before = case_with().sites
    moved_to(ending, "zones", "states", "sites")
    after = case_with().sites
    pd.testing.assert_frame_equal(before.sites, after.sites)
    pd.testing.assert_frame_equal(before.limit_mw, after.limit_mw)
    pd.testing.assert_series_equal(before.connection_usd_per_mw_year, after.connection_usd_per_mw_year)


def test_another_coordinate_system_is_turned_into_longitude_and_latitude(case_with):
    before = case_with().sites.sites
    moved_to("gpkg", "zones", "sites", crs="EPSG:5070")
    after = case_with().sites.sites
    assert list(after["zone"]) == list(before["zone"])
    assert after[["longitude", "latitude"]].to_numpy() == pytest.approx(before[["longitude", "latitude"]].to_numpy())


def test_sites_from_a_csv_with_longitude_and_latitude(case_with):
    before = case_with().sites.sites
    sites_as_csv()
    case = case_with()
    pd.testing.assert_frame_equal(before, case.sites.sites)
    assert str(case.origins["sites", "plain"]) == "sites.csv:2", "the line, as of every CSV file"


def test_the_origin_of_a_site_is_its_file_and_feature(case_with):
    moved_to("gpkg", "sites")
    assert str(case_with().origins["sites", "cove"]) == "sites.gpkg:2"


def test_every_file_of_a_shapefile_has_its_hash_kept(case_with):
    moved_to("shp", "zones")
    kept = {Path(name).name for name in case_with().input_hashes}
    assert {"zones.shp", "zones.shx", "zones.dbf", "zones.prj"} <= kept


def test_a_coordinate_system_without_a_name_is_one_all_the_same(case_with):
    """Albers by its parameters, which PROJ calls "unknown"."""
    before = case_with().sites.sites
    moved_to("gpkg", "zones", "sites", crs="+proj=aea +lat_0=23 +lon_0=-96 +lat_1=29.5 +lat_2=45.5 +datum=WGS84")
    after = case_with().sites.sites
    assert after[["longitude", "latitude"]].to_numpy() == pytest.approx(before[["longitude", "latitude"]].to_numpy())
