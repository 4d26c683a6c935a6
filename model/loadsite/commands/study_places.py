"""Where the results of a study are: the folder that `--out` names, or one of its name in the folder of results."""

from __future__ import annotations

from pathlib import Path

from loadsite.batch.place import StudyPlace
from loadsite.inputs.study_file import StudyFile
from loadsite.run.store import runs_folder


def place_of(study: StudyFile, out: Path | None) -> StudyPlace:
    """The folder of a study's results."""
    return StudyPlace(out if out is not None else runs_folder() / study.study.name)
