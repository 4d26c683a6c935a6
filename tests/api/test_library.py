"""loadsite as a library: a scenario is opened, checked and solved; its run tells tables, places and reasons."""

from __future__ import annotations

import subprocess
import sys

import pandas as pd
import pytest

import loadsite
from loadsite.explain.explanation import NoSuchThing
from tiny_study import write_tiny_study


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    folder = tmp_path_factory.mktemp("study")
    return folder, write_tiny_study(folder)


@pytest.fixture(scope="module")
def run(study):
    folder, scenario = study
    told = []
    found = loadsite.open(scenario).solve(folder / "runs" / "tiny", progress=told.append)
    assert "reading the inputs" not in told and any("solving for the least cost" in str(each) for each in told)
    return found


def test_a_scenario_tells_what_it_asks_and_what_may_be_a_mistake(study):
    scenario = loadsite.open(study[1])
    assert scenario.name == "tiny"
    assert scenario.case.placement.target_mw[2030] == 300
    assert list(scenario.check().columns) == ["file", "line", "field", "value", "what", "expected", "source"]


def test_a_wrong_input_is_told_with_its_place(tmp_path):
    wrong = write_tiny_study(tmp_path, scenario=lambda text: text.replace("load_factor: 0.8", "load_factor: 1.8"))
    with pytest.raises(loadsite.LoadsiteError, match=r"tiny.yaml:\d+:\d+ campus.load_factor: 1.8"):
        loadsite.open(wrong)


def test_a_run_tells_its_cost_between_proven_bounds(run):
    assert run.status == "optimal"
    assert run.years == [2030]
    assert run.lower_bound_usd <= run.cost_usd * (1 + 1e-9)
    assert run.cost_usd == pytest.approx(run.table("costs")["usd"].sum(), rel=1e-6)


def test_sites_and_zones_have_their_places(run):
    sites, zones = run.sites(), run.zones()
    assert sites.crs == zones.crs == "EPSG:4326"
    assert sites["campus_mw"].sum() == pytest.approx(300)
    assert set(sites.geometry.geom_type) == {"Point"}
    inside = sites.merge(zones[["zone", "geometry"]], on="zone", suffixes=("", "_zone"))
    assert len(inside) == len(sites)
    assert all(zone.contains(site) for site, zone in zip(inside["geometry"], inside["geometry_zone"], strict=True))


def test_a_table_that_is_not_there_is_told(run):
    assert {"siting", "limits", "prices", "zone_ranges"} <= set(run.tables)
    assert run.ranges().equals(run.table("zone_ranges"))
    with pytest.raises(loadsite.LoadsiteError, match="siteing"):
        run.table("siteing")


def test_a_finished_run_explains_itself_as_the_scenario_does(run, study, capsys):
    """The same table as `loadsite why` of the scenario, which is solved again: here nothing is."""
    from loadsite.cli import app
    from loadsite.commands.ending import end_of

    site = run.sites().sort_values("campus_mw")["site"].iloc[-1]
    explanation = run.why(loadsite.Topic(site=site))
    assert end_of(lambda: app(["why", str(study[1]), "--site", site, "--csv"])) == 0
    solved_again = pd.read_csv(pd.io.common.StringIO(capsys.readouterr().out))
    assert explanation.table["part"].to_list() == solved_again["part"].to_list()
    assert explanation.table["usd_per_mw_year"].to_numpy() == pytest.approx(solved_again["usd_per_mw_year"], abs=0.5)
    assert explanation.verdict[0].startswith("2030: ")


def test_the_command_reads_a_folder_and_solves_nothing(run, study, capsys, monkeypatch):
    from loadsite.cli import app
    from loadsite.commands.ending import end_of

    monkeypatch.setattr("loadsite.solve.dispatch.solve_certified", None)
    monkeypatch.setattr("loadsite.run.answer.solve_certified", None)
    zone = run.zones()["zone"].iloc[0]
    status = end_of(lambda: app(["why", str(run.folder), "--zone", zone, "--scenario", str(study[1])]))
    assert (status, zone in capsys.readouterr().out) == (0, True)


def test_what_a_run_does_not_have_is_told(run):
    with pytest.raises(NoSuchThing, match="atlantis"):
        run.why(loadsite.Topic(site="atlantis"))
    with pytest.raises(ValueError, match="one of site, zone and rule"):
        loadsite.Topic(site="a", zone="b")


def test_runs_are_compared_with_the_first(run):
    tables = loadsite.compare([run])
    assert tables["runs"]["cost_usd"].iloc[0] == pytest.approx(run.cost_usd)
    assert (tables["siting"]["change_mw"].fillna(0.0) == 0.0).all()


def test_a_run_is_verified_and_drawn_anew(run, tmp_path):
    assert run.verify()["passed"].all()
    assert "<svg" in run.report(tmp_path / "page.html").read_text(encoding="utf-8")


def test_what_is_imported_is_imported_when_asked_for():
    """A solver takes a second to load, and `import loadsite` does not load one."""
    said = "import sys, loadsite; print(sorted({'highspy', 'pandas', 'pyomo', 'geopandas'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", said], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert {"open", "Run", "Scenario", "compare"} <= set(dir(loadsite))
    with pytest.raises(AttributeError, match="loadsite has no siting"):
        loadsite.siting  # noqa: B018
