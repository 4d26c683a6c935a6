"""`loadsite dcopf`: the cheapest generation of every hour of a grid, with prices and the limits that bind."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from rich.text import Text

from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import grid as screen_table
from loadsite.commands.output import print_json, print_note, rows_of, screen
from loadsite.commands.progress import stages
from loadsite.commands.tables import print_one, print_table
from loadsite.explain.explanation import NoSuchThing
from loadsite.inputs.suggestions import did_you_mean
from loadsite.nodal.dcopf import Dispatch
from loadsite.nodal.flow_law import Convention, law_of
from loadsite.nodal.grid import Grid
from loadsite.nodal.hours import solve_hours
from loadsite.nodal.limits import Limits
from loadsite.nodal.network import Network
from loadsite.nodal.open_grid import open_grid
from loadsite.nodal.outages import Outages, listed_outages
from loadsite.nodal.prices import binding_limits, branch_flows, bus_prices, certificates, generation
from loadsite.nodal.secure_limits import SecureLimits
from loadsite.nodal.snapshot import Snapshot, snapshots_of
from loadsite.nodal.upgrades import saved_without

SHOWN = 10


def dcopf(
    path: Path, convention: Convention, secure: bool, outages_kv: float, snapshot: str | None, upgrades: int,
    form: Form, table: str | None, told: ProgressForm,
) -> None:
    """Solve every hour, or one, and print what it costs, its prices and what binds.

    Raises:
        InputError: the grid is wrong.
        Infeasible: an hour has no answer; proven.
    """
    with stages(told) as progress:
        progress("reading the grid")
        grid = open_grid(path)
        network = Network(grid, law_of(convention, grid))
        limits = limits_of(network, secure, outages_kv)
        hours = chosen_hours(grid, snapshot)
        progress(f"solving {len(hours)} hours")
        dispatches = solve_hours(limits, hours)
        binding = pd.concat([binding_limits(limits, each) for each in dispatches], ignore_index=True)
        if upgrades:
            progress(f"solving without each of {min(upgrades, len(binding))} limits")
        by_hour = {each.snapshot.name: each for each in dispatches}
        binding["saved_without_usd_per_h"] = [
            saved_without(limits, by_hour[row["snapshot"]], row["branch"]) if at < upgrades else float("nan")
            for at, row in enumerate(rows_of(binding))
        ]  # fmt: skip
    tell_remarks(grid, limits)
    tables = {
        "certificates": certificates(limits, dispatches),
        "binding": binding,
        "prices": pd.concat([bus_prices(limits, each) for each in dispatches], ignore_index=True),
        "flows": pd.concat([branch_flows(limits, each) for each in dispatches], ignore_index=True),
        "generation": pd.concat([generation(limits, each) for each in dispatches], ignore_index=True),
    }
    if table is not None:
        print_one(tables, table, "loadsite dcopf", form)
    elif form is Form.JSON:
        print_json(tables)
    elif form is Form.CSV:
        print_table(tables["certificates"], form)
    else:
        _show(grid, limits, dispatches, tables)


def limits_of(network: Network, secure: bool, outages_kv: float) -> Limits:
    """Limits without an outage, or with and after each."""
    if not secure:
        return Limits(network)
    return SecureLimits(network, Outages(network, listed_outages(network.grid, outages_kv)))


def chosen_hours(grid: Grid, snapshot: str | None) -> list[Snapshot]:
    """Every hour of a grid, or the one of that name.

    Raises:
        NoSuchThing: there is none.
    """
    hours = snapshots_of(grid)
    chosen = [each for each in hours if snapshot is None or each.name == snapshot]
    if not chosen:
        hint = did_you_mean(str(snapshot), [each.name for each in hours])
        raise NoSuchThing(f'"{str(snapshot)[:60]}" is no snapshot of {grid.name}; {hint or "see snapshots.csv"}')
    return chosen


def tell_remarks(grid: Grid, limits: Limits) -> None:
    """Notes on what is not in the answer."""
    for remark in grid.remarks:
        print_note(remark)
    if grid.left_out:
        print_note("out of service: " + ", ".join(f"{count} {name}" for name, count in grid.left_out.items()))
    if isinstance(limits, SecureLimits) and limits.outages.splitting:
        names = [str(grid.branches.index[at]) for at in limits.outages.splitting]
        print_note(f"{len(names)} outages split the grid and are not secured against: {', '.join(names[:SHOWN])}"
                   + (f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""))  # fmt: skip


def _show(grid: Grid, limits: Limits, dispatches: list[Dispatch], tables: dict[str, pd.DataFrame]) -> None:
    console = screen()
    secured = f", secured against {len(limits.outages.branches):,} outages" if isinstance(limits, SecureLimits) else ""
    law = limits.network.law.convention
    console.print(Text(f"{grid.name}: DC power flow, convention {law}{secured}", style="bold"))
    console.print(Text(f"{len(grid.buses):,} buses, {len(grid.branches):,} branches, "
                       f"{len(grid.generators):,} generators, {limits.network.island_count} islands"))  # fmt: skip
    hours = screen_table("snapshot", "USD/h", "proven to", "least price", "highest", "rows", "limits checked",
                         right=("USD/h", "proven to", "least price", "highest", "rows", "limits checked"))  # fmt: skip
    prices = tables["prices"].groupby("snapshot", sort=False)["price_usd_per_mwh"].agg(["min", "max"])
    for row in rows_of(tables["certificates"].head(SHOWN)):
        least, most = prices.loc[row["snapshot"]]
        hours.add_row(row["snapshot"], f"{row['cost_usd_per_h']:,.2f}", f"{max(0.0, row['gap_share']):.0e}",
                      f"{least:,.2f}", f"{most:,.2f}", f"{row['rows']:,}", f"{row['limits_checked']:,}")
    console.print(hours)
    if len(dispatches) > SHOWN:
        console.print(Text(f"and {len(dispatches) - SHOWN} more hours: --table certificates"))
    binding = tables["binding"].head(SHOWN)
    if binding.empty:
        console.print(Text("No limit of a branch binds."))
        return
    upgraded = bool(binding["saved_without_usd_per_h"].notna().any())
    drawn = screen_table("binding branch", "outage", "snapshot", "flow MW", "limit MW", "USD/MWh of limit",
                         *(["USD/h saved without"] if upgraded else []),
                         right=("flow MW", "limit MW", "USD/MWh of limit", "USD/h saved without"))  # fmt: skip
    for row in rows_of(binding):
        drawn.add_row(row["branch"], row["outage"] or "none", row["snapshot"], f"{row['flow_mw']:,.1f}",
                      f"{row['limit_mw']:,.1f}", f"{row['shadow_price_usd_per_mwh']:,.2f}",
                      *([f"{row['saved_without_usd_per_h']:,.2f}"] if upgraded else []))  # fmt: skip
    console.print(drawn)
