"""A workbook to read: a summary with a chart, tables with units, and nothing in it is ever run."""

from __future__ import annotations

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.escape import unescape

from loadsite.export.run_workbook import in_order
from loadsite.export.spreadsheet import MOST_ROWS, write_spreadsheet
from loadsite.export.workbook_summary import Bars, Figure, Summary
from loadsite.writing.refusal import CannotWrite

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|'/c calc'!A0", '=HYPERLINK("http://example.org")']
PLAIN = Summary("plain", (), ())


def write(path, tables, summary=PLAIN):
    write_spreadsheet(path, summary, tables)
    return openpyxl.load_workbook(path)


def read(book, sheet: str) -> list[tuple]:
    """Rows of a sheet, formulas as they stand."""
    return list(book[sheet].iter_rows(values_only=True))


def test_numbers_stay_numbers_and_text_stays_text_under_heads_with_units(tmp_path):
    table = pd.DataFrame({
        "site": ["a", "b"], "campus_mw": [1.5, np.inf], "year": np.array([2030, 2035], dtype=np.int32),
        "stands": [True, False], "full_cost_usd_per_mwh": [41.256, np.nan], "used_share": [0.25, 1.0],
        "time_utc": pd.to_datetime(["2024-01-01", "2024-01-02"], utc=True),
    })  # fmt: skip
    book = write(tmp_path / "x.xlsx", {"siting": table})
    assert read(book, "siting") == [
        ("site", "campus [MW]", "year", "stands", "full cost [USD/MWh]", "used share", "time utc"),
        ("a", 1.5, 2030, True, 41.256, 0.25, "2024-01-01 00:00:00+00:00"),
        ("b", None, 2035, False, None, 1, "2024-01-02 00:00:00+00:00"),
    ]
    shown = [cell.number_format for cell in book["siting"][2]]
    assert shown[1:3] == ["#,##0.0", "0"] and shown[4:6] == ["#,##0.00", "0.0%"]


def test_heads_stay_in_sight_and_filter_and_columns_are_as_wide_as_what_they_hold(tmp_path):
    table = pd.DataFrame({"name": ["a name of quite some length"], "campus_mw": [1.0]})
    sheet = write(tmp_path / "x.xlsx", {"siting": table})["siting"]
    assert sheet.freeze_panes == "B2" and sheet.auto_filter.ref == "A1:B2"
    assert sheet.column_dimensions["A"].width > 27 and sheet.column_dimensions["B"].width < 13


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_reads_as_a_formula_is_text_with_an_apostrophe(tmp_path, text):
    summary = Summary(text, (Figure(text, 1.0, text),), (text,), Bars(text, text, ((text, 2.0),)))
    book = write(tmp_path / "x.xlsx", {"siting": pd.DataFrame({text: [text]})}, summary)
    for cell in (book["siting"]["A1"], book["siting"]["A2"], book["Summary"]["A1"], book["Summary"]["A4"]):
        assert cell.data_type == "s" and cell.hyperlink is None
        assert unescape(cell.value) == f"'{text}"


def test_the_summary_has_figures_with_units_notes_and_a_native_chart(tmp_path):
    summary = Summary("two", (Figure("placed", 900.0, "MW"), Figure("unknown", float("nan"), "USD")), ("mind",),
                      Bars("MW by site", "MW", (("one", 600.0), ("two", 300.0))))  # fmt: skip
    book = write(tmp_path / "x.xlsx", {}, summary)
    assert book.sheetnames[0] == "Summary"
    rows = read(book, "Summary")
    assert rows[3][:3] == ("placed", 900, "MW") and rows[4][:3] == ("unknown", None, "USD")
    assert ("mind", None, None) in rows
    (chart,) = book["Summary"]._charts
    values = chart.series[0].val.numRef.f.replace("$", "").partition("!")[2]
    assert [cell.value for (cell,) in book["Summary"][values]] == [600, 300]
    names = chart.series[0].cat.strRef.f.replace("$", "").partition("!")[2]
    assert [cell.value for (cell,) in book["Summary"][names]] == ["one", "two"]


def test_there_are_at_most_fifteen_sheets_beside_the_summary_and_the_contents_say_where_all_is(tmp_path):
    tables = {f"table_{k}": pd.DataFrame({"usd": [float(k)]}) for k in range(30)}
    book = write(tmp_path / "x.xlsx", tables)
    assert len(book.sheetnames) == 16 and book.sheetnames[:3] == ["Summary", "Contents", "table_0"]
    said = {row[0]: row for row in read(book, "Contents") if row[4]}
    assert said["table_0"][4] == "table_0.parquet"
    assert said["table_29"][4] == "not in the workbook: read table_29.parquet"


def test_long_and_empty_tables_are_left_out_and_the_workbook_says_so(tmp_path):
    many = pd.DataFrame({"a": range(MOST_ROWS + 1)})
    book = write(tmp_path / "x.xlsx", {"few": many.head(1), "many": many, "none": many.head(0)})
    assert book.sheetnames == ["Summary", "Contents", "few"]
    said = {row[0]: row for row in read(book, "Contents") if row[4]}
    assert said["many"][4] == "not in the workbook: more than 20,000 rows; read many.parquet"
    assert said["none"][4] == "no rows; none.parquet"


def test_the_contents_say_what_the_columns_mean(tmp_path):
    book = write(tmp_path / "x.xlsx", {"siting": pd.DataFrame({"campus_mw": [1.0]})})
    assert ("siting", "campus [MW]", "MW of campus placed", "campus_mw", None) in read(book, "Contents")


def test_tables_that_are_read_first_stand_first():
    told = in_order({name: pd.DataFrame() for name in ("adequacy", "limits", "siting", "costs")})
    assert list(told) == ["siting", "costs", "limits", "adequacy"]


def test_every_sheet_has_a_name_that_spreadsheets_take(tmp_path):
    names = [f"hourly_shadow_prices/energy_budget_of_{kind}" for kind in ("water", "wind")]
    names += ["Contents", "summary", "[a]:*?"]
    sheets = write(tmp_path / "x.xlsx", {name: pd.DataFrame({"a": [1]}) for name in names}).sheetnames
    assert len({name.lower() for name in sheets}) == 7 and max(map(len, sheets)) <= 31


def test_a_folder_is_no_place_for_a_workbook(tmp_path):
    with pytest.raises(CannotWrite, match="is a folder"):
        write_spreadsheet(tmp_path, PLAIN, {})
