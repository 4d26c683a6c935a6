"""The tables of a sites folder that say where things are: zones, states and sites, in the format they are in."""

from __future__ import annotations

from dataclasses import replace
from math import isfinite

import shapely
from shapely.geometry.base import BaseGeometry

from loadsite.inputs.cells import Rows, check_cells
from loadsite.inputs.csv_text import read_csv
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.places.features import Features
from loadsite.inputs.places.formats import ENDINGS, POINTS, POLYGONS, read_shapes
from loadsite.inputs.problems import Problems
from loadsite.inputs.schema import SITE_COORDINATES, SITES, Table
from loadsite.origin import Origin

SHAPES = {"zones": POLYGONS, "states": POLYGONS, "sites": POINTS}


def read_places(files: StudyFiles, folder: str, table: Table, problems: Problems) -> tuple[Rows, Features] | None:
    """A table of places, in one of the formats, and its features. `Rows.table.file` is the file it was found in."""
    file = _file_of(files, folder, table, problems)
    if file is None:
        return None
    table = replace(table, file=file)
    name = f"{folder}/{file}"
    if file.endswith(".csv"):
        return _with_coordinates(files, name, table, problems)
    features = read_shapes(files, name, SHAPES[table.name], problems)
    if features is None:
        return None
    if not features.cells.rows:
        problems.add(Origin(files.shown(name)), "", f"has no features; expected at least one: {table.meaning}")
        return None
    rows = check_cells(features.cells, table, problems)
    return None if rows is None else (rows, features)


def _file_of(files: StudyFiles, folder: str, table: Table, problems: Problems) -> str | None:
    """The file that holds a table; where there is none, the name it has in the schema."""
    endings = (*ENDINGS, ".csv") if table.name == SITES.name else ENDINGS
    there = [table.name + ending for ending in endings if files.holds_file(f"{folder}/{table.name}{ending}")]
    if len(there) > 1:
        second = Origin(files.shown(f"{folder}/{there[1]}"))
        problems.add(second, "", f"stands beside {there[0]}; expected one of the two")
        return None
    return there[0] if there else table.file


def _with_coordinates(
    files: StudyFiles, name: str, table: Table, problems: Problems
) -> tuple[Rows, Features] | None:
    """Sites from CSV: the columns longitude and latitude are EPSG:4326 by definition."""
    cells = read_csv(files, name, problems)
    if cells is None:
        return None
    if not cells.rows:
        problems.add(cells.header_origin, "", f"has no rows; expected at least one: {table.meaning}")
        return None
    rows = check_cells(cells, replace(table, columns=table.columns + SITE_COORDINATES), problems)
    if rows is None:
        return None
    axes = [cells.header.index(column.name) for column in SITE_COORDINATES]
    shapes = [_point(*(row[axis] for axis in axes)) for row in cells.rows]
    frame = rows.frame.drop(columns=[column.name for column in SITE_COORDINATES])
    return replace(rows, table=table, frame=frame), Features(cells, shapes)


def _point(longitude: str, latitude: str) -> BaseGeometry | None:
    """The point; None where a cell, already told, is no number."""
    try:
        x, y = float(longitude), float(latitude)
    except ValueError:
        return None
    return shapely.Point(x, y) if isfinite(x) and isfinite(y) else None
