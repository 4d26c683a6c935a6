"""Reads every table of a sites folder, and tells everything wrong with all of them at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from loadsite.errors import InputError
from loadsite.inputs.cells import Cells, Rows, check_cells
from loadsite.inputs.consistency import check_consistency
from loadsite.inputs.csv_text import split_csv
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.geography import check_outlines, locate
from loadsite.inputs.hourly import hourly_file, read_hourly
from loadsite.inputs.hourly_schema import AVAILABILITY, LOAD, SERIES
from loadsite.inputs.optional_tables import FUEL_PRICE_HOURS, OPTIONAL_SERIES, OPTIONAL_TABLES
from loadsite.inputs.places.features import Features, Outlines
from loadsite.inputs.places.load_centers import drawn_around, note_far_sites
from loadsite.inputs.places.site_tables import SHAPES, is_there, read_places
from loadsite.inputs.plausibility.finding import Finding
from loadsite.inputs.problems import Problems
from loadsite.inputs.profiles import check_availability_columns, check_fuel_price_columns, check_load_columns
from loadsite.inputs.references import check_references
from loadsite.inputs.schema import STATES, TABLES, Table
from loadsite.inputs.stray_files import note_stray_files
from loadsite.inputs.tiny_values import round_tiny_cells, without_tiny
from loadsite.origin import Origin

NEEDED = ("technologies", "connection_costs")
"""Tables that every study needs a row of; places have their own check, the others may hold nothing."""


@dataclass(frozen=True)
class SitesFolder:
    """Everything a sites folder says, checked table by table."""

    tables: dict[str, Rows]
    site_zone: pd.Series
    """site -> zone it lies in"""
    site_state: pd.Series
    """site -> state it lies in"""
    site_point: pd.DataFrame
    """site -> longitude, latitude [degrees]"""
    bounds: tuple[float, float, float, float]
    """westmost, southmost, eastmost and northmost of the zones as they are drawn [degrees]"""
    load_mw: pd.DataFrame
    """hour (UTC) by zone [MW]"""
    availability: pd.DataFrame
    """hour (UTC) by profile.zone [1]"""
    fuel_price_usd_per_mmbtu: pd.DataFrame | None
    """hour (UTC) by fuel.zone: added to the price of the year; None where there is no such file [USD/MMBtu]"""
    outlines: Mapping[str, Outlines]
    """zones and states, where files give outlines -> outline by name, in longitude and latitude"""
    hourly_shown: Mapping[str, str]
    """load and availability -> the file, as messages name it"""
    absent: tuple[Table, ...]
    """tables that no file holds, and need not"""
    findings: tuple[Finding, ...]
    """what is so small that it counts as nothing"""

    def frame(self, table: str) -> pd.DataFrame:
        """A table indexed by its key, which is a column too where it is single."""
        rows = self.tables[table]
        key = list(rows.table.key)
        return rows.frame.set_index(key, drop=False) if len(key) == 1 else rows.frame.set_index(key)

    def origin(self, table: str, key: tuple[str | int, ...]) -> Origin:
        """Where the row of that key stands; the table as a whole where there is none."""
        rows = self.tables[table]
        return dict(zip(rows.keys, rows.origins, strict=True)).get(key, Origin(rows.shown))


def read_sites_folder(files: StudyFiles, folder: str) -> SitesFolder:
    """Read and check all tables, outlines and hourly files of a sites folder.

    Raises:
        InputError: everything wrong in any of them.
    """
    problems = Problems()
    tables: dict[str, Rows] = {}
    features: dict[str, Features] = {}
    every, hourly_files = (*TABLES, *OPTIONAL_TABLES), (*SERIES, *OPTIONAL_SERIES)
    absent = tuple(table for table in every if table.absent and not _is_there(files, folder, table))
    hourly_there = [one.name for one in hourly_files if any(files.holds_file(f"{folder}/{file}") for file in one.files)]
    there = [table.name for table in every if table not in absent] + hourly_there
    missing = [table.name for table in absent] + [one.name for one in hourly_files if one.name not in hourly_there]
    note_stray_files(files, folder, missing, there, problems)
    for table in every:
        if table is STATES and table in absent:
            continue
        if table in absent:
            tables[table.name] = _no_rows(files, folder, table)
            continue
        read = _read_table(files, folder, table, problems)
        if read is not None:
            tables[table.name] = read[0]
            if read[1] is not None:
                features[table.name] = read[1]
    check_references(tables, problems)
    check_consistency(tables, problems)
    found = round_tiny_cells(tables, problems)
    outlines: dict[str, Outlines] = {}
    places = _places(tables, features, outlines, problems)
    hourly: dict[str, pd.DataFrame] = {}
    hourly_shown: dict[str, str] = {}
    for series in (LOAD, AVAILABILITY):
        name = f"{folder}/{hourly_file(files, folder, series, problems)}"
        shown = hourly_shown[series.name] = files.shown(name)
        if series.absent and "load" in hourly and not files.holds_file(name):
            frame: pd.DataFrame | None = pd.DataFrame(index=hourly["load"].index)
        else:
            data = _bytes(files, name, problems)
            frame = read_hourly(data, series, shown, problems) if data is not None else None
        if frame is not None:
            if series is AVAILABILITY:
                frame, tiny = without_tiny(frame, shown)
                found += tiny
            hourly[series.name] = frame
            check_columns = check_load_columns if series is LOAD else check_availability_columns
            check_columns(frame, tables, shown, problems)
    fuel_prices = _fuel_price_hours(files, folder, tables, problems)
    problems.raise_if_any()
    point = features["sites"].geometry()
    names = tables["sites"].frame["site"].to_list()
    return SitesFolder(
        tables, places["zone"].reindex(names), places["state"].reindex(names),
        pd.DataFrame({"longitude": point.x.to_numpy(), "latitude": point.y.to_numpy()}, index=names),
        _bounds(features["zones"], drawn="zones" not in outlines), hourly["load"], hourly["availability"], fuel_prices,
        outlines, hourly_shown, absent, tuple(found),
    )


def _is_there(files: StudyFiles, folder: str, table: Table) -> bool:
    return is_there(files, folder, table) if table.name in SHAPES else files.holds(f"{folder}/{table.file}")


def _no_rows(files: StudyFiles, folder: str, table: Table) -> Rows:
    """A table that is absent, as one of no rows."""
    empty = Cells(files.shown(f"{folder}/{table.file}"), table.column_names, [], [])
    rows = check_cells(empty, table, Problems())
    assert rows is not None  # its header is that of the schema
    return rows


def _fuel_price_hours(
    files: StudyFiles, folder: str, tables: Mapping[str, Rows], problems: Problems
) -> pd.DataFrame | None:
    """Fuel prices by the hour, where the folder holds them."""
    name = f"{folder}/{hourly_file(files, folder, FUEL_PRICE_HOURS, problems)}"
    if not files.holds_file(name):
        return None
    data = _bytes(files, name, problems)
    frame = read_hourly(data, FUEL_PRICE_HOURS, files.shown(name), problems) if data is not None else None
    if frame is not None:
        check_fuel_price_columns(frame, tables, files.shown(name), problems)
    return frame


def _bytes(files: StudyFiles, name: str, problems: Problems) -> bytes | None:
    try:
        return files.read(name)
    except InputError as error:
        problems.take(error)
        return None


def _read_table(
    files: StudyFiles, folder: str, table: Table, problems: Problems
) -> tuple[Rows, Features | None] | None:
    name = f"{folder}/{table.file}"
    try:
        if table.name in SHAPES:
            return read_places(files, folder, table, problems)
        cells = split_csv(files.read(name), files.shown(name), problems)
    except InputError as error:
        problems.take(error)
        return None
    if cells is not None and not cells.rows and table.name in NEEDED:
        problems.add(cells.header_origin, "", f"has no rows; expected at least one: {table.meaning}")
        return None
    rows = check_cells(cells, table, problems) if cells is not None else None
    return None if rows is None else (rows, None)


def _bounds(features: Features, drawn: bool) -> tuple[float, float, float, float]:
    shapes = drawn_around(features.geometry()) if drawn else features.geometry()
    west, south, east, north = (float(each) for each in shapes.total_bounds)
    return west, south, east, north


def _places(
    tables: dict[str, Rows], features: dict[str, Features], sound: dict[str, Outlines], problems: Problems
) -> dict[str, pd.Series]:
    """The zone and the state of each site, where outlines and sites could be read; sound outlines are put by.

    Without outlines a column of the sites says it.
    """
    found: dict[str, pd.Series] = {}
    for kind, table in (("zone", "zones"), ("state", "states")):
        if "sites" in tables and kind in tables["sites"].frame:
            found[kind] = tables["sites"].frame.set_index("site")[kind]
            if kind == "zone" and "zones" in tables:
                note_far_sites(tables["zones"], features["zones"].geometry(), tables["sites"],
                                features["sites"].geometry(), problems)  # fmt: skip
            continue
        outlines = check_outlines(tables[table], features[table], problems) if table in tables else None
        if outlines is not None:
            sound[table] = outlines.geometry
        if outlines is not None and "sites" in tables:
            found[kind] = locate(tables["sites"], features["sites"], outlines, kind, problems)
    return found
