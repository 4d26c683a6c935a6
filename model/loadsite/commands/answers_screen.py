"""What a planner asks first, on a screen: a question and its answer in a line, what else to know of it below."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from loadsite.commands.output import grid
from loadsite.results.headline import Answer


def draw_answers(console: Console, answers: Sequence[Answer]) -> None:
    """The answers in their order."""
    table = grid("", " ", whole=("",))
    table.show_header = False
    for each in answers:
        words = Text(each.answer, style="bold")
        for more in each.more:
            words.append(f"\n{more}", style="dim not bold")
        table.add_row(Text(each.question, style="cyan"), words)
    console.print()
    console.print(table)
