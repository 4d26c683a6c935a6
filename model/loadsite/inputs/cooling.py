"""What a campus draws hour by hour: the same always, or more when the weather of its climate makes cooling costly."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.calendar import hours_of
from loadsite.inputs.cells import Rows, check_cells
from loadsite.inputs.csv_text import read_csv
from loadsite.inputs.optional_tables import COOLING
from loadsite.inputs.problems import Problems
from loadsite.inputs.site_choice import site_labels
from loadsite.inputs.sources import Sources
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.origin import Origin


def load_shape(
    sources: Sources, table: pd.DataFrame, time_utc: pd.Series, problems: Problems
) -> pd.DataFrame:
    """Site by snapshot: what a campus of 1 MW asks for [MW/MW].

        load_factor * pue[climate, month, hour] / mean of pue over the hours of the load year (or years)

    so that the average draw over a year stays the load factor. Without `campus.cooling` it is the load factor.
    """
    campus = sources.scenario.campus
    flat = pd.DataFrame(campus.load_factor, index=table.index, columns=time_utc.index, dtype=float)
    rows = _read(sources, problems)
    if campus.cooling is None or rows is None:
        return flat
    climate = _climates(sources, table, set(rows.frame["climate"]), problems)
    pue = _whole(rows, set(climate), problems)
    load_years = [(hours_of(year), probability) for year, probability in sources.scenario.time.samples.items()]
    shapes = {}
    for name, of_climate in pue.items():
        mean = sum(probability * of_climate[year.month - 1, year.hour].mean() for year, probability in load_years)
        shapes[name] = campus.load_factor * of_climate[time_utc.dt.month - 1, time_utc.dt.hour] / mean
        most = campus.load_factor * of_climate.max() / mean
        if most > 1:
            place = sources.opened.source.place(("campus", "load_factor"))
            problems.add(place.of(sources.opened.source.shown), "campus.load_factor",
                         f'{campus.load_factor:g} becomes {most:.3f} of its MW in the hottest hours of "{name}"; '
                         "expected at most 1")
    for site, name in climate.items():
        if name in shapes:
            flat.loc[site] = shapes[name]
    return flat


def _read(sources: Sources, problems: Problems) -> Rows | None:
    cooling = sources.scenario.campus.cooling
    if cooling is None:
        return None
    cells = read_csv(sources.opened.files, cooling.file, problems)
    return None if cells is None else check_cells(cells, COOLING, problems)


def _climates(sources: Sources, table: pd.DataFrame, known: set[str], problems: Problems) -> pd.Series:
    """site -> its climate; sites of no climate are noted."""
    assert sources.scenario.campus.cooling is not None
    by = sources.scenario.campus.cooling.by
    file = sources.scenario.campus.cooling.file
    labels = site_labels(sources, table)
    source = sources.opened.source
    place = source.place(("campus", "cooling", "by"))
    if by not in labels:
        hint = did_you_mean(by, labels.columns) or f"expected one of {listed(labels.columns, 20)}"
        problems.add(place.of(source.shown), "campus.cooling.by", f'"{by[:60]}" is no label of sites', hint)
        return pd.Series(dtype=object)
    for site, name in labels[by].items():
        if name not in known:
            problems.add(place.of(source.shown), "campus.cooling.by",
                         f'"{site}" has the {by} "{name}", which is no climate of {file}',
                         did_you_mean(str(name), known))
    return labels[by]


def _whole(rows: Rows, wanted: set[str], problems: Problems) -> dict[str, np.ndarray]:
    """climate -> power usage effectiveness by month and hour; what is missing is noted."""
    found = {}
    for climate in dict.fromkeys(rows.frame["climate"]):
        part = rows.frame[rows.frame["climate"] == climate]
        if climate not in wanted:
            continue
        whole = np.full((12, 24), np.nan)
        whole[part["month"] - 1, part["hour_utc"]] = part["pue"]
        missing = [f"month {month + 1} hour {hour}" for month, hour in np.argwhere(np.isnan(whole)).tolist()]
        if missing:
            problems.add(Origin(rows.shown), "hour_utc",
                         f'"{climate}" has no row for {listed(missing, 3)}; expected 12 months of 24 hours')
        else:
            found[str(climate)] = whole
    return found
