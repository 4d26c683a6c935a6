"""Pieces of work that are stopped somewhere, and what must hold of their folders whenever they are."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd

from loadsite.cli import app
from loadsite.commands.ending import end_of
from loadsite.run.store import Workplace, write_record, write_tables
from loadsite.solve.benders.cut_pool import CutPool
from loadsite.writing.listed import LIST, is_as_listed, read_list

NOTES = {"notes.txt": "ask the utility", "pictures/site.jpg": "a field", "siting.csv": "my own"}
"""What a person laid beside the results."""


def write_results(place: Path, words: str) -> None:
    """A small result, `words` in its record."""
    with Workplace(place) as work:
        write_tables(work.folder, {"siting": pd.DataFrame({"site": ["a", words], "campus_mw": [1.5, 2.0]})})
        (work.logs / "solve.log").write_text(words)
        write_record(work.folder, {"status": words})
        work.finish()


def run(scenario: Path, place: Path) -> int:
    """The command `loadsite run`."""
    return end_of(lambda: app(["run", str(scenario), "--out", str(place), "--csv"]))


def draw(folder: Path, to: Path) -> int:
    """The command `loadsite report`."""
    return end_of(lambda: app(["report", str(folder), "--to", str(to)]))


def tabulate(folder: Path, to: Path) -> int:
    """The command `loadsite compare`, into a workbook."""
    return end_of(lambda: app(["compare", str(folder), "--xlsx", str(to), "--csv"]))


def solve_all(study: Path, place: Path) -> int:
    """The command `loadsite batch`."""
    return end_of(lambda: app(["batch", str(study), "--out", str(place), "--workers", "1", "--csv"]))


def keep(folder: Path, number: float, count: int = 1) -> int:
    """What a search of so many decisions does with a pool; 1 where it could not be kept."""
    pool = CutPool(folder)
    pool.keep("0" * 64, [], [], number + np.random.default_rng(0).random(count) * (count > 1))
    print(*pool.remarks, flush=True)
    return len(pool.remarks)


def lay_notes(place: Path) -> None:
    """Put a person's files beside the results."""
    for name, text in NOTES.items():
        (place / name).parent.mkdir(exist_ok=True)
        (place / name).write_text(text)


def notes_of(place: Path) -> dict[str, str]:
    """Those that are there."""
    return {name: (place / name).read_text() for name in NOTES if (place / name).is_file()}


def is_whole(place: Path) -> bool:
    """Whether a folder holds every file of its list, unchanged."""
    listed = read_list(place)
    return listed is not None and len(listed.files) > 2 and all(
        is_as_listed(place, name, listed) for name in listed.files)  # fmt: skip


def strangers(place: Path) -> set[str]:
    """Files of a folder that are not on its list."""
    listed = read_list(place)
    assert listed is not None
    there = {path.relative_to(place).as_posix() for path in place.rglob("*") if path.is_file()}
    return there - set(listed.files) - {LIST, *listed.views}


def beside(place: Path) -> list[str]:
    """What stands beside a place, hidden folders left out."""
    return sorted(path.name for path in place.parent.iterdir() if not path.name.startswith("."))


def counted(name: str, outcomes: Counter[str]) -> None:
    """Tell how often each outcome was seen; `pytest -rP` shows it."""
    print(f"{name}: {sum(outcomes.values())} tries: " + ", ".join(f"{n} {what}" for what, n in outcomes.items()))
