"""Spoilt files of a study, through every verb that reads them: each is refused with its place, or says the same."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from spoilers import Spoiler, spoilers

from loadsite.cli import app
from loadsite.commands.ending import DEFECT, end_of
from tiny_study import write_tiny_study

ALL = list(spoilers())
VERBS: dict[str, list[str]] = {
    "check": ["check", "scenarios/tiny.yaml", "--csv"],
    "sites": ["sites", "scenarios/tiny.yaml", "--csv"],
    "run": ["run", "scenarios/tiny.yaml", "--csv", "--progress", "none"],
    "export": ["export", "scenarios/tiny.yaml", "--to", "tiny.mps", "--force"],
}
LONGEST_S = 2.0
"""CPU seconds after which a refusal counts as slow."""
Told = Callable[[], str]


def tried(spoiler: Spoiler, verb: str, folder: Path, told: Told) -> str:
    """How a verb ended on a study spoilt so: accepted, refused, wrongly accepted, without a place, a defect or slow."""
    folder.mkdir()
    os.chdir(folder)
    write_tiny_study(Path())
    spoiler.spoil()
    told()
    begun = time.process_time()
    status = end_of(lambda: app(VERBS[verb]))
    spent_s, said = time.process_time() - begun, told()
    if status == DEFECT:
        return "exit 70"
    if status == 0:
        return "wrongly accepted" if spoiler.refused else "accepted"
    if spent_s > LONGEST_S:
        return "over 2 s"
    return "refused" if status == 1 and said.startswith(("scenarios/", "sites/")) else f"status {status}"


def outcomes(tries: Sequence[tuple[Spoiler, str]], folder: Path, told: Told) -> dict[str, list[str]]:
    """Ending -> the tries that ended so."""
    found: dict[str, list[str]] = {}
    for number, (spoiler, verb) in enumerate(tries):
        found.setdefault(tried(spoiler, verb, folder / str(number), told), []).append(f"{spoiler.name} ({verb})")
    return found


@pytest.fixture
def told(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Told:
    """What standard error said since it was last asked; the working folder is set back afterwards."""
    monkeypatch.chdir(Path.cwd())
    return lambda: capfd.readouterr().err


def test_a_sample_of_spoilt_files_is_refused_with_its_place(tmp_path: Path, told: Told) -> None:
    found = outcomes([(spoiler, "check") for spoiler in ALL[::25]], tmp_path, told)
    assert set(found) <= {"refused", "accepted"}, found


@pytest.mark.slow
def test_every_spoilt_file_is_refused_by_every_verb_or_says_the_same(tmp_path: Path, told: Told) -> None:
    """`check` tries all; the verbs that read more slowly, or read less, every third, each another third."""
    tries = [(spoiler, "check") for spoiler in ALL]
    tries += [(spoiler, verb) for start, verb in enumerate(("sites", "export", "run"))
              for spoiler in ALL[start::3] if spoiler.refused]  # fmt: skip
    found = outcomes(tries, tmp_path, told)
    print(len(tries), Counter({ending: len(names) for ending, names in found.items()}))
    assert len(tries) >= 300
    assert set(found) <= {"refused", "accepted"}, {k: v for k, v in found.items() if k not in ("refused", "accepted")}
