"""The first sheet of a workbook: headline figures with units, notes, and a native chart."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

from loadsite.writing.plain_text import no_formula

SUMMARY = "Summary"
LONGEST = 32_000


@dataclass(frozen=True)
class Figure:
    """A headline figure: what it is, its value, its unit."""

    what: str
    value: float
    unit: str


@dataclass(frozen=True)
class Bars:
    """A bar chart: its title, the unit of its values, and a value per label, the largest first."""

    title: str
    unit: str
    values: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Summary:
    """What the first sheet says; without bars there is no chart."""

    title: str
    figures: tuple[Figure, ...]
    notes: tuple[str, ...]
    bars: Bars | None = None


def write_summary(book: Any, summary: Summary) -> None:
    """Add the sheet. Rows are written from above, as a workbook that keeps none in memory asks."""
    sheet = book.add_worksheet(SUMMARY)
    title = book.add_format({"bold": True, "font_size": 16})
    bold, number = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "#,##0.##"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    sheet.set_column(0, 0, 58)
    sheet.set_column(1, 1, 16)
    sheet.set_column(2, 2, 14)
    sheet.hide_gridlines(2)
    sheet.write_string(0, 0, _plain(summary.title), title)
    row = 2
    for position, head in enumerate(("figure", "value", "unit")):
        sheet.write_string(row, position, head, bold)
    for figure in summary.figures:
        row += 1
        sheet.write_string(row, 0, _plain(figure.what))
        if math.isfinite(figure.value):
            sheet.write_number(row, 1, figure.value, number)
        sheet.write_string(row, 2, _plain(figure.unit))
    row += 2
    sheet.write_string(row, 0, "notes", bold)
    for note in summary.notes:
        row += 1
        sheet.write_string(row, 0, _plain(note), wrapped)
    if summary.bars is not None and summary.bars.values:
        _chart(book, sheet, summary.bars, row + 2, bold, number)


def _chart(book: Any, sheet: Any, bars: Bars, row: int, bold: Any, number: Any) -> None:
    """The values as a small table below the notes, and the chart that reads them, to the right of the figures."""
    sheet.write_string(row, 0, _plain(bars.title), bold)
    sheet.write_string(row, 1, _plain(bars.unit), bold)
    for position, (label, value) in enumerate(bars.values, start=1):
        sheet.write_string(row + position, 0, _plain(label))
        sheet.write_number(row + position, 1, value, number)
    first, last = row + 1, row + len(bars.values)
    chart = book.add_chart({"type": "bar"})
    chart.add_series({
        "categories": [SUMMARY, first, 0, last, 0], "categories_data": [_plain(label) for label, _ in bars.values],
        "values": [SUMMARY, first, 1, last, 1], "values_data": [value for _, value in bars.values],
        "fill": {"color": "#0b3f87"}, "gap": 40,
    })  # fmt: skip
    chart.set_title({"name": [SUMMARY, row, 0], "data": [_plain(bars.title)], "name_font": {"size": 12}})
    chart.set_legend({"none": True})
    chart.set_x_axis({"name": [SUMMARY, row, 1], "data": [_plain(bars.unit)], "num_format": "#,##0"})
    chart.set_y_axis({"reverse": True})
    chart.set_size({"width": 620, "height": 120 + 24 * len(bars.values)})
    sheet.insert_chart(2, 4, chart)


def _plain(text: str) -> str:
    return no_formula(text)[:LONGEST]
