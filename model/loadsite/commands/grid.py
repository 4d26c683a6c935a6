"""A table of the screen in which nothing is cut: it takes the width that its labels need, and folds them in less.

Columns that do not wrap hold numbers, which always stand whole. Of the others, those kept whole stand in one line where
there is room for all of them; else words stay whole where there is room for that; else letters are folded.
"""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table

UNBOUNDED = 100_000
"""Columns of a console that cuts no line."""
GAP = 2
"""Between two columns."""
READABLE = 24
"""Columns that are left to sentences beside labels in one line."""
FOLDED = 10
"""Columns that are left to a label whose letters are folded."""


class Grid(Table):
    """A table without lines that lays out its columns itself."""

    def __init__(self, title: str | None) -> None:
        super().__init__(title=title, title_justify="left", title_style="bold", box=None, pad_edge=False,
                         padding=(0, GAP, 0, 0))  # fmt: skip
        self._whole: set[int] = set()

    def add(self, heading: str, number: bool, whole: bool) -> None:
        """Add a column of numbers, of labels kept whole, or of words."""
        self.add_column(heading, justify="right" if number else "left", header_style="dim", no_wrap=number,
                        overflow="fold")  # fmt: skip
        if number or whole:
            self._whole.add(len(self.columns) - 1)

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        measured = self._measured(console, options)
        needed = sum(self._in_lines(measured)) + self._gaps
        return Measurement(needed, sum(each.maximum for each in measured) + self._gaps).with_maximum(options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        widths = self._widths(self._measured(console, options), options.max_width - self._gaps)
        for column, width in zip(self.columns, widths, strict=True):
            column.width = width
        yield from super().__rich_console__(console, options.update(max_width=sum(widths) + self._gaps))

    @property
    def _gaps(self) -> int:
        return GAP * (len(self.columns) - 1)

    def _measured(self, console: Console, options: ConsoleOptions) -> list[Measurement]:
        """Of each column, heading and all: its longest word, or number, and its longest line."""
        unbounded = options.update(max_width=UNBOUNDED)
        found = []
        for column in self.columns:
            cells = [Measurement.get(console, unbounded, cell) for cell in (column.header, *column.cells)]
            most = max(cell.maximum for cell in cells)
            found.append(Measurement(most if column.no_wrap else max(cell.minimum for cell in cells), most))
        return found

    def _in_lines(self, measured: list[Measurement]) -> list[int]:
        """Widths in which labels stand in one line."""
        return [each.maximum if at in self._whole else max(each.minimum, min(each.maximum, READABLE))
                for at, each in enumerate(measured)]  # fmt: skip

    def _widths(self, measured: list[Measurement], room: int) -> list[int]:
        """What each column needs, and what is left given to those that have the least and want more."""
        words = [each.minimum for each in measured]
        folded = [each.minimum if column.no_wrap else min(each.minimum, FOLDED)
                  for each, column in zip(measured, self.columns, strict=True)]  # fmt: skip
        widths = next((each for each in (self._in_lines(measured), words) if sum(each) <= room), folded)
        for _ in range(room - sum(widths)):
            wanting = [at for at, each in enumerate(measured) if widths[at] < each.maximum]
            if not wanting:
                break
            widths[min(wanting, key=widths.__getitem__)] += 1
        return widths
