"""Checks the tables of a grid, cell by cell and against each other, and makes the grid of what is in service."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd

from loadsite.inputs.cells import Cells, Rows, check_cells
from loadsite.inputs.problems import Problems
from loadsite.inputs.suggestions import did_you_mean
from loadsite.nodal.contradictions import check_contradictions
from loadsite.nodal.cost_curve import convex_points
from loadsite.nodal.grid import CostPoints, Grid
from loadsite.nodal.schema import GRID_TABLES, NEEDED
from loadsite.nodal.source_tables import SourceTables
from loadsite.nodal.unit_slips import check_units, unreachable_ratings
from loadsite.origin import Origin


def checked_grid(source: SourceTables, problems: Problems) -> Grid:
    """The grid of the tables.

    Raises:
        InputError: everything wrong in any of them.
    """
    tables: dict[str, Rows] = {}
    complete = True
    for table in GRID_TABLES:
        cells = source.cells.get(table.name, Cells("", table.column_names, [], []))
        rows = check_cells(cells, table, problems)
        if rows is None:
            complete = False
        else:
            tables[table.name] = rows
            if table in NEEDED and not cells.rows:
                problems.add(cells.header_origin, table.name, f"has no rows; expected at least one: {table.meaning}")
    _check_references(tables, problems)
    if complete and not problems:
        check_contradictions(tables, problems)
        check_units(tables, problems)
    problems.raise_if_any()
    return _grid(source, tables)


def _check_references(tables: dict[str, Rows], problems: Problems) -> None:
    """Every label that refers to another table stands there."""
    for rows in tables.values():
        for column in rows.table.columns:
            table, _, key = column.refers_to.partition(".")
            if table not in tables:
                continue
            known = set(tables[table].frame[key])
            for value, origin in zip(rows.frame[column.name], rows.origins, strict=True):
                if value not in known and value != "":
                    what = f'"{str(value)[:60]}" is not in the table {table}'
                    problems.add(origin, column.name, what, did_you_mean(str(value), map(str, known)))


def _grid(source: SourceTables, tables: dict[str, Rows]) -> Grid:
    frames = {name: _in_service(rows) for name, rows in tables.items()}
    buses = set(frames["buses"].index)
    ends = ("from_bus", "to_bus")
    columns_of = {"branches": ends, "generators": ("bus",), "dc_lines": ends}
    at = {name: _at(frames[name], buses, columns) for name, columns in columns_of.items()}
    frames |= at
    left_out = {
        name: len(tables[name].frame) - len(frames[name]) for name in ("buses", *at)
        if len(tables[name].frame) > len(frames[name])
    }
    points: dict[str, CostPoints] = {}
    for generator, part in tables["cost_points"].frame.groupby("generator", sort=False):
        if generator in frames["generators"].index:
            points[str(generator)] = convex_points(part["power_mw"].to_numpy(float),
                                                   part["cost_usd_per_h"].to_numpy(float))
    outages = frames["outages"]
    return Grid(
        source.name, frames["buses"], frames["branches"], frames["generators"], points, frames["dc_lines"],
        outages[outages["branch"].isin(set(frames["branches"].index))], frames["snapshots"],
        tables["snapshot_areas"].frame, tables["snapshot_loads"].frame, tables["snapshot_generators"].frame, left_out,
        {name: _origins(rows) for name, rows in tables.items()},
        source.remarks + unreachable_ratings(tables["branches"]),
    )  # fmt: skip


def _in_service(rows: Rows) -> pd.DataFrame:
    frame = rows.frame
    if "in_service" in frame:
        frame = frame[frame["in_service"].to_numpy(bool)]
    return frame.set_index(rows.table.key[0], drop=False) if len(rows.table.key) == 1 else frame


def _at(frame: pd.DataFrame, buses: set[Any], columns: Iterable[str]) -> pd.DataFrame:
    """Rows all of whose buses are in service."""
    for column in columns:
        frame = frame[frame[column].isin(buses)]
    return frame


def _origins(rows: Rows) -> dict[str, Origin]:
    return dict(zip(rows.labels, rows.origins, strict=True))
