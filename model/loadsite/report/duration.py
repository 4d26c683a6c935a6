"""How much each campus is served, drawn over the hours of the year where interruption is enough to be seen."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.report import legend
from loadsite.report.clock import Clock
from loadsite.report.curves import Curve, draw_curves
from loadsite.report.drawing import Drawing
from loadsite.report.figure import HALF, Column, Figure, Listing
from loadsite.report.palette import CATEGORIES
from loadsite.report.run import Run
from loadsite.report.words import mw, number, shown

DRAWN = 8
SEEN = 0.01
"""Curves are drawn where a campus is served so much less, on average, than at the most; else they are flat lines."""


def durations(run: Run, year: int, clock: Clock) -> Figure | Listing:
    """Curves of the largest campuses, and the table of all of them; the table alone where the curves are flat."""
    campuses = run.campuses(year)
    hourly = run.table("campuses", ["site", "requested_mw", "interrupted_mw", "unserved_mw", "onsite_generation_mw"],
        year=year)
    net = hourly["requested_mw"] - hourly["interrupted_mw"] - hourly["unserved_mw"]
    served = net.to_numpy().reshape(-1, len(clock.weight_h))
    interrupted = hourly["interrupted_mw"].to_numpy().reshape(served.shape)
    own = hourly["onsite_generation_mw"].to_numpy().reshape(served.shape)
    sites = list(hourly["site"].to_numpy().reshape(served.shape)[:, 0])
    year_h = float(clock.weight_h.sum())
    curves, rows = [], []
    for position, row in enumerate(campuses.to_dict("records")):
        at = sites.index(row["site"])
        order = np.argsort(-served[at], kind="stable")
        hours = np.concatenate([[0.0], np.cumsum(clock.weight_h[order])])
        levels = served[at][order]
        mean = float(served[at] @ clock.weight_h / year_h)
        interruption_h = float(clock.weight_h[interrupted[at] > 1e-3].sum())
        rows.append({
            "name": row["name"], "campus_mw": row["campus_mw"], "most": float(levels[0]), "mean": mean,
            "least": float(levels[-1]), "interrupted_h": interruption_h,
            "own": float(own[at] @ clock.weight_h / year_h),
        })  # fmt: skip
        if position < DRAWN:
            served_mw = f"{mw(float(levels[0]))} at most, {mw(mean)} on average, {mw(float(levels[-1]))} at least"
            tip = f"{shown(row['name'])}\n{served_mw}\ninterrupted, wholly or in part, in {number(interruption_h)} h"
            steps = (np.repeat(hours, 2)[1:-1], np.repeat(levels, 2))
            curves.append(Curve(*steps, CATEGORIES[position], tip, position > 5))
    table = pd.DataFrame(rows)
    listing = Listing(f"Load of each campus in {year}", (
        Column("name", "site"), Column("campus_mw", "campus", "MW", 0), Column("most", "served at most", "MW", 0),
        Column("mean", "on average", "MW", 0), Column("least", "at least", "MW", 0),
        Column("own", "of it by on-site generation", "MW", 0), Column("interrupted_h", "interrupted in", "h", 0),
    ), table)  # fmt: skip
    if not (table["mean"] < (1 - SEEN) * table["most"]).any():
        return listing
    names = {f"{p} {row['name']}": CATEGORIES[p - 1] for p, row in enumerate(rows[:DRAWN], start=1)}

    def draw(width: float) -> Drawing:
        body = draw_curves(curves, width, "MW served", "hours of the year", year_h)
        return legend.above(names, body)

    return Figure(
        f"durations_{year}", f"Load duration of the {min(DRAWN, len(rows))} largest campuses in {year} [MW]",
        "What a campus is served, from the grid and by on-site generation, in order of size: it falls where load is "
        "interrupted.", run.time_by_hour, draw, listing, HALF,
    )  # fmt: skip
