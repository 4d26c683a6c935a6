"""Draw the answer of a run as the picture of README.md.

    python docs/picture.py runs/stargate_2030
"""

from __future__ import annotations

import json
import sys
from html import escape
from pathlib import Path
from textwrap import wrap

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import affinity
from shapely.geometry.base import BaseGeometry

PICTURE = Path(__file__).with_name("answer.svg")
EQUAL_AREA = "EPSG:5070"
WIDTH, HEIGHT, MAP_WIDTH, TOP = 1120, 640, 660, 84
LEAST_MW, LISTED = 1.0, 18
PALE, DEEP = np.array([0xEE, 0xF3, 0xF8]), np.array([0x3B, 0x6F, 0xA5])
CAMPUS, FULL_LINE, LINE, INK, QUIET = "#d9480f", "#c2255c", "#8a949e", "#1f2933", "#66707a"


def draw(run: Path) -> str:
    """The SVG of one run of one model year: a map on the left, the campuses by size on the right."""
    layers = {name: gpd.read_file(run / "sites.gpkg", layer=name).to_crs(EQUAL_AREA)
              for name in ("zones", "lines", "campuses")}  # fmt: skip
    campuses = layers["campuses"]
    campuses = campuses[campuses["campus_mw"] >= LEAST_MW].sort_values("campus_mw", ascending=False)
    place = fit(layers["zones"].total_bounds)
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *heading(pd.read_parquet(run / "shortfall.parquet").iloc[0]),
        *zones(layers["zones"].set_geometry(layers["zones"].simplify(4_000)), place),
        *lines(layers["lines"], place),
        *circles(campuses, place),
        *listed(campuses),
        *footer(f"{record['scenario']}: {record['time_resolution']}"),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def footer(what: str) -> list[str]:
    """How the year is represented, a line per part that fits the width."""
    lines = wrap(what, 170)
    return [words(24, HEIGHT - 6 - 13 * (len(lines) - k), line, 10, QUIET) for k, line in enumerate(lines)]


def heading(asked: pd.Series) -> list[str]:
    """What was asked and what came out."""
    placed = f"{asked['placed_mw']:,.0f} MW of AI campus placed in {asked['year']:.0f}"
    short = f", {asked['shortfall_mw']:,.0f} MW short" if asked["shortfall_mw"] >= LEAST_MW else ""
    dearer = f"One more MW costs {asked['campus_price_usd_per_mw_year']:,.0f} USD a year."
    return [words(24, 36, placed + short, 22, weight="bold"), words(24, 60, dearer, 13, QUIET)]


def zones(areas: gpd.GeoDataFrame, place: list[float]) -> list[str]:
    """Areas coloured by price, and the scale of the colours."""
    price = areas["price_usd_per_mwh"]
    low, high = price.min(), price.max()
    shapes = [
        f'<path d="{outline(affinity.affine_transform(row.geometry, place))}" fill="{shade(at)}" stroke="white">'
        f"<title>{escape(row.zone)}: {row.price_usd_per_mwh:,.1f} USD/MWh</title></path>"
        for row, at in zip(areas.itertuples(), (price - low) / (high - low), strict=True)
    ]
    steps = [f'<rect x="{24 + 24 * k}" y="560" width="24" height="10" fill="{shade(k / 5)}"/>' for k in range(6)]
    ends = [words(24, 586, f"{low:,.0f}", 11, QUIET), words(168, 586, f"{high:,.0f} USD/MWh", 11, QUIET, "end")]
    return [*shapes, words(24, 552, "average price of the zone", 11, QUIET), *steps, *ends]


def lines(links: gpd.GeoDataFrame, place: list[float]) -> list[str]:
    """Lines as wide as their limit, those that hold something back in colour; and what that means."""
    drawn = []
    for row in links.sort_values("worth_usd_per_mw_year").itertuples():
        (x1, y1), (x2, y2) = affinity.affine_transform(row.geometry, place).coords
        colour = FULL_LINE if row.worth_usd_per_mw_year >= 1_000 else LINE
        width = 0.6 + 5 * (row.capacity_mw / links["capacity_mw"].max()) ** 0.5
        drawn.append(
            f'<path d="M{x1:.0f},{y1:.0f}L{x2:.0f},{y2:.0f}" stroke="{colour}" stroke-width="{width:.1f}" '
            f'stroke-opacity="0.55"><title>{escape(row.line)}: {row.capacity_mw:,.0f} MW</title></path>'
        )
    told = f'<path d="M200,565h24" stroke="{FULL_LINE}" stroke-width="4" stroke-opacity="0.55"/>'
    return [*drawn, told, words(230, 569, "line whose limit costs money", 11, QUIET)]


def circles(campuses: gpd.GeoDataFrame, place: list[float]) -> list[str]:
    """A circle per campus, its area the MW, numbered as in the list."""
    drawn, numbers = [], []
    for number, row in enumerate(campuses.itertuples(), start=1):
        point = affinity.affine_transform(row.geometry, place)
        drawn.append(
            f'<circle cx="{point.x:.0f}" cy="{point.y:.0f}" r="{0.42 * row.campus_mw**0.5:.1f}" fill="{CAMPUS}" '
            f'fill-opacity="0.75" stroke="white"><title>{escape(row.name)}: {row.campus_mw:,.0f} MW</title></circle>'
        )
        numbers.append(words(point.x, point.y + 3, str(number), 9, "white", "middle", "bold"))
    return [*drawn, *numbers]


def listed(campuses: gpd.GeoDataFrame) -> list[str]:
    """Name, state, MW as a bar, and price of the largest campuses; the others together."""
    left, bar, y = MAP_WIDTH + 24, MAP_WIDTH + 258, TOP + 14
    longest = campuses["campus_mw"].max()
    rows = [words(bar, y, "MW", 11, QUIET), words(WIDTH - 24, y, "USD/MWh", 11, QUIET, "end")]
    for number, row in enumerate(campuses.head(LISTED).itertuples(), start=1):
        y = TOP + 14 + 26 * number
        length = 90 * row.campus_mw / longest
        rows += [
            words(left, y, str(number), 11, CAMPUS, weight="bold"),
            words(left + 20, y, shortened(row.name), 12),
            words(bar - 10, y, row.state, 12, QUIET, "end"),
            f'<rect x="{bar}" y="{y - 10}" width="{length:.1f}" height="12" fill="{CAMPUS}" fill-opacity="0.75"/>',
            words(bar + length + 6, y, f"{row.campus_mw:,.0f}", 12),
            words(WIDTH - 24, y, f"{row.price_usd_per_mwh:,.2f}", 12, anchor="end"),
        ]
    rest = campuses["campus_mw"].iloc[LISTED:]
    if len(rest):
        rows.append(words(left + 20, y + 26, f"{len(rest)} smaller ones, {rest.sum():,.0f} MW in all", 12, QUIET))
    return rows


def fit(bounds: np.ndarray) -> list[float]:
    """The affine transform from metres to the map's part of the picture, north up."""
    west, south, east, north = bounds
    scale = min((MAP_WIDTH - 24) / (east - west), (HEIGHT - TOP - 40) / (north - south))
    return [scale, 0, 0, -scale, 24 - scale * west, TOP + scale * north]


def outline(geometry: BaseGeometry) -> str:
    """The rings of a polygon as an SVG path; islands of a few pixels are left out."""
    polygons = [part for part in getattr(geometry, "geoms", [geometry]) if part.area > 4]
    rings = [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]
    return "".join("M" + "L".join(f"{x:.0f},{y:.0f}" for x, y in ring.coords) + "Z" for ring in rings)


def shade(share: float) -> str:
    """A colour between pale and deep."""
    red, green, blue = (PALE + share * (DEEP - PALE)).astype(int)
    return f"#{red:02x}{green:02x}{blue:02x}"


def shortened(name: str, longest: int = 27) -> str:
    """A name that fits its column."""
    return name if len(name) <= longest else name[: longest - 1].rstrip() + "…"


def words(x: float, y: float, text: str, size: int, colour: str = INK, anchor: str = "start", weight: str = "") -> str:
    """One line of text."""
    bold = f' font-weight="{weight}"' if weight else ""
    return (
        f'<text x="{x:.0f}" y="{y:.0f}" font-size="{size}" fill="{colour}" text-anchor="{anchor}"{bold}>'
        f"{escape(text)}</text>"
    )


if __name__ == "__main__":
    PICTURE.write_text(draw(Path(sys.argv[1])), encoding="utf-8")
