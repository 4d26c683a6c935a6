"""Hours by the clock of a zone: `hour_local` in `when` and in selectors, over the changes of March and November."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from loadsite.inputs.case import Case
from loadsite.inputs.local_time import is_time_zone, local_hours, with_local_time
from rules_of import complaint, one_rule, with_rules
from small_cases import Generator, Line, Period, Site, Zone, make_case

CHICAGO, DENVER = "America/Chicago", "America/Denver"


def case_from(first_hour: str, first: str = CHICAGO, second: str = DENVER) -> Case:
    """Twelve hours of two zones, a plant and a site in each."""
    case = make_case(
        [Zone("a", 10, time_zone=first), Zone("b", 20, time_zone=second)],
        [Generator("gas a", "a", 100, 10), Generator("gas b", "b", 100, 10)],
        lines=[Line("a>b", "a", "b", 50)], sites=[Site("c", "a", 30), Site("d", "b", 40)],
        periods=[Period(12)], target_mw=20,
    )
    time = pd.date_range(first_hour, periods=12, freq="h", tz="UTC")
    return replace(case, horizon=replace(case.horizon, snapshots=case.horizon.snapshots.assign(time_utc=time)))


def hours_of(case: Case, when: str) -> list[int]:
    """The snapshots in which a rule about the zone `a` holds."""
    (rule,) = with_rules(case, one_rule("generation[zone=a] <= 70 MW", each="hour", when=when)).rules
    return np.flatnonzero(rule.kept.reshape(-1)).tolist()


def test_clocks_go_forward_in_march_and_back_in_november():
    """10 March 2024: 1:00 CST is followed by 3:00 CDT. 3 November: 1:00 comes twice."""
    spring = pd.date_range("2024-03-10 06:00", periods=4, freq="h", tz="UTC")
    autumn = pd.date_range("2024-11-03 05:00", periods=4, freq="h", tz="UTC")
    assert local_hours(spring, CHICAGO).tolist() == [0, 1, 3, 4]
    assert local_hours(autumn, CHICAGO).tolist() == [0, 1, 1, 2]
    assert local_hours(spring, "America/Phoenix").tolist() == [23, 0, 1, 2]


def test_a_rule_holds_in_the_hours_of_its_zone():
    """Hours from 5:00 UTC on 9 March: 23:00 CST. A day later, from 11:00 UTC on, it is an hour later by the clock."""
    assert hours_of(case_from("2024-03-09 05:00"), "{hour_local: [0, 1]}") == [1, 2]
    assert hours_of(case_from("2024-03-10 05:00"), "{hour_local: [1, 2, 3]}") == [2, 3]
    assert hours_of(case_from("2024-11-03 05:00"), "{hour_local: 1}") == [1, 2]
    assert hours_of(case_from("2024-11-03 05:00"), "{hour_local: 1, hour: [7, 8]}") == [2]


def test_a_selector_sums_over_local_hours():
    """16:00 to 18:00 in Denver in July is 22:00 to 0:00 UTC: snapshots 2 and 3 of those from 20:00 UTC on."""
    case = case_from("2024-07-01 20:00")
    rule = one_rule('"generation[zone=b, hour_local=16|17] <= 90 MWh"', each="year")
    (found,) = with_rules(case, rule).rules
    assert found.terms[0].hours == (2, 3)


@pytest.mark.parametrize(("zones", "rule", "said"), [
    ((CHICAGO, DENVER), "generation <= 70 MW",
     "hour_local meets several time zones: America/Chicago in a, America/Denver in b; write a rule for each time zone, "
     "or use hour, in UTC"),
    ((CHICAGO, DENVER), "flow <= 7 MW",
     "hour_local meets several time zones: America/Chicago in a, America/Denver in b; write a rule for each time zone, "
     "or use hour, in UTC"),
    (("", DENVER), "campus_energy[site=c] <= 7 MW",
     "hour_local needs a time zone, and the zone a has none; write an IANA name into the column time_zone of the "
     "zones"),
])
def test_zones_of_several_time_zones_or_none_are_told(zones: tuple[str, str], rule: str, said: str) -> None:
    text = one_rule(rule, each="hour", when="{hour_local: 17}")
    assert complaint(text, case_from("2024-07-01 20:00", *zones)).split("\n")[0].partition("it.when: ")[2] == said


def test_an_hour_that_there_is_not():
    text = one_rule("generation[zone=a] <= 7 MW", each="hour", when="{hour_local: 24}")
    assert '"24"' in complaint(text, case_from("2024-07-01 20:00")).split("\n")[0]


def test_a_zone_that_shares_the_clock_is_no_other_time_zone():
    case = case_from("2024-07-01 20:00", CHICAGO, CHICAGO)
    (rule,) = with_rules(case, one_rule("generation <= 70 MW", each="hour", when="{hour_local: 17}")).rules
    assert np.flatnonzero(rule.kept.reshape(-1)).tolist() == [2]


def test_local_time_stands_beside_utc():
    summer, night = pd.Timestamp("2024-08-20 22:00", tz="UTC"), pd.Timestamp("2024-01-05 03:00", tz="UTC")
    assert with_local_time(summer, CHICAGO) == "2024-08-20 22:00 UTC (17:00 CDT)"
    assert with_local_time(night, CHICAGO) == "2024-01-05 03:00 UTC (2024-01-04 21:00 CST)"
    assert with_local_time(night, "") == "2024-01-05 03:00 UTC"
    assert is_time_zone(CHICAGO) and not is_time_zone("Chicago") and not is_time_zone("../etc")
