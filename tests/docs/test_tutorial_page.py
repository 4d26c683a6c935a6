"""The commands of the tutorial are run as they are printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

PAGE = (Path(__file__).parents[2] / "docs" / "tutorial.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_tutorial_leads_from_a_study_to_a_comparison(tmp_path):
    blocks = re.findall(r"^```sh\n(.*?)^```", PAGE, re.M | re.S)
    assert len(blocks) == 5
    (tmp_path / "loadsite").write_text(f'#!/bin/sh\nexec "{sys.executable}" -P -m loadsite.cli "$@"\n')
    (tmp_path / "loadsite").chmod(0o755)
    environment = dict(os.environ, PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    done = subprocess.run(["bash", "-ec", "".join(blocks)], cwd=tmp_path, env=environment, capture_output=True,
                          text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "10,000 of 10,000 MW of campus placed in 2030" in done.stdout
    assert "7,000 of 7,000 MW of campus placed in 2030" in done.stdout
    assert (tmp_path / "my_study/runs/seven_gw/report.html").is_file()
