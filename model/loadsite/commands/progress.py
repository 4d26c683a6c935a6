"""Progress to standard error: one line that moves on a terminal, JSON lines where asked for, else nothing."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict

from rich.console import Console
from rich.progress import Progress as Line
from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

from loadsite.commands.forms import ProgressForm
from loadsite.run.progress import Progress, Standing
from loadsite.writing.plain_text import escaped_json, visible


@contextmanager
def stages(form: ProgressForm = ProgressForm.AUTO) -> Iterator[Progress]:
    """Tells each stage as it begins, and every iteration of a search, until the context is left."""
    if form is ProgressForm.JSON:
        yield _json_lines()
        return
    console = Console(stderr=True, highlight=False)
    if form is ProgressForm.NONE or not console.is_terminal:
        yield lambda event: None
        return
    columns = (SpinnerColumn(), TimeElapsedColumn(), TextColumn("{task.description}", markup=False))
    with Line(*columns, console=console, transient=True) as line:
        task = line.add_task("", total=None)

        def told(event: str | Standing) -> None:
            line.update(task, description=visible(str(event)))

        yield told


def _json_lines() -> Progress:
    """A line per event: `elapsed_s` and `stage`, and in a search `iteration`, both bounds with their unit, `gap`,
    `remaining_s`.
    """
    begun, stage = time.monotonic(), ""

    def told(event: str | Standing) -> None:
        nonlocal stage
        if isinstance(event, str):
            stage = event
        further = asdict(event) if isinstance(event, Standing) else {}
        line = {"elapsed_s": round(time.monotonic() - begun, 3), "stage": stage, **further}
        print(escaped_json(json.dumps(line, ensure_ascii=False)), file=sys.stderr, flush=True)

    return told
