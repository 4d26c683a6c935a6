"""Names from files of others show on a terminal, in errors, CSV and JSON, and do nothing there."""

from __future__ import annotations

import csv
import io
import json

import pandas as pd
import pytest
from rich.text import Text

from loadsite.cli import app
from loadsite.commands.ending import end_of
from loadsite.commands.output import grid, print_csv, print_json, print_note, screen
from loadsite.commands.progress import stages
from loadsite.errors import LoadsiteError
from tiny_study import PLAIN_SITE, collection, write_tiny_study

ACTING = {
    "\x1b[2J": "\\x1b[2J", "\x1b]0;title\x07": "\\x1b]0;title\\x07", "\x9b31m": "\\x9b31m",
    "\u202eDLROW": "\\u202eDLROW",
    "\u2066a\u2069": "\\u2066a\\u2069", "a\rb": "a\\x0db", "a\x08b": "a\\x08b", "\x7f": "\\x7f", "\u2028": "\\u2028",
}  # fmt: skip
"""Text that acts on a terminal, and how it is shown."""


@pytest.mark.parametrize("text", ACTING, ids=ascii)
def test_a_text_that_acts_is_written_out_everywhere(capsys, text):
    def fail() -> None:
        raise LoadsiteError(f"no zone {text}")

    table = grid("zone")
    table.add_row(text)
    table.add_row(Text(text))
    screen().print(table)
    print_note(text)
    print_csv(pd.DataFrame({text: [text], "same": pd.Categorical([text])}))
    assert end_of(fail) == 1
    with stages() as progress:
        progress(text)
    said = capsys.readouterr()
    both = said.out + said.err
    assert not set(both) & {*map(chr, range(0x00, 0x0A)), *map(chr, range(0x0B, 0x20)), *map(chr, range(0x7F, 0xA0)),
                            *"\u202e\u2066\u2069\u2028"}  # fmt: skip
    # the library that draws the table leaves out four of them by itself
    assert both.count(ACTING[text]) == (5 if set(text) & {"\x07", "\x08", "\r"} else 7)


@pytest.mark.parametrize("text", [*ACTING, "\ud800"], ids=ascii)
def test_json_says_the_same_in_other_letters(capsys, text):
    print_json({"zone": text})
    said = capsys.readouterr().out
    assert json.loads(said) == {"zone": text}
    assert all(letter == "\n" or " " <= letter < "\x7f" for letter in said)


def test_a_terminal_shows_styles_and_no_markup_of_others(capsys):
    for text in ("[red]x[/red]", "[/]", "[link=http://example.org]x[/link]", ":smile:"):
        table = grid(text, title=text)
        table.add_row(text, text)
        screen().print(table)
        assert capsys.readouterr().out.count(text) >= 3


def test_csv_guards_formulas_as_a_workbook_does(capsys):
    cells = ["=1+1", "+1", "-1+1", "@SUM(A1)", "\t=1", "plain", "'quoted"]
    table = pd.DataFrame({"site": pd.Categorical(cells), "=head": cells, "mw": [-1.5, 2, 3, 4, 5, 6, 7]})
    print_csv(table)
    header, *rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert header == ["site", "'=head", "mw"]
    assert [row[0] for row in rows] == ["'=1+1", "'+1", "'-1+1", "'@SUM(A1)", "'\t=1", "plain", "'quoted"]
    assert [row[1] for row in rows] == [row[0] for row in rows] and rows[0][2] == "-1.5"


def test_a_verb_with_a_hostile_name(tmp_path, capsys):
    site = {**PLAIN_SITE, "name": "\x1b[31m[/]=cmd", "status": "=1+1"}
    write_tiny_study(tmp_path, site_phases="site,year,limit_mw\n",
                     sites=collection((site, {"type": "Point", "coordinates": [-99.0, 34.0]})))  # fmt: skip
    scenario = str(tmp_path / "scenarios/tiny.yaml")
    for form in ([], ["--csv"], ["--json"]):
        assert end_of(lambda form=form: app(["sites", scenario, *form])) in (0, 1)
        said = capsys.readouterr()
        assert "\x1b" not in said.out + said.err and "defect" not in said.err
