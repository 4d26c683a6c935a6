"""Every case ends in one of four ways; one bad case never stops the others."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from contextlib import closing
from pathlib import Path

import pandas as pd
from stand_in_batch import stand_in

from loadsite.batch.batch import named, run_batch
from loadsite.batch.case_table import table_of
from loadsite.batch.ledger import Ledger
from loadsite.batch.order import Ending, Limits
from loadsite.batch.place import StudyPlace
from loadsite.inputs.study_file import open_study

ODD = """\
name: odd
base: ../tiny.yaml
cases:
  - {name: hangs, prices.co2_usd_per_t: 1}
  - {name: grows, prices.co2_usd_per_t: 2}
  - {name: breaks, prices.co2_usd_per_t: 3}
  - {name: works, prices.co2_usd_per_t: 4}
"""


FOUR = """\
name: four
base: ../tiny.yaml
cases:
  - {name: one, place.target_mw: {2030: 100}}
  - {name: two, place.target_mw: {2030: 200}}
  - {name: three, prices.co2_usd_per_t: 3}
  - {name: breaks, prices.co2_usd_per_t: 3, place.target_mw: {2030: 200}}
"""
GRIDS = """\
name: grids
base: ../tiny.yaml
cases:
  - {name: a1, place.target_mw: {2030: 100}}
  - {name: a2, place.target_mw: {2030: 200}}
  - {name: a3, place.target_mw: {2030: 300}}
  - {name: b1, prices.co2_usd_per_t: 3}
"""


def statuses(real) -> pd.DataFrame:
    study = open_study(real.study)
    return table_of(study, StudyPlace(real.results)).set_index("case")


def test_the_status_of_a_batch_with_a_failed_case_is_4_and_all_others_are_done(real):
    assert real.status == 4
    assert statuses(real)["status"].to_dict() == {
        "high": "optimal", "fast": "optimal", "too_much": "infeasible", "nowhere": "failed",
    }  # fmt: skip


def test_an_infeasible_case_is_explained(real):
    table = statuses(real)
    assert "These cannot hold together" in table.loc["too_much", "reason"]
    folder = real.results / table.loc["too_much", "folder"]
    record = json.loads((folder / "run.json").read_text())
    assert record["status"] == "infeasible" and "too_much has no answer" in record["explanation"]
    assert (folder / "explanation.txt").is_file()


def test_a_case_with_wrong_inputs_fails_and_says_where_the_study_says_it(real):
    reason = statuses(real).loc["nowhere", "reason"]
    assert "study.yaml:8:34 only_sites.0:" in reason and '"atlantis"' in reason


def test_a_case_that_hangs_one_that_grows_and_one_that_breaks(write_study):
    study, place = open_study(write_study(ODD)), StudyPlace(Path("runs/odd"))
    outcomes = run_batch(study, place, stand_in(workers=4, limits=Limits(time_s=4.0, memory_mb=200.0, grace_s=0.0)))
    hangs, grows, breaks, works = outcomes.values()
    assert hangs.ending is Ending.TIMED_OUT and hangs.reason == "did not end within the 4 s allowed"
    assert grows.ending is Ending.FAILED and "MB of memory; 200 MB were allowed" in grows.reason
    assert breaks.ending is Ending.FAILED and "ZeroDivisionError: division by zero" in breaks.reason
    assert breaks.reason.startswith("its process ended with status 1\n")
    assert works.ending is Ending.OPTIMAL
    assert not [path for path in place.folder.iterdir() if path.name.startswith(".")]


def test_what_failed_is_tried_again_and_what_is_done_is_not(write_study):
    """Also what is no longer on the disk as it was committed."""
    study, place = open_study(write_study(FOUR)), StudyPlace(Path("runs/four"))
    first = run_batch(study, place, stand_in())
    hashes = list(first)
    spoiled, gone = (place.case_of(each.hash.whole, each.case.name) for each in named(study)[:2])
    (spoiled / "tables").write_text("spoiled")
    shutil.rmtree(gone)
    assert list(table_of(study, place)["status"]) == ["changed on disk", "changed on disk", "optimal", "failed"]
    second = run_batch(study, place, stand_in())
    with closing(Ledger(place.folder)) as ledger:
        attempts = Counter(entry.hash for entry in ledger.attempts())
    assert [attempts[each] for each in hashes] == [2, 2, 1, 2]
    assert {each: outcome.content_hash for each, outcome in first.items()} == {
        each: outcome.content_hash for each, outcome in second.items()
    }


def test_a_changed_input_is_another_case(write_study):
    path = write_study(FOUR)
    before = {each.case.name: each.hash for each in named(open_study(path))}
    assert len({each.whole for each in before.values()}) == 4
    assert len({each.grid for each in before.values()}) == 2, "the price of carbon is of the grid, the target is not"
    lines = Path("sites/tiny/lines.csv")
    lines.write_text(lines.read_text().replace("AC,400", "AC,401"))
    after = {each.case.name: each.hash for each in named(open_study(path))}
    assert all(before[name].whole != after[name].whole and before[name].grid != after[name].grid for name in before)
    base = Path("scenarios/tiny.yaml")
    base.write_text("# a remark\n" + base.read_text())
    assert {each.case.name: each.hash for each in named(open_study(path))} == after


def test_of_each_grid_one_case_runs_before_the_others(write_study):
    """Cases a1 a2 a3 of one grid, b1 of another: a1 and b1 at once, a2 and a3 when a1 has ended."""
    study = open_study(write_study(GRIDS))
    seen: list[set[str]] = []
    run_batch(study, StudyPlace(Path("runs/grids")), stand_in(workers=4),
              lambda standing: seen.append({name for name, _, _ in standing.running.values()}))  # fmt: skip
    together = [names for names in seen if names]
    assert together[0] == {"a1", "b1"}
    assert not any("a1" in names and names & {"a2", "a3"} for names in together)
    assert any({"a2", "a3"} <= names for names in together)
