"""The page on grids of buses says what loadsite prints."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from loadsite.inputs.schema import REQUIRED, Column
from loadsite.nodal.schema import GRID_TABLES, NEEDED

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


def described(column: Column) -> str:
    """A row of the page."""
    empty = column.blank is REQUIRED
    blank = str(column.blank).lower().removeprefix("-").replace("inf", "no limit").replace("nan", "")
    return f"| `{column.name}` | {column.unit} | {column.meaning} | {'required' if empty else blank} |"


def test_the_page_has_every_column():
    """`python tests/nodal/test_page.py` prints the section."""
    assert columns_section() in PAGE


def columns_section() -> str:
    """Every table and column, as the page has them."""
    parts = []
    for table in GRID_TABLES:
        needed = "" if table in NEEDED else " (may be missing)"
        parts += [f"`{table.file}`{needed}: {table.meaning}", "", "| column | unit | meaning | blank |",
                  "|---|---|---|---|", *map(described, table.columns), ""]  # fmt: skip
    return "\n".join(parts)


if __name__ == "__main__":
    print(columns_section())
