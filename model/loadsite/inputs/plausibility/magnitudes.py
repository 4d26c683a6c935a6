"""Every row of the tables, and every key of scenario and plan, against what is usual."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from loadsite.inputs.cells import Rows
from loadsite.inputs.plausibility.finding import Finding
from loadsite.inputs.plausibility.ranges import DURATION, KEYS, PLAN, ROWS, TARGET, Usual
from loadsite.inputs.scenario_file import PlanFile, ScenarioFile
from loadsite.inputs.yaml_source import YamlSource, dotted
from loadsite.origin import Origin

BLANK = (-1, 9999)
"""What blank cells of whole numbers stand for."""
UNUSUAL = "is unusual"


def unusual_rows(tables: Mapping[str, Rows]) -> list[Finding]:
    """A finding for each column with unusual values: the first of them, and how many more there are."""
    found = []
    for (table, column), usual in ROWS.items():
        if table in tables and column in tables[table].frame:
            rows = tables[table]
            found += _of_values(rows, column, rows.frame[column].to_numpy(dtype=float), usual)
    if "storage" in tables and len(tables["storage"].frame):
        storage = tables["storage"]
        power_mw, energy_mwh = (storage.frame[name].to_numpy(dtype=float) for name in ("power_mw", "energy_mwh"))
        hours = np.divide(energy_mwh, power_mw, out=np.full(len(power_mw), np.nan), where=power_mw > 0)
        found += _of_values(storage, "energy_mwh", hours, DURATION)
    return found


def unusual_keys(opened: ScenarioFile, plan: PlanFile) -> Iterator[Finding]:
    """Keys of the scenario and of the plan with unusual values; defaults are not looked at."""
    source = opened.source
    for path, usual in KEYS.items():
        yield from _of_key(source, path, usual)
    for year in opened.scenario.place.target_mw if opened.scenario.place is not None else ():
        yield from _of_key(source, ("place", "target_mw", year), TARGET)
    for kind in plan.plan.national_gw_per_year:
        yield from _of_key(plan.source, ("national_gw_per_year", kind), PLAN)


def _of_values(rows: Rows, column: str, values: np.ndarray, usual: Usual) -> list[Finding]:
    bad = [number for number, value in enumerate(values)
           if np.isfinite(value) and value not in BLANK and not usual.holds(float(value))]  # fmt: skip
    if not bad:
        return []
    first = bad[0]
    unit = f" {usual.unit}" if usual.unit else ""
    more = f", as are {len(bad) - 1} more" if len(bad) > 1 else ""
    return [Finding(rows.origins[first], column, f"{values[first]:,.10g}{unit}", UNUSUAL + more,
                    str(usual), usual.source)]  # fmt: skip


def _of_key(source: YamlSource, path: tuple[str | int, ...], usual: Usual) -> Iterator[Finding]:
    value: Any = source.data
    for key in path:
        if not isinstance(value, dict) or key not in value:
            return
        value = value[key]
    if isinstance(value, int | float) and not isinstance(value, bool) and not usual.holds(value):
        unit = f" {usual.unit}" if usual.unit else ""
        yield Finding(Origin(source.shown, source.line(path)), dotted(path), f"{value:,.10g}{unit}", UNUSUAL,
                      str(usual), usual.source)  # fmt: skip
