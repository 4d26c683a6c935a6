"""Files run side by side, but for folders whose files share what is expensive to make: those run in one process."""

from __future__ import annotations

import gc
import os

import pytest
from hypothesis import settings

# How long an example takes says more of the machine than of the code.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

ONE_PROCESS = (
    "batch",  # a batch of four cases
    "figures",  # a case solved twice, and the folder of its results
    "peers",  # PyPSA, which takes seconds to import
    "report",  # finished runs with their pages
    "results",  # a solved case
)


LONG = (*ONE_PROCESS, "hostile", "benders", "cli", "inputs")
"""Folders that begin first: whatever takes long is not left to one process at the end."""


def pytest_configure(config: pytest.Config) -> None:
    """Groups are begun in the order of the tests, and not those of the most tests first. Results go to `runs`."""
    os.environ.pop("LOADSITE_RUNS", None)
    config.option.loadscopereorder = False


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.parent.name
        group = folder if folder in ONE_PROCESS else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))
    items.sort(key=lambda item: LONG.index(item.path.parent.name) if item.path.parent.name in LONG else len(LONG))


def pytest_collection_finish() -> None:
    """What is there by now lives to the end: it is not looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)
