"""Legends: scales of colour with their edges, samples of lines and circles, names beside colours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from loadsite.export.price_classes import PriceClasses
from loadsite.report.drawing import Drawing, width_of
from loadsite.report.map import EMPTY_RADIUS, LOADING, line_tone, line_width, radius_of
from loadsite.report.scales import Shades, round_step
from loadsite.report.words import digits_for, number, shortened

BOX = 26.0
"""Least width of a step [px]."""
LARGEST = 14.0
"""Radius of the sample of a campus, at most [px]."""


def scale(shades: Shades, title: str) -> Drawing:
    """The steps of a scale, the edges written between them; its title above."""
    tones = shades.tones()
    words = [number(edge, digits_for(abs(edge))) for edge in shades.edges]
    box = max(BOX, *(width_of(each, 10) + 4 for each in words))
    picture = Drawing(max(box * len(tones) + 16, width_of(title, 11)), 44)
    picture.text(0, 11, title, 11, "quiet")
    for position, tone in enumerate(tones):
        picture.rect(position * box, 17, box, 11, tone, outline="border")
    for position, edge in enumerate(words, start=1):
        picture.text(position * box, 41, edge, 10, "quiet", "middle")
    return picture


def classes(told: PriceClasses, title: str) -> Drawing:
    """Classes of prices of zones, each with what it holds; its title above."""
    x, placed = 0.0, []
    for each in told.classes:
        placed.append((x, each.tone, each.label))
        x += 20 + width_of(each.label, 11) + 8
    picture = Drawing(max(x, width_of(title, 11)), 44)
    picture.text(0, 11, title, 11, "quiet")
    for left, tone, label in placed:
        picture.rect(left, 21, 14, 14, tone, outline="state")
        picture.text(left + 20, 32, label, 11)
    return picture


def lines(widest_mw: float) -> Drawing:
    """What the width and the colour of a line say."""
    title = "line: width = limit, colour = mean loading"
    picture = Drawing(width_of(title, 11), 44)
    picture.text(0, 11, title, 11, "quiet")
    for position, loading in enumerate((0.0, *LOADING)):
        picture.rect(position * 34, 19, 34, 7, line_tone(loading), outline="border")
    for position, edge in enumerate(LOADING, start=1):
        picture.text(position * 34, 41, f"{edge:.0%}", 10, "quiet", "middle")
    sample = round_step(widest_mw / 2, 1)
    picture.line(152, 22, 180, 22, "quiet", line_width(sample, widest_mw))
    picture.text(186, 26, f"{number(sample)} MW", 10, "quiet")
    return picture


def circles(largest_mw: float, map_width: float) -> Drawing:
    """What the size of a disc, the ring around it and a hollow ring say."""
    tallest = radius_of(largest_mw, largest_mw, map_width)
    sample = round_step(largest_mw * min(1.0, (LARGEST / tallest) ** 2) / 2, 1)
    radius = radius_of(sample, largest_mw, map_width)
    ring = min(LARGEST, max(radius_of(2 * sample, largest_mw, map_width), radius + 2))
    words = (f"campus, {number(sample)} MW; ring: limit of the site", "candidate without a campus")
    picture = Drawing(2 * ring + 10 + max(width_of(each, 10) for each in words), 44)
    picture.ring(ring + 1, 18, ring, "campus")
    picture.circle(ring + 1, 18, radius, "campus", outline="paper")
    picture.text(2 * ring + 8, 18, words[0], 10, "quiet")
    picture.ring(ring + 1, 38, EMPTY_RADIUS, "campus")
    picture.text(2 * ring + 8, 41, words[1], 10, "quiet")
    return picture


def moved(largest_mw: float, map_width: float) -> Drawing:
    """What the size of a circle of MW moved says."""
    tallest = radius_of(largest_mw, largest_mw, map_width)
    sample = round_step(largest_mw * min(1.0, (LARGEST / tallest) ** 2) / 2, 1)
    radius = radius_of(sample, largest_mw, map_width)
    picture = Drawing(130, 44)
    picture.text(0, 11, "circle: area = MW moved", 11, "quiet")
    picture.circle(radius + 1, 29, radius, "paper")
    picture.text(2 * radius + 8, 33, f"{number(sample)} MW", 10, "quiet")
    return picture


def names(tones: Mapping[str, str], width: float, shown: Sequence[str] | None = None) -> Drawing:
    """Names beside their colours, in as many rows as they need."""
    x, y, placed = 0.0, 0.0, []
    for name in shown if shown is not None else list(tones):
        words = shortened(name.replace("_", " "), 34)
        wide = 18 + width_of(words, 11) + 14
        if x and x + wide > width:
            x, y = 0.0, y + 18
        placed.append((x, y, words, tones[name]))
        x += wide
    picture = Drawing(width, y + 18)
    for left, top, words, tone in placed:
        picture.rect(left, top + 3, 11, 11, tone)
        picture.text(left + 17, top + 13, words, 11)
    return picture


def in_rows(parts: Sequence[Drawing], width: float, gap: float = 28.0) -> Drawing:
    """Legends side by side, in as many rows as they need."""
    x, y, tall, placed = 0.0, 0.0, 0.0, []
    for part in parts:
        if x and x + part.width > width:
            x, y, tall = 0.0, y + tall + 6, 0.0
        placed.append((part, x, y))
        x, tall = x + part.width + gap, max(tall, part.height)
    picture = Drawing(width, y + tall)
    for part, left, top in placed:
        picture.put(part, left, top)
    return picture


def above(tones: Mapping[str, str], body: Drawing) -> Drawing:
    """A picture with the names of its colours above it."""
    told = names(tones, body.width)
    picture = Drawing(body.width, told.height + 8 + body.height)
    picture.put(told, 0, 0)
    picture.put(body, 0, told.height + 8)
    return picture


def put_below(body: Drawing, below: Drawing) -> Drawing:
    """A picture with a legend below it."""
    picture = Drawing(body.width, body.height + 6 + below.height)
    picture.put(body, 0, 0)
    picture.put(below, 0, body.height + 6)
    return picture
