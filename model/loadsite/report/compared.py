"""Runs side by side as their report needs them: the tables of a comparison, and the map of one of the runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from loadsite.report.run import PLACED_MW, NoResult, Run
from loadsite.run.run_labels import run_labels


@dataclass(frozen=True)
class Compared:
    """`tables` are those of a comparison, by name; `swing` among them where ranges were solved for."""

    tables: Mapping[str, pd.DataFrame]

    @cached_property
    def answered(self) -> list[str]:
        """Runs with an answer, in the order given; the first is the baseline case."""
        found = set(self.tables["siting"]["run"])
        names = [name for name in self.tables["runs"]["run"] if name in found]
        if not names:
            raise NoResult("none of the runs has an answer; there is nothing to draw")
        return names

    @cached_property
    def labels(self) -> dict[str, str]:
        """run -> its name, without what all names share"""
        return {name: " ".join(parts) for name, parts in run_labels(list(self.tables["runs"]["run"])).items()}

    @property
    def baseline(self) -> str:
        """The baseline case: the run that the others are compared against."""
        return self.answered[0]

    def number(self, run: str) -> int:
        """The place of a run among all, from 1, for the names of pictures."""
        return list(self.labels).index(run) + 1

    @cached_property
    def first(self) -> Run:
        """The folder of the baseline case: its map is that of all."""
        folders = self.tables["runs"].set_index("run")["folder"]
        return Run(Path(folders[self.answered[0]]))

    @property
    def last_year(self) -> int:
        return int(self.tables["siting"]["year"].max())

    @cached_property
    def siting(self) -> pd.DataFrame:
        """Rows of the last model year."""
        table = self.tables["siting"]
        return table[table["year"] == self.last_year]

    @cached_property
    def mw(self) -> pd.DataFrame:
        """MW of campus: a row per site that has any in some run, the largest first, a column per run."""
        table = self.siting.pivot_table(index="site", columns="run", values="campus_mw", aggfunc="first", observed=True)
        table = table.reindex(columns=self.answered).fillna(0.0)
        kept = table[table.max(axis=1) >= PLACED_MW]
        return kept.loc[kept.mean(axis=1).sort_values(ascending=False, kind="stable").index]

    @cached_property
    def names(self) -> dict[str, str]:
        """site -> its name."""
        return dict(self.siting.drop_duplicates("site").set_index("site")["name"])

    @property
    def time(self) -> str:
        """What the captions say."""
        return self.first.time_of_a_year

    def against_baseline(self, wide: pd.DataFrame) -> pd.DataFrame:
        """Labels by runs: the level of the baseline case, and what each other run has more or less."""
        return wide.sub(wide[self.baseline], axis=0).assign(**{self.baseline: wide[self.baseline]})
