"""The page on a grid of one's own is run as it is printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from loadsite.inputs.hourly_schema import SERIES
from loadsite.inputs.schema import TABLES

PAGE = (Path(__file__).parents[2] / "docs" / "own_grid.md").read_text(encoding="utf-8")


def test_five_commands_lead_from_nothing_to_a_proven_answer(tmp_path):
    (block,) = re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S)
    assert len(block.splitlines()) == 5
    (tmp_path / "loadsite").write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m loadsite.cli "$@"\n')
    (tmp_path / "loadsite").chmod(0o755)
    environment = dict(os.environ, PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    done = subprocess.run(["bash", "-ec", block], cwd=tmp_path, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "The inputs of my_question are valid." in done.stdout
    assert "1,000 of 1,000 MW of campus placed in 2030" in done.stdout and "optimal" in done.stdout
    assert (tmp_path / "my_study/runs/my_question/report.html").is_file()


def test_the_page_names_every_table_and_those_that_may_be_absent():
    rows = re.findall(r"^\| (.*?) \| .*? \| (.*?) \|$", PAGE, re.M)
    required = " ".join(files for files, without in rows if without == "required")
    optional = " ".join(files for files, without in rows if without != "required")
    for each in (*TABLES, *SERIES):
        named = optional if each.absent else required
        assert f"`{each.name}." in named, each.name
