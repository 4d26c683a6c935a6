"""The documents say what is so: two commands, links that lead somewhere, a worked example that works."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("sites/*/*.md")])


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(document: str, language: str) -> list[str]:
    """What stands between the fences of a document."""
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / document).read_text(encoding="utf-8"), re.M | re.S)


def test_the_readme_has_two_commands_that_set_up_all_they_need():
    commands = [block.strip() for block in blocks("README.md", "sh")]
    assert len(commands) == 2
    for command in commands:
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e ")
    run, test = commands
    assert (ROOT / run.split()[-1]).is_file()
    assert test.endswith(" .venv/bin/pytest")


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document):
    links = re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert not missing


def test_files_named_in_the_readme_exist():
    named = re.findall(r"`((?:docs|model|scenarios|sites|tests)/[\w./-]*)`", (ROOT / "README.md").read_text("utf-8"))
    assert len(named) > 3
    assert not [path for path in named if not (ROOT / path).exists()]


def test_every_decision_says_what_why_and_so():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    for number, path in enumerate(decisions, start=1):
        text = path.read_text(encoding="utf-8")
        assert path.name.startswith(f"{number:04}-") and text.startswith(f"# {number}. ")
        assert all(f"**{word}.**" in text for word in ("Decided", "Why", "So"))


def test_tested_versions_name_no_place_to_fetch_them_from():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in pinned)


def test_the_worked_example_of_contributing_works_as_it_is_printed(tmp_path):
    """Its three steps, done in a copy of the package; then its own test, run on the copy."""
    package = tmp_path / "loadsite"
    shutil.copytree(ROOT / "model" / "loadsite", package, ignore=shutil.ignore_patterns("__pycache__"))
    steps = [printed for printed in blocks("CONTRIBUTING.md", "python") if PLACE.match(printed)]
    assert len({put_in(package, printed) for printed in steps}) == 6
    (test,) = (printed for printed in blocks("CONTRIBUTING.md", "python") if printed.startswith("# test_"))
    file = tmp_path / test.partition("\n")[0].removeprefix("# ")
    file.write_text(test, encoding="utf-8")

    paths = os.pathsep.join(map(str, (tmp_path, ROOT / "tests")))
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(tmp_path), str(file)]
    run = subprocess.run(command, env={**os.environ, "PYTHONPATH": paths}, cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode == 0 and "1 passed" in run.stdout, run.stdout + run.stderr


PLACE = re.compile(r"# (?P<file>[\w/]+\.py), after: (?P<line>[^\n]+)\n(?P<text>.*)", re.DOTALL)


def put_in(package: Path, printed: str) -> str:
    """Put what a block prints after the one line that it names; the file it was put in."""
    place = PLACE.fullmatch(printed)
    assert place is not None
    file = package / place["file"]
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    (at,) = (number for number, line in enumerate(lines) if line.strip() == place["line"])
    file.write_text("".join([*lines[: at + 1], place["text"], *lines[at + 1 :]]), encoding="utf-8")
    return place["file"]
