"""Where each thing of a Case is said."""

from __future__ import annotations

import pandas as pd

from loadsite.inputs.build_out import queue_rows, zone_limit_labels
from loadsite.inputs.sources import Sources
from loadsite.inputs.yaml_source import YamlSource, dotted
from loadsite.origin import Origin


def origins(
    sources: Sources, new: pd.DataFrame, new_storage: pd.DataFrame
) -> dict[tuple[str, str | tuple[str | int, ...]], Origin]:
    """(table, label) -> where that is said; files by their names alone.

    A row is labelled by its key, a tuple where that has several parts; candidates point at their technology's row;
    annual build limits (plan_technology.zone) at the plan; queues at queues.csv; scenario keys are ("scenario",
    "place.target_mw").
    """
    found: dict[tuple[str, str | tuple[str | int, ...]], Origin] = {}
    for name, rows in sources.folder.tables.items():
        for key, origin in zip(rows.keys, rows.origins, strict=True):
            found[name, key if len(key) > 1 else key[0]] = origin.without_folder
    for table, made in (("generators", new), ("storage", new_storage)):
        for candidate, technology in made["technology"].items():
            found[table, str(candidate)] = found["technologies", technology]
    queues = sources.folder.tables["queues"]
    for queue, origin in zip(queue_rows(sources).index, queues.origins, strict=True):
        found["queue", str(queue)] = origin.without_folder
    zone_builds = sources.folder.tables["zone_builds"]
    for limit, origin in zip(zone_limit_labels(zone_builds.frame), zone_builds.origins, strict=True):
        found["zone_limit", limit] = origin.without_folder
    committed = sources.folder.tables["committed_builds"]
    for (technology, zone, _), origin in zip(committed.keys, committed.origins, strict=True):
        found["committed_builds", f"{zone}.{technology}"] = origin.without_folder
    plan = sources.plan_file.source
    for each in (new, new_storage):
        for label, technology in zip(each["annual_build"], each["plan_technology"], strict=True):
            found["annual_build", label] = _at(plan, plan.line(("national_gw_per_year", technology)))
    source = sources.opened.source
    for path, place in source.keys.items():
        found["scenario", dotted(path)] = _at(source, place.line)
    found |= {("scenario", dotted(path)): where for path, where in source.elsewhere.items()}
    return found


def _at(source: YamlSource, line: int) -> Origin:
    return Origin(source.shown, line).without_folder
