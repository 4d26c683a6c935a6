"""What loadsite says about a tiny study after one edit."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loadsite.errors import InputError
from loadsite.inputs import read_case
from tiny_study import write_tiny_study


@pytest.fixture
def complaints(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Write the tiny study with overrides into the working folder, read it, and return what is wrong with it."""
    monkeypatch.chdir(tmp_path)

    def of(**overrides: Any) -> str:
        write_tiny_study(Path(), **overrides)
        with pytest.raises(InputError) as caught:
            read_case(Path("scenarios/tiny.yaml"))
        return str(caught.value)

    return of
