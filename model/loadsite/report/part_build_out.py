"""What must be built, by technology and year, against the annual build limits of the plan."""

from __future__ import annotations

import pandas as pd

from loadsite.report import legend
from loadsite.report.bars import Bar, Piece, Stack, draw_bars, draw_columns
from loadsite.report.drawing import Drawing
from loadsite.report.figure import Block, Column, Figure, Listing, Part, Words
from loadsite.report.palette import colours_of
from loadsite.report.rows import rows
from loadsite.report.run import Run
from loadsite.report.words import mw, number, shown, title_of


def build_out(run: Run) -> Part:
    """New MW, then the annual build limits."""
    built = run.table("built")
    built = built.assign(what=[f"on-site {row.technology}" if row.kind == "on-site generation" else str(row.technology)
                               for row in rows(built)])  # fmt: skip
    blocks: list[Block] = [_new(run, built)] if (built["built_mw"] >= 0.5).any() else [Words(("Nothing is built.",))]
    annual_build = _annual_build(run)
    if len(annual_build):
        blocks.append(_against_the_annual_build_limit(run, annual_build))
    return Part("build_out", "What must be built", tuple(blocks))


def _new(run: Run, built: pd.DataFrame) -> Figure:
    by_year = built.groupby(["year", "what"])["built_mw"].sum().reset_index()
    by_year = by_year[by_year["built_mw"] >= 0.5]
    kinds = list(by_year.groupby("what")["built_mw"].sum().sort_values(ascending=False).index)
    tones = colours_of(kinds)
    by_zone = built[built["built_mw"] >= 0.5].sort_values("built_mw", ascending=False, kind="stable")

    def where(kind: str, year: int) -> str:
        largest = by_zone[(by_zone["what"] == kind) & (by_zone["year"] == year)].head(4)
        return ", ".join(f"{shown(row.zone)} {number(row.built_mw)}" for row in rows(largest))

    def draw(width: float) -> Drawing:
        if len(run.years) == 1:
            return draw_bars([
                Bar(title_of(str(row.what)), [Piece(row.built_mw, tones[row.what], f"{title_of(str(row.what))}: "
                    f"{mw(row.built_mw)}\nmost of it in {where(row.what, row.year)}")], number(row.built_mw))
                for row in rows(by_year.sort_values("built_mw", ascending=False))
            ], width, "MW")  # fmt: skip
        body = draw_columns([
            Stack(str(year), [
                Piece(row.built_mw, tones[row.what], f"{title_of(str(row.what))} in {year}: {mw(row.built_mw)}\n"
                      f"most of it in {where(row.what, year)}")
                for row in rows(by_year[by_year["year"] == year])
            ]) for year in run.years
        ], width, "MW")  # fmt: skip
        return legend.above(tones, body)

    return Figure(
        "built", "New MW by technology and year", "What enters service from the model year before to this one, on the "
        "grid and on site at campuses.", run.time_of_a_year, draw,
        Listing("New MW by technology and zone", (
            Column("year", "year"), Column("kind", "kind"), Column("technology", "technology"), Column("zone", "zone"),
            Column("built_mw", "new", "MW", 0),
        ), by_zone),
    )  # fmt: skip


def _annual_build(run: Run) -> pd.DataFrame:
    """technology, year, built_mw, annual_build_limit_mw: all zones together."""
    annual_builds = run.table("build_out")
    annual_builds = annual_builds[annual_builds["kind"] == "annual_build"].astype({"plan_technology": object})
    summed = annual_builds.groupby(["plan_technology", "year"])[["used_mw", "limit_mw"]].sum().reset_index()
    return summed.set_axis(["technology", "year", "built_mw", "annual_build_limit_mw"], axis=1)


def _against_the_annual_build_limit(run: Run, annual_build: pd.DataFrame) -> Figure:
    annual_build = annual_build.assign(share=(annual_build["built_mw"]
        / annual_build["annual_build_limit_mw"].where(annual_build["annual_build_limit_mw"] > 0)).fillna(0.0) * 100)
    several = len(run.years) > 1
    bars = [
        Bar(f"{title_of(row.technology)}{f' {row.year}' if several else ''}",
            [Piece(row.built_mw, "strong", f"{title_of(row.technology)} in {row.year}: {mw(row.built_mw)} built of "
                   f"{mw(row.annual_build_limit_mw)} that the plan allows")],
            f"{number(row.built_mw)} of {number(row.annual_build_limit_mw)}", row.annual_build_limit_mw,
            f"{title_of(row.technology)} in {row.year}: the plan allows {mw(row.annual_build_limit_mw)}")
        for row in rows(annual_build.sort_values(["year", "annual_build_limit_mw"], ascending=[True, False]))
    ]  # fmt: skip
    return Figure(
        "annual_build", "New MW against the annual build limits of the plan",
        "Bars: built; outlines: what the limits allow in all zones together by then. The part on limits "
        "tells in which zones they bind.", run.time_of_a_year,
        lambda width: draw_bars(bars, width, "MW"),
        Listing("New MW against annual build limits", (
            Column("year", "year"), Column("technology", "technology"), Column("built_mw", "built", "MW", 0),
            Column("annual_build_limit_mw", "limit", "MW", 0), Column("share", "used", "%", 0),
        ), annual_build),
    )  # fmt: skip
