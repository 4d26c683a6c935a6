"""The worked cases, solved once."""

from __future__ import annotations

import pytest

from loadsite.run.answer import Answer, answer
from worked_case import EXACT, hosting_case, worked_case


@pytest.fixture(scope="session")
def worked(tmp_path_factory) -> Answer:
    """The worked case, solved for least cost."""
    return answer(worked_case(), EXACT, tmp_path_factory.mktemp("worked"))


@pytest.fixture(scope="session")
def hosted(tmp_path_factory) -> Answer:
    """The same grid, asked for the most MW that fit."""
    return answer(hosting_case(), EXACT, tmp_path_factory.mktemp("hosted"))
