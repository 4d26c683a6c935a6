"""The shipped quick scenario, asked six ways from the command line: no site and no zone moves by more than 25 MW."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pandas as pd
import psutil
import pytest

from loadsite.commands.new import lay_out

COMMAND = (sys.executable, "-c", "from loadsite.cli import main; main()")
ENVIRONMENT = os.environ | {"PYTHONSAFEPATH": "1"}
LONGEST_S, WITHIN_S = 3600.0, 10.0
"""How long a case may take [s]; how long after the first has an answer the batch is stopped [s]."""
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
    subprocess.run([*COMMAND, *arguments], cwd=folder, env=ENVIRONMENT, check=True)


def campus_mw(siting: Path) -> pd.Series:
    """By site."""
    return pd.read_parquet(siting).set_index("site")["campus_mw"]


def as_shipped(batch: Path) -> Path:
    """The case of a batch that asks for 10,000 MW."""
    return next(path.parent for path in sorted(batch.rglob("siting.parquet"))
                if campus_mw(path).sum() == pytest.approx(10_000.0))  # fmt: skip


def stop_within_a_case(folder: Path, study: str, out: str) -> None:
    """Begin a batch, and kill it with all its workers some seconds after its first case has an answer."""
    batch = subprocess.Popen([*COMMAND, "batch", study, "--out", out], cwd=folder, env=ENVIRONMENT)
    watched = psutil.Process(batch.pid)
    deadline = time.monotonic() + LONGEST_S
    while not list((folder / out).rglob("siting.parquet")):
        assert batch.poll() is None, "the batch ended before it could be stopped"
        assert time.monotonic() < deadline, "no case has an answer"
        time.sleep(0.5)
    time.sleep(WITHIN_S)
    family = [watched, *watched.children(recursive=True)]
    for each in family:
        with suppress(psutil.NoSuchProcess):
            each.kill()
    psutil.wait_procs(family, timeout=30)
    answers = len(list((folder / out).rglob("siting.parquet")))
    assert 1 <= answers < 3, "the batch was not stopped in the middle"


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
    ways["after others of a batch"] = as_shipped(folder / "targets")
    stop_within_a_case(folder, "scenarios/studies/targets.yaml", "resumed")
    loadsite(folder, "batch", "scenarios/studies/targets.yaml", "--out", "resumed")
    ways["a batch stopped within a case and run again"] = as_shipped(folder / "resumed")
    zone = pd.read_parquet(ways["fresh"] / "siting.parquet").set_index("site")["zone"]
    first = campus_mw(ways["fresh"] / "siting.parquet")
    assert first.sum() == pytest.approx(10_000.0)
    for way, result in ways.items():
        moved = campus_mw(result / "siting.parquet") - first
        assert moved.abs().max() <= NEAR_MW, way
        assert moved.groupby(zone).sum().abs().max() <= NEAR_MW, way
