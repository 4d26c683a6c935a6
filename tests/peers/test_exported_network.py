"""loadsite export --format pypsa: a folder that PyPSA opens, and solves to the cost that loadsite finds."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pandas as pd
import pytest

from further_families import every_further_family
from loadsite.cli import app
from loadsite.commands.ending import end_of
from loadsite.inputs import read_case
from loadsite.inputs.case import EXCLUSION_COLUMNS, Hosting
from loadsite.origin import Origin
from small_cases import Period, Site, random_grid
from solved import solved
from tiny_study import SCENARIO, edit, write_tiny_study

pytestmark = [
    pytest.mark.skipif(find_spec("pypsa") is None, reason="PyPSA is not installed; it comes with the extra `pypsa`"),
    pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning"),
]

CLOSE = 1e-6


@pytest.fixture(scope="module")
def exported() -> ModuleType:
    """PyPSA, and what writes its networks: imported where these tests run, and not where they are only collected."""
    return import_module("exported")


@pytest.mark.slow
def test_plain_pypsa_solves_a_network_without_further_constraints(exported, tmp_path):
    """No interruptions, margins or new lines: PyPSA's own program is the whole question."""
    case = random_grid(zones=1, hours=6, seed=3)
    exported.write_network(tmp_path, case)
    assert len(pd.read_csv(tmp_path / "further_constraints.csv")) == 0
    network = exported.pypsa.Network(str(tmp_path / "network"))
    network.optimize(solver_name="highs", include_objective_constant=False, solver_options={"output_flag": False})
    assert network.objective == pytest.approx(solved(case).cost_usd, rel=CLOSE)


def test_the_folder_holds_all_of_the_question(exported, tmp_path):
    """Interruptions, margins, on-site generation, lines built both ways and the charge of a layer survive the way
    through files."""
    case = random_grid(
        zones=3, hours=6, seed=11, periods=[Period(6, 1464.0)], target_mw=500, interruptible_share=0.25,
        interruption_energy_share=0.005, interruption_usd_per_mwh=31.0, reserve_margins={"north": 0.137, "south": 0.16},
        peak_load_mw={"north": 5_000, "south": 2_900},
        sites=[Site("interruption", "z0", 310, load_shape=0.8),
            Site("metered", "z1", 420, load_shape=0.77, onsite_mw=90,
               onsite_limit_mw=160, onsite_availability=0.9, onsite_build_usd_per_mw_year=88_000,
               onsite_usd_per_mwh=47)],
    )  # fmt: skip
    flood = ("interruption", "flood", float("inf"), 1234.0, Origin("flood.gpkg", feature=1))
    layers = pd.DataFrame([flood], columns=list(EXCLUSION_COLUMNS))
    case = replace(case, sites=replace(case.sites, exclusions=layers))
    exported.write_network(tmp_path, case)
    assert exported.solved_folder(tmp_path).objective == pytest.approx(solved(case).cost_usd, rel=CLOSE)


@pytest.mark.slow
def test_the_limit_on_unserved_energy_is_told(exported, tmp_path):
    case = random_grid(zones=2, hours=6, seed=23, target_mw=300, value_of_lost_load=35.0)
    free = solved(case)
    limited = replace(case, placement=replace(case.placement, unserved_limit_share=1e-3))
    exported.write_network(tmp_path, limited)
    assert exported.solved_folder(tmp_path).objective == pytest.approx(solved(limited).cost_usd, rel=CLOSE)
    assert solved(limited).cost_usd > free.cost_usd * (1 + 10 * CLOSE)


@pytest.mark.slow
def test_the_verb_writes_a_folder_that_solves_itself(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    scenario = write_tiny_study(Path())
    assert end_of(lambda: app(["export", str(scenario), "--format", "pypsa", "--to", "network_of_tiny"])) == 0
    assert capsys.readouterr().out == "network_of_tiny\n"
    done = subprocess.run([sys.executable, "network_of_tiny/solve_network.py"], capture_output=True, text=True,
                          timeout=120)  # fmt: skip
    assert done.returncode == 0
    cost = float(done.stdout.split("cost of the model year: ")[1].split(" USD")[0].replace(",", ""))
    assert cost == pytest.approx(solved(read_case(scenario)).cost_usd, rel=CLOSE)
    assert end_of(lambda: app(["export", str(scenario), "--format", "pypsa", "--to", "network_of_tiny"])) == 1
    assert "network_of_tiny is not an empty folder" in capsys.readouterr().err


def test_what_pypsa_cannot_say_is_refused_all_at_once(exported, tmp_path):
    write_tiny_study(tmp_path, scenario=SCENARIO.replace("  until_utc: 2024-08-13T00:00\n", "  period: day\n"
                     "  until_utc: 2024-08-15T00:00\n"))  # fmt: skip
    case = read_case(tmp_path / "scenarios" / "tiny.yaml")
    case = replace(case, placement=Hosting(0.0))
    with pytest.raises(exported.CannotExport) as caught:
        exported.write_network(tmp_path, case)
    said = str(caught.value)
    assert said.startswith("tiny cannot be exported to PyPSA: it has 3 periods; expected one")
    assert "host, the most MW that fit; expected place, a target" in said
    assert not (tmp_path / "network").exists()


def test_a_missing_pypsa_is_told(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    scenario = write_tiny_study(Path(), scenario=edit("name: tiny", "name: small"))
    for module in [name for name in sys.modules if name.startswith("loadsite.export.to_pypsa")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "pypsa", None)
    assert end_of(lambda: app(["export", str(scenario), "--format", "pypsa"])) == 1
    assert capsys.readouterr().err == "PyPSA is not installed; pip install 'loadsite[pypsa]'\n"


@pytest.mark.slow
def test_credits_hurdles_and_prices_of_the_hour_survive_the_way(exported, tmp_path):
    """Wind that earns, lines that cost, gas that moves by the hour: PyPSA finds the cost that loadsite finds."""
    case = random_grid(zones=2, hours=6, seed=7, periods=[Period(6, 1464.0)])
    fleet, hours = case.fleet, range(6)
    variable = fleet.variable_usd_per_mwh.copy()
    variable.loc[["z0.wind", "z1.new_wind"]] -= 26.0
    added = pd.DataFrame([[4.0, -3.0, 9.0, 0.5, -2.0, 1.0]], ["z1.gas"], hours)
    lines = case.grid.lines.assign(hurdle_usd_per_mwh=[2.5, 6.0, 0.0, 4.0])
    case = replace(
        case, grid=replace(case.grid, lines=lines),
        fleet=replace(fleet, variable_usd_per_mwh=variable, fuel_added_usd_per_mwh=added),
    )  # fmt: skip
    exported.write_network(tmp_path, case)
    assert exported.solved_folder(tmp_path).objective == pytest.approx(solved(case).cost_usd, rel=CLOSE)


def test_further_families_are_refused_by_name(exported, tmp_path):
    with pytest.raises(exported.CannotExport) as refused:
        exported.write_network(tmp_path, every_further_family())
    for what in ("plants that may be retired", "limits of technologies by zone", "ramps round the end of its period"):
        assert f"{what}; expected none" in str(refused.value)
