"""Two things of a screen beside each other where there is room for both, else one below the other."""

from __future__ import annotations

from rich.console import Console, ConsoleOptions, ConsoleRenderable, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from loadsite.commands.grid import UNBOUNDED

GAP = 3


class Beside:
    """The left one takes what it wants, as far as the right one has what it needs."""

    def __init__(self, left: ConsoleRenderable, right: ConsoleRenderable) -> None:
        self._left, self._right = left, right

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        left, right = self._measured(console, options)
        both = Measurement(left.minimum + GAP + right.minimum, left.maximum + GAP + right.maximum)
        return both.with_maximum(options.max_width)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        left, right = self._measured(console, options)
        for_left = min(left.maximum, options.max_width - GAP - right.minimum)
        if for_left < left.minimum:
            yield self._left
            yield Text()
            yield self._right
            return
        table = Table.grid()
        table.add_column(width=for_left + GAP)
        table.add_column(width=min(right.maximum, options.max_width - GAP - for_left))
        table.add_row(self._left, self._right)
        yield table

    def _measured(self, console: Console, options: ConsoleOptions) -> tuple[Measurement, Measurement]:
        unbounded = options.update(max_width=UNBOUNDED)
        return Measurement.get(console, unbounded, self._left), Measurement.get(console, unbounded, self._right)
