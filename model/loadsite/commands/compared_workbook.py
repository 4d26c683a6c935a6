"""The summary of a workbook of runs side by side: cost of each run, and a chart of it against the baseline case."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from loadsite.export.workbook_summary import Bars, Figure, Summary


def comparison_summary(tables: Mapping[str, pd.DataFrame]) -> Summary:
    """The objective of every run, and what each costs more or less than the baseline case, the first."""
    runs = tables["runs"]
    first, costs = float(runs["cost_usd"].iloc[0]) / 1e6, runs["cost_usd"].astype(float) / 1e6
    baseline = str(runs["run"].iloc[0])
    figures = tuple(Figure(f"objective of {run}", float(usd), "M USD")
                    for run, usd in zip(runs["run"], costs, strict=True))  # fmt: skip
    changes = tuple((str(run), float(usd) - first) for run, usd in zip(runs["run"], costs, strict=True)
                    if run != baseline and pd.notna(usd) and pd.notna(first))  # fmt: skip
    bars = Bars(f"objective against the baseline case {baseline}", "M USD", changes)
    notes = (f"Baseline case: {baseline}. Changes in the sheets are against it.",
             "The objective is total system cost and penalties; the sheet runs has both.")  # fmt: skip
    return Summary("Runs side by side", figures, notes, bars)
