"""Periods that a table gives, windows that do not stand for a year, and levels and ramps that close every period."""

from __future__ import annotations

import pytest

from loadsite.errors import InputError
from loadsite.inputs import read_case
from tiny_study import SCENARIO, write_tiny_study

WINDOW = "  resolution: hours\n  from_utc: 2024-08-12T00:00\n  until_utc: 2024-08-13T00:00\n"
GIVEN = SCENARIO.replace(WINDOW, "  resolution: periods\n  periods: periods.csv\n")
HEAD = "start_utc,hours,weight\n"
ROWS = "2024-08-12T00:00,24,100\n2024-01-02T12:00,6,50.5\n"


def read(folder, rows: str = ROWS, scenario: str = GIVEN):
    path = write_tiny_study(folder, scenario=scenario)
    (folder / "scenarios" / "periods.csv").write_text(HEAD + rows)
    return read_case(path)


def test_periods_are_those_of_the_table_in_its_order(tmp_path):
    horizon = read(tmp_path, scenario=GIVEN.replace("periods.csv\n", "periods.csv\n  state_of_charge: own\n")).horizon
    periods = horizon.periods
    assert periods["hours"].tolist() == [24, 6] and periods["weight"].tolist() == [100.0, 50.5]
    assert [f"{each:%m-%d %H}" for each in periods["start_utc"]] == ["08-12 00", "01-02 12"]
    assert horizon.snapshots["weight_h"].tolist() == [100.0] * 24 + [50.5] * 6
    assert periods["opening_boundary"].tolist() == periods["closing_boundary"].tolist() == [0, 1]
    assert horizon.resolution == (
        "2 given periods of 2024, 30 hours that count 2,703 of the 8,784 hours of the year")
    assert not horizon.cyclic


def test_load_and_weather_are_those_of_the_hours(tmp_path):
    case, plain = read(tmp_path / "1"), read_case(write_tiny_study(tmp_path / "2"))
    assert case.grid.load_mw.iloc[:, :24].to_numpy() == pytest.approx(plain.grid.load_mw.to_numpy())
    assert case.grid.peak_load_mw.to_numpy() == pytest.approx(plain.grid.peak_load_mw.to_numpy()), "of the whole year"


def test_what_is_told_of_given_periods(tmp_path):
    told = read(tmp_path).limitations
    assert "Perfect foresight within each given period; no storage carries energy between them." in told
    own = read(tmp_path / "own", scenario=GIVEN.replace("periods.csv\n", "periods.csv\n  state_of_charge: own\n"))
    assert any("storage ends each at the state of charge it began with" in each for each in own.limitations)


def test_a_window_may_stand_for_itself(tmp_path):
    """24 hours, each counting once; without the key each counts 366 times."""
    case = read_case(write_tiny_study(tmp_path, scenario=SCENARIO.replace(
        "  resolution: hours\n", "  resolution: hours\n  scaled_to_year: false\n  cyclic: true\n")))
    assert set(case.horizon.snapshots["weight_h"]) == {1.0}
    assert case.horizon.resolution == "24 consecutive hours of 2024, each counting once"
    assert case.horizon.cyclic


WRONG = [
    ("2024-08-12,24\n", "periods.csv:2: has 2 cells; expected 3"),
    ("2024-08-12T00:00,24,\n", "periods.csv:2 weight: blank; expected how many times it counts"),
    ("2024-08-12T00:00,24,0\n", "periods.csv:2 weight: 0 is below 1e-06"),
    ("2024-08-12T00:00,1.5,1\n", '2 hours: "1.5" is not a whole number'),
    ("2024-08-12T00:30,24,1\n", '2 start_utc: "2024-08-12T00:30" is not a whole hour in UTC; expected such as'),
    ("12 August,24,1\n", '2 start_utc: "12 August" is not a whole hour in UTC'),
    ("2023-08-12T00:00,24,1\n", "2 start_utc: 2023-08-12T00:00 and 24 hours from then are not in the load year 2024"),
    ("2024-12-31T12:00,13,1\n", "2 start_utc: 2024-12-31T12:00 and 13 hours from then are not in the load year"),
    (ROWS + "2024-08-12T23:00,3,1\n", "4 start_utc: 2024-08-12T23:00 and 3 hours from then share hours with"),
    ("", "periods.csv:1: has no rows; expected at least one period"),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "said"), WRONG, ids=[said[:40] for _, said in WRONG])
def test_a_malformed_period_is_located(tmp_path, rows, said):
    with pytest.raises(InputError) as caught:
        read(tmp_path, rows)
    assert said in str(caught.value)


KEYS = [
    ("  periods: periods.csv\n", "", "time.periods: missing; expected a CSV table of the periods"),
    ("  periods: periods.csv\n", "  periods: no.csv\n", "no.csv: no such file"),
    ("  load_year: 2024\n", "  load_years: {2024: 1}\n", "time.load_years: is not read with resolution periods"),
    ("  periods: periods.csv\n", "  periods: periods.csv\n  count: 4\n", "time.count: is not read with resolution"),
    ("  periods: periods.csv\n", "  periods: periods.csv\n  state_of_charge: inter_period\n",
     "time.state_of_charge: inter_period is not read with resolution periods; expected cyclic or own"),
    ("  resolution: periods\n", "  resolution: hours\n", "time.periods: is not read with resolution hours"),
    ("  resolution: periods\n  periods: periods.csv\n", "  resolution: days\n  count: 4\n  scaled_to_year: false\n",
     "time.scaled_to_year: is not read with resolution days"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), KEYS, ids=[said[:40] for _, _, said in KEYS])
def test_a_key_that_does_not_fit_is_located(tmp_path, old, new, said):
    assert old in GIVEN
    with pytest.raises(InputError) as caught:
        read(tmp_path, scenario=GIVEN.replace(old, new))
    assert said in str(caught.value)
