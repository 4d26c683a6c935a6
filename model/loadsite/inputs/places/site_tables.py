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
from loadsite.inputs.schema import (
    SITE_COORDINATES,
    SITE_STATE,
    SITE_ZONE,
    SITES,
    STATES,
    ZONE_COORDINATES,
    ZONES,
    Column,
    Table,
)
from loadsite.origin import Origin

SHAPES = {"zones": POLYGONS, "states": POLYGONS, "sites": POINTS}
COORDINATES = {"zones": ZONE_COORDINATES, "sites": SITE_COORDINATES}
"""Tables that may be CSV, and the columns that say where their rows lie."""


def read_places(files: StudyFiles, folder: str, table: Table, problems: Problems) -> tuple[Rows, Features] | None:
    """A table of places, in one of the formats, and its features. `Rows.table.file` is the file it was found in.

    Zones in a CSV file have load centers in place of outlines.
    """
    file = _file_of(files, folder, table, problems)
    if file is None:
        return None
    table = replace(table, file=file)
    if table.name == SITES.name:
        table = replace(table, columns=table.columns + _where_sites_lie(files, folder))
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


def is_there(files: StudyFiles, folder: str, table: Table) -> bool:
    """Whether a file holds the table."""
    return bool(_files_of(files, folder, table))


def _files_of(files: StudyFiles, folder: str, table: Table) -> list[str]:
    endings = (*ENDINGS, ".csv") if table.name in COORDINATES else ENDINGS
    return [table.name + ending for ending in endings if files.holds_file(f"{folder}/{table.name}{ending}")]


def _where_sites_lie(files: StudyFiles, folder: str) -> tuple[Column, ...]:
    """The columns in which sites say what no outline can tell."""
    in_words = [SITE_ZONE] if f"{ZONES.name}.csv" in _files_of(files, folder, ZONES) else []
    return (*in_words, *([] if is_there(files, folder, STATES) else [SITE_STATE]))


def _file_of(files: StudyFiles, folder: str, table: Table, problems: Problems) -> str | None:
    """The file that holds a table; where there is none, the name it has in the schema."""
    there = _files_of(files, folder, table)
    if len(there) > 1:
        second = Origin(files.shown(f"{folder}/{there[1]}"))
        problems.add(second, "", f"stands beside {there[0]}; expected one of the two")
        return None
    return there[0] if there else table.file


def _with_coordinates(
    files: StudyFiles, name: str, table: Table, problems: Problems
) -> tuple[Rows, Features] | None:
    """Places from CSV: the columns longitude and latitude are EPSG:4326 by definition."""
    cells = read_csv(files, name, problems)
    if cells is None:
        return None
    if not cells.rows:
        problems.add(cells.header_origin, "", f"has no rows; expected at least one: {table.meaning}")
        return None
    coordinates = COORDINATES[table.name]
    rows = check_cells(cells, replace(table, columns=table.columns + coordinates), problems)
    if rows is None:
        return None
    axes = [cells.header.index(column.name) for column in coordinates]
    shapes = [_point(*(row[axis] for axis in axes)) for row in cells.rows]
    frame = rows.frame.drop(columns=[column.name for column in coordinates])
    return replace(rows, table=table, frame=frame), Features(cells, shapes)


def _point(longitude: str, latitude: str) -> BaseGeometry | None:
    """The point; None where a cell, already told, is no number."""
    try:
        x, y = float(longitude), float(latitude)
    except ValueError:
        return None
    return shapely.Point(x, y) if isfinite(x) and isfinite(y) else None
