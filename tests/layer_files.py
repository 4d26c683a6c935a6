"""Files of places for tests, beside the tables of the tiny study in the working folder."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
from shapely.geometry.base import BaseGeometry

FOLDER = Path("sites/tiny")
Change = Callable[[gpd.GeoDataFrame], gpd.GeoDataFrame]


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


def resave(table: str, ending: str, change: Change = lambda frame: frame, crs: str | None = "EPSG:4326") -> Path:
    """Save a table of places of the tiny study, changed, in another format instead of GeoJSON; its new file."""
    path = FOLDER / f"{table}.geojson"
    frame = change(gpd.read_file(path)).set_crs(crs, allow_override=True)
    path.unlink()
    made = path.with_suffix(f".{ending}")
    if ending == "parquet":
        frame.to_parquet(made)
    else:
        frame.to_file(made)
    return made


def cut(path: Path, kept: float) -> None:
    """Leave only a share of a file."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])


def sites_as_csv(old: str = "", new: str = "") -> None:
    """Save the sites as CSV with longitude and latitude, once edited, instead of GeoJSON."""
    path = FOLDER / "sites.geojson"
    features = json.loads(path.read_text())["features"]
    rows = [each["properties"] | dict(zip(("longitude", "latitude"), each["geometry"]["coordinates"], strict=True))
            for each in features]  # fmt: skip
    text = pd.DataFrame(rows, dtype=object).to_csv(index=False)
    assert old in text, f"nothing to edit: {old!r}"
    path.with_suffix(".csv").write_text(text.replace(old, new, 1))
    path.unlink()


def with_shape(position: int, shape: BaseGeometry | None) -> Change:
    """The change that puts a shape in the place of another."""

    def changed(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
        shapes = list(frame.geometry)
        shapes[position] = shape
        return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))

    return changed
