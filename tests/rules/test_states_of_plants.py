"""Plants in a zone of several states: each that names its state is selected and grouped by it."""

from __future__ import annotations

import pytest

from loadsite.inputs import read_case
from loadsite.inputs.case import Case
from loadsite.run.answer import answer
from rules_of import complaint, one_rule, with_rules
from small_cases import Generator, Period, Site, Storage, Zone, make_case
from tiny_study import write_tiny_study
from worked_case import EXACT


def border(**changes: object) -> Case:
    """A zone in New Mexico and Texas with a plant in each and one of neither's; a zone in Texas alone."""
    generators = [
        Generator("nm.sun", "border", 50, 4, state="NM", fixed_usd_per_mw_year=1_000),
        Generator("tx.wind", "border", 70, 3, state="TX"),
        Generator("pecos.gas", "border", 200, 30),
        Generator("south.gas", "south", 110, 25),
        Generator("border.new", "border", candidate=True, build_usd_per_mw_year=60_000),
    ]  # fmt: skip
    return make_case(
        [Zone("border", 90.0, states="NM TX"), Zone("south", 60.0, states="TX")], generators,
        [Storage("tx.battery", "border", 30, 60, state="TX"), Storage("nm.battery", "border", 20, 80, state="NM")],
        sites=[Site("s", "south")], periods=[Period(2, 4380.0)], **changes)


def test_what_stands_in_a_state_is_selected_by_it():
    """Generators and storage alike, those that stand."""
    text = one_rule("generation[state=NM, generator!=pecos.gas, new=false] + discharge[state=NM] <= 9 GW", each="hour")
    (of_nm,) = with_rules(border(), text).rules
    assert [term.members[""] for term in of_nm.terms] == [("nm.sun",), ("nm.battery",)]


@pytest.mark.parametrize(("selector", "members"), [
    ("state=NM, generator=nm.sun|tx.wind", ("nm.sun",)),
    ("generator!=pecos.gas, new=false, state=TX", ("tx.wind", "south.gas")),
    ("state=TX, generator!=pecos.gas, new=false", ("tx.wind", "south.gas")),
    ("state!=TX, generator!=pecos.gas, new=false", ("nm.sun",)),
    ("state=NM|TX", ("nm.sun", "tx.wind", "pecos.gas", "south.gas", "border.new")),
    ("zone=border, new=false, generator!=pecos.gas, state=TX", ("tx.wind",)),
])  # fmt: skip
def test_only_what_is_chosen_otherwise_must_lie_in_the_state(selector, members):
    (rule,) = with_rules(border(), one_rule(f"generation[{selector}] <= 500 MW", each="hour")).rules
    assert rule.terms[0].members[""] == members


def test_groups_are_by_the_state_of_the_plant(tmp_path):
    """At most 40 MW of each state's own plants; with 150 MW of load the rest is burnt gas, of no state."""
    text = one_rule("generation[generator=nm.sun|tx.wind] <= 40 MW", each="state, hour")
    results = answer(with_rules(border(), text), EXACT, tmp_path).results
    assert results.rules["group"].tolist() == ["NM", "NM", "TX", "TX"]
    assert results.rules["activity"].tolist() == pytest.approx([40.0] * 4)


def test_the_tables_say_where_a_plant_stands(tmp_path):
    """The south lies in both states; one of its plants, and its storage, in one of them."""
    from test_optional_tables import with_column

    overrides = {
        "zones": lambda text: text.replace('"states": "AA"', '"states": "AA BB"'),
        **with_column("generators", "state", **{"SOUTH.gas_ct": "BB"}),
        **with_column("storage", "state", **{"SOUTH.battery": "AA"}),
    }
    case = read_case(write_tiny_study(tmp_path, **overrides))
    said = case.fleet.generators["state"]
    assert said["SOUTH.gas_ct"] == "BB" and set(said.drop("SOUTH.gas_ct")) == {""}
    assert case.storage_fleet.storage["state"].to_dict()["SOUTH.battery"] == "AA"
    (rule,) = with_rules(case, one_rule("generation[state=BB, technology=gas_ct, new=false, zone=SOUTH] <= 500 MW",
                                        each="hour", if_empty="allow")).rules
    assert rule.terms[0].members[""] == ("SOUTH.gas_ct",)


WRONG = [
    ("generation[state=NM] <= 3 MW",
     "rules.yaml:3:22 it.rule: the zone border lies in NM and TX; name zones instead, or all its states, or say in the "
     "column state where pecos.gas stands"),
    ("generation[state=NM, generator!=pecos.gas] <= 3 MW",
     "rules.yaml:3:22 it.rule: the zone border lies in NM and TX; name zones instead, or all its states, or new=false "
     "for what stands"),
    ("unserved[state=NM] <= 3 MW",
     "rules.yaml:3:20 it.rule: the zone border lies in NM and TX; name zones instead, or all its states"),
    ("discharge[state=OK] <= 3 MW", 'rules.yaml:3:21 it.rule: no state of discharge is "OK"; expected one of NM, TX'),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "said"), WRONG)
def test_what_lies_partly_in_a_state_is_told_with_its_place(rule, said):
    assert complaint(one_rule(rule, each="hour"), border()).split("\n")[0] == said


def test_groups_of_what_lies_in_two_states_are_told():
    said = complaint(one_rule("generation <= 3 MW", each="state, hour"), border()).split("\n")[0]
    assert said == ("rules.yaml:4:11 it.each: pecos.gas in the zone border lies in several states, NM TX; repeat the "
                    "rule for each zone instead")
