"""Progress to standard error: one line that moves, on a terminal; nothing where it is piped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from loadsite.results.answer import Progress


@contextmanager
def stages() -> Iterator[Progress]:
    """Tells each stage as it begins, and how long the one before took."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda stage: None
        return
    begun, current = time.perf_counter(), ""
    with console.status("reading") as status:

        def told(stage: str) -> None:
            nonlocal begun, current
            now = time.perf_counter()
            if current:
                console.print(f"[dim]{now - begun:6.1f} s  {current}[/dim]")
            begun, current = now, stage
            status.update(stage)

        yield told
        told("")
