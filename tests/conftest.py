"""Files run side by side, but for folders whose files share what is dear to make: those run in one process."""

from __future__ import annotations

import gc

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


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        folder = item.path.parent.name
        group = folder if folder in ONE_PROCESS else str(item.path)
        item.add_marker(pytest.mark.xdist_group(group))


def pytest_collection_finish() -> None:
    """What is there by now lives to the end: it is not looked through again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000)
