"""Files of places for tests, beside the tables of the tiny study in the working folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import geopandas as gpd
from shapely.geometry.base import BaseGeometry

FOLDER = Path("sites/tiny")


def save(
    name: str, rows: list[dict[str, Any]], shapes: list[BaseGeometry | None], crs: str | None = "EPSG:4326",
    layer: str | None = None,
) -> None:  # fmt: skip
    """Write features into the folder of the tiny study, in the format of the name's ending."""
    frame = gpd.GeoDataFrame(rows, geometry=shapes, crs=crs)
    if name.endswith(".parquet"):
        frame.to_parquet(FOLDER / name)
    else:
        frame.to_file(FOLDER / name, layer=layer)
