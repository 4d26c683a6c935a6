"""`loadsite headroom --grid`: the most firm MW that every bus of a grid can have."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd
from rich.text import Text

from loadsite.commands.dcopf import chosen_hours, limits_of, tell_remarks
from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import grid as screen_table
from loadsite.commands.output import print_json, print_note, rows_of, screen
from loadsite.commands.progress import stages
from loadsite.commands.tables import print_table
from loadsite.explain.explanation import NoSuchThing
from loadsite.export.headroom_layer import write_headroom
from loadsite.inputs.suggestions import did_you_mean
from loadsite.nodal.flow_law import Convention, law_of
from loadsite.nodal.grid import Grid
from loadsite.nodal.headroom_table import (
    GENERATION,
    headroom_table,
    hosting_shares,
    least_of_hours,
    raised_limits_table,
)
from loadsite.nodal.network import Network
from loadsite.nodal.open_grid import open_grid
from loadsite.nodal.parallel import headroom_of_buses

SHOWN = 15
SIZES_MW = (100.0, 300.0, 1000.0, 2000.0)


def headroom_of_grid(
    path: Path, convention: Convention, secure: bool, outages_kv: float, snapshot: str | None, buses: Sequence[str],
    least_kv: float, upgrade: bool, workers: int, to: Sequence[Path], form: Form, told: ProgressForm, force: bool,
) -> None:
    """Print the headroom of buses, the least over the hours, and write it where a file is named.

    Raises:
        InputError: the grid is wrong.
        NoSuchThing: there is no such bus or hour, or none of that voltage.
        Infeasible: an hour has no dispatch even without a campus; proven.
    """
    with stages(told) as progress:
        progress("reading the grid")
        grid = open_grid(path)
        network = Network(grid, law_of(convention, grid))
        limits = limits_of(network, secure, outages_kv)
        hours = chosen_hours(grid, snapshot)
        chosen = chosen_buses(grid, buses, least_kv)
        progress(f"headroom of {len(chosen)} buses in {len(hours)} hours")
        found = list(headroom_of_buses(limits, hours, chosen, workers, upgrade))
    tell_remarks(grid, limits)
    raised = raised_limits_table(limits, found)
    if len(raised):
        named = [f"{row['limit']} by {row['raised_mw']:,.1f} MW" for row in rows_of(raised.head(SHOWN))]
        further = f" and {len(raised) - SHOWN} more" if len(raised) > SHOWN else ""
        print_note(f"{len(raised)} limits after outages cannot be kept even without a campus and were raised: "
                   f"{', '.join(named)}{further}")  # fmt: skip
    table = headroom_table(limits, found)
    least = least_of_hours(table)
    for each in to:
        write_headroom(each, least, table, grid.name, force)
    if form is Form.JSON:
        print_json(table)
    elif form is Form.CSV:
        print_table(table, form)
    else:
        _show(grid, network, least, secure, len(hours))


def chosen_buses(grid: Grid, names: Sequence[str], least_kv: float) -> list[int]:
    """Buses of those names, or all of that voltage [kV] or more.

    Raises:
        NoSuchThing: there is none.
    """
    for name in names:
        if name not in grid.bus_position:
            raise NoSuchThing(f'"{name[:60]}" is no bus of {grid.name} in service; '
                              f'{did_you_mean(name, list(grid.bus_position)) or "see buses.csv"}')
    if names:
        return [grid.bus_position[name] for name in dict.fromkeys(names)]
    chosen = np.flatnonzero(grid.buses["base_kv"].to_numpy(float) >= least_kv).tolist()
    if not chosen:
        raise NoSuchThing(f"{grid.name} has no bus of {least_kv:g} kV or more")
    return [int(each) for each in chosen]


def _show(grid: Grid, network: Network, least: pd.DataFrame, secure: bool, hours: int) -> None:
    console = screen()
    outages = "with every outage (N-1)" if secure else "without outages (N-0)"
    console.print(Text(f"{grid.name}: headroom of {len(least):,} buses {outages}, convention {network.law.convention}"
                       f", least of {hours} hours", style="bold"))  # fmt: skip
    shares = ", ".join(f"{row['campus_mw']:,.0f} MW at {row['share']:.0%}"
                       for row in rows_of(hosting_shares(least, SIZES_MW)))  # fmt: skip
    console.print(Text(f"Buses that can have a campus of {shares}"))
    drawn = screen_table("bus", "kV", "MW", "stopped by", "outage", "MW per MW of it", "without that limit",
                         right=("kV", "MW", "MW per MW of it", "without that limit"), whole=("bus",))  # fmt: skip
    ordered = least.sort_values("headroom_mw", ascending=False, kind="stable").head(SHOWN)
    for row in rows_of(ordered):
        upgraded = row["upgraded_mw"]
        by_generation = row["stopped_by"] == GENERATION
        drawn.add_row(row["bus"], f"{row['base_kv']:g}", f"{row['headroom_mw']:,.0f}",
                      "all generation in use" if by_generation else row["branch"], row["outage"] or "none",
                      "" if by_generation else f"{row['mw_per_mw_of_branch']:.2f}",
                      "" if np.isnan(upgraded) else f"{upgraded:,.0f}")  # fmt: skip
    console.print(drawn)
    if len(least) > SHOWN:
        console.print(Text(f"and {len(least) - SHOWN:,} more: --csv, or --to headroom.gpkg"))
