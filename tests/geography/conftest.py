"""Studies with layers: the tiny study, more keys in its scenario, and files of places beside its tables."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loadsite.errors import InputError
from loadsite.inputs import Case, read_case
from tiny_study import SCENARIO, write_tiny_study


@pytest.fixture
def study(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The tiny study in the working folder; its scenario."""
    monkeypatch.chdir(tmp_path)
    return write_tiny_study(Path())


@pytest.fixture
def case_with(study: Path) -> Callable[[str], Case]:
    """The case of the tiny study with further lines in its scenario, or with its scenario changed by a function."""

    def read(further: str | Callable[[str], str] = "") -> Case:
        study.write_text(further(SCENARIO) if callable(further) else SCENARIO + further, encoding="utf-8")
        return read_case(study)

    return read


@pytest.fixture
def refusal_of(case_with: Callable[[str], Case]) -> Callable[..., str]:
    """All that is said about a study that is refused."""

    def said(further: str | Callable[[str], str] = "") -> str:
        with pytest.raises(InputError) as caught:
            case_with(further)
        return str(caught.value)

    return said
