"""What stands before any verb: version, short help, completion, and the folder that results go to."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

import loadsite as library
from loadsite.cli import app
from tiny_study import SCENARIO

VERBS = [command.name or command.callback.__name__.replace("_", "-") for command in app.registered_commands]
PROGRAM = "import sys; sys.argv[0] = 'loadsite'; from loadsite.cli import main; main()"


def test_the_version(loadsite):
    ended = loadsite("--version")
    assert (ended.status, ended.out, ended.err) == (0, f"loadsite {version('loadsite')}\n", "")


@pytest.mark.parametrize("verb", [None, *VERBS])
def test_the_short_help_is_the_long_one(verb, loadsite):
    before = [verb] if verb else []
    short = loadsite(*before, "-h")
    assert short.status == 0 and "Usage:" in short.out and short.out == loadsite(*before, "--help").out


def completed(words: str) -> list[str]:
    """What bash is offered for the last of these words."""
    asked = {"_LOADSITE_COMPLETE": "complete_bash", "COMP_WORDS": words, "COMP_CWORD": str(len(words.split()) - 1)}
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60,
                          env={**os.environ, **asked})  # fmt: skip
    assert done.returncode == 0 and done.stderr == ""
    return done.stdout.split()


def test_a_shell_completes_verbs_and_options():
    assert completed("loadsite ru") == ["run", "rules"]
    assert completed("loadsite why --s") == ["--site", "--scenario"]
    assert completed("loadsite run --engine d") == ["dask"]


def test_the_environment_names_the_folder_of_results(loadsite, tiny, tmp_path, monkeypatch):
    """For every verb that finds or puts results without --out; what is named by --out goes where it says."""
    monkeypatch.setenv("LOADSITE_RUNS", str(tmp_path / "kept"))
    tiny.write_text(SCENARIO.replace("until_utc: 2024-08-13T00:00", "until_utc: 2024-08-12T03:00"))
    assert loadsite("run", str(tiny), "--csv").status == 0
    assert (tmp_path / "kept/tiny/run.json").is_file() and not Path("runs").exists()
    compared = loadsite("compare", str(tiny), "--table", "runs", "--csv")
    assert compared.status == 0 and str(tmp_path / "kept/tiny") in compared.out
    Path("study.yaml").write_text("name: prices\nbase: scenarios/tiny.yaml\ngrid:\n  prices.co2_usd_per_t: [0, 20]\n")
    assert json.loads(loadsite("status", "study.yaml", "--json").out)["results"] == str(tmp_path / "kept/prices")
    told = json.loads(loadsite("status", "study.yaml", "--json", "--out", "elsewhere").out)
    assert told["results"] == "elsewhere"


def test_the_library_puts_results_there_too(tiny, tmp_path, monkeypatch):
    monkeypatch.setenv("LOADSITE_RUNS", str(tmp_path / "kept"))
    tiny.write_text(SCENARIO.replace("until_utc: 2024-08-13T00:00", "until_utc: 2024-08-12T03:00"))
    assert library.open(tiny).solve().folder == tmp_path / "kept/tiny"


def test_an_empty_variable_is_none(loadsite, tiny, monkeypatch):
    monkeypatch.setenv("LOADSITE_RUNS", "")
    Path("study.yaml").write_text("name: prices\nbase: scenarios/tiny.yaml\ngrid:\n  prices.co2_usd_per_t: [0, 20]\n")
    assert json.loads(loadsite("status", "study.yaml", "--json").out)["results"] == "runs/prices"


@pytest.mark.parametrize("verb", ["run", "batch", "status", "verify", "compare"])
def test_the_help_of_out_names_the_variable(verb, loadsite, monkeypatch):
    monkeypatch.setenv("TERMINAL_WIDTH", "200")
    assert "LOADSITE_RUNS" in loadsite(verb, "--help").out
