"""GeoParquet: shapes by GeoPandas, attributes as the file stores them."""

from __future__ import annotations

import io
import json
from typing import Any

import geopandas as gpd
import pyarrow as pa
import pyarrow.parquet as pq
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from loadsite.inputs.parquet_size import too_large, too_large_decoded
from loadsite.inputs.places.stored import Stored, Wrong

GEO = b"geo"
UNREADABLE = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, OSError, pa.ArrowException,
    shapely.errors.ShapelyError, pyproj.exceptions.ProjError,
)  # fmt: skip
"""What the readers raise where the metadata of a file are not those of GeoParquet, or its pages are spoilt."""


def read_geoparquet(data: bytes) -> tuple[Stored, list[BaseGeometry | None], pyproj.CRS | None]:
    """Attributes, shapes and coordinate reference system.

    Raises:
        Wrong: the file is no GeoParquet, or more than is read here.
    """
    try:
        file = pq.ParquetFile(io.BytesIO(data))
        _refuse(too_large(file))
        told = (file.schema_arrow.metadata or {}).get(GEO)
        if told is None:
            raise Wrong(0, "", "is not GeoParquet: it has no geo metadata")
        geo = json.loads(told)
        shapes = list(geo["columns"])
        texts = [each.name for each in file.schema_arrow if pa.types.is_string(each.type) or each.name in shapes]
        table = pq.ParquetFile(io.BytesIO(data), read_dictionary=texts).read()
        _refuse(too_large_decoded(table))
        stored = Stored()
        for name in table.column_names:
            if name not in (*shapes, *_boxes_of(geo)):
                stored.columns[name] = []
                for value in _values(table.column(name)):
                    stored.add(name, value)
        geometry = gpd.read_parquet(io.BytesIO(data), columns=shapes).geometry
        return stored, list(shapely.force_2d(geometry.to_numpy())), geometry.crs
    except UNREADABLE as error:
        raise Wrong(0, "", "is not GeoParquet: it does not decode") from error


def _refuse(what: str) -> None:
    if what:
        raise Wrong(0, "", what)


def _boxes_of(geo: dict[str, Any]) -> list[str]:
    """The columns that hold no attribute but the bounds of a shape."""
    boxes = [each.get("covering", {}).get("bbox", {}).get("xmin", [])[:1] for each in geo["columns"].values()]
    return [name for each in boxes for name in each]


def _values(column: pa.ChunkedArray) -> list[object]:
    """The values of a column; of dates and hours their text."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_temporal(column.type):
        column = column.cast(pa.string())
    return list(column.to_pylist())
