"""Warnings on a screen: what may be a mistake, and is used as it stands."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from loadsite.inputs.plausibility.finding import Finding


def draw_warnings(console: Console, findings: Sequence[Finding], most: int, all_in: str) -> None:
    """A line per warning; those beyond the first `most` are counted, and `all_in` says where they are."""
    for each in findings[:most]:
        console.print(Text.assemble(("warning: ", "bold yellow"), str(each)))
    if len(findings) > most:
        left = len(findings) - most
        console.print(Text(f"and {left} more warning{'s' if left > 1 else ''}; {all_in}", style="yellow"))
