"""A map of the headroom of buses: a circle per bus, coloured by the campus it can have."""

from __future__ import annotations

from html import escape

import geopandas as gpd

from loadsite.export.headroom_shades import SHADES
from loadsite.inputs.places.map_projection import map_projection

WIDTH, MARGIN, LEGEND = 960.0, 16.0, 64.0
"""[px]"""
PX_PER_MM = 2.0
INK, QUIET = "#1d2733", "#5a6672"


def draw_headroom(layer: gpd.GeoDataFrame, name: str) -> str:
    """SVG of buses as points in longitude and latitude, those that can have most on top."""
    points = layer.geometry.to_crs(map_projection(layer.geometry))
    west, south, east, north = points.total_bounds
    scale = (WIDTH - 2 * MARGIN) / max(east - west, (north - south), 1.0)
    height = (north - south) * scale + 2 * MARGIN + LEGEND
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" font-family="sans-serif">',
        f'<rect width="{WIDTH:.0f}" height="{height:.0f}" fill="white"/>',
    ]
    for at in layer["headroom_mw"].to_numpy(float).argsort(kind="stable"):
        row, point = layer.iloc[at], points.iloc[at]
        shade = [each for each in SHADES if row["headroom_mw"] >= each.least_mw][-1]
        after = f" after the outage of {row['outage']}" if row["outage"] else ""
        stop = f"branch {row['branch']}{after}" if row["branch"] else "all generation in use"
        tip = f"{row['bus']}, {row['base_kv']:g} kV: {row['headroom_mw']:,.0f} MW in {row['snapshot']}; {stop}"
        parts.append(
            f'<circle cx="{MARGIN + (point.x - west) * scale:.1f}" cy="{MARGIN + (north - point.y) * scale:.1f}" '
            f'r="{shade.size_mm * PX_PER_MM / 2:.1f}" fill="{shade.colour}" stroke="{INK}" stroke-width="0.4">'
            f"<title>{escape(tip)}</title></circle>")
    return "\n".join([*parts, *_legend(name, len(layer), height), "</svg>"]) + "\n"


def _legend(name: str, count: int, height: float) -> list[str]:
    first, second = height - LEGEND + 22, height - LEGEND + 46
    title = f"{name}: most firm campus MW that each of {count:,} buses can have"
    parts = [f'<text x="{MARGIN}" y="{first}" font-size="14" fill="{INK}">{escape(title)}</text>']
    x = MARGIN
    for shade in SHADES:
        parts.append(f'<circle cx="{x + 6:.0f}" cy="{second - 4:.0f}" r="5" fill="{shade.colour}" stroke="{INK}" '
                     'stroke-width="0.5"/>')  # fmt: skip
        parts.append(f'<text x="{x + 16:.0f}" y="{second:.0f}" font-size="12" fill="{QUIET}">{shade.label}</text>')
        x += 36 + 7 * len(shade.label)
    return parts
