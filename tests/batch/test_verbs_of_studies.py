"""`check` and `status` of a study, and progress as JSON lines."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from loadsite.batch.batch import Standing
from loadsite.batch.order import Ending, Outcome
from loadsite.cli import app
from loadsite.commands.batch_progress import watching
from loadsite.commands.ending import end_of
from loadsite.commands.forms import ProgressForm
from loadsite.inputs.study_file import open_study

SHIPPED = Path(__file__).parents[2] / "scenarios" / "studies"


def ended(capsys, *arguments: str) -> tuple[int, str, str]:
    status = end_of(lambda: app(list(arguments)))
    said = capsys.readouterr()
    return status, said.out, said.err


def test_check_lists_the_cases_of_a_study(real, capsys):
    status, out, _ = ended(capsys, "check", str(real.study), "--csv")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert status == 0 and [row["case"] for row in rows] == ["high", "fast", "too_much", "nowhere"]
    assert [row["plan"] for row in rows] == ["", "twice", "", ""]
    assert len({row["folder"] for row in rows}) == 4


def test_check_tells_what_is_wrong_in_a_file_that_cases_refer_to(write_study, capsys):
    study = write_study("name: s\nbase: ../tiny.yaml\ngrid: {plan: [plans/tiny_plan.yaml, plans/twice.yaml]}\n")
    plan = Path("scenarios/plans/twice.yaml")
    plan.write_text(plan.read_text().replace("solar: 4", "solra: 4"))
    status, out, err = ended(capsys, "check", str(study))
    assert status == 1 and out == ""
    assert 'scenarios/plans/twice.yaml:5:3 national_gw_per_year.solra: "solra" is not a plan_technology' in err


def test_status_before_and_after(real, capsys, tmp_path):
    status, out, _ = ended(capsys, "status", str(real.study), "--out", str(tmp_path / "nothing"), "--json")
    told = json.loads(out)
    assert status == 0 and {row["status"] for row in told["cases"]} == {"pending"} and told["held_by"] == ""
    assert not (tmp_path / "nothing").exists()
    status, out, _ = ended(capsys, "status", str(real.study), "--out", str(real.results))
    assert status == 0 and "2 optimal, 1 infeasible, 1 failed" in out
    assert "These cannot hold together" in out


def test_progress_as_json_lines_tells_stages_ends_and_an_estimate(capsys):
    """Four cases, one done before; one ends after 10 s, one runs: two are left, about 20 s one after the other."""
    standing = Standing(total=4, done_before=1, names={"a": "first", "b": "second"})
    with watching(ProgressForm.JSON) as told:
        standing.running["a"] = "first", -1e9, "solving"
        told(standing)
        told(standing)
        standing.running.clear()
        standing.ended["a"] = Outcome(Ending.OPTIMAL, wall_s=10.0)
        told(standing)
    stage, end = (json.loads(line) for line in capsys.readouterr().err.splitlines())
    assert stage["case"] == "first" and stage["stage"] == "solving" and stage["remaining_s"] is None
    assert end["ending"] == "optimal" and end["done"] == 2 and end["remaining_s"] == 20.0


def test_the_shipped_studies_ask_what_they_say():
    plans = open_study(SHIPPED / "build_out_plans.yaml")
    assert len(plans.cases) == 18
    for key, count in (("plan", 3), ("place.target_mw", 3), ("rules", 2)):
        assert len({case.labels[key] for case in plans.cases}) == count
    for case in plans.cases:
        assert case.opened.scenario.years == [2028, 2030, 2032, 2035]
        assert case.opened.scenario.time.resolution == "hours" and case.opened.scenario.time.from_utc is None
    shares = {case.opened.scenario.campus.interruption_energy_share
        for case in open_study(SHIPPED / "flexibility.yaml").cases}
    assert min(shares) == 0 and max(shares) == 0.05


@pytest.mark.slow
@pytest.mark.parametrize("study", ["build_out_plans", "flexibility"])
def test_the_shipped_studies_are_sound(study, capsys):
    status, out, err = ended(capsys, "check", str(SHIPPED / f"{study}.yaml"))
    assert status == 0, err
    assert f"The study {study} is valid: 18 cases" in out
