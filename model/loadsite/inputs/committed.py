"""What is committed or under construction: fewest MW of campus at sites, and fewest new MW of plant in zones."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.cells import Rows
from loadsite.inputs.problems import Problems
from loadsite.inputs.sources import Sources


def committed_builds(sources: Sources) -> tuple[pd.DataFrame, pd.DataFrame]:
    """label zone.technology -> technology, zone; and label by year: fewest new MW by then [MW]."""
    rows = sources.folder.tables["committed_builds"].frame
    labels = pd.Index([f"{zone}.{kind}" for kind, zone in zip(rows["technology"], rows["zone"], strict=True)],
                      dtype=object, name="committed")  # fmt: skip
    things = rows[["technology", "zone"]].set_axis(labels, axis=0)
    return things[~labels.duplicated()], _so_far(labels, rows["year"], rows["committed_mw"], sources.years)


def committed_campuses(sources: Sources, limit_mw: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """Site by year: fewest MW of campus, of the sites that have some. Notes those above the limit of the site [MW]."""
    rows = sources.folder.tables["site_phases"]
    here = rows.frame[rows.frame["site"].isin(limit_mw.index)]
    found = _so_far(pd.Index(here["site"], dtype=object), here["year"], here["committed_mw"], sources.years)
    _check_limits(rows, limit_mw, problems)
    return found[(found > 0).any(axis=1)]


def _check_limits(rows: Rows, limit_mw: pd.DataFrame, problems: Problems) -> None:
    cells = (rows.frame[name].tolist() for name in ("site", "year", "committed_mw"))
    for origin, site, begins, mw in zip(rows.origins, *cells, strict=True):
        if site in limit_mw.index:
            allowed = limit_mw.loc[site].to_numpy(dtype=float)[limit_mw.columns.to_numpy() >= begins]
            if len(allowed) and mw > allowed[0] + 1e-6:
                problems.add(origin, "committed_mw", f"{mw:g} is above what the site allows, {allowed[0]:g} MW")


def _so_far(labels: pd.Index, years: pd.Series, mw: pd.Series, model_years: pd.Index) -> pd.DataFrame:
    """Label by model year: the latest amount reached, zero before the first."""
    order = np.argsort(years.to_numpy(), kind="stable")
    found: dict[str, list[float]] = {str(label): [0.0] * len(model_years) for label in labels}
    for row in order:
        for position, year in enumerate(model_years):
            if years.iloc[row] <= year:
                found[str(labels[row])][position] = float(mw.iloc[row])
    return pd.DataFrame(list(found.values()), pd.Index(list(found), dtype=object), model_years, dtype=float)
