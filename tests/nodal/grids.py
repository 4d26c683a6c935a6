"""Small grids as folders of tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from loadsite.nodal.flow_law import Convention, law_of
from loadsite.nodal.grid import Grid
from loadsite.nodal.network import Network
from loadsite.nodal.open_grid import open_grid

Rows = Sequence[Mapping[str, object]]


def write_tables(folder: Path, **tables: Rows) -> Path:
    """Write each table as `<name>.csv`, with the columns that any of its rows names."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, rows in tables.items():
        columns = list(dict.fromkeys(column for row in rows for column in row))
        lines = [",".join(columns), *(",".join(str(row.get(column, "")) for column in columns) for row in rows)]
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n")
    return folder


BUS_COLUMNS = {"base_kv": 230, "load_mw": 0, "shunt_mw": "", "reference": "", "in_service": "", "area": "",
               "longitude": "", "latitude": "", "name": ""}
BRANCH_COLUMNS = {"resistance_pu": "", "reactance_pu": 0.1, "tap_ratio": "", "shift_deg": "", "rating_mw": "",
                  "outage_rating_mw": "", "angle_min_deg": "", "angle_max_deg": "", "in_service": ""}
GENERATOR_COLUMNS = {"p_min_mw": 0, "p_max_mw": 1000, "cost_usd_per_mw2h": "", "cost_usd_per_mwh": "",
                     "cost_usd_per_h": "", "fuel": "", "in_service": ""}
DC_COLUMNS = {"p_min_mw": 0, "p_max_mw": 1000, "loss_mw": "", "loss_share": "", "cost_usd_per_mwh": "",
              "in_service": ""}


def bus(name: str, load_mw: float = 0, **more: object) -> dict[str, object]:
    """A row of buses.csv."""
    return {"bus": name, **BUS_COLUMNS, "load_mw": load_mw, **more}


def branch(
    from_bus: str, to_bus: str, reactance_pu: float, rating_mw: object = "", **more: object
) -> dict[str, object]:
    """A row of branches.csv, named by its ends."""
    return {"branch": f"{from_bus}{to_bus}", "from_bus": from_bus, "to_bus": to_bus, **BRANCH_COLUMNS,
            "reactance_pu": reactance_pu, "rating_mw": rating_mw, **more}  # fmt: skip


def generator(name: str, at: str, p_max_mw: float, usd_per_mwh: float, **more: object) -> dict[str, object]:
    """A row of generators.csv."""
    return {"generator": name, "bus": at, **GENERATOR_COLUMNS, "p_max_mw": p_max_mw, "cost_usd_per_mwh": usd_per_mwh,
            **more}  # fmt: skip


def dc_line(name: str, from_bus: str, to_bus: str, p_max_mw: float, **more: object) -> dict[str, object]:
    """A row of dc_lines.csv."""
    return {"dc_line": name, "from_bus": from_bus, "to_bus": to_bus, **DC_COLUMNS, "p_max_mw": p_max_mw, **more}


TRIANGLE = {
    "buses": [bus("a", reference="true"), bus("b"), bus("c", 150)],
    "branches": [branch("a", "b", 0.1), branch("a", "c", 0.1, 80), branch("b", "c", 0.1)],
    "generators": [generator("cheap", "a", 500, 10), generator("expensive", "b", 500, 30)],
}
"""Of 1 MW from a to c two thirds flow on ac, of 1 MW from b to c one third."""


def opened(folder: Path, **tables: Rows) -> Grid:
    """The grid of those tables."""
    return open_grid(write_tables(folder, **tables))


def network_of(grid: Grid, convention: Convention = Convention.MATPOWER) -> Network:
    """The grid under a law."""
    return Network(grid, law_of(convention, grid))
