"""How far it is from a site to the nearest substation or line of its voltage."""

from __future__ import annotations

from dataclasses import dataclass, field

import geopandas as gpd
import numpy as np
import pandas as pd

from loadsite.inputs.files import StudyFiles
from loadsite.inputs.number_text import DECIMAL, rewrite_hint
from loadsite.inputs.places.distances import Nearby
from loadsite.inputs.places.formats import POINTS_AND_LINES
from loadsite.inputs.places.layers import Bounds, Layer, check_column, read_layer
from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario import LayerKeys
from loadsite.origin import Origin

VOLTAGE = "voltage_kv"
MOST_KV = 1500.0


@dataclass(frozen=True)
class GridPoints:
    """Substations and lines: shapes in longitude and latitude, voltage_kv, origin, and the name where there is one."""

    frame: gpd.GeoDataFrame
    _of_voltage: dict[float, tuple[list[tuple[Origin, str]], Nearby]] = field(
        default_factory=dict, repr=False, compare=False)

    @property
    def voltages(self) -> list[float]:
        """The voltages there are [kV]."""
        return sorted(self.frame[VOLTAGE].unique())

    def nearest(self, longitude: float, latitude: float, kv: float) -> tuple[float, Origin, str] | None:
        """Distance [km] to the nearest of that voltage, where that stands and its name; None where there is none."""
        if kv not in self._of_voltage:
            same = self.frame[np.isclose(self.frame[VOLTAGE], kv)]
            if same.empty:
                return None
            self._of_voltage[kv] = list(zip(same["origin"], same["name"], strict=True)), Nearby(same.geometry.to_list())
        origins, shapes = self._of_voltage[kv]
        position, km = shapes.nearest(longitude, latitude)
        return km, *origins[position]


def read_grid_points(
    files: StudyFiles, layers: list[LayerKeys], near: Bounds, problems: Problems
) -> GridPoints | None:
    """The substations and lines of all layers together; None where the scenario names none or none can be used."""
    parts = []
    for keys in layers:
        layer = read_layer(files, keys, POINTS_AND_LINES, near, problems)
        if layer is None or not check_column(layer, VOLTAGE, VOLTAGE, problems):
            continue
        names = layer.frame["name"] if "name" in layer.attributes else pd.Series("", index=layer.frame.index)
        origins = [origin.without_folder for origin in layer.origins.values()]
        shapes = layer.frame.geometry.to_numpy()
        told = {VOLTAGE: _voltages(layer, problems), "origin": origins, "name": names.to_list()}
        parts.append(gpd.GeoDataFrame(told, geometry=shapes, crs=layer.frame.crs))
    return GridPoints(gpd.GeoDataFrame(pd.concat(parts, ignore_index=True))) if parts else None


def _voltages(layer: Layer, problems: Problems) -> list[float]:
    found = []
    for origin, text in zip(layer.origins.values(), layer.frame[VOLTAGE], strict=True):
        value = float(text) if DECIMAL.fullmatch(str(text).strip()) else np.nan
        if not 0 < value <= MOST_KV:
            hint = "expected kV, not volts" if value > MOST_KV else rewrite_hint(str(text).strip(), "column")
            problems.add(origin, VOLTAGE,
                         f'"{str(text)[:40]}" is no voltage; expected above 0 and at most {MOST_KV:g} kV', hint)
        found.append(value)
    return found
