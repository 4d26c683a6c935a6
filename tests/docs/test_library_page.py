"""The page on loadsite in Python is run as it is printed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from loadsite.commands.new import lay_out

PAGE = Path(__file__).parents[2] / "docs" / "library.md"


@pytest.mark.slow
def test_the_page_runs_as_printed(tmp_path):
    """The rules bind somewhere, Abilene is explained, and the second run is told apart from the first."""
    lay_out(tmp_path / "study")
    blocks = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.M | re.S)
    assert len(blocks) == 4
    asked = """
assert sites["campus_mw"].sum() > 9_999 and why.verdict[0].startswith("2030: ")
assert rules["binding"].any() and len(tables["siting"]) and again.verify()["passed"].all()
"""
    code = "import loadsite.safe_path\n" + "\n".join(blocks) + asked
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path / "study", env=dict(os.environ), capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-3000:]
