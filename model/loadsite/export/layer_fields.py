"""Titles with units, and descriptions, of the columns of sites.gpkg: the GeoPackage extension for schemas."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

import geopandas as gpd

from loadsite.export.fields import heading, meaning

TABLE_OF = {"campuses": "siting", "candidates": "siting", "zones": "zone_years", "lines": "capacity"}
"""layer -> the table of results whose columns it has"""
OWN: dict[str, tuple[str, str]] = {
    "connection_kv": ("connection voltage [kV]", "voltage at which the site is connected"),
    "connection_km": ("connection distance [km]", "distance to the substation or line it is connected to"),
    "loading_share": ("mean loading", "energy sent over the year, as a share of the limit in every hour"),
    "sent_mwh": ("sent [MWh]", "energy sent over the year"),
    "states": ("states", "states the zone touches"),
    "city": ("city", "name of the city"),
    "rank": ("rank", "1: plotted first, 3: last"),
}
"""Columns of layers that no table of results has, and what they mean."""
DEFINITION = "http://www.geopackage.org/spec/#extension_schema"


def write_fields(path: Path, layers: Mapping[str, gpd.GeoDataFrame]) -> None:
    """Add `gpkg_data_columns` to a GeoPackage: a row per column, which GIS show in place of its name."""
    rows = [
        (layer, column, *_told(layer, column)) for layer, frame in layers.items() for column in frame.columns
        if column != frame.geometry.name
    ]  # fmt: skip
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, "
            "title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT, "
            "CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name), CONSTRAINT gdc_tn UNIQUE (table_name, name))")
        database.execute(
            "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT NOT NULL, "
            "value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN, "
            "description TEXT, CONSTRAINT gdcc_ntv UNIQUE (constraint_name, constraint_type, value))")
        database.execute(
            "CREATE TABLE IF NOT EXISTS gpkg_extensions (table_name TEXT, column_name TEXT, extension_name TEXT NOT "
            "NULL, definition TEXT NOT NULL, scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, "
            "extension_name))")
        database.executemany("INSERT INTO gpkg_extensions VALUES (?, NULL, 'gpkg_schema', ?, 'read-write')", [
            ("gpkg_data_columns", DEFINITION), ("gpkg_data_column_constraints", DEFINITION)])  # fmt: skip
        database.executemany(
            "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description) VALUES (?, ?, ?, ?, ?)",
            [(layer, column, title, title, said) for layer, column, title, said in rows])


def _told(layer: str, column: str) -> tuple[str, str]:
    """Title and description of a column."""
    if column in OWN:
        return OWN[column]
    if column.startswith("label_"):
        label = column.removeprefix("label_").replace("_", " ")
        return f"label: {label}", f"attribute {label}, carried to the site from a layer of the scenario"
    return heading(column), meaning(TABLE_OF.get(layer, layer), column)
