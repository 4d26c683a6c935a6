"""GeoJSON, GeoPackage, GeoParquet and Shapefile to features, all alike.

Only bytes that were read, and whose hash is kept, are opened. A file that does not state its coordinate reference
system is an error, but for GeoJSON, which has one by definition (RFC 7946).
"""

from __future__ import annotations

from pathlib import PurePosixPath

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from loadsite.errors import InputError, Problem
from loadsite.inputs.cells import Cells
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.geojson import read_features
from loadsite.inputs.places.features import Features, in_degrees
from loadsite.inputs.problems import Problems
from loadsite.inputs.suggestions import listed
from loadsite.origin import Origin

ENDINGS = (".geojson", ".gpkg", ".parquet", ".shp")
POINTS = ("Point",)
POLYGONS = ("Polygon", "MultiPolygon")
POINTS_AND_LINES = ("Point", "LineString", "MultiLineString")
NOT_STATED = "states no coordinate reference system"


def read_shapes(
    files: StudyFiles, name: str, kinds: tuple[str, ...], problems: Problems, layer: str = ""
) -> Features | None:
    """The features of a file, whose shapes must be of the given kinds; `layer` picks one of a GeoPackage of several.

    Everything wrong is noted; None where there is nothing to go on with.
    """
    shown, ending = files.shown(name), PurePosixPath(name).suffix.lower()
    try:
        if ending not in ENDINGS:
            raise _wrong(shown, f"is no file of places; expected one that ends in {listed(ENDINGS)}")
        if layer and ending != ".gpkg":
            raise _wrong(shown, f'has one layer only; expected no layer "{layer[:60]}"')
        data = files.read(name)
        if ending == ".geojson":
            return read_features(data, shown, kinds, problems)
        # most studies have GeoJSON only, and GDAL takes a while to load
        from loadsite.inputs.places.stored_shapes import geopackage, geoparquet, shapefile

        if ending == ".parquet":
            stored, found, crs = geoparquet(data, shown)
        elif ending == ".gpkg":
            stored, found, crs = geopackage(data, shown, layer or PurePosixPath(name).stem, bool(layer))
        else:
            stored, found, crs = shapefile(files, name, data)
    except InputError as error:
        problems.take(error)
        return None
    if crs is None:
        hint = "save it with one, such as EPSG:4326" if ending != ".shp" else "expected a .prj file beside it"
        problems.add(Origin(shown), "crs", NOT_STATED, hint)
        return None
    origins = [Origin(shown, feature=number) for number in range(1, len(found) + 1)]
    shapes = [_sound(shape, origin, kinds, problems) for origin, shape in zip(origins, found, strict=True)]
    rows = [[column[row] for column in stored.columns.values()] for row in range(len(found))]
    cells = Cells(shown, tuple(stored.columns), rows, origins, no_text=stored.no_text)
    return Features(cells, in_degrees(shapes, origins, crs, shown, problems))


def _sound(
    shape: BaseGeometry | None, origin: Origin, kinds: tuple[str, ...], problems: Problems
) -> BaseGeometry | None:
    """The shape; None, and a problem, where it is none of the kinds."""
    expected = " or ".join(kinds)
    if shape is None:
        wrong = f"has no geometry; expected {expected}"
    elif shape.geom_type not in kinds:
        wrong = f"is {shape.geom_type}; expected {expected}"
    elif shape.is_empty:
        wrong = f"is empty; expected {expected}"
    elif not np.isfinite(shapely.get_coordinates(shape)).all():
        wrong = "has a coordinate that is no finite number"
    else:
        return shape
    problems.add(origin, "geometry", wrong)
    return None


def _wrong(file: str, what: str) -> InputError:
    return InputError([Problem(Origin(file), "", what)])
