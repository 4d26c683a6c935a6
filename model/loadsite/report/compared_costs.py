"""Side by side, part 3: cost by term, and what each plan costs above the cheapest plan of the same future."""

from __future__ import annotations

import pandas as pd

from loadsite.report import legend
from loadsite.report.bars import Bar, Piece, draw_bars
from loadsite.report.compared import Compared
from loadsite.report.drawing import Drawing
from loadsite.report.figure import Block, Column, Figure, Listing, Part, Words
from loadsite.report.matrix import Cell, draw_matrix
from loadsite.report.palette import CATEGORIES
from loadsite.report.rows import rows
from loadsite.report.scales import shades
from loadsite.report.words import number, shown, signed, title_of

NO_REGRET = "No two of these runs differ in the plan alone, so there is no regret to tell."


def costs(compared: Compared) -> Part:
    """Terms of every run, their changes, and regret."""
    blocks: list[Block] = [_terms(compared, "usd", "cost_by_run", "Cost by term")]
    if len(compared.answered) > 1:
        blocks.append(_terms(compared, "change_usd", "cost_changes", f"Change of cost against {compared.baseline}"))
    regret = compared.tables["regret"]
    blocks.append(_regret(compared, regret) if len(regret) else Words((NO_REGRET,)))
    return Part("costs", "What they cost", tuple(blocks))


def _terms(compared: Compared, column: str, name: str, title: str) -> Figure:
    table = compared.tables["costs"]
    table = table.assign(musd=table["usd"] / 1e6, change=table["change_usd"] / 1e6)
    shown_by = table.groupby("term")[column].apply(lambda values: values.abs().max() / 1e6)
    terms = list(shown_by[shown_by >= 0.05].sort_values(ascending=False).index)
    tones = {term: CATEGORIES[at] if at < len(CATEGORIES) - 1 else "c-pale" for at, term in enumerate(terms)}
    written = number if column == "usd" else signed
    runs = compared.answered if column == "usd" else compared.answered[1:]
    bars = []
    for run in runs:
        own = table[table["run"] == run].set_index("term")[column] / 1e6
        bars.append(Bar(
            run,
            [Piece(float(own.get(term, 0.0)), tones[term], f"{shown(run)}\n{title_of(term)}: "
                   f"{written(float(own.get(term, 0.0)), 1)} M USD") for term in terms],
            written(float(own.sum()), 0)))  # fmt: skip

    def draw(width: float) -> Drawing:
        return legend.above({term: tones[term] for term in terms}, draw_bars(bars, width, "M USD", 36))

    return Figure(
        name, f"{shown(title)} [M USD]", "Present value over the model years, the whole grid.", compared.time, draw,
        Listing("Cost by run and term", (
            Column("run", "run"), Column("term", "term"), Column("musd", "cost", "M USD", 1),
            Column("change", "change", "M USD", 1),
        ), table),
    )  # fmt: skip


def _regret(compared: Compared, table: pd.DataFrame) -> Figure:
    table = table.assign(musd=table["cost_usd"] / 1e6, regret=table["regret_usd"] / 1e6)
    wide = table.pivot_table(index="world", columns="plan", values="regret", aggfunc="first", sort=False)
    values = wide.to_numpy(dtype=float)
    worlds, plans = [shown(world) for world in wide.index], [shown(plan) for plan in wide.columns]
    missing = {(row.world, row.plan): row.shortfall_mw for row in rows(table)}
    scale = shades("interruption", [0.0, *values[values > 0].tolist()])

    def told(row: int, column: int) -> Cell:
        short = missing.get((wide.index[row], wide.columns[column]), 0.0)
        regret = float(values[row, column])
        return Cell(scale.tone(regret), number(regret), f"{worlds[row]}\nplan {plans[column]}: {signed(regret, 1)} "
                    f"M USD above the cheapest\n{number(short)} MW short")  # fmt: skip

    return Figure(
        "regret", "Regret: what each plan costs above the cheapest plan of the same future [M USD]",
        "A row per future: all that differs but the plan. Zero is the cheapest plan of that future.", compared.time,
        lambda width: draw_matrix(worlds, plans, told, width, 44),
        Listing("Regret", (
            Column("world", "scenario (future)"), Column("plan", "plan"), Column("musd", "cost", "M USD", 1),
            Column("regret", "regret", "M USD", 1), Column("shortfall_mw", "short", "MW", 0),
        ), table),
    )  # fmt: skip
