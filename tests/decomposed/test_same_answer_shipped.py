"""The shipped quick scenario, asked five ways from the command line: no site and no zone moves by more than 25 MW."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from loadsite.commands.new import lay_out

NEAR_MW = 25.0
"""Of 10,000 MW."""
SCENARIO = "scenarios/stargate_2030_quick.yaml"
STUDY = """\
name: targets
base: ../stargate_2030_quick.yaml
cases:
  - {name: less, place.target_mw: {2030: 8500}}
  - {name: more, place.target_mw: {2030: 12000}}
  - {name: as_shipped, place.target_mw: {2030: 10000}}
"""


def loadsite(folder: Path, *arguments: str) -> None:
    """Run the command in a folder."""
    environment = os.environ | {"PYTHONSAFEPATH": "1"}
    command = [sys.executable, "-c", "from loadsite.cli import main; main()", *arguments]
    subprocess.run(command, cwd=folder, env=environment, check=True)


def campus_mw(siting: Path) -> pd.Series:
    """By site."""
    return pd.read_parquet(siting).set_index("site")["campus_mw"]


@pytest.mark.slow
def test_the_quick_scenario_has_one_answer(tmp_path) -> None:
    lay_out(tmp_path / "study")
    folder = tmp_path / "study"
    loadsite(folder, "run", SCENARIO, "--out", "fresh/a", "--threads", "1")
    ways = {"fresh": folder / "fresh/a"}
    loadsite(folder, "run", SCENARIO, "--out", "fresh/b", "--threads", "1")
    ways["from its own pool"] = folder / "fresh/b"
    loadsite(folder, "run", SCENARIO, "--out", "two/a", "--threads", "2")
    ways["two processes"] = folder / "two/a"
    (folder / "scenarios/studies/targets.yaml").write_text(STUDY)
    loadsite(folder, "batch", "scenarios/studies/targets.yaml", "--out", "targets")
    ways["after others of a batch"] = next(
        path.parent for path in sorted((folder / "targets").rglob("siting.parquet"))
        if campus_mw(path).sum() == pytest.approx(10_000.0)
    )
    zone = pd.read_parquet(ways["fresh"] / "siting.parquet").set_index("site")["zone"]
    first = campus_mw(ways["fresh"] / "siting.parquet")
    assert first.sum() == pytest.approx(10_000.0)
    for way, result in ways.items():
        moved = campus_mw(result / "siting.parquet") - first
        assert moved.abs().max() <= NEAR_MW, way
        assert moved.groupby(zone).sum().abs().max() <= NEAR_MW, way
