"""The tiny study with every name replaced by another: of zones, technologies, fuels, plants, lines, sites, markets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from tiny_study import TABLES, write_tiny_study

NAMES: dict[str, tuple[str, ...]] = {
    "zone": ("NORTH", "SOUTH", "ISLE"),
    "technology": ("gas_cc", "gas_ct", "coal", "solar", "wind", "hydro", "battery", "gas_recip"),
    "fuel": ("gas", "coal"), "profile": ("solar", "wind", "hydro"),
    "plan_technology": ("gas", "solar", "wind", "battery"), "market": ("M1", "M2"), "site": ("plain", "cove"),
    "line": ("NORTH>SOUTH", "SOUTH>NORTH", "ISLE>SOUTH", "SOUTH>ISLE"), "corridor": ("NORTH-SOUTH", "ISLE-SOUTH"),
    "generator": ("NORTH.gas_cc", "NORTH.coal", "NORTH.wind", "SOUTH.gas_ct", "SOUTH.solar", "ISLE.gas_ct",
                  "ISLE.hydro"),
    "storage": ("SOUTH.battery",),
}  # fmt: skip
"""Kind of thing -> its names in the tiny study."""
OF_COLUMN = {"from_zone": "zone", "to_zone": "zone", "onsite_technology": "technology"}
"""Column that holds names of things that it is not called after."""
Renaming = Mapping[tuple[str, str], str]
"""Kind and plain name -> new name"""


def write_renamed(folder: Path, to: Renaming) -> Path:
    """Write the study with other names; the path of its scenario."""
    overrides: dict[str, Any] = {file.partition(".")[0]: _table(to) if file.endswith(".csv") else _features(to)
                                 for file in TABLES}  # fmt: skip
    return write_tiny_study(
        folder, **overrides, zone_shares=_table(to), plan=lambda text: _plan(text, to),
        load=lambda frame: frame.rename(columns=lambda name: to.get(("zone", name), name)),
        availability=lambda frame: frame.rename(columns=lambda name: _profile(name, to)))  # fmt: skip


def renamed_back(table: pd.DataFrame, to: Renaming) -> pd.DataFrame:
    """A table of a result in plain names: its numbers, and the columns of names that stand alone; sorted. The zone of
    a line that is built is its corridor.
    """
    back = {(kind, new): old for (kind, old), new in to.items()}
    kept: dict[str, Any] = {}
    for name in map(str, table.columns):
        kind = OF_COLUMN.get(name, name)
        if pd.api.types.is_numeric_dtype(table[name].dtype):
            kept[name] = table[name].astype(float)
        elif kind in NAMES and name not in ("generator", "storage"):
            lines = table["technology"] == "line" if name == "zone" and "technology" in table else [False] * len(table)
            kept[name] = [back.get(("corridor" if of_line else kind, str(each)), str(each))
                          for each, of_line in zip(table[name], lines, strict=True)]  # fmt: skip
    texts = [name for name, column in kept.items() if isinstance(column, list)]
    frame = pd.DataFrame(kept)
    figures = [name for name in kept if name not in texts]
    order = frame.assign(**{name: frame[name].round(6) for name in figures}).sort_values([*texts, *figures]).index
    return frame.loc[order].reset_index(drop=True)


def _table(to: Renaming) -> Callable[[str], str]:
    def renamed(text: str) -> str:
        rows = list(csv.reader(io.StringIO(text)))
        kinds = [OF_COLUMN.get(name, name) for name in rows[0]]
        file = io.StringIO()
        written = csv.writer(file, lineterminator="\n")
        written.writerow(rows[0])
        for row in rows[1:]:
            written.writerow([to.get((kind, cell), cell) for kind, cell in zip(kinds, row, strict=True)])
        return file.getvalue()

    return renamed


def _features(to: Renaming) -> Callable[[str], str]:
    def renamed(text: str) -> str:
        told = json.loads(text)
        for feature in told["features"]:
            fields = feature["properties"]
            feature["properties"] = {
                key: to.get((OF_COLUMN.get(key, key), value), value) if isinstance(value, str) else value
                for key, value in fields.items()
            }
        return json.dumps(told)

    return renamed


def _plan(text: str, to: Renaming) -> str:
    lines = []
    for line in text.splitlines():
        name, _, value = line.strip().partition(":")
        new = to.get(("plan_technology", name))
        lines.append(f"  {json.dumps(new, ensure_ascii=False)}:{value}" if line.startswith("  ") and new else line)
    return "\n".join(lines) + "\n"


def _profile(column: str, to: Renaming) -> str:
    profile, point, zone = column.partition(".")
    return f"{to['profile', profile]}.{to['zone', zone]}" if point else column
