"""A batch whose cases are solved by the stand-in; also as the whole work of a process that is there to be killed."""

from __future__ import annotations

import sys
from pathlib import Path

from loadsite.batch.batch import BatchOptions, run_batch
from loadsite.batch.order import Limits
from loadsite.batch.place import StudyPlace
from loadsite.inputs.study_file import open_study

STAND_IN = (sys.executable, str(Path(__file__).with_name("stand_in_child.py")))


def stand_in(workers: int = 3, limits: Limits | None = None) -> BatchOptions:
    """A batch whose cases are solved by the stand-in."""
    return BatchOptions(workers=workers, limits=limits or Limits(), child=STAND_IN)


def stand_in_batch(study: Path, out: Path) -> None:
    """Work through a study with the stand-in."""
    run_batch(open_study(study), StudyPlace(out), stand_in())
