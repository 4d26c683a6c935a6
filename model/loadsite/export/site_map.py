"""A picture of the candidates: zones, and a circle per site as large as what it allows."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from math import sqrt

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry.base import BaseGeometry

from loadsite.arrays.linear_program import Floats
from loadsite.inputs.case import Case
from loadsite.inputs.places.features import LONGITUDE_LATITUDE
from loadsite.inputs.places.map_projection import map_projection

WIDTH, MARGIN, LEGEND = 960.0, 16.0, 72.0
"""[px]"""
LARGEST, SMALLEST = 16.0, 2.5
"""Radius of the site that allows most MW, and of those that allow next to none [px]."""
LAND, BORDER, INK, QUIET = "#eef1f4", "#9aa5b1", "#1d2733", "#5a6672"
FREE, CHARGED, BARRED = "#0072b2", "#e69f00", "#cc79a7"
SHADES = ((FREE, "free"), (CHARGED, "with a price or a lower limit"), (BARRED, "barred"))


def draw_sites(case: Case, table: pd.DataFrame, outlines: gpd.GeoSeries) -> str:
    """SVG of the candidates of a case in its last model year; `table` is what `candidates` told."""
    year = int(case.horizon.years.index[-1])
    projection = map_projection(outlines)
    areas = outlines.to_crs(projection)
    points = gpd.GeoSeries(
        gpd.points_from_xy(table["longitude"], table["latitude"]), crs=LONGITUDE_LATITUDE).to_crs(projection)
    west, south, east, north = areas.total_bounds
    scale = (WIDTH - 2 * MARGIN) / (east - west)
    height = (north - south) * scale + 2 * MARGIN + LEGEND

    def at(x: Floats, y: Floats) -> Floats:
        return np.column_stack([MARGIN + (x - west) * scale, MARGIN + (north - y) * scale])

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" font-family="sans-serif">',
        f'<rect width="{WIDTH:.0f}" height="{height:.0f}" fill="white"/>',
    ]
    for zone, shape in areas.simplify(1.0 / scale).items():
        parts.append(f'<path d="{_path(shape, at)}" fill="{LAND}" stroke="{BORDER}" stroke-width="0.8">'
                     f"<title>{escape(str(zone))}</title></path>")  # fmt: skip
    limit = table[f"limit_mw_{year}"].to_numpy(dtype=float)
    most = max(float(limit.max()), 1.0)
    for row in np.argsort(-limit, kind="stable"):
        (x, y), = at(points.x.to_numpy()[[row]], points.y.to_numpy()[[row]])
        site, excluded = table["site"].iloc[row], table["excluded"].iloc[row]
        shade = FREE if not excluded else BARRED if limit[row] == 0 else CHARGED
        told = f"{site}: {limit[row]:,.0f} MW in {year}" + (f"; {excluded}" if excluded else "")
        radius = max(SMALLEST, LARGEST * sqrt(limit[row] / most))
        parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{shade}" fill-opacity="0.75" '
                     f'stroke="{INK}" stroke-width="0.7"><title>{escape(str(told))}</title></circle>')  # fmt: skip
    return "\n".join([*parts, *_legend(case.name, len(table), year, most, height), "</svg>"]) + "\n"


def _legend(name: str, count: int, year: int, most: float, height: float) -> list[str]:
    first, second = height - LEGEND + 24, height - LEGEND + 50
    title = f"{name}: {count} candidates; the area of a circle is what a site allows in {year}, at most {most:,.0f} MW"
    parts = [f'<text x="{MARGIN}" y="{first}" font-size="14" fill="{INK}">{escape(title)}</text>']
    x = MARGIN
    for shade, words in SHADES:
        parts.append(f'<circle cx="{x + 6:.0f}" cy="{second - 4}" r="6" fill="{shade}" fill-opacity="0.75" '
                     f'stroke="{INK}" stroke-width="0.7"/>')  # fmt: skip
        parts.append(f'<text x="{x + 18:.0f}" y="{second}" font-size="12" fill="{QUIET}">{words}</text>')
        x += 40 + 7 * len(words)
    return parts


def _path(shape: BaseGeometry, at: Callable[[Floats, Floats], Floats]) -> str:
    rings = [ring for part in getattr(shape, "geoms", [shape]) for ring in (part.exterior, *part.interiors)]
    drawn = []
    for ring in rings:
        x, y = np.asarray(ring.coords)[:, :2].T
        drawn.append("M" + " ".join(f"{px:.1f},{py:.1f}" for px, py in at(x, y)) + "Z")
    return "".join(drawn)
