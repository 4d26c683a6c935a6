"""Names are names: whatever they are called, things are themselves, and the answer is that with plain names."""

from __future__ import annotations

import shutil
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from loadsite.arrays.linear_program import LinearProgram
from loadsite.errors import InputError
from loadsite.inputs.case import Case
from loadsite.inputs.case_builder import read_case
from loadsite.run.answer import answer, compiled
from loadsite.solve import Method, ProofOptions
from renamed_study import NAMES, Renaming, renamed_back, write_renamed

PIECES = ("a", "A", "b", ".", "..", " ", "-", ">", "new", ".new", "2030", ".2030", "é", "e\u0301", "ﬁ", "ß", "SS", "K",
          "\u212a", "'", '"', ",", ";", "=", "[", "]", "*", "#", ":", "/", "gas", "NORTH", "total", "nan",
          "1e5")  # fmt: skip
NAME = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join).filter(lambda text: text == text.strip())
ANSWERS = ProofOptions(Method.SINGLE)
REFUSED = ("expected names that differ when joined", "is named; expected another name", "ends in .new, which names")
"""What may be said of a name: it joins to what another stands for, or ends as candidates do."""


@st.composite
def renamings(draw: st.DrawFn) -> dict[tuple[str, str], str]:
    """New names for all things, each its own among things of its kind."""
    found = {}
    for kind, names in NAMES.items():
        news = draw(st.lists(NAME, min_size=len(names), max_size=len(names), unique=True))
        found |= {(kind, old): new for old, new in zip(names, news, strict=True)}
    return found


def plainly() -> dict[tuple[str, str], str]:
    return {(kind, name): name for kind, names in NAMES.items() for name in names}


def case_of(to: Renaming) -> Case:
    """The case of the study with these names; InputError where they are refused."""
    with tempfile.TemporaryDirectory() as folder:
        return read_case(write_renamed(Path(folder), to))


@cache
def plain_case() -> Case:
    return case_of(plainly())


@cache
def plain_program() -> LinearProgram:
    return compiled(plain_case())


def numbers(program: LinearProgram) -> dict[str, np.ndarray]:
    """All numbers of a program; its rows and columns stand in the order of the tables."""
    return {each.name: getattr(program, each.name) for each in fields(LinearProgram)
            if isinstance(getattr(program, each.name), np.ndarray)}  # fmt: skip


def is_the_same_program(to: Renaming) -> str:
    """Whether the program is that with plain names: "same", or which kind of refusal."""
    try:
        case = case_of(to)
    except InputError as error:
        said = str(error)
        assert "defect" not in said
        known = all(any(words in line for words in REFUSED) for line in said.splitlines())
        return "refused" if known else f"refused: {said}"
    found = numbers(compiled(case))
    for name, told in numbers(plain_program()).items():
        assert np.array_equal(found[name], told), f"{name}: {to}"
    assert compiled(case).offset == plain_program().offset
    return "same"


@settings(max_examples=12, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(renamings())
@pytest.mark.slow
def test_the_program_of_hostile_names_is_that_of_plain_ones(to: dict[tuple[str, str], str]) -> None:
    outcome = is_the_same_program(to)
    assert outcome in ("same", "refused"), outcome


def test_names_that_join_alike_are_no_other_things() -> None:
    """NORTH burns `x.gas`, NORTH.x burns `gas`; corridors A-B-C of A with B-C, and of A-B with C."""
    to = plainly() | {("zone", "NORTH"): "N", ("zone", "SOUTH"): "N.x", ("fuel", "coal"): "x.gas"}
    assert is_the_same_program(to) == "same"
    to = plainly() | {("zone", "NORTH"): "A", ("zone", "SOUTH"): "B-C", ("zone", "ISLE"): "A-B",
                      ("corridor", "NORTH-SOUTH"): "A-B-C"}  # fmt: skip
    assert is_the_same_program(to) == "same"


@pytest.mark.slow
def test_answers_of_hostile_names_are_those_of_plain_ones(tmp_path: Path) -> None:
    """Programs of 300 renamings, and of twenty of them the answer, table by table."""
    seen, answers = Counter[str](), 0
    plain = _tables(plain_case(), tmp_path / "plain")

    @settings(max_examples=300, suppress_health_check=list(HealthCheck), phases=[Phase.generate], derandomize=True)
    @given(renamings())
    def tried(to: dict[tuple[str, str], str]) -> None:
        nonlocal answers
        outcome = is_the_same_program(to)
        seen[outcome] += 1
        if outcome == "same" and answers < 20:
            answers += 1
            _compare(plain, _tables(case_of(to), tmp_path / "other"), to)

    tried()
    print(dict(seen), answers)
    assert set(seen) <= {"same", "refused"} and seen["same"] > 200 and answers == 20


def _tables(case: Case, logs: Path) -> Mapping[str, pd.DataFrame]:
    logs.mkdir()
    found = answer(case, ANSWERS, logs).results.by_name()
    shutil.rmtree(logs)
    return found


def _compare(plain: Mapping[str, pd.DataFrame], other: Mapping[str, pd.DataFrame], to: Renaming) -> None:
    assert plain.keys() == other.keys()
    for name, table in plain.items():
        told, expected = renamed_back(other[name], to), renamed_back(table, plainly())
        pd.testing.assert_frame_equal(told, expected, rtol=1e-6, atol=1e-6, obj=f"{name} with {to}")


def test_every_kind_of_thing_is_renamed() -> None:
    """Each new name is there, and no plain one."""
    to = {key: f"{key[0]} {number}" for number, key in enumerate(plainly())}
    case = case_of(to)
    for (kind, _), new in to.items():
        held = {"zone": case.grid.zones.index, "line": case.grid.lines.index, "generator": case.fleet.generators.index,
                "technology": case.fleet.generators["technology"], "site": case.sites.sites.index,
                "fuel": case.fleet.generators["fuel"]}.get(kind)  # fmt: skip
        assert held is None or new in set(held) or kind == "technology", (kind, new)
    pairs = product(case.fleet.generators.index, ("NORTH", "SOUTH", "ISLE"))
    assert not [label for label, zone in pairs if zone in str(label)]
