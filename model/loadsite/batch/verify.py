"""Whether what a study holds is still what was proven: bytes, tables, certificate, and the audit done once more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pandas as pd

from loadsite.batch.batch import NamedCase, named
from loadsite.batch.case_table import table_of
from loadsite.batch.finished import FinishedRun, NotFinished, open_runs
from loadsite.batch.place import StudyPlace
from loadsite.errors import LoadsiteError
from loadsite.inputs.case import Target
from loadsite.inputs.study_file import StudyFile
from loadsite.results.audit import audit
from loadsite.results.content_hash import content_hash
from loadsite.results.solved_folder import read_question
from loadsite.results.store import read_tables
from loadsite.results.tables import HOURLY, Results
from loadsite.solve.certificate import GAP, TOLERANCE

COLUMNS = ["case", "check", "passed", "said"]
Found = tuple[str, bool, str]


def verify(study: StudyFile, place: StudyPlace) -> pd.DataFrame:
    """case, check, passed, said: a row per check of every case that was committed, in the order of the study.

    Bytes against the ledger; tables against the hash in their record; the certificate's figures against what is
    allowed, and its cost against the table of costs; and every comparison of the tables with the inputs, made anew.
    """
    table = table_of(study, place).set_index("case")
    rows: list[tuple[str, str, bool, str]] = []
    for each in named(study):
        name, status = each.case.name, str(table.loc[each.case.name, "status"])
        if status in ("optimal", "infeasible", "not proven", "changed on disk"):
            checks = _checks(each, Path(str(table.loc[name, "folder"])), status)
            rows += [(name, *check) for check in checks]
    return pd.DataFrame(rows, columns=COLUMNS)


def _checks(each: NamedCase, folder: Path, status: str) -> Iterator[Found]:
    same = status != "changed on disk"
    yield "bytes as committed", same, "" if same else "the folder is not what was committed, or is gone"
    try:
        (run,) = open_runs([folder])
        if not run.answered:
            explained = bool(run.record.get("explanation"))
            yield "explanation is there", explained, "" if explained else "the record explains nothing"
            return
        tables = read_tables(folder)
        recorded = content_hash(tables) == run.record["result_hash"]
        yield "tables as recorded", recorded, "" if recorded else "the tables are not those of the record"
        yield _certified(run)
        yield _costs(run, tables)
        yield _audited(each, tables)
    except NotFinished as error:
        yield "record can be read", False, str(error)
    except (OSError, KeyError, ValueError) as error:  # pyarrow's own errors are among these
        yield "tables can be read", False, f"{type(error).__name__}: {str(error)[:200]}"


def _certified(run: FinishedRun) -> Found:
    certificate: Mapping[str, Any] = run.record["certificate"]
    allowed = {GAP: float(certificate["gap_allowed"])}
    beyond = [name for name, error in certificate["errors"].items() if error > allowed.get(name, TOLERANCE)]
    return "certificate within what is allowed", not beyond, ", ".join(beyond)


def _costs(run: FinishedRun, tables: Mapping[str, pd.DataFrame]) -> Found:
    told, certified = float(tables["costs"]["usd"].sum()), float(run.record["certificate"]["objective_musd"]) * 1e6
    agree = abs(told - certified) <= TOLERANCE * max(abs(certified), 1.0)
    return "costs add up to what was certified", agree, "" if agree else f"{told:,.0f} and {certified:,.0f} USD"


def _audited(each: NamedCase, tables: Mapping[str, pd.DataFrame]) -> Found:
    """The audit of the stored tables against the inputs, read anew."""
    name = "audit against the inputs"
    try:
        case = read_question(each.case.opened).case
        if not isinstance(case.placement, Target):
            return name, True, "not repeated: the most MW that fit were priced as a target of their own"
        found = audit(case, _results(tables))
    except LoadsiteError as error:
        return name, False, str(error).splitlines()[0]
    return name, True, f"{len(found.checks)} comparisons"


def _results(tables: Mapping[str, pd.DataFrame]) -> Results:
    """Stored tables as what they were stored from."""
    hourly = {key.partition("/")[2]: table for key, table in tables.items() if key.startswith(f"{HOURLY}/")}
    plain = {field.name: tables[field.name] for field in fields(Results) if field.name != HOURLY}
    return Results(**plain, hourly_shadow_prices=MappingProxyType(hourly))
