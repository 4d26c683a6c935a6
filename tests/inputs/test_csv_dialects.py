"""Tables as spreadsheets save them: other separators, decimal commas, empty columns at the right."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loadsite.errors import InputError
from loadsite.inputs import read_case
from loadsite.inputs.number_text import rewrite_hint
from tiny_study import GENERATORS, LINES, SCENARIO, ZONE_SHARES, write_tiny_study

Complaints = Callable[..., str]
EXPORT = "save the file as CSV with commas between columns and points in numbers"
RULES = "name,rule\ncap,campus_mw <= 250 MW\n"


@pytest.mark.parametrize(("mark", "named"), [(";", "semicolons"), ("\t", "tabs"), ("|", "vertical bars")])
def test_a_table_separated_otherwise_has_one_problem_that_names_the_separator(
    complaints: Complaints, mark: str, named: str
):
    said = complaints(generators=GENERATORS.replace(",", mark))
    assert said == f"sites/tiny/generators.csv:1: columns are separated by {named}; expected commas; {EXPORT}"


def test_a_line_that_tells_a_spreadsheet_the_separator_is_named(complaints: Complaints):
    assert complaints(lines=f"sep=,\n{LINES}") == (
        'sites/tiny/lines.csv:1: "sep=," is a line for spreadsheets; expected the header of column names; '
        "remove the line")
    assert complaints(lines="sep=;\n" + LINES.replace(",", ";")) == (
        f"sites/tiny/lines.csv:1: columns are separated by semicolons; expected commas; {EXPORT}")


def test_the_shares_of_a_plan_are_read_by_the_same_reader(complaints: Complaints):
    said = complaints(zone_shares=ZONE_SHARES.replace(",", ";").replace(".", ","))
    assert said == f"scenarios/plans/zone_shares.csv:1: columns are separated by semicolons; expected commas; {EXPORT}"


def test_rules_in_csv_are_read_by_the_same_reader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    study = write_tiny_study(Path(), scenario=f"{SCENARIO}rules: [mine.csv]\n")
    Path("scenarios/mine.csv").write_text(RULES.replace(",", ";", 2), encoding="utf-8")
    with pytest.raises(InputError) as refused:
        read_case(study)
    assert str(refused.value) == (
        f"scenarios/mine.csv:1: columns are separated by semicolons; expected commas; {EXPORT}")


def test_empty_columns_at_the_right_carry_nothing(tmp_path: Path):
    """As spreadsheets save them: in the header and the first rows, and not in the last."""
    head, *rows = LINES.splitlines()
    padded = [f"{head},,", *(f"{row},," for row in rows[:-1]), rows[-1]]
    wide = read_case(write_tiny_study(tmp_path / "wide", lines="\n".join(padded)))
    plain = read_case(write_tiny_study(tmp_path / "plain"))
    assert wide.grid.lines.equals(plain.grid.lines)
    assert str(wide.origins["lines", "SOUTH>ISLE"]) == "lines.csv:5"


def test_a_value_in_a_column_without_a_name_is_told_once(complaints: Complaints):
    head, *rows = LINES.splitlines()
    said = complaints(lines="\n".join([f"{head},", *(f"{row},mine" for row in rows)]))
    assert said == (
        'sites/tiny/lines.csv:2 (no name): holds "mine" in column 11, which has no name in the header, '
        "as do 3 more rows")


def test_a_decimal_comma_in_quotes_is_never_read_as_tens(complaints: Complaints):
    said = complaints(lines=LINES.replace("0.02,made up", '"0,02",made up', 1))
    assert said.endswith('"0,02" is not a number; expected share of the sent power that is lost [1]; '
                         "write a decimal point: 0.02")


@pytest.mark.parametrize(("text", "hint"), [
    ("20,5", "write a decimal point: 20.5"),
    ("-0,125", "write a decimal point: -0.125"),
    ("1.234,5", "write it without separators: 1234.5"),
    ("1,234,567.5", "write it without separators: 1234567.5"),
    ("1 234", "write it without separators: 1234"),
    ("1,234", "write 1234 for thousands, or 1.234 with a decimal point"),
    ("20,5 %", "write the share, 0.205"),
    ("20.5", ""),
])  # fmt: skip
def test_what_a_number_may_be_is_said_and_not_guessed(text: str, hint: str):
    assert rewrite_hint(text, "column") == hint


def test_a_decimal_comma_without_quotes_makes_a_cell_too_many(complaints: Complaints):
    assert "write numbers with a decimal point" in complaints(lines=LINES.replace("AC,400,", "AC,400,5,", 1))
