"""Several load years of the hourly files at once, from the scenario to the Case."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from loadsite.errors import InputError
from loadsite.inputs import Case, read_case
from loadsite.inputs.case import Risk
from tiny_study import edit, load_frame, write_tiny_study

ONE_DAY = "load_year: 2024\n  resolution: hours\n  from_utc: 2024-08-12T00:00\n  until_utc: 2024-08-13T00:00"
TWO_YEARS = "load_years: {2024: 0.75, 2023: 0.25}\n  resolution: days\n  count: 3"


def both_years() -> pd.DataFrame:
    """2023 with half of the load of 2024."""
    before = load_frame(2023).set_index("hour_utc")
    return pd.concat([(before / 2).reset_index(), load_frame(2024)])


def growth(text: str) -> str:
    """The load of 2023 is told as 0.5 of that of 2024 in NORTH, 0.8 elsewhere."""
    return text + "NORTH,2023,0.5\nSOUTH,2023,0.8\nISLE,2023,0.8\n"


def case_of(folder: Path, time: str = TWO_YEARS, more: str = "") -> Case:
    scenario = lambda text: edit(ONE_DAY, time)(text) + more  # noqa: E731
    return read_case(write_tiny_study(folder, scenario=scenario, load=both_years(), load_growth=growth))


@pytest.fixture(scope="module")
def case(tmp_path_factory: pytest.TempPathFactory) -> Case:
    return case_of(tmp_path_factory.mktemp("study"))


def test_every_load_year_has_periods_of_its_own_that_weigh_its_probability(case: Case) -> None:
    """Three days each; 0.75 x 8784 hours of 2024 and 0.25 x 8760 of 2023."""
    horizon = case.horizon
    assert horizon.samples["probability"].to_dict() == {2024: 0.75, 2023: 0.25}
    assert horizon.periods["sample"].tolist() == [2024] * 3 + [2023] * 3
    hours = (horizon.periods["weight"] * horizon.periods["hours"]).groupby(horizon.periods["sample"]).sum()
    assert hours.to_dict() == pytest.approx({2024: 0.75 * 8784, 2023: 0.25 * 8760})
    assert (pd.DatetimeIndex(horizon.snapshots["time_utc"]).year == horizon.sample_of_snapshot).all()
    assert horizon.periods["last"].iloc[-1] == len(horizon.snapshots) - 1
    assert horizon.resolution.startswith("2 load years at once: 3 representative days of 2024")


def test_each_load_year_grows_from_itself(case: Case) -> None:
    """NORTH: half of the load in 2023, which was 0.5 of that of 2024: alike once grown. SOUTH: 0.5 / 0.8 of it."""
    load, sample = case.grid.load_mw, case.horizon.sample_of_snapshot
    day = load.loc[:, (sample == 2023).to_numpy()]
    times = case.horizon.snapshots.loc[day.columns, "time_utc"]
    real = both_years().set_index("hour_utc").loc[times]
    assert day.loc["NORTH"].to_numpy() == pytest.approx(real["NORTH"].to_numpy() / 0.5)
    assert day.loc["SOUTH"].to_numpy() == pytest.approx(real["SOUTH"].to_numpy() / 0.8)
    assert case.grid.load_factor.loc["NORTH", 2030] == pytest.approx(1.3), "against 2024, the first of them"


def test_reserve_margins_are_over_the_mean_peak(case: Case) -> None:
    """ISLE in 2030, 1.06 of 2024: its peak of 2024 in three years of four, and 0.5 / 0.8 of 2023's in one."""
    peak, before = load_frame(2024)["ISLE"].max(), load_frame(2023)["ISLE"].max()
    expected = 1.06 * (0.75 * peak + 0.25 * before * 0.5 / 0.8)
    assert case.grid.peak_load_mw.loc["M2", 2030] == pytest.approx(expected)


def test_all_hours_of_both_years(tmp_path: Path) -> None:
    horizon = case_of(tmp_path, "load_years: {2024: 0.5, 2023: 0.5}\n  resolution: hours").horizon
    assert len(horizon.snapshots) == 8784 + 8760
    assert (horizon.snapshots["weight_h"] == 0.5).all()


def test_risk_is_read(tmp_path: Path) -> None:
    assert case_of(tmp_path, more="risk: {level: 0.75, weight: 0.5}\n").risk == Risk(0.75, 0.5)


@pytest.mark.parametrize(("time", "more", "wrong"), [
    (TWO_YEARS.replace("0.25", "0.3"), "", "time.load_years: probabilities add up to 1.05; expected 1"),
    ("load_year: 2024\n  " + TWO_YEARS, "", "time.load_years: stands beside load_year; expected one of the two"),
    ("resolution: days\n  count: 3", "", "time.load_year: missing; expected a calendar year of the load file"),
    (TWO_YEARS.replace("2023", "2022"), "", "time.load_years.2022: 2022 is not covered by load.parquet"),
    ("load_years: {2024: 1}\n  resolution: hours\n  from_utc: 2024-08-12T00:00", "",
     "time.from_utc: is not read with load_years, which are taken whole"),
    ("load_year: 2024\n  resolution: days\n  count: 3", "risk: {level: 0.75, weight: 0.5}\n",
     "risk: is not read without time.load_years"),
    (TWO_YEARS, "risk: {level: 1, weight: 0.5}\n", "risk.level: 1 is above 0.999"),
])
def test_what_does_not_go_together_is_told(time: str, more: str, wrong: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        case_of(tmp_path, time, more)
    assert wrong in str(caught.value)


def test_a_load_year_before_the_table_of_growth_is_told(tmp_path: Path) -> None:
    scenario = edit(ONE_DAY, TWO_YEARS)
    with pytest.raises(InputError, match='"NORTH" has values for 2024 to 2034; expected one for 2023 as well'):
        read_case(write_tiny_study(tmp_path, scenario=scenario, load=both_years()))
