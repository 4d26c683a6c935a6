"""From Pyomo sets to label arrays, and from labels to positions."""

from __future__ import annotations

import numpy as np
import pyomo.environ as pyomo
import pytest

from loadsite.arrays.labels import Labels, one_dimensional
from loadsite.arrays.refusal import CannotCompile


@pytest.fixture
def sets():
    m = pyomo.ConcreteModel()
    m.zones = pyomo.Set(initialize=["west", "north", "plains"])
    m.hours = pyomo.RangeSet(3, 6)
    m.even = pyomo.RangeSet(0, 8, 2)
    m.years = pyomo.Set(initialize=[2030, 2035, 2050])
    m.nothing = pyomo.Set(initialize=[])
    m.pairs = pyomo.Set(initialize=[("west", 1), ("north", 2)])
    return m


def test_members_stand_in_the_order_of_the_set(sets):
    labels = Labels()
    assert labels.of(sets.zones).tolist() == ["west", "north", "plains"]
    assert labels.of(sets.hours).tolist() == [3, 4, 5, 6]
    assert labels.of(sets.even).tolist() == [0, 2, 4, 6, 8]
    assert labels.of(sets.nothing).tolist() == []


def test_a_set_is_read_once(sets):
    labels = Labels()
    assert labels.of(sets.zones) is labels.of(sets.zones)


def test_positions_of_labels(sets):
    labels = Labels()
    names = np.array([["plains", "west"], ["west", "north"]], dtype=object)
    assert labels.positions(sets.zones, names).tolist() == [[2, 0], [0, 1]]
    assert labels.positions(sets.hours, np.array([6, 3])).tolist() == [3, 0]
    assert labels.positions(sets.even, np.array([8, 2])).tolist() == [4, 1]
    assert labels.positions(sets.years, np.array([2050, 2030])).tolist() == [2, 0]
    assert labels.positions(sets.nothing, np.array([], dtype=object)).tolist() == []


def test_whole_numbers_may_come_as_floats(sets):
    assert Labels().positions(sets.hours, np.array([4.0, 5.0])).tolist() == [1, 2]
    assert Labels().positions(sets.years, np.array([2035.0])).tolist() == [1]


@pytest.mark.parametrize(
    ("set_name", "label", "message"),
    [
        ("zones", "est", "'est' is not a member of the set zones"),
        ("zones", 3, "3 is not a member of the set zones"),
        ("hours", 2, "2 is not a member of the set hours"),
        ("hours", 7.0, "7 is not a member of the set hours"),
        ("hours", 3.5, "3.5 is not a member of the set hours"),
        ("hours", np.nan, "nan is not a member of the set hours"),
        ("hours", "3", "'3' is not a member of the set hours"),
        ("even", 3, "3 is not a member of the set even"),
        ("years", 2031, "2031 is not a member of the set years"),
        ("years", 2030.5, "2030.5 is not a member of the set years"),
    ],
)
def test_an_unknown_label_is_named(sets, set_name, label, message):
    array = np.array([label], dtype=object if isinstance(label, str) else None)
    with pytest.raises(CannotCompile) as refusal:
        Labels().positions(getattr(sets, set_name), array)
    assert str(refusal.value) == message


def test_products_are_taken_apart(sets):
    assert one_dimensional(sets.zones * sets.hours * sets.years) == [sets.zones, sets.hours, sets.years]
    assert one_dimensional(sets.zones) == [sets.zones]


def test_members_of_several_parts_are_refused(sets):
    with pytest.raises(CannotCompile, match="the set pairs has members of 2 parts; use one set per index"):
        one_dimensional(sets.pairs)
