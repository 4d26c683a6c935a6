"""Published cases that are not part of loadsite, in the folder that the environment variable LOADSITE_VALIDATION names.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest


def validation_folder(name: str) -> Path:
    """A folder of it; the test is skipped, and says so, where there is none."""
    folder = Path(os.environ.get("LOADSITE_VALIDATION", "")) / name
    if "LOADSITE_VALIDATION" not in os.environ or not folder.is_dir():
        pytest.skip(f"LOADSITE_VALIDATION names no folder with {name}/ in it")
    return folder
