"""Side by side, part 2: every site in every run, robust or case-dependent; and its near-optimal range."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.compared import Compared
from loadsite.report.figure import Block, Column, Figure, Listing, Part, Tabs, by_label
from loadsite.report.legend import in_rows, put_below, scale
from loadsite.report.matrix import Cell, draw_matrix
from loadsite.report.rows import rows
from loadsite.report.run import PLACED_MW
from loadsite.report.scales import changes
from loadsite.report.words import mw, number, shown, signed

DRAWN = 40


def sites(compared: Compared) -> Part:
    """The matrix of sites by runs, and the ranges where they were solved for."""
    blocks: list[Block] = [_matrix(compared)] if len(compared.mw) else []
    if "swing" in compared.tables and len(compared.tables["swing"]):
        blocks.append(_ranges(compared))
    return Part("sites", "Site robustness across cases", tuple(blocks))


def _matrix(compared: Compared) -> Figure:
    table = compared.mw
    drawn = table.head(DRAWN)
    levels = drawn.to_numpy(dtype=float)
    shown_as = compared.against_baseline(drawn).to_numpy(dtype=float)
    names = [shown(compared.names[site]) for site in drawn.index]
    heads = [compared.labels[run] for run in compared.answered]
    tones = changes(shown_as[:, 1:].ravel().tolist())

    def cell(row: int, column: int) -> Cell:
        value, level = float(shown_as[row, column]), float(levels[row, column])
        tip = f"{names[row]}\n{shown(compared.answered[column])}\n{mw(level)}"
        if column == 0:
            return Cell("land", number(level) if level >= PLACED_MW else "", f"{tip}, baseline case")
        words = signed(value) if abs(value) >= PLACED_MW else ""
        return Cell(tones.tone(value), words, f"{tip}, {signed(value)} MW against {shown(compared.baseline)}")

    often = (table >= PLACED_MW).sum(axis=1)
    listed = table.assign(
        name=[compared.names[site] for site in table.index],
        verdict=["robust" if count == len(heads) else "case-dependent" for count in often],
        often=often, least=table.min(axis=1), most=table.max(axis=1),
    )  # fmt: skip
    columns = [
        Column("name", "site"), Column("verdict", "has a campus"), Column("often", "in runs", "", 0),
        Column("least", "least", "MW", 0), Column("most", "most", "MW", 0),
        *(Column(run, run, "MW", 0) for run in compared.answered),
    ]  # fmt: skip
    empty = len(compared.names) - len(table)
    return Figure(
        "sites_by_run", f"MW of campus by site in {compared.last_year}: baseline case, and change in each other run",
        f"First column: MW of the baseline case. {empty} sites have none in any run"
        + (f"; of the others the {DRAWN} largest are drawn, all are in the table." if len(table) > DRAWN else "."),
        compared.time,
        lambda width: put_below(draw_matrix(names, heads, cell, width), in_rows([scale(tones, "change [MW]")], width)),
        Listing("MW by site and run", tuple(columns), listed),
    )  # fmt: skip


def _ranges(compared: Compared) -> Figure | Tabs:
    """Near-optimal range of each site, a tab per run."""
    table = compared.tables["swing"]
    return by_label("Run", [(compared.labels[str(run)], _range(compared, str(run), table[table["run"] == run]))
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
        f"swing_{compared.number(run)}", f"Near-optimal range of each site (MGA): {shown(run)}",
        "Least and most MW at a cost near the least, everything else optimized again. Dark: at least; pale: up to the "
        "most; outline: limit of the site. Sites whose most is none are in the table.", compared.time,
        lambda width: draw_bars(bars, width, "MW", 28),
        Listing(f"Ranges of {shown(run)}", (
            Column("name", "site"), Column("verdict", "has a campus"), Column("least_mw", "least", "MW", 0),
            Column("campus_mw", "in the answer", "MW", 0), Column("most_mw", "most", "MW", 0),
            Column("limit_mw", "limit", "MW", 0),
        ), table),
    )  # fmt: skip
