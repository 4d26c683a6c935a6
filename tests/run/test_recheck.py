"""Checks of a folder of results, each where it fails."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pandas as pd
import pytest

from loadsite.run.provenance import question_of
from loadsite.run.recheck import _as_recorded, _asked, _certified, _costs, _fits
from loadsite.run.run_record import AnsweredRecord
from small_records import answered
from worked_case import worked_case

CERTIFIED = {"objective_musd": 640.0, "dual_objective_musd": 639.5, "gap_musd": 0.5}


def as_read(changes: dict[str, object]) -> AnsweredRecord:
    return AnsweredRecord.model_validate_json(json.dumps(answered() | changes))


def certificate(**changes: object) -> SimpleNamespace:
    values = {"primal_objective": 640.0, "dual_objective": 639.5, "gap": 0.5, "failed": ()}
    return SimpleNamespace(**{**values, **changes})


@pytest.mark.parametrize(("key", "moved"), [("objective_musd", 640.1), ("dual_objective_musd", 639.6),
                                            ("gap_musd", 0.4), ("gap_musd", float("nan"))])  # fmt: skip
def test_a_figure_of_the_record_that_is_not_the_one_recomputed(key, moved):
    assert _as_recorded("answer", certificate(), SimpleNamespace(**CERTIFIED))[1]
    check, passed, said = _as_recorded("answer", certificate(), SimpleNamespace(**CERTIFIED | {key: moved}))
    assert check == "certificate as recorded (answer)" and not passed and said.startswith(key)


def test_a_certificate_that_fails_does_not_pass():
    failed = (SimpleNamespace(name="rows satisfied", error=0.25, where="balance[east, 2030, 3]"),)
    assert _certified("answer", certificate())[1]
    assert _certified("answer", certificate(failed=failed)) == (
        "certificate recomputed (answer)", False, "rows satisfied: 0.25 at balance[east, 2030, 3]"
    )  # fmt: skip


def test_costs_that_do_not_add_up_to_what_was_certified(tmp_path):
    pd.DataFrame({"usd": [600e6, 40e6]}).to_parquet(tmp_path / "costs.parquet")
    assert _costs(tmp_path, as_read({"certificate": answered()["certificate"] | {"objective_musd": 640.0}}))[1]
    said = _costs(tmp_path, as_read({"certificate": answered()["certificate"] | {"objective_musd": 641.0}}))
    assert said == ("costs add up to what was certified", False, "640,000,000 and 641,000,000 USD")


def test_the_most_that_fit_by_year():
    found = pd.Series({2030: 310.0, 2035: 480.0})
    assert _fits(found, {2030: 310.0, 2035: 480.0})[1]
    assert _fits(found, {2030: 310.0, 2035: 481.0}) == (
        "most that fit as recorded", False, "2035: 481 MW; recomputed 480"
    )  # fmt: skip


def test_another_question_or_resolution():
    case = worked_case("asked")
    said = {"question": question_of(case), "time_resolution": case.horizon.resolution}
    assert _asked(as_read(said), case)[1]
    other_time = said | {"time_resolution": "8,760 hours"}
    assert _asked(as_read(other_time), case)[2] == "time_resolution: not what the inputs ask"
    other = said["question"] | {"cost_year": 2023}
    assert _asked(as_read(said | {"question": other}), case)[2] == "question: not what the inputs ask"
