"""Finished results and a browser, each made once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from browser import Page, browser, chromium
from finished_run import finished_run
from hostile_names import hostile_sites
from tiny_study import edit


@pytest.fixture(scope="session")
def plain_run(tmp_path_factory) -> Path:
    """The tiny study over two years, with the grid without campuses beside it."""
    two_years = edit("years: [2030]", "years: [2030, 2034]")
    targets = edit("target_mw: {2030: 300}", "target_mw: {2030: 300, 2034: 500}")
    return finished_run(
        tmp_path_factory.mktemp("plain"), scenario=lambda text: targets(two_years(text)) + "baseline: true\n"
    )


@pytest.fixture(scope="session")
def hostile_run(tmp_path_factory) -> Path:
    """The tiny study with thirty sites of hostile names, a campus at each."""
    return finished_run(
        tmp_path_factory.mktemp("hostile"), sites=hostile_sites, site_phases="site,year,limit_mw\n"
    )


@pytest.fixture(scope="session")
def page() -> Iterator[Page]:
    """A tab of a browser that has no network."""
    if chromium() is None:
        pytest.skip("needs Chromium, which is not installed here")
    with browser() as opened:
        yield opened
