"""Progress to standard error: one line that moves, on a terminal; nothing where it is piped."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from loadsite.results.answer import Progress


@contextmanager
def stages() -> Iterator[Progress]:
    """Tells each stage as it begins, with the seconds since the start; the line is gone at the end."""
    console = Console(stderr=True, highlight=False)
    if not console.is_terminal:
        yield lambda stage: None
        return
    begun = time.perf_counter()
    with console.status("") as status:

        def told(stage: str) -> None:
            status.update(Text.assemble((f"{time.perf_counter() - begun:5.0f} s  ", "dim"), stage))

        yield told
