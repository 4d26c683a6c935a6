"""Outlines of zones and states, from the files that a case was read from."""

from __future__ import annotations

from pathlib import PurePosixPath

import geopandas as gpd
import pandas as pd

from loadsite.errors import InputError, Problem
from loadsite.inputs.case import Case
from loadsite.inputs.cells import Rows
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.places.features import LONGITUDE_LATITUDE, Features
from loadsite.inputs.places.load_centers import drawn_around
from loadsite.inputs.places.site_tables import is_there, read_places
from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario_file import ScenarioFile
from loadsite.inputs.schema import STATES, ZONES, Table
from loadsite.origin import Origin


def read_outlines(case: Case, opened: ScenarioFile) -> gpd.GeoSeries:
    """zone -> outline (EPSG:4326); a disc around the load center of each zone where there are no outlines.

    Raises:
        InputError: the file is no longer what it was when the case was read.
    """
    rows, features = _places(case, opened, ZONES)
    zones = pd.Index(rows.frame["zone"].to_list(), name="zone")
    shapes = gpd.GeoSeries(features.shapes, index=zones, crs=LONGITUDE_LATITUDE).loc[case.grid.zones.index]
    return drawn_around(shapes) if rows.table.file.endswith(".csv") else shapes


def read_states(case: Case, opened: ScenarioFile) -> gpd.GeoDataFrame:
    """state, name and outline (EPSG:4326) of every state; no rows where the study has no outlines of states.

    Raises:
        InputError: the file is no longer what it was when the case was read.
    """
    if not is_there(StudyFiles(opened.files.folder), opened.scenario.sites, STATES):
        return gpd.GeoDataFrame({"state": [], "name": []}, geometry=[], crs=LONGITUDE_LATITUDE)
    rows, features = _places(case, opened, STATES)
    names = {name: rows.frame[name].to_list() for name in ("state", "name")}
    return gpd.GeoDataFrame(names, geometry=list(features.shapes), crs=LONGITUDE_LATITUDE)


def _places(case: Case, opened: ScenarioFile, table: Table) -> tuple[Rows, Features]:
    """The rows of a table of places, and their shapes."""
    files, problems = StudyFiles(opened.files.folder), Problems()
    read = read_places(files, opened.scenario.sites, table, problems)
    for name, found in files.hashes.items():
        if case.input_hashes.get(name) != found:
            shown = files.shown(name)
            raise InputError([Problem(Origin(shown), "", f"has changed since {PurePosixPath(shown).name} was read")])
    problems.raise_if_any()
    assert read is not None
    return read
