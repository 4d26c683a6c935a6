"""A search that ends before its bounds meet: the best point and the bounds are results, told as what they are."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path

import pytest

from loadsite.batch.batch import named
from loadsite.batch.case_table import finished_folders, table_of
from loadsite.batch.ledger import Ledger, is_done
from loadsite.batch.order import Order
from loadsite.batch.place import StudyPlace
from loadsite.batch.solved_case import solved_case
from loadsite.inputs.study_file import open_study
from loadsite.solve import dispatch
from tiny_study import SCENARIO, write_tiny_study

THREE_DAYS = SCENARIO.replace("2024-08-13", "2024-08-15").replace("method: single", "method: decomposed")


@pytest.fixture
def early(tmp_path, monkeypatch) -> Path:
    """The tiny study with three days, by periods, and a search that is given three iterations."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(dispatch, "ITERATION_LIMIT", 3)
    write_tiny_study(tmp_path, scenario=THREE_DAYS)
    return Path("scenarios/tiny.yaml")


def test_the_screen_the_record_and_the_report_say_how_far_it_may_be_from_the_best(early, loadsite):
    ended = loadsite("run", str(early))
    assert ended.status == 3
    record = json.loads(Path("runs/tiny/run.json").read_text())
    certificate = record["certificate"]
    assert record["status"] == "not proven"
    assert record["ended"].startswith("the bounds have not met after 3 iterations; the gap is ")
    gap = certificate["objective_musd"] - certificate["dual_objective_musd"]
    assert certificate["gap_musd"] == pytest.approx(gap) and gap > 1e-3 * certificate["objective_musd"]
    share = f"{gap / certificate['objective_musd']:.2%}"
    close = f"within {share} ({gap:,.1f} M USD) of the least cost"
    assert f"not proven: {close}" in " ".join(ended.out.split())
    assert "optimal" not in ended.out
    assert f"tiny is not proven: {close}; the bounds have not met after 3 iterations" in ended.err
    assert f"Not proven: {close}" in Path("runs/tiny/report.html").read_text()
    compared = loadsite("compare", "runs/tiny", "runs/tiny", "--json")
    assert compared.status == 0
    assert {run["status"] for run in json.loads(compared.out)["runs"]} == {"not proven"}


@pytest.mark.slow
def test_a_search_that_closes_says_none_of_it(early, loadsite, monkeypatch):
    monkeypatch.setattr(dispatch, "ITERATION_LIMIT", 200)
    ended = loadsite("run", str(early))
    record = json.loads(Path("runs/tiny/run.json").read_text())
    assert ended.status == 0 and "not proven" not in ended.out
    assert record["status"] == "optimal" and record["ended"] is None
    assert record["certificate"]["gap_allowed"] == 1e-4
    assert "Not proven" not in Path("runs/tiny/report.html").read_text()


def test_a_case_of_a_batch_keeps_its_folder_and_is_tried_again(early):
    Path("scenarios/studies").mkdir()
    study_file = Path("scenarios/studies/one.yaml")
    study_file.write_text("name: one\nbase: ../tiny.yaml\ncases:\n  - {name: only, place.target_mw: {2030: 200}}\n")
    study = open_study(study_file)
    (case,) = named(study)
    place = StudyPlace(Path("runs/one"))
    order = Order(str(Path.cwd()), str(study_file), "only", case.hash.whole, {**case.hash.files},
                  str(place.case_of(case.hash.whole, "only")), str(place.pool), processes=1)  # fmt: skip
    with place.locked(), closing(Ledger(place.folder)) as ledger:
        attempt = ledger.begin(case.hash.whole, "only", case.hash.grid, {})
        outcome = solved_case(order, lambda stage: None)
        ledger.commit(attempt, outcome)
        (entry,) = ledger.last().values()
    assert outcome.reason.startswith("only is not proven: within ")
    (row,) = table_of(study, place).to_dict("records")
    assert row["status"] == "not proven" and row["gap"] > 1e-3
    assert finished_folders(study, place) == [place.case_of(case.hash.whole, "only")]
    assert not is_done(entry, outcome.content_hash)
