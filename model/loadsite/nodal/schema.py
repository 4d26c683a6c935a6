"""Every table of a grid folder: its columns, their units, bounds and blanks. All other formats are brought into them.

Reactance and resistance are in per unit on 100 MVA, whatever base a file of another format had.
"""

from __future__ import annotations

from math import inf, nan
from typing import Final

from loadsite.inputs.schema import Column, Kind, Table

BASE_MVA: Final = 100.0
"""Base of everything in per unit [MVA]."""


def _text(name: str, meaning: str, **more: object) -> Column:
    return Column(name, Kind.TEXT, meaning, **more)  # type: ignore[arg-type]


def _number(name: str, meaning: str, unit: str, **more: object) -> Column:
    return Column(name, Kind.NUMBER, meaning, unit=unit, **more)  # type: ignore[arg-type]


def _in_service() -> Column:
    return Column("in_service", Kind.FLAG, "false: it is left out, as if it were not in the table", blank=True)


BUSES = Table(
    "buses", "buses.csv", "nodes of the grid", ("bus",),
    (
        _text("bus", "name of the bus"),
        _number("base_kv", "nominal voltage", "kV", least=0, most=1500),
        _number("load_mw", "load; negative for a fixed injection", "MW", least=-1e6, most=1e6),
        _number("shunt_mw", "what shunts consume at nominal voltage", "MW", least=-1e6, most=1e6, blank=0.0),
        Column("reference", Kind.FLAG, "true: angles and energy prices of its island refer to this bus", blank=False),
        _in_service(),
        _text("area", "area it belongs to", blank=""),
        _number("longitude", "longitude", "degrees", least=-180, most=180, blank=nan),
        _number("latitude", "latitude", "degrees", least=-90, most=90, blank=nan),
        _text("name", "name in words", blank=""),
    ),
)
BRANCHES = Table(
    "branches", "branches.csv", "lines and transformers; parallel ones are rows of their own", ("branch",),
    (
        _text("branch", "name of the branch"),
        _text("from_bus", "bus at which the flow is counted as positive", refers_to="buses.bus"),
        _text("to_bus", "bus at its other end", refers_to="buses.bus"),
        _number("resistance_pu", "series resistance, on 100 MVA", "p.u.", least=-100, most=100, blank=0.0),
        _number("reactance_pu", "series reactance, on 100 MVA; negative for series compensation", "p.u.", least=-100,
                most=100),
        _number("tap_ratio", "off-nominal turns ratio at the from end; blank for a line", "1", least=0.2, most=5,
                blank=1.0),
        _number("shift_deg", "phase shift at the from end; the to end lags by it", "degrees", least=-360, most=360,
                blank=0.0),
        _number("rating_mw", "most flow in either direction; blank for no limit", "MW", least=0, blank=inf),
        _number("outage_rating_mw", "most flow after an outage of another branch; blank for the rating", "MW", least=0,
                blank=nan),
        _number("angle_min_deg", "least angle of the from bus above that of the to bus; blank for no limit", "degrees",
                least=-360, most=360, blank=-inf),
        _number("angle_max_deg", "most angle of the from bus above that of the to bus; blank for no limit", "degrees",
                least=-360, most=360, blank=inf),
        _in_service(),
    ),
)
GENERATORS = Table(
    "generators", "generators.csv", "generators, and loads that may be reduced (negative MW)", ("generator",),
    (
        _text("generator", "name of the generator"),
        _text("bus", "bus it stands at", refers_to="buses.bus"),
        _number("p_min_mw", "least output while in service", "MW", least=-1e6, most=1e6),
        _number("p_max_mw", "most output", "MW", least=-1e6, most=1e6),
        _number("cost_usd_per_mw2h", "cost per square of output", "USD/MW2h", least=0, blank=0.0),
        _number("cost_usd_per_mwh", "cost per output", "USD/MWh", blank=0.0),
        _number("cost_usd_per_h", "cost while in service, whatever the output", "USD/h", blank=0.0),
        _text("fuel", "fuel or technology", blank=""),
        _in_service(),
    ),
)
COST_POINTS = Table(
    "cost_points", "cost_points.csv",
    "piecewise linear cost, in place of the three cost columns; the end pieces go on beyond the first and last point",
    ("generator", "power_mw"),
    (
        _text("generator", "generator whose cost it is", refers_to="generators.generator"),
        _number("power_mw", "output", "MW"),
        _number("cost_usd_per_h", "cost at that output", "USD/h"),
    ),
)
DC_LINES = Table(
    "dc_lines", "dc_lines.csv", "lines whose flow is set, not found by the grid: direct current, controlled ties",
    ("dc_line",),
    (
        _text("dc_line", "name of the line"),
        _text("from_bus", "bus that sends", refers_to="buses.bus"),
        _text("to_bus", "bus that receives", refers_to="buses.bus"),
        _number("p_min_mw", "least MW sent; negative: the other way", "MW", least=-1e6, most=1e6),
        _number("p_max_mw", "most MW sent", "MW", least=-1e6, most=1e6),
        _number("loss_mw", "what is lost whatever the flow", "MW", least=0, blank=0.0),
        _number("loss_share", "share of the MW sent that is lost", "1", least=0, most=1, blank=0.0),
        _number("cost_usd_per_mwh", "cost per MW sent", "USD/MWh", blank=0.0),
        _in_service(),
    ),
)
OUTAGES = Table(
    "outages", "outages.csv", "single outages against which the grid is secured; without the table every branch is one",
    ("outage",),
    (
        _text("outage", "name of the outage"),
        _text("branch", "branch that is lost", refers_to="branches.branch"),
    ),
)
SNAPSHOTS = Table(
    "snapshots", "snapshots.csv", "hours that are looked at; without the table one, as the other tables have it",
    ("snapshot",),
    (
        _text("snapshot", "name of the hour"),
        _number("load_factor", "load of every bus over that of buses.csv, unless snapshot_loads says otherwise", "1",
                least=0, most=100, blank=1.0),
        _number("p_min_factor", "least output of every generator over that of generators.csv; zero where units may be "
                "off", "1", least=0, most=1, blank=1.0),
    ),
)
SNAPSHOT_AREAS = Table(
    "snapshot_areas", "snapshot_areas.csv",
    "load of an area in a snapshot, shared among its buses as in buses.csv; in place of the load factor",
    ("snapshot", "area"),
    (
        _text("snapshot", "name of the hour", refers_to="snapshots.snapshot"),
        _text("area", "area", refers_to="buses.area"),
        _number("load_mw", "load of the whole area", "MW", least=0, most=1e7),
    ),
)
SNAPSHOT_LOADS = Table(
    "snapshot_loads", "snapshot_loads.csv", "load of a bus in a snapshot", ("snapshot", "bus"),
    (
        _text("snapshot", "name of the hour", refers_to="snapshots.snapshot"),
        _text("bus", "bus", refers_to="buses.bus"),
        _number("load_mw", "load", "MW", least=-1e6, most=1e6),
    ),
)
SNAPSHOT_GENERATORS = Table(
    "snapshot_generators", "snapshot_generators.csv", "most output of a generator in a snapshot",
    ("snapshot", "generator"),
    (
        _text("snapshot", "name of the hour", refers_to="snapshots.snapshot"),
        _text("generator", "generator", refers_to="generators.generator"),
        _number("p_max_mw", "most output; a least output above it is lowered to it", "MW", least=-1e6, most=1e6),
    ),
)

GRID_TABLES: Final = (
    BUSES, BRANCHES, GENERATORS, COST_POINTS, DC_LINES, OUTAGES, SNAPSHOTS, SNAPSHOT_AREAS, SNAPSHOT_LOADS,
    SNAPSHOT_GENERATORS,
)
NEEDED: Final = (BUSES, BRANCHES, GENERATORS)
"""Tables that every grid has; a file of another one may be missing."""
