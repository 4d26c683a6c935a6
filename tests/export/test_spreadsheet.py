"""A workbook holds the tables as they are, and nothing in it is ever run."""

from __future__ import annotations

import numpy as np
import openpyxl
import pandas as pd
import pytest
from openpyxl.utils.escape import unescape

from loadsite.export.spreadsheet import MOST_ROWS, write_spreadsheet
from loadsite.writing.refusal import CannotWrite

FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "=cmd|'/c calc'!A0", '=HYPERLINK("http://example.org")']


def read(path, sheet: str) -> list[tuple]:
    """Rows of a sheet, formulas as they stand."""
    return list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))


def test_numbers_stay_numbers_and_text_stays_text(tmp_path):
    table = pd.DataFrame({
        "site": ["a", "b"], "campus_mw": [1.5, np.inf], "year": np.array([2030, 2035], dtype=np.int32),
        "stands": [True, False], "time_utc": pd.to_datetime(["2024-01-01", "2024-01-02"], utc=True),
    })  # fmt: skip
    write_spreadsheet(tmp_path / "x.xlsx", {"siting": table})
    assert read(tmp_path / "x.xlsx", "siting") == [
        ("site", "campus_mw", "year", "stands", "time_utc"),
        ("a", 1.5, 2030, True, "2024-01-01 00:00:00+00:00"),
        ("b", None, 2035, False, "2024-01-02 00:00:00+00:00"),
    ]


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_reads_as_a_formula_is_text_with_an_apostrophe(tmp_path, text):
    write_spreadsheet(tmp_path / "x.xlsx", {"siting": pd.DataFrame({text: [text]})})
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["siting"]
    for cell in (sheet["A1"], sheet["A2"]):
        assert cell.data_type == "s" and cell.hyperlink is None
        assert unescape(cell.value) == f"'{text}"


def test_long_tables_are_left_out_and_the_workbook_says_so(tmp_path):
    many = pd.DataFrame({"a": range(MOST_ROWS + 1)})
    write_spreadsheet(tmp_path / "x.xlsx", {"few": many.head(1), "many": many})
    assert openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames == ["contents", "few"]
    (said,) = [row for row in read(tmp_path / "x.xlsx", "contents") if row[0] == "many"]
    assert said[3] == "left out: more than 20,000 rows; read many.parquet"


def test_every_sheet_has_a_name_that_spreadsheets_take(tmp_path):
    names = [f"hourly_shadow_prices/energy_budget_of_{kind}" for kind in ("water", "wind")] + ["Contents", "[a]:*?"]
    write_spreadsheet(tmp_path / "x.xlsx", {name: pd.DataFrame({"a": [1]}) for name in names})
    sheets = openpyxl.load_workbook(tmp_path / "x.xlsx").sheetnames
    assert len({name.lower() for name in sheets}) == 5 and max(map(len, sheets)) <= 31


def test_a_folder_is_no_place_for_a_workbook(tmp_path):
    with pytest.raises(CannotWrite, match="is a folder"):
        write_spreadsheet(tmp_path, {})
