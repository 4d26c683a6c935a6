"""Headroom of buses as files: CSV, Parquet, a GeoPackage that QGIS opens coloured, a map as SVG; by the ending."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import geopandas as gpd
import pandas as pd

from loadsite.errors import LoadsiteError
from loadsite.export.headroom_map import draw_headroom
from loadsite.export.headroom_shades import SHADES
from loadsite.export.map_styles import INK, Shown, Symbol, qml_of, write_styles
from loadsite.inputs.places.features import LONGITUDE_LATITUDE
from loadsite.writing.mark import marked
from loadsite.writing.one_file import filling
from loadsite.writing.refusal import CannotWrite

LAYER = "headroom"


class NoCoordinates(LoadsiteError):
    """No bus has coordinates, so nothing can be put on a map."""


def write_headroom(path: Path, least: pd.DataFrame, table: pd.DataFrame, name: str, force: bool) -> None:
    """Write the table of every hour (.csv, .parquet), or the least of the hours as a layer (.gpkg) or map (.svg).

    Raises:
        CannotWrite: the ending is another one, or the place cannot be written.
        NoCoordinates: a layer or map is asked for, and no bus has coordinates.
    """
    writers: dict[str, Callable[[Path], None]] = {
        ".csv": lambda made: table.to_csv(made, index=False, lineterminator="\n"),
        ".parquet": lambda made: table.to_parquet(made, index=False),
        ".gpkg": lambda made: _write_layer(made, placed(least)),
        ".svg": lambda made: _write_map(made, placed(least), name),
    }
    if path.suffix not in writers:
        raise CannotWrite(f"{path} ends in none of {', '.join(writers)}")
    with filling(path, force) as made:
        writers[path.suffix](made)


def placed(least: pd.DataFrame) -> gpd.GeoDataFrame:
    """Buses with coordinates as points.

    Raises:
        NoCoordinates: there is none.
    """
    there = least[least["longitude"].notna() & least["latitude"].notna()]
    if there.empty:
        raise NoCoordinates("no bus has coordinates: give longitude and latitude in buses.csv for a layer or a map")
    points = gpd.points_from_xy(there["longitude"], there["latitude"])
    return gpd.GeoDataFrame(there, geometry=points, crs=LONGITUDE_LATITUDE)


def _write_layer(path: Path, layer: gpd.GeoDataFrame) -> None:
    layer.to_file(path, layer=LAYER, driver="GPKG")
    shown = [
        Shown(shade.label, shade.expression("headroom_mw"), Symbol("marker", {
            "name": "circle", "color": shade.colour, "outline_color": INK, "outline_width": "0.2",
            "size": f"{shade.size_mm:g}", "size_unit": "MM"}))
        for shade in SHADES
    ]  # fmt: skip
    write_styles(path, {LAYER: qml_of(shown)})


def _write_map(path: Path, layer: gpd.GeoDataFrame, name: str) -> None:
    path.write_text(draw_headroom(layer, name) + marked("<!-- {} -->"), encoding="utf-8")
