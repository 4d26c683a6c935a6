"""What the tables of a grid may not say together: limits that cross, costs that are not convex, loads cut off."""

from __future__ import annotations

import numpy as np

from loadsite.inputs.cells import Rows
from loadsite.inputs.problems import Problems

ROUNDED = 1e-4
"""Slopes of a cost that fall by less than this share of them fall by the rounding of its points."""


def check_contradictions(tables: dict[str, Rows], problems: Problems) -> None:
    """Note every contradiction between the cells of a row, and between rows."""
    _crossed(tables["generators"], "p_min_mw", "p_max_mw", "MW", problems)
    _crossed(tables["dc_lines"], "p_min_mw", "p_max_mw", "MW", problems)
    _crossed(tables["branches"], "angle_min_deg", "angle_max_deg", "degrees", problems)
    _ends(tables["branches"], "branch", problems)
    _ends(tables["dc_lines"], "DC line", problems)
    _costs(tables, problems)
    _cut_off(tables, problems)
    _areas(tables, problems)


def _crossed(rows: Rows, least: str, most: str, unit: str, problems: Problems) -> None:
    lower, upper = rows.frame[least].to_numpy(float), rows.frame[most].to_numpy(float)
    for at in np.flatnonzero(lower > upper):
        problems.add(rows.origins[at], least, f"{lower[at]:g} {unit} is above {most}, {upper[at]:g} {unit}")


def _ends(rows: Rows, what: str, problems: Problems) -> None:
    same = (rows.frame["from_bus"] == rows.frame["to_bus"]).to_numpy(bool)
    for at in np.flatnonzero(same):
        bus = rows.frame["to_bus"].iloc[at]
        problems.add(rows.origins[at], "to_bus", f'"{bus}" is the from_bus too; expected a {what} between two buses')


def _costs(tables: dict[str, Rows], problems: Problems) -> None:
    points, generators = tables["cost_points"], tables["generators"]
    costly = {
        name: (a, b) for name, a, b in zip(generators.frame["generator"], generators.frame["cost_usd_per_mw2h"],
                                           generators.frame["cost_usd_per_mwh"], strict=True) if a or b
    }  # fmt: skip
    frame = points.frame.assign(at=range(len(points.frame)))
    for generator, part in frame.groupby("generator", sort=False):
        origin = points.origins[part["at"].iloc[0]]
        if generator in costly:
            problems.add(origin, "generator", f'"{generator}" has cost columns in the table generators too; expected '
                         "one of the two")
        if len(part) < 2:
            problems.add(origin, "power_mw", f'"{generator}" has one point; expected at least two')
            continue
        ordered = part.sort_values("power_mw")
        power, cost = ordered["power_mw"].to_numpy(float), ordered["cost_usd_per_h"].to_numpy(float)
        if not (np.diff(power) > 0).all():
            continue  # a point given twice is noted as a key that stands twice
        slopes = np.diff(cost) / np.diff(power)
        falls = np.flatnonzero(np.diff(slopes) < -ROUNDED * np.maximum(1.0, np.abs(slopes[1:])))
        if falls.size:
            at = int(falls[0]) + 1
            where = points.origins[ordered["at"].iloc[at]]
            problems.add(where, "cost_usd_per_h", f'of "{generator}" grows by {slopes[at]:g} USD/MWh above '
                         f"{power[at]:g} MW and by {slopes[at - 1]:g} below; expected a convex cost")


def _areas(tables: dict[str, Rows], problems: Problems) -> None:
    """The load of an area can be shared only where its buses have some."""
    buses, areas = tables["buses"].frame, tables["snapshot_areas"]
    load = buses[buses["in_service"].to_numpy(bool)].groupby("area")["load_mw"].sum()
    for area, mw, origin in zip(areas.frame["area"], areas.frame["load_mw"], areas.origins, strict=True):
        if mw > 0 and not load.get(area, 0.0) > 0:
            problems.add(origin, "load_mw", f'{mw:g} MW of area "{area}", whose buses have no load; expected 0')


def _cut_off(tables: dict[str, Rows], problems: Problems) -> None:
    """A bus with load needs a branch, a DC line or a generator in service."""
    buses = tables["buses"]
    served: set[object] = set()
    for name, columns in (("branches", ("from_bus", "to_bus")), ("dc_lines", ("from_bus", "to_bus")),
                          ("generators", ("bus",))):  # fmt: skip
        frame = tables[name].frame
        for column in columns:
            served |= set(frame.loc[frame["in_service"].to_numpy(bool), column])
    for at, (bus, load, on) in enumerate(zip(buses.frame["bus"], buses.frame["load_mw"], buses.frame["in_service"],
                                             strict=True)):  # fmt: skip
        if on and load > 0 and bus not in served:
            problems.add(buses.origins[at], "load_mw", f'"{bus}" has {load:g} MW of load and no branch, DC line or '
                         "generator in service", "set in_service of the bus to false if it is out of service")
