"""One hour of a grid: what every bus takes out and what every generator can give."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.nodal.grid import Grid

AS_GIVEN = "as given"
"""Name of the one hour of a grid without a table of snapshots."""


@dataclass(frozen=True)
class Snapshot:
    """Withdrawal of every bus, load and shunts [MW], and limits of every generator [MW]."""

    name: str
    withdrawal_mw: Floats
    p_min_mw: Floats
    p_max_mw: Floats


def snapshots_of(grid: Grid) -> list[Snapshot]:
    """Every hour of a grid, in the order of its table."""
    load, shunt = (grid.buses[name].to_numpy(float) for name in ("load_mw", "shunt_mw"))
    least, most = (grid.generators[name].to_numpy(float) for name in ("p_min_mw", "p_max_mw"))
    if grid.snapshots.empty:
        return [Snapshot(AS_GIVEN, load + shunt, least, most)]
    loads = {str(key): part for key, part in grid.snapshot_loads.groupby("snapshot")}
    areas = {str(key): part for key, part in grid.snapshot_areas.groupby("snapshot")}
    area_of = grid.buses["area"].to_numpy(object)
    members = {str(area): np.flatnonzero(area_of == area) for area in grid.buses["area"].unique()}
    limits = {str(key): part for key, part in grid.snapshot_generators.groupby("snapshot")}
    generator = {str(name): at for at, name in enumerate(grid.generators.index)}
    made = []
    rows = zip(*(grid.snapshots[each] for each in ("snapshot", "load_factor", "p_min_factor")), strict=True)
    for name, factor, of_least in rows:
        of_bus, upper = load * factor, most.copy()
        for area, mw in _pairs(areas, name, "area", "load_mw"):
            within = members.get(area, np.empty(0, dtype=np.int64))
            if load[within].sum() > 0:
                of_bus[within] = load[within] * mw / load[within].sum()
        for bus, mw in _pairs(loads, name, "bus", "load_mw"):
            if bus in grid.bus_position:
                of_bus[grid.bus_position[bus]] = mw
        for each, mw in _pairs(limits, name, "generator", "p_max_mw"):
            if each in generator:
                upper[generator[each]] = mw
        lower = np.minimum(np.where(least > 0, of_least * least, least), upper)
        made.append(Snapshot(str(name), of_bus + shunt, lower, upper))
    return made


def _pairs(parts: dict[str, pd.DataFrame], name: str, key: str, value: str) -> list[tuple[str, float]]:
    part = parts.get(str(name))
    if part is None:
        return []
    return list(zip(part[key].astype(str), part[value].astype(float), strict=True))
