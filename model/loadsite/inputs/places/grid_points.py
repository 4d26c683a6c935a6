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

VOLTAGE = "voltage_kv"
MOST_KV = 1500.0


@dataclass(frozen=True)
class GridPoints:
    """Substations and lines: shapes in longitude and latitude, voltage_kv, and origin with the name if there is one."""

    frame: gpd.GeoDataFrame
    _of_voltage: dict[float, tuple[list[str], Nearby]] = field(default_factory=dict, repr=False, compare=False)

    @property
    def voltages(self) -> list[float]:
        """The voltages there are [kV]."""
        return sorted(self.frame[VOLTAGE].unique())

    def nearest(self, longitude: float, latitude: float, kv: float) -> tuple[float, str] | None:
        """Distance [km] to the nearest of that voltage, and which it is; None where there is none."""
        if kv not in self._of_voltage:
            same = self.frame[np.isclose(self.frame[VOLTAGE], kv)]
            if same.empty:
                return None
            self._of_voltage[kv] = same["origin"].to_list(), Nearby(same.geometry.to_list())
        origins, shapes = self._of_voltage[kv]
        position, km = shapes.nearest(longitude, latitude)
        return km, origins[position]


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
        origins = [layer.origin(number) + (f" {name}" if name else "")
                   for number, name in zip(layer.numbers, names, strict=True)]  # fmt: skip
        shapes = layer.frame.geometry.to_numpy()
        parts.append(gpd.GeoDataFrame({VOLTAGE: _voltages(layer, problems), "origin": origins}, geometry=shapes,
                                      crs=layer.frame.crs))  # fmt: skip
    return GridPoints(gpd.GeoDataFrame(pd.concat(parts, ignore_index=True))) if parts else None


def _voltages(layer: Layer, problems: Problems) -> list[float]:
    found = []
    for number, text in zip(layer.numbers, layer.frame[VOLTAGE], strict=True):
        value = float(text) if DECIMAL.fullmatch(str(text).strip()) else np.nan
        if not 0 < value <= MOST_KV:
            hint = "expected kV, not volts" if value > MOST_KV else rewrite_hint(str(text).strip(), "column")
            problems.add(layer.shown, number, VOLTAGE,
                         f'"{str(text)[:40]}" is no voltage; expected above 0 and at most {MOST_KV:g} kV', hint)
        found.append(value)
    return found
