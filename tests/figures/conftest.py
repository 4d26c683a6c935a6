"""The rich case, solved once by loadsite and once by hand."""

from __future__ import annotations

import pytest
from by_hand import ByHand

from loadsite.results.answer import Answer, answer
from rich_case import rich_case
from worked_case import EXACT


@pytest.fixture(scope="session")
def rich(tmp_path_factory) -> Answer:
    """The answer of loadsite."""
    return answer(rich_case(), EXACT, tmp_path_factory.mktemp("rich"))


@pytest.fixture(scope="session")
def by_hand() -> ByHand:
    """The same case written and solved without it."""
    return ByHand(rich_case())
