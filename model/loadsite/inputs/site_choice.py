"""Which sites of the folder a scenario considers."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario_layers import SITE_KEYS
from loadsite.inputs.sources import Sources
from loadsite.inputs.suggestions import did_you_mean, listed


def chosen_sites(sources: Sources, table: pd.DataFrame, problems: Problems) -> pd.DataFrame:
    """The rows of `only_sites` whose labels are those of `sites_where`; all where the scenario names neither."""
    named = _by_name(sources, table, problems)
    labelled = _by_label(sources, table, problems)
    if not problems and table.size and not (named & labelled).any():
        source = sources.opened.source
        place = source.place(("sites_where",))
        problems.add(place.of(source.shown), "sites_where", "leaves no site")
    kept: pd.DataFrame = table[named & labelled]
    return kept


def site_labels(sources: Sources, table: pd.DataFrame) -> pd.DataFrame:
    """Site by label: what tells sites apart, of their own and by the layers of the scenario."""
    return pd.concat([table.assign(site=table.index)[list(SITE_KEYS)], sources.places.labels.loc[table.index]], axis=1)


def _by_name(sources: Sources, table: pd.DataFrame, problems: Problems) -> np.ndarray:
    opened = sources.opened
    names = opened.scenario.only_sites
    if names is None:
        return np.ones(len(table), dtype=bool)
    file = sources.folder.tables["sites"].table.file
    for position, name in enumerate(names):
        place = opened.source.place(("only_sites", position))
        if name not in table.index or name in names[:position]:
            wrong = "stands twice" if name in table.index else f"is not a site of {file}"
            hint = "" if name in table.index else did_you_mean(name, table.index)
            problems.add(place.of(opened.source.shown), f"only_sites.{position}", f'"{name[:60]}" {wrong}', hint)
    return np.asarray(table.index.isin(names))


def _by_label(sources: Sources, table: pd.DataFrame, problems: Problems) -> np.ndarray:
    opened = sources.opened
    labels = site_labels(sources, table)
    chosen = np.ones(len(table), dtype=bool)
    for label, values in opened.scenario.sites_where.items():
        place = opened.source.place(("sites_where", label))
        if label not in labels:
            hint = did_you_mean(label, labels.columns) or f"expected one of {listed(labels.columns, 20)}"
            problems.add(place.of(opened.source.shown), f"sites_where.{label}", "is no label of sites", hint)
            continue
        known = sorted({str(each) for each in labels[label]} - {""})
        for value in values:
            if value not in known:
                hint = did_you_mean(value, known) or f"expected one of {listed(known, 12)}"
                problems.add(place.of(opened.source.shown), f"sites_where.{label}",
                             f'no site has the {label} "{value[:60]}"', hint)
        chosen &= labels[label].isin(values).to_numpy()
    return chosen
