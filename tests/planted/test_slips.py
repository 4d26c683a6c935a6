"""The slips themselves: each still fits its file, and nearly all are noticed by the fast tests."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from slips import CHECKOUT, every_slip

from whole_program import environment

SLIPS = every_slip()


def test_every_slip_fits_its_file_and_leaves_it_a_program() -> None:
    """The old text stands once in its file, and the file with the new text is Python still, but says something else."""
    wrong = []
    for slip in SLIPS:
        text = (CHECKOUT / slip.file).read_text(encoding="utf-8") if (CHECKOUT / slip.file).exists() else ""
        missing = [test for test in slip.tests if not (CHECKOUT / test.split("::")[0]).exists()]
        wrong += [f"{slip.name}: there is no {test}" for test in missing]
        try:
            planted = slip.planted_in(text)
            ast.parse(planted, filename=slip.name)
        except (ValueError, SyntaxError) as error:
            wrong.append(str(error))
        else:
            wrong += [f"{slip.name}: changes nothing"] if planted == text else []
    assert not wrong, "\n".join(wrong)


def test_no_slip_is_planted_twice_and_every_room_has_some() -> None:
    changes = Counter((slip.file, slip.old, slip.new) for slip in SLIPS)
    assert max(changes.values()) == 1
    assert len(SLIPS) >= 400
    assert min(Counter(slip.room for slip in SLIPS).values()) >= 4


TRIED = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from plant import Copy, NotRun
for folder in sys.argv[2:]:
    copy = Copy.__new__(Copy)
    copy.folder = Path(folder)
    try:
        print(copy.first_failure(["test_it.py"]) or "all pass")
    except NotRun as error:
        print("not run")
"""


def test_a_slip_is_caught_by_a_test_that_fails_not_by_tests_that_do_not_run(tmp_path) -> None:
    """One test passes, one fails, and one is not there."""
    passing, failing, absent = folders = [tmp_path / name for name in ("passing", "failing", "absent")]
    for folder in folders:
        folder.mkdir()
    (passing / "test_it.py").write_text("def test_sum():\n    assert 2 + 3 == 5\n")
    (failing / "test_it.py").write_text("def test_sum():\n    assert 2 + 3 == 6\n")
    assert not (absent / "test_it.py").exists()
    tried = [sys.executable, "-c", TRIED, str(Path(__file__).parent), *map(str, folders)]
    done = subprocess.run(tried, capture_output=True, text=True)
    assert done.stdout.splitlines() == ["all pass", "test_it.py::test_sum", "not run"], done.stderr


@pytest.mark.slow
def test_nearly_every_slip_is_noticed_by_the_fast_tests() -> None:
    """95 in 100 at least; the survivors are listed."""
    room = Path(__file__).parent
    done = subprocess.run([sys.executable, "plant.py"], cwd=room, env=environment(), capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
