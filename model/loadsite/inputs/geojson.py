"""GeoJSON bytes to cells and shapes."""

from __future__ import annotations

import json
import re
from itertools import chain
from typing import Any

import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from loadsite.inputs.cells import Cells
from loadsite.inputs.feature_places import feature_origins
from loadsite.inputs.files import text_of
from loadsite.inputs.places.features import LONGITUDE_LATITUDE, Features, in_degrees
from loadsite.inputs.places.stored import no_text
from loadsite.inputs.problems import Problems
from loadsite.origin import Origin

HALVES = re.compile("[\ud800-\udfff]")
LARGEST = 1e12
"""Beyond this no coordinate of any system lies [degrees, m or feet]."""
DEPTH = {"Point": 0, "LineString": 1, "MultiLineString": 2, "Polygon": 2, "MultiPolygon": 3}


def read_features(data: bytes, shown: str, kinds: tuple[str, ...], problems: Problems) -> Features | None:
    """Read a feature collection whose shapes are of the given kinds.

    The coordinate reference system is the file's `crs` member; without one it is EPSG:4326, as RFC 7946 says.
    Everything that cannot be read is noted; None where there are no features to read.
    """
    try:
        text = text_of(data, shown)
        whole = json.loads(text, object_pairs_hook=_once, parse_constant=_refuse_constant)
        places = feature_origins(text, shown) if _is_collection(whole) else None
    except json.JSONDecodeError as error:
        problems.add(Origin(shown, error.lineno, error.colno), "", f"is not JSON: {error.msg}")
        return None
    except (ValueError, RecursionError) as error:
        problems.add(Origin(shown), "", f"is not JSON: {error}")
        return None
    if places is None:
        problems.add(Origin(shown), "", "is not GeoJSON; expected a FeatureCollection with features")
        return None
    crs = _reference_system(whole.get("crs"), shown, problems)
    origins: list[Origin] = []
    properties: list[dict[str, Any]] = []
    shapes: list[BaseGeometry | None] = []
    for origin, feature in zip(places, whole["features"], strict=True):
        fields = feature.get("properties") if isinstance(feature, dict) else None
        if not isinstance(fields, dict):
            problems.add(origin, "", "is not a feature with properties")
            continue
        origins.append(origin)
        properties.append(fields)
        shape = _shape(feature.get("geometry"), kinds)
        if isinstance(shape, str):
            problems.add(origin, "geometry", shape)
        shapes.append(None if isinstance(shape, str) else shape)
    if crs is not None:
        shapes = in_degrees(shapes, origins, crs, shown, problems)
    header = tuple(dict.fromkeys(name for fields in properties for name in fields))
    rows = [[_as_cell(fields.get(name)) for name in header] for fields in properties]
    held = {name: no_text(value) for fields in properties for name, value in fields.items() if no_text(value)}
    return Features(Cells(shown, header, rows, origins, no_text=held), shapes)


def _is_collection(whole: object) -> bool:
    return isinstance(whole, dict) and isinstance(whole.get("features"), list)


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    for name, value in pairs:
        if HALVES.search(name) or (isinstance(value, str) and HALVES.search(value)):
            raise ValueError("it holds half of a letter, such as \\ud800 alone")
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f'the key "{twice}" stands twice in one object')
    return found


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a finite number")


def _reference_system(member: object, shown: str, problems: Problems) -> pyproj.CRS | None:
    if member is None:
        return pyproj.CRS(LONGITUDE_LATITUDE)
    inner = member.get("properties") if isinstance(member, dict) else None
    name = inner.get("name") if isinstance(inner, dict) else None
    try:
        if not isinstance(name, str):
            raise pyproj.exceptions.CRSError("no name")
        return pyproj.CRS.from_user_input(name)
    except pyproj.exceptions.CRSError:
        said = f'"{name[:60]}"' if isinstance(name, str) else "what it says"
        problems.add(Origin(shown), "crs", f"{said} names no coordinate reference system", "expected such as EPSG:4326")
        return None


def _shape(geometry: object, kinds: tuple[str, ...]) -> BaseGeometry | str:
    """The shape, or what is wrong with it."""
    expected = " or ".join(kinds)
    if not isinstance(geometry, dict):
        return f"has no geometry; expected {expected}"
    kind = geometry.get("type")
    if kind not in kinds:
        return f"is {kind!s:.40}; expected {expected}"
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, list) or not _nested_positions(coordinates, DEPTH[kind]):
        return f"has coordinates that are not those of a {kind}"
    try:
        return _built(kind, coordinates)
    except (ValueError, shapely.errors.ShapelyError) as error:
        return f"is no {'polygon' if 'Polygon' in kind else kind}: {error}"


def _built(kind: str, coordinates: list[Any]) -> BaseGeometry:
    match kind:
        case "Point":
            return shapely.Point(coordinates[:2])
        case "LineString":
            return shapely.LineString([each[:2] for each in coordinates])
        case "MultiLineString":
            return shapely.MultiLineString([[each[:2] for each in part] for part in coordinates])
    polygons = [coordinates] if kind == "Polygon" else coordinates
    parts = [shapely.Polygon(rings[0], rings[1:]) for rings in polygons if rings]
    return parts[0] if kind == "Polygon" and parts else shapely.MultiPolygon(parts)


def _nested_positions(value: object, depth: int) -> bool:
    if not isinstance(value, list):
        return False
    if depth > 1:
        return all(_nested_positions(each, depth - 1) for each in value)
    return _positions(value if depth else [value])


def _positions(positions: list[Any]) -> bool:
    """Whether each is a list of two or three finite numbers; true and false are none."""
    if not set(map(type, positions)) <= {list} or not set(map(len, positions)) <= {2, 3}:
        return False
    numbers = list(chain.from_iterable(positions))
    return set(map(type, numbers)) <= {int, float} and all(-LARGEST <= each <= LARGEST for each in numbers)


def _as_cell(value: object) -> str:
    """A property as a cell would hold it; nothing is blank."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else json.dumps(value)
