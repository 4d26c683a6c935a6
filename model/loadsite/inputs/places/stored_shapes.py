"""GeoPackage, GeoParquet and Shapefile to columns as they are stored, shapes and their coordinate reference system.

Whatever is wrong with a file raises InputError, with its place.
"""

from __future__ import annotations

import io
import sqlite3
import warnings
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import TypeAlias, TypeVar

import numpy as np
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from shapely.geometry.base import BaseGeometry

from loadsite.errors import InputError, Problem
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.places.dbf import check_index, fields_of, stored_in_table
from loadsite.inputs.places.dbf_encoding import stated_encoding
from loadsite.inputs.places.geopackage import check_tables, stored_in_layer
from loadsite.inputs.places.geoparquet import read_geoparquet
from loadsite.inputs.places.short_names import FULL_NAMES
from loadsite.inputs.places.stored import Stored, Wrong
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.origin import Origin

ReadT = TypeVar("ReadT")
Read: TypeAlias = tuple[Stored, list[BaseGeometry | None], pyproj.CRS | None]

BESIDE_A_SHAPEFILE = (".shx", ".dbf", ".prj", ".cpg")
UNREADABLE = (
    DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, shapely.errors.ShapelyError,
    pyproj.exceptions.ProjError, UnicodeError,
)  # fmt: skip


def geoparquet(data: bytes, shown: str) -> Read:
    """A GeoParquet file."""
    if data[:4] != b"PAR1":
        raise _wrong(shown, "is not a Parquet file")
    if data[-4:] != b"PAR1":
        raise _wrong(shown, "is truncated")
    with _told(shown):
        return read_geoparquet(data)


def geopackage(data: bytes, shown: str, layer: str, asked: bool) -> Read:
    """A layer of a GeoPackage; its only one, where it was not asked for."""
    # Only what names itself a GeoPackage is given to GDAL, which would open many other things by their contents.
    if data[:16] != b"SQLite format 3\0" or data[68:72] != b"GPKG":
        raise _wrong(shown, "is not a GeoPackage")
    _whole(data, int.from_bytes(data[28:32], "big") * int.from_bytes(data[16:18], "big"), shown)
    with _told(shown):
        check_tables(data)
    layers = [str(name) for name, kind in _by_gdal(lambda: pyogrio.list_layers(data), shown) if kind is not None]
    if not layers:
        raise _wrong(shown, "holds no layer of places")
    if layer not in layers:
        if asked:
            hint = did_you_mean(layer, layers) or f"expected one of {listed(layers)}"
            raise _wrong(shown, f'has no layer "{layer[:60]}"; {hint}')
        if len(layers) > 1:
            hint = f'expected layer: with one of them, or one called "{layer}"'
            raise _wrong(shown, f"holds several layers, {listed(layers)}; {hint}")
        (layer,) = layers
    _, _, fids, shapes, crs = _by_gdal(lambda: _read_with_gdal(data, layer, []), shown)
    with _told(shown):
        return stored_in_layer(data, layer, fids), shapes, crs


def shapefile(files: StudyFiles, name: str, data: bytes) -> Read:
    """Opened as a zip file in memory, so that what is read is what was hashed."""
    stem = str(PurePosixPath(name).with_suffix(""))
    shown = files.shown(name)
    if data[:4] != b"\0\0\x27\x0a":
        raise _wrong(shown, "is not a Shapefile")
    _whole(data, 2 * int.from_bytes(data[24:28], "big"), shown)
    parts: dict[str, bytes] = {}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("layer.shp", data)
        for ending in BESIDE_A_SHAPEFILE:
            if ending in (".shx", ".dbf") or files.holds_file(stem + ending):
                beside = files.read(stem + ending)
                parts[ending] = beside
                if ending == ".dbf":
                    rows, header, row = (int.from_bytes(beside[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
                    _whole(beside, header + rows * row, files.shown(stem + ending))
                    with _told(files.shown(stem + ending)):
                        fields_of(beside)
        try:
            encoding = stated_encoding(parts[".dbf"], parts.get(".cpg"))
        except ValueError as error:
            raise _wrong(files.shown(stem + ".dbf"), str(error)) from error
        for ending, beside in (parts | ({".cpg": encoding} if encoding is not None else {})).items():
            archive.writestr(f"layer{ending}", beside)
    with _told(files.shown(stem + ".shx")):
        check_index(data, parts[".shx"], int.from_bytes(parts[".dbf"][4:8], "little"))
    names, columns, fids, shapes, crs = _by_gdal(lambda: _read_with_gdal(packed.getvalue(), None, None), shown)
    with _told(files.shown(stem + ".dbf")):
        full = [FULL_NAMES.get(each, each) for each in names]
        return stored_in_table(parts[".dbf"], full, columns, fids), shapes, crs


def _whole(data: bytes, told: int, shown: str) -> None:
    """Refuse a file that is shorter than its header tells: readers take what is there and say nothing."""
    if len(data) < told:
        raise _wrong(shown, f"is truncated: it holds {len(data):,} of {told:,} bytes")


def _by_gdal(read: Callable[[], ReadT], shown: str) -> ReadT:
    try:
        with warnings.catch_warnings():
            # GDAL misses the ending of what lies in memory.
            warnings.filterwarnings("ignore", "File /vsimem/.* has GPKG application_id", RuntimeWarning)
            return read()
    except UNREADABLE as error:
        raise _wrong(shown, "cannot be read; it may be damaged") from error


@contextmanager
def _told(shown: str) -> Iterator[None]:
    """What is wrong with a file as it is stored, as a problem of that file."""
    try:
        yield
    except Wrong as wrong:
        raise InputError([Problem(Origin(shown, feature=wrong.number), wrong.column, wrong.what)]) from wrong
    except sqlite3.Error as error:
        raise _wrong(shown, "cannot be read; it may be damaged") from error


def _read_with_gdal(
    data: bytes, layer: str | None, columns: list[str] | None
) -> tuple[list[str], list[list[object]], list[int], list[BaseGeometry | None], pyproj.CRS | None]:
    """Names of columns, their values, numbers of features, shapes, and the coordinate reference system.

    Without `columns` of all columns.
    """
    told, fids, shapes, fields = pyogrio.raw.read(
        io.BytesIO(data), layer=layer, columns=columns, force_2d=True, return_fids=True
    )
    with np.errstate(invalid="ignore"):
        found = list(shapely.from_wkb(shapes, on_invalid="ignore"))
    crs = pyproj.CRS.from_user_input(told["crs"]) if told["crs"] else None
    # GeoPackage has entries for "undefined", which GDAL turns into systems of that name.
    stated = None if crs is not None and crs.name.startswith("Undefined") else crs
    return [str(name) for name in told["fields"]], [list(each) for each in fields], fids.tolist(), found, stated


def _wrong(file: str, what: str) -> InputError:
    return InputError([Problem(Origin(file), "", what)])
