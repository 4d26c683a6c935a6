"""Labels longer than any screen: none is cut where output is piped, and on a terminal they fold or take its width."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.text import Text

from loadsite.commands.beside import Beside
from loadsite.commands.output import grid, screen
from tiny_study import OFF_GRID_SITE, PLAIN_SITE, SCENARIO, collection, write_tiny_study

NAME = "Plain field of the former carriage works, second lot beyond the western canal"
SITE = "plain_field_of_the_former_carriage_works_second_lot_beyond_the_western_canal"
LINE = "NORTH>SOUTH_by_way_of_the_old_mountain_crossing_and_the_new_tunnel_below_the_river"
RULE = "no_more_than_the_county_council_of_the_works_has_agreed_to"
SIX_HOURS = SCENARIO.replace("until_utc: 2024-08-13T00:00", "until_utc: 2024-08-12T06:00")


@pytest.fixture
def long(tmp_path, monkeypatch) -> str:
    """The tiny study with a long name and label of a site, of a line and of a rule; its scenario."""
    monkeypatch.chdir(tmp_path)
    sites = collection(
        (PLAIN_SITE | {"site": SITE, "name": NAME}, {"type": "Point", "coordinates": [-99.0, 34.0]}),
        (OFF_GRID_SITE, {"type": "Point", "coordinates": [-95.0, 33.0]}),
    )
    write_tiny_study(tmp_path, sites=sites, site_phases=lambda text: text.replace("plain,", f"{SITE},"),
                     lines=lambda text: text.replace("NORTH>SOUTH,", f"{LINE},").replace(",400,300,500", ",10,10,10"),
                     scenario=SIX_HOURS + "rules: [cap.yaml]\n")  # fmt: skip
    Path("scenarios/cap.yaml").write_text(
        f"rules:\n  - name: {RULE}\n    rule: campus_mw[zone=NORTH] <= 90 MW\n    each: year\n    source: made up\n")
    return "scenarios/tiny.yaml"


@pytest.mark.slow
def test_no_verb_cuts_a_label_where_its_output_is_piped(long, loadsite):
    found = loadsite("run", long)
    assert found.status == 0, found.err
    for label in (NAME, RULE, LINE):
        assert any(label in line for line in found.out.splitlines()), label
    shown = {("sites", long): SITE, ("check", long): RULE, ("why", "runs/tiny", "--zone", "NORTH"): LINE,
             ("compare", "runs/tiny", "runs/tiny"): NAME.replace("_", " ")}  # fmt: skip
    for verb, label in shown.items():
        ended = loadsite(*verb)
        assert ended.status == 0 and any(label in line for line in ended.out.splitlines()), verb
        assert "…" not in ended.out


def on_terminal(monkeypatch, columns: int) -> None:
    """What is shown is shown on a terminal so many columns wide."""
    for name, value in {"FORCE_COLOR": "1", "TERM": "xterm", "COLUMNS": str(columns), "LINES": "40"}.items():
        monkeypatch.setenv(name, value)


def lines_of(out: str) -> list[str]:
    """The lines of a terminal, without styles."""
    return [re.sub(r"\x1b\[[0-9;]*m", "", line).rstrip() for line in out.splitlines()]


def drawn(whole: bool = True) -> object:
    table = grid("site", "MW", "note", right=("MW",), whole=("site",) if whole else ())
    table.add_row(Text(NAME), "1,234,567", Text("to be had from the second year on, where the council agrees"))
    return table


def test_a_terminal_of_enough_columns_is_used(capsys, monkeypatch):
    on_terminal(monkeypatch, 140)
    screen().print(drawn())
    lines = lines_of(capsys.readouterr().out)
    assert any(line.startswith(f"{NAME}  1,234,567  ") for line in lines)
    assert 100 < max(map(len, lines)) <= 140


@pytest.mark.parametrize("columns", [80, 60, 40])
def test_a_narrow_terminal_folds_labels_between_words(columns, capsys, monkeypatch):
    """All words of the label stand in the first column, one after the other; the number is whole."""
    on_terminal(monkeypatch, columns)
    screen().print(drawn())
    lines = lines_of(capsys.readouterr().out)
    assert max(map(len, lines)) <= columns
    at = next(line.index("1,234,567") for line in lines if "1,234,567" in line)
    assert " ".join(line[:at].strip() for line in lines[1:]).split() == NAME.split()
    note = [line[at + len("1,234,567"):] for line in lines[1:]]
    assert " ".join(" ".join(note).split()) == "to be had from the second year on, where the council agrees"


def test_a_very_narrow_terminal_loses_no_letter(capsys, monkeypatch):
    """Words are folded, ten columns at least, and the number is still whole."""
    on_terminal(monkeypatch, 24)
    table = grid("site", "MW", right=("MW",), whole=("site",))
    table.add_row(Text(SITE), "1,234,567")
    screen().print(table)
    lines = lines_of(capsys.readouterr().out)
    assert max(map(len, lines)) == 24 and "1,234,567" in lines[1]
    assert "".join(line[:13].strip() for line in lines[1:]) == SITE


def test_two_tables_stand_beside_each_other_only_where_both_have_room(capsys, monkeypatch):
    def two(columns: int) -> list[str]:
        on_terminal(monkeypatch, columns)
        left, right = (grid(name, "MW", right=("MW",), whole=(name,)) for name in ("left", "right"))
        left.add_row("a" * 30, "1,000")
        right.add_row("b" * 30, "2,000")
        screen().print(Beside(left, right))
        return lines_of(capsys.readouterr().out)

    beside, below = two(80), two(70)
    assert any("a" * 30 in line and "2,000" in line for line in beside) and len(beside) == 2
    assert [line.split() for line in below] == [["left", "MW"], ["a" * 30, "1,000"], [],
                                                ["right", "MW"], ["b" * 30, "2,000"]]  # fmt: skip
