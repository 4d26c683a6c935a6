"""What the layers of a scenario say about its sites."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd

from loadsite.inputs.places.exclusions import excluded
from loadsite.inputs.places.features import LONGITUDE_LATITUDE
from loadsite.inputs.places.grid_points import GridPoints, read_grid_points
from loadsite.inputs.places.labels import carried
from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario_file import ScenarioFile
from loadsite.inputs.tables import SitesFolder


@dataclass(frozen=True)
class Places:
    """Labels and exclusions of all sites of the folder, and the grid that they may be connected to."""

    labels: pd.DataFrame
    """site by label"""
    exclusions: pd.DataFrame
    """as `Sites.exclusions` of a Case"""
    grid: GridPoints | None
    """None where the scenario names no layer of substations or lines"""


def read_places_of(opened: ScenarioFile, folder: SitesFolder, problems: Problems) -> Places:
    """Read every layer that a scenario names. Everything wrong in any of them is noted."""
    scenario, files = opened.scenario, opened.files
    at = folder.site_point
    points = gpd.GeoSeries(
        gpd.points_from_xy(at["longitude"], at["latitude"]), index=at.index, crs=LONGITUDE_LATITUDE)
    shown = folder.tables["sites"].shown
    return Places(
        carried(files, scenario.labels, points, shown, folder.bounds, problems),
        excluded(files, scenario.exclusions, points, folder.bounds, problems),
        read_grid_points(files, scenario.connect_to, folder.bounds, problems),
    )
