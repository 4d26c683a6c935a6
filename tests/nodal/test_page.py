"""The page on grids of buses says what loadsite prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "nodal.md").read_text(encoding="utf-8")
TABLES = re.findall(r"^`(triangle/\w+\.csv)`\n\n```csv\n(.*?)^```", PAGE, re.M | re.S)
COMMANDS = re.findall(r"^```console\n\$ loadsite (.*?)\n(.*?)^```", PAGE, re.M | re.S)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("triangle").mkdir()
    for name, text in TABLES:
        Path(name).write_text(text)


def test_the_page_has_examples():
    assert [name for name, _ in TABLES] == ["triangle/buses.csv", "triangle/branches.csv", "triangle/generators.csv"]
    assert len(COMMANDS) == 3


@pytest.mark.parametrize(("command", "printed"), COMMANDS)
def test_a_command_prints_what_the_page_says(command, printed, folder, loadsite):
    ended = loadsite(*shlex.split(command))
    assert ended.status == 0, ended.err
    assert [line.rstrip() for line in ended.out.splitlines()] == [line.rstrip() for line in printed.splitlines()]


def test_with_outages_town_has_what_the_page_says(folder, loadsite):
    rows = loadsite("headroom", "--grid", "triangle", "--secure", "--bus", "town", "--csv").out.splitlines()
    assert float(rows[1].split(",")[7]) == pytest.approx(5)
