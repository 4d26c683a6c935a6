"""`loadsite new`: a study that checks, a README that is true of it, and what to run next."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

COMMANDS = [
    "loadsite check scenarios/stargate_2030_quick.yaml", "loadsite run scenarios/stargate_2030_quick.yaml",
    "loadsite why runs/stargate_2030_quick",
]  # fmt: skip


@pytest.fixture
def laid_out(loadsite, tmp_path, monkeypatch) -> list[str]:
    """A study in a folder whose name has a blank, the working folder now; the lines that were printed."""
    monkeypatch.chdir(tmp_path)
    ended = loadsite("new", "my study")
    assert (ended.status, ended.err) == (0, "")
    monkeypatch.chdir(tmp_path / "my study")
    return ended.out.splitlines()


def test_what_to_run_next_is_printed_and_in_the_readme(laid_out, loadsite):
    assert laid_out == ["cd 'my study'", *COMMANDS]
    (block,) = re.findall(r"```sh\n(.*?)```", Path("README.md").read_text(), re.DOTALL)
    assert block.splitlines() == COMMANDS
    ended = loadsite(*shlex.split(laid_out[1])[1:])
    assert ended.status == 0 and "The inputs of stargate_2030_quick are valid" in ended.out


def test_the_readme_names_every_folder_and_no_other(laid_out):
    named = set(re.findall(r"^\| `([^`]+)/` \|", Path("README.md").read_text(), re.MULTILINE))
    there = {path.parent.as_posix() for path in Path().rglob("*") if path.is_file() and path.parent != Path()}
    assert named == there


def test_a_folder_that_holds_something_is_left_alone(laid_out, loadsite, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    again = loadsite("new", "my study")
    assert again.status == 1 and again.out == "" and "my study is not empty" in again.err
    assert [path.name for path in tmp_path.iterdir()] == ["my study"]


@pytest.mark.slow
def test_the_three_commands_answer(laid_out, loadsite):
    for line in laid_out[1:]:
        ended = loadsite(*shlex.split(line)[1:])
        assert ended.status == 0, f"{line}: {ended.err}"
    folder = Path("runs/stargate_2030_quick")
    assert all((folder / name).is_file() for name in ("report.html", "sites.gpkg", "siting.parquet"))
    assert list(folder.glob("*.xlsx"))
