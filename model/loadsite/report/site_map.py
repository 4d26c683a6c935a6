"""A picture of the candidates: the map of the report before a solve, a ring per site as large as its limit."""

from __future__ import annotations

from typing import Any

import pandas as pd

from loadsite.export.map_layers import MapLayers
from loadsite.report.drawing import Drawing, width_of
from loadsite.report.map import LARGEST_RADIUS, Area, Empty, MapPlan, draw_map, height_of
from loadsite.report.rows import rows
from loadsite.report.words import mw, shown

WIDTH, MARGIN, LEGEND = 960.0, 16.0, 74.0
"""[px]"""
LARGEST = 16.0
"""Radius of the site that allows most MW [px]."""
FREE, CHARGED, BARRED = "campus", "warn", "quiet"
TONES = {FREE: "free", CHARGED: "with a price or a lower limit", BARRED: "barred"}


def draw_sites(name: str, year: int, table: pd.DataFrame, layers: MapLayers) -> str:
    """SVG of the candidates of a case in a model year; `table` is what `candidates` told."""
    limits = table[f"limit_mw_{year}"].astype(float)
    most = max(float(limits.max()), 1.0)
    sites = [
        Empty(str(row.site), _told(row, float(limit), year), _tone(row, float(limit)), max(float(limit), 1e-6))
        for row, limit in zip(rows(table), limits, strict=True)
    ]
    plan = MapPlan(layers, [Area(zone, "zone-0", shown(zone)) for zone in layers.zones], (), (), sites,
                   most * (LARGEST_RADIUS * (WIDTH - 2 * MARGIN) / LARGEST) ** 2, 1.0)  # fmt: skip
    wide = WIDTH - 2 * MARGIN
    tall = height_of(layers, wide)
    picture = Drawing(WIDTH, tall + 2 * MARGIN + LEGEND)
    picture.put(draw_map(plan, wide), MARGIN, MARGIN)
    y = tall + MARGIN + 28
    picture.text(MARGIN, y, f"{shown(name)}: {len(table)} candidates; the area of a ring is the limit of its site in "
                 f"{year}, at most {mw(most)}", 14, bold=True)  # fmt: skip
    x = MARGIN
    for tone, words in TONES.items():
        picture.ring(x + 6, y + 22, 6, tone)
        picture.text(x + 18, y + 26, words, 12, "quiet")
        x += 44 + width_of(words, 12)
    return picture.alone(f"Candidates of {shown(name)} in {year}")


def _tone(row: Any, limit_mw: float) -> str:
    if not row.excluded:
        return FREE
    return BARRED if limit_mw == 0 else CHARGED


def _told(row: Any, limit_mw: float, year: int) -> str:
    """What a ring tells: MW, and what stands against the site."""
    against = row.excluded
    return f"{shown(row.site)}: {mw(limit_mw)} in {year}" + (f"; {shown(against)}" if against else "")
