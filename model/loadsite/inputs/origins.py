"""Where each thing of a Case is said: file and line."""

from __future__ import annotations

from pathlib import PurePosixPath

import pandas as pd

from loadsite.inputs.build_out import queue_rows
from loadsite.inputs.sources import Sources
from loadsite.inputs.yaml_source import dotted


def origins(
    sources: Sources, new: pd.DataFrame, new_stores: pd.DataFrame
) -> dict[tuple[str, str | tuple[str | int, ...]], str]:
    """(table, label) -> file:line.

    A row is labelled by its key, a tuple where that has several parts; candidates point at their technology's row;
    paces (plan_technology.zone) at the plan; queues at queues.csv; scenario keys are ("scenario", "place.target_mw").
    """
    found: dict[tuple[str, str | tuple[str | int, ...]], str] = {}
    for name, rows in sources.folder.tables.items():
        for key, line in zip(rows.keys, rows.lines, strict=True):
            found[name, key if len(key) > 1 else key[0]] = f"{rows.table.file}:{line}"
    for table, made in (("generators", new), ("storage", new_stores)):
        for candidate, technology in made["technology"].items():
            found[table, str(candidate)] = found["technologies", technology]
    queues = sources.folder.tables["queues"]
    for queue, line in zip(queue_rows(sources).index, queues.lines, strict=True):
        found["queue", str(queue)] = f"{queues.table.file}:{line}"
    plan = PurePosixPath(sources.scenario.plan).name
    for each in (new, new_stores):
        for label, technology in zip(each["pace"], each["plan_technology"], strict=True):
            found["pace", label] = f"{plan}:{sources.plan_file.source.line(('national_gw_per_year', technology))}"
    source = sources.opened.source
    for path, place in source.keys.items():
        found["scenario", dotted(path)] = f"{PurePosixPath(source.shown).name}:{place.line}"
    found |= {("scenario", dotted(path)): where for path, where in source.elsewhere.items()}
    return found
