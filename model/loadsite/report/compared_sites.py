"""Side by side, part 2: every site in every run: always, never, or now and then; and how far each could swing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.compared import Compared
from loadsite.report.figure import Block, Column, Figure, Listing, Part, Tabs, by_label
from loadsite.report.matrix import draw_matrix
from loadsite.report.rows import rows
from loadsite.report.run import PLACED_MW
from loadsite.report.scales import shades
from loadsite.report.words import mw, number, shown

DRAWN = 40


def sites(compared: Compared) -> Part:
    """The matrix of sites by runs, and the ranges where they were solved for."""
    blocks: list[Block] = [_matrix(compared)] if len(compared.mw) else []
    if "swing" in compared.tables and len(compared.tables["swing"]):
        blocks.append(_ranges(compared))
    return Part("sites", "Sites: always, never, now and then", tuple(blocks))


def _matrix(compared: Compared) -> Figure:
    table = compared.mw
    drawn = table.head(DRAWN)
    values = drawn.to_numpy(dtype=float)
    names = [shown(compared.names[site]) for site in drawn.index]
    letters = [compared.letters[run] for run in compared.answered]
    scale = shades("interruption", [0.0, *values[values >= PLACED_MW].tolist()])

    def told(row: int, column: int) -> str:
        return f"{names[row]}\n{shown(compared.answered[column])}\n{mw(float(values[row, column]))}"

    often = (table >= PLACED_MW).sum(axis=1)
    listed = table.assign(
        name=[compared.names[site] for site in table.index],
        verdict=["always" if count == len(letters) else "now and then" for count in often],
        often=often, least=table.min(axis=1), most=table.max(axis=1),
    )  # fmt: skip
    columns = [
        Column("name", "site"), Column("verdict", "has a campus"), Column("often", "in runs", "", 0),
        Column("least", "least", "MW", 0), Column("most", "most", "MW", 0),
        *(Column(run, f"{compared.letters[run]} {run}", "MW", 0) for run in compared.answered),
    ]  # fmt: skip
    empty = len(compared.names) - len(table)
    return Figure(
        "sites_by_run", f"MW of campus by site and run in {compared.last_year}",
        f"Letters as in part 1. {empty} sites have none in any run"
        + (f"; of the others the {DRAWN} largest are drawn, all are in the table." if len(table) > DRAWN else "."),
        compared.time,
        lambda width: draw_matrix(names, letters, values, scale, told,
                                  lambda value: number(value) if value >= PLACED_MW else "", width),
        Listing("MW by site and run", tuple(columns), listed),
    )  # fmt: skip


def _ranges(compared: Compared) -> Figure | Tabs:
    """Least and most MW of each site at nearly the best cost, a tab per run."""
    table = compared.tables["swing"]
    return by_label("Run", [(compared.letters[str(run)], _range(compared, str(run), table[table["run"] == run]))
                            for run in table["run"].unique()])  # fmt: skip


def _range(compared: Compared, run: str, table: pd.DataFrame) -> Figure:
    some = table[table["most_mw"] >= PLACED_MW].sort_values(["least_mw", "most_mw"], ascending=False, kind="stable")
    bars = [
        Bar(str(row.name), [
            Piece(float(row.least_mw), "strong", f"{shown(row.name)}: at least {mw(row.least_mw)}"),
            Piece(float(np.maximum(0.0, row.most_mw - row.least_mw)), "pale",
                  f"{shown(row.name)}: at most {mw(row.most_mw)}; {mw(row.campus_mw)} in the answer"),
        ], f"{number(row.least_mw)} to {number(row.most_mw)}, {row.verdict}", float(row.limit_mw),
            f"{shown(row.name)}: limit {mw(row.limit_mw)}")
        for row in rows(some.head(DRAWN))
    ]  # fmt: skip
    return Figure(
        f"swing_{compared.letters[run]}", f"Least and most MW of each site at nearly the best cost: {shown(run)}",
        "Dark: what a site has at least, pale: what it can have more, everything else decided anew; outline: its "
        "limit. Sites that have none even at the most are in the table.", compared.time,
        lambda width: draw_bars(bars, width, "MW", 28),
        Listing(f"Ranges of {shown(run)}", (
            Column("name", "site"), Column("verdict", "has a campus"), Column("least_mw", "least", "MW", 0),
            Column("campus_mw", "in the answer", "MW", 0), Column("most_mw", "most", "MW", 0),
            Column("limit_mw", "limit", "MW", 0),
        ), table),
    )  # fmt: skip
