"""Two folders that change places in one step, so that at no moment one of the names stands for nothing."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

AT_WORKING_FOLDER = -100
SWAP = 2
"""RENAME_EXCHANGE of Linux, RENAME_SWAP of macOS."""

BEFORE = "before"
"""What the older of the two is called, beside the newer, where the system cannot do it in one step."""


def exchange(newer: Path, older: Path) -> None:
    """Each gets the name of the other.

    Where the file system cannot do that in one step it takes three; `restored` undoes what was interrupted between
    them.
    """
    if _at_once(os.fsencode(newer), os.fsencode(older)):
        return
    before = newer.with_name(BEFORE)
    older.rename(before)
    try:
        newer.rename(older)
    except BaseException:
        before.rename(older)
        raise
    before.rename(newer)


def restored(workplace: Path, older: Path) -> bool:
    """Give the older folder its name back where an exchange was interrupted; whether that was needed."""
    before = workplace / BEFORE
    if not before.is_dir() or os.path.lexists(older):
        return False
    before.rename(older)
    return True


def _at_once(newer: bytes, older: bytes) -> bool:
    system = ctypes.CDLL(None, use_errno=True)
    try:
        if sys.platform == "darwin":
            return bool(system.renamex_np(newer, older, SWAP) == 0)
        return bool(system.renameat2(AT_WORKING_FOLDER, newer, AT_WORKING_FOLDER, older, SWAP) == 0)
    except AttributeError:  # an older system library
        return False
