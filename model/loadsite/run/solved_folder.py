"""From an opened scenario to the folder of its results: solved, proven, written; what every verb that solves shares."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import Any

import geopandas as gpd
import pandas as pd

from loadsite.export.background import Background, background
from loadsite.export.datapackage import write_datapackage
from loadsite.export.geopackage import write_geopackage
from loadsite.export.outlines import read_outlines, read_states
from loadsite.inputs.case import Case
from loadsite.inputs.case_builder import case_of
from loadsite.inputs.data_sources import data_sources
from loadsite.inputs.scenario_file import ScenarioFile
from loadsite.run.answer import Answer, answer
from loadsite.run.baseline import baseline_tables, to_the_whole_gap, without_campuses
from loadsite.run.content_hash import content_hash
from loadsite.run.progress import Progress
from loadsite.run.proof_vectors import ANSWER, BASELINE, HOSTING, write_proof
from loadsite.run.provenance import record, record_of_solve
from loadsite.run.run_status import RunStatus, how_close
from loadsite.run.store import Workplace, write_record, write_tables
from loadsite.run.warnings import warnings
from loadsite.solve import ProofOptions


@dataclass(frozen=True)
class Question:
    """A scenario with everything read that it refers to."""

    opened: ScenarioFile
    case: Case
    outlines: gpd.GeoSeries
    """zone -> outline (EPSG:4326)"""
    behind: Background
    """states and cities, for orientation on maps"""


@dataclass(frozen=True)
class Written:
    """An answer, its tables under the names they are stored by, and the record written beside them."""

    found: Answer
    tables: Mapping[str, pd.DataFrame]
    record: Mapping[str, Any]


def read_question(opened: ScenarioFile) -> Question:
    """Read all that a scenario refers to.

    Raises:
        InputError: everything that is wrong in it.
    """
    case = case_of(opened)
    outlines = read_outlines(case, opened)
    return Question(opened, case, outlines, background(read_states(case, opened), outlines))


def answer_into(
    work: Workplace,
    asked: Question,
    options: ProofOptions,
    begun: datetime,
    progress: Progress,
    further: Mapping[str, Any],
) -> Written:
    """Solve and prove, and write tables, map and record into the workplace; what is left is to finish it.

    `further` goes into the record beside the keys of the scenario; `begun` is when the run was started [UTC].

    Raises:
        NoAnswer: there is no result; the workplace holds the logs.
    """  # fmt: skip
    found = answer(asked.case, options, work.logs, progress)
    tables = found.results.by_name() | {"warnings": warnings(found.solve.case, found.results)}
    proofs = {ANSWER: found.solve}
    further = dict(further)
    if asked.opened.scenario.baseline:
        progress("solving the same grid without campuses")
        bare = without_campuses(found.solve.case)
        without = answer(bare, to_the_whole_gap(options), work.logs / BASELINE, progress)
        tables |= baseline_tables(without.results)
        proofs[BASELINE] = without.solve
        further[BASELINE] = record_of_solve(without.solve)
        if without.not_closed is not None:
            further |= {"status": RunStatus.NOT_PROVEN, "baseline_ended": without.not_closed.ended}
    progress(f"writing {work.place.name}")
    if found.hosted is not None:
        tables["hosting_limits"] = found.hosted.limits
        proofs[HOSTING] = found.hosted.solve
        tables["hosting_rules"] = found.hosted.rules
    write_tables(work.folder, tables)
    write_datapackage(work.folder, asked.case.name, asked.case.horizon.resolution, tables)
    for name, done in proofs.items():
        write_proof(work.folder, name, done.program, done.solution)
    write_geopackage(work.folder / "sites.gpkg", found.solve.case, found.results, asked.outlines, asked.behind)
    told = record(found, options, begun, cpu_s(), content_hash(tables)) | keys_of(asked.opened) | further
    told["warnings"] = tables["warnings"].to_dict("records")
    write_record(work.folder, told)
    return Written(found, tables, told)


def why_not_proven(written: Written) -> str:
    """What a search that did not close has found, and what ended it."""
    found, name = written.found, written.record["scenario"]
    solve = found.not_closed
    if solve is None:
        return f"{name}: the grid without campuses is not proven: {written.record['baseline_ended']}"
    hosting = found.hosted is not None and solve is found.hosted.solve
    certificate = solve.certificate
    close = how_close(certificate.primal_objective, certificate.gap, hosting)
    return f"{name} is not proven: {close}; {solve.ended}"


def keys_of(opened: ScenarioFile) -> dict[str, Any]:
    """What a record says of the scenario: its keys, defaults among them, and its file."""
    return {
        "keys": opened.scenario.model_dump(mode="json"),
        "scenario_file": PurePath(opened.source.shown).name,
        "data": data_sources(opened),
    }


def cpu_s() -> float:
    """CPU seconds of this process, and of those it started and that have ended [s]."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system
