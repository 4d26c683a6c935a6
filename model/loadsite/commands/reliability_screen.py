"""The second line of a screen: reserve margins and unserved load, in the colour of the news."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
from rich.text import Text

from loadsite.results.reliability_words import reliability_said

STYLES = {True: "green", False: "bold red", None: "dim"}


def reliability_lines(
    by_year: pd.DataFrame, by_market: pd.DataFrame, year: int, baseline: pd.DataFrame | None
) -> Iterator[Text]:
    """Reserve margins with and without the campuses, then load; `baseline` is `baseline_reliability`, if solved."""
    for said in reliability_said(by_year, by_market, year, baseline):
        yield Text(said.words, STYLES[said.good])
