"""Files of a sites folder whose names are nearly those of tables that are absent."""

from __future__ import annotations

from difflib import get_close_matches
from pathlib import PurePosixPath

from loadsite.inputs.files import StudyFiles
from loadsite.inputs.places.formats import ENDINGS
from loadsite.inputs.places.site_tables import SHAPES
from loadsite.inputs.problems import Problems
from loadsite.origin import Origin


def note_stray_files(files: StudyFiles, folder: str, absent: list[str], read: list[str], problems: Problems) -> None:
    """Note each file that nothing reads and whose stem is nearly, or wholly, that of an absent table.

    A table that may be absent would else be passed over in silence where its name is misspelled. `absent` and `read`
    are names of tables and hourly files without endings.
    """
    try:
        names = sorted(each.name for each in (files.folder / folder).iterdir())
    except OSError:
        return
    for name in names:
        stem = PurePosixPath(name).stem.lower().replace("-", "_")
        near = [] if stem in read else get_close_matches(stem, absent, n=1, cutoff=0.8)
        layer = PurePosixPath(name).suffix.lower() in ENDINGS
        if near and (near[0] in SHAPES or not layer):
            problems.add(Origin(files.shown(f"{folder}/{name}")), "", "is read by nothing, and there is no table "
                         f'"{near[0]}"', f"expected {near[0]} as its name, or no name so close to it")  # fmt: skip
