"""Annuities, and values of tables between their years."""

from __future__ import annotations

import pandas as pd
import pytest

from loadsite.inputs.cells import check_cells
from loadsite.inputs.costs import by_year, capital_recovery_factor
from loadsite.inputs.csv_text import split_csv
from loadsite.inputs.problems import Problems
from loadsite.inputs.schema import LOAD_GROWTH


def test_a_loan_over_one_year_is_paid_back_with_interest() -> None:
    assert capital_recovery_factor(0.05, 1) == pytest.approx(1.05)


def test_a_loan_over_two_years() -> None:
    """p / 1.1 + p / 1.21 = 1, so p = 1.21 / 2.1."""
    assert capital_recovery_factor(0.1, 2) == pytest.approx(1.21 / 2.1)


def test_a_loan_without_interest_is_paid_in_equal_parts() -> None:
    assert capital_recovery_factor(0.0, 40) == 1 / 40


def growth(text: str, *years: int, **more: bool) -> tuple[pd.DataFrame, list[str]]:
    problems = Problems()
    cells = split_csv(f"zone,year,load_factor\n{text}".encode(), "t.csv", problems)
    assert cells is not None
    rows = check_cells(cells, LOAD_GROWTH, problems)
    assert rows is not None and not problems
    found = by_year(rows, "load_factor", pd.Index(years), problems, **more)
    return found, [str(problem) for problem in problems.error().problems]


def test_between_years_values_lie_on_a_straight_line() -> None:
    found, wrong = growth("A,2030,2\nA,2020,1\nA,2040,5\n", 2020, 2025, 2035)
    assert found.loc["A"].tolist() == [1, 1.5, 3.5] and not wrong


def test_outside_the_years_of_a_table_nothing_is_assumed() -> None:
    _, wrong = growth("A,2020,1\nA,2030,2\nB,2020,1\n", 2035)
    assert wrong == ['t.csv:3 year: "A" has values for 2020 to 2030; expected one for 2035 as well']


def test_a_single_value_holds_in_every_year_unless_told_otherwise() -> None:
    found, wrong = growth("A,2020,3\n", 2010, 2035)
    assert found.loc["A"].tolist() == [3, 3] and not wrong
    _, wrong = growth("A,2020,3\n", 2035, hold_single=False)
    assert wrong == ['t.csv:2 year: "A" has values for 2020 only; expected one for 2035 as well']
