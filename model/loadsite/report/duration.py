"""Load duration: for how many hours of the year a campus is served at least how much."""

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


def durations(run: Run, year: int, clock: Clock) -> Figure:
    """Curves of the largest campuses; the table has all of them."""
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
            tip = (f"{shown(row['name'])}\n{mw(float(levels[0]))} at most, {mw(mean)} on average, "
                   f"{mw(float(levels[-1]))} at least\n"
                   f"interrupted, wholly or in part, in {number(interruption_h)} h")  # fmt: skip
            steps = (np.repeat(hours, 2)[1:-1], np.repeat(levels, 2))
            curves.append(Curve(*steps, CATEGORIES[position], tip, position > 5))
    names = {f"{p} {row['name']}": CATEGORIES[p - 1] for p, row in enumerate(rows[:DRAWN], start=1)}

    def draw(width: float) -> Drawing:
        body = draw_curves(curves, width, "MW served", "hours of the year", year_h)
        return legend.above(names, body)

    return Figure(
        f"durations_{year}", f"Load duration of the {min(DRAWN, len(rows))} largest campuses in {year} [MW]",
        "What a campus is served, from the grid and by itself, in order of size: it falls where a campus is "
        "interrupted.",
        run.time_by_hour, draw,
        Listing(f"Load of each campus in {year}", (
            Column("name", "site"), Column("campus_mw", "campus", "MW", 0), Column("most", "served at most", "MW", 0),
            Column("mean", "on average", "MW", 0), Column("least", "at least", "MW", 0),
            Column("own", "of it by on-site generation", "MW", 0), Column("interrupted_h", "interrupted in", "h", 0),
        ), pd.DataFrame(rows)), HALF,
    )  # fmt: skip
