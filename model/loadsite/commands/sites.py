"""`loadsite sites`: the places that a scenario considers, and a picture of them."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from rich.text import Text

from loadsite.commands.forms import Form
from loadsite.commands.output import grid, print_csv, print_json, rows_of, screen
from loadsite.export.background import background
from loadsite.export.map_layers import candidate_layers
from loadsite.export.outlines import read_outlines, read_states
from loadsite.inputs.case import Case
from loadsite.inputs.case_builder import case_of
from loadsite.inputs.connection import DEFAULT, OFF_GRID
from loadsite.inputs.scenario_file import open_scenario
from loadsite.report.pictures import write_picture
from loadsite.report.site_map import draw_sites
from loadsite.results.candidates import candidates
from loadsite.writing.refusal import CannotWrite


def sites(scenario: Path, map_file: Path | None, form: Form, force: bool) -> None:
    """Print the table of candidates, and draw them where a file is named.

    Raises:
        CannotWrite: the file of the picture ends neither in .svg nor in .png, or cannot be written, or
            (without `force`) there is one that is not ours.
        NoRenderer: a PNG is asked for, and the extra `pictures` is not installed.
    """
    if map_file is not None and map_file.suffix.lower() not in (".svg", ".png"):
        raise CannotWrite(f"{map_file} ends neither in .svg nor in .png")
    opened = open_scenario(scenario)
    case = case_of(opened)
    table = candidates(case)
    if map_file is not None:
        outlines = read_outlines(case, opened)
        layers = candidate_layers(table, outlines, background(read_states(case, opened), outlines))
        year = int(case.horizon.years.index[-1])
        write_picture(map_file, draw_sites(case.name, year, table, layers), force)
    if form is Form.JSON:
        print_json(table)
    elif form is Form.CSV:
        print_csv(table)
    else:
        _draw(case, table)


def _draw(case: Case, table: pd.DataFrame) -> None:
    """The table in what a screen holds; --json and --csv tell all of it."""
    console = screen()
    limits = tuple(f"MW {year}" for year in case.horizon.years.index)
    labels = [str(name) for name in table if str(name).startswith("label_")]
    at = {site: case.origins["sites", site] for site in table["site"]}
    (file,) = {origin.file for origin in at.values()}
    against = bool((table["excluded"] != "").any())
    drawn = grid("site", "zone", "state, market", *limits, "km", "kV", "USD/MW-year", "distance", *map(_plain, labels),
                 *(["against it"] if against else []), file,
                 right=(*limits, "km", "kV", "USD/MW-year", file), whole=("site", "zone"))  # fmt: skip
    for row in rows_of(table):
        paid = row["connection_usd_per_mw_year"] + row["site_charge_usd_per_mw_year"]
        drawn.add_row(
            Text(row["site"], style="bold"), row["zone"], f"{row['state']} {row['market']}",
            *(f"{row[f'limit_mw_{year}']:,.0f}" for year in case.horizon.years.index),
            f"{row['connection_km']:,.1f}", f"{row['connection_kv']:g}", f"{paid:,.0f}",
            Text(_shortly(case.sites.connection.loc[row["site"]], row["connection_origin"], file)),
            *(Text(row[name]) for name in labels),
            *([Text(row["excluded"], style="red")] if against else []),
            Text(at[row["site"]].in_file, style="dim"),
        )  # fmt: skip
    console.print(drawn)
    by_default = table.loc[(case.sites.connection["by"] == DEFAULT).to_numpy(), "connection_origin"]
    if len(by_default):
        console.print(Text(f"default: {by_default.iloc[0]}", style="dim"))


def _plain(label: str) -> str:
    return label.removeprefix("label_")


def _shortly(connection: pd.Series, said: str, file: str) -> str:
    """Where a distance comes from, in a word where one will do."""
    if connection["origin"].file == file:
        return "stated"
    return {DEFAULT: "default", OFF_GRID: "off-grid"}.get(connection["by"], said)
