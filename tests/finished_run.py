"""A finished result of the tiny study, made as a user makes it."""

from __future__ import annotations

from pathlib import Path

from loadsite.cli import app
from loadsite.commands.ending import end_of
from tiny_study import Override, write_tiny_study


def finished_run(folder: Path, **overrides: Override) -> Path:
    """Write the tiny study into a folder and run it; the folder of the results."""
    scenario = write_tiny_study(folder, **overrides)
    run = folder / "runs" / "tiny"
    status = end_of(lambda: app(["run", str(scenario), "--out", str(run), "--csv"]))
    assert status == 0
    return run
