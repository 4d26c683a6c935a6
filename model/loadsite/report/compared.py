"""Runs side by side as their report needs them: the tables of a comparison, and the map of one of the runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd

from loadsite.report.run import PLACED_MW, NoResult, Run

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclass(frozen=True)
class Compared:
    """`tables` are those of a comparison, by name; `swing` among them where ranges were solved for."""

    tables: Mapping[str, pd.DataFrame]

    @cached_property
    def answered(self) -> list[str]:
        """Runs with an answer, in the order given; the first is what the others are measured against."""
        found = set(self.tables["siting"]["run"])
        names = [name for name in self.tables["runs"]["run"] if name in found]
        if not names:
            raise NoResult("none of the runs has an answer; there is nothing to draw")
        return names

    @cached_property
    def letters(self) -> dict[str, str]:
        """run -> the letter it goes by, or its number where there are many."""
        names = list(self.tables["runs"]["run"])
        return {name: LETTERS[at] if len(names) <= len(LETTERS) else str(at + 1) for at, name in enumerate(names)}

    @cached_property
    def first(self) -> Run:
        """The folder of the first answered run: its map is that of all."""
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
