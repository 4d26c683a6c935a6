"""Progress of a batch to standard error: a line per running case and an estimate for the whole, or JSON lines."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console, Group
from rich.live import Live
from rich.text import Text

from loadsite.batch.batch import Standing
from loadsite.commands.forms import ProgressForm
from loadsite.writing.plain_text import escaped_json, visible

Told = Callable[[Standing], None]


@contextmanager
def watching(form: ProgressForm) -> Iterator[Told]:
    """Is told where the batch stands, after every event."""
    if form is ProgressForm.JSON:
        yield _JsonLines()
        return
    console = Console(stderr=True, highlight=False)
    if form is ProgressForm.NONE or not console.is_terminal:
        yield lambda standing: None
        return
    with Live(console=console, transient=True, refresh_per_second=4) as live:
        yield lambda standing: live.update(_lines(standing))


class _JsonLines:
    """A line for each case that comes to another stage or ends, with the count and the estimate of the whole."""

    def __init__(self) -> None:
        self._begun = time.monotonic()
        self._before: dict[str, str] = {}
        self._ended: set[str] = set()

    def __call__(self, standing: Standing) -> None:
        for hash_, (name, _, stage) in standing.running.items():
            if self._before.get(hash_) != stage:
                self._before[hash_] = stage
                self._say(standing, case=name, stage=stage)
        for hash_, outcome in standing.ended.items():
            if hash_ not in self._ended:
                self._ended.add(hash_)
                self._say(standing, case=standing.names[hash_], ending=outcome.ending.value, wall_s=outcome.wall_s,
                          peak_memory_mb=outcome.peak_memory_mb, cuts_from_pool=outcome.cuts_from_pool)  # fmt: skip

    def _say(self, standing: Standing, **further: object) -> None:
        line = {
            "elapsed_s": round(time.monotonic() - self._begun, 3), "cases": standing.total,
            "done": standing.done_before + len(standing.ended), "remaining_s": standing.remaining_s(), **further,
        }  # fmt: skip
        print(escaped_json(json.dumps(line, ensure_ascii=False)), file=sys.stderr, flush=True)


def _lines(standing: Standing) -> Group:
    """What a terminal shows."""
    now = time.monotonic()
    lines = [
        Text.assemble(
            (f"{now - since:6.0f} s  ", "dim"), (f"{visible(name)}  ", "bold"), visible(stage),
            overflow="ellipsis", no_wrap=True,
        )
        for name, since, stage in standing.running.values()
    ]
    left = standing.remaining_s()
    words = f"{standing.done_before + len(standing.ended)} of {standing.total} cases done"
    words += f", {standing.room} at once" if standing.room > 1 else ""
    words += f", about {_duration(left)} left" if left is not None else ""
    return Group(*lines, Text(words, style="cyan"))


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
