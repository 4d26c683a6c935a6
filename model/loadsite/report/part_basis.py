"""The last part: what the answer rests on: time, data, proof, model limitations, versions, and the input files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd

from loadsite.origin import Origin
from loadsite.report.figure import Block, Column, Facts, Listing, Part, Words
from loadsite.report.run import Run
from loadsite.report.words import number, shown
from loadsite.run.record_parts import SourcePart, WarningPart
from loadsite.solve import Method


def basis(run: Run) -> Part:
    """All of it from `run.json`."""
    record = run.record
    program = record.program
    blocks: list[Block] = [
        Facts((
            proof(run),
            (f"{number(record.audit.checks)} checks hold", "to "
             f"{record.audit.largest_relative_error:.0e}, recomputed from the input tables"),
            (f"{number(program.rows)} rows, {number(program.columns)} columns", "of the linear program"),
            (f"{number(record.cpu_s, 1)} CPU s", f"to solve and prove, {shown(record.attempts[-1].algorithm)}"),
        )),
        Words((f"Time: {shown(record.time_resolution)}.",
               f"Money: dollars of {record.question.cost_year}. Solved {_when(record.begun_utc)}.")),
        Listing("Model limitations", (Column("limit", "what this answer leaves out"),),
                pd.DataFrame({"limit": [*record.caveats, *record.limitations]}, dtype=object), opened=True),
        _table("Data that went in", ("file", "file", "SHA-256"), record.inputs),
        _table("Versions", ("what", "package", "version"), record.versions),
        _table("Question and options", ("what", "key", "value"),
               {**_flat(record.question.model_dump(mode="json")), **_flat(record.options)}),
        _table("Proof: largest relative error of each check", ("what", "check", "error"),
               {**record.certificate.errors, **record.audit.errors}),
    ]  # fmt: skip
    if record.warnings:
        blocks.insert(2, _warnings(record.warnings))
    if record.data:
        blocks.insert(3, _vintage(record.data))
    blocks.append(Words((f"Hash of this result: {record.result_hash}",)))
    return Part("basis", "Sources and proof", tuple(blocks))


def proof(run: Run) -> tuple[str, str]:
    """Optimal, or how far from it at most, in a few words and what they mean."""
    certificate = run.record.certificate
    if run.not_proven:
        return "not proven", run.not_proven
    if run.record.method is not Method.DECOMPOSED:
        return f"optimal to {certificate.largest_relative_error:.0e}", "largest relative error of its conditions"
    gap = certificate.gap_musd
    return run.close, f"or {number(gap, 2)} M USD of {number(certificate.objective_musd, 1)}"


def _vintage(sources: Sequence[SourcePart]) -> Listing:
    """Where the data come from, and of when they are."""
    frame = pd.DataFrame([(each.title, each.year, each.path) for each in sources], columns=["title", "year", "path"])
    return Listing("Where the data come from", (
        Column("title", "source"), Column("year", "of"), Column("path", "found at")), frame)  # fmt: skip


def _warnings(told: Sequence[WarningPart]) -> Listing:
    """What may be a mistake in the inputs, or in what the solution does with them."""
    frame = pd.DataFrame(
        {
            "where": [str(Origin(each.file, each.line)) for each in told],
            **{key: [getattr(each, key) for each in told] for key in ("field", "value", "what", "expected", "source")},
        }
    )
    return Listing("Warnings", (
        Column("where", "where"), Column("field", "field"), Column("value", "value"), Column("what", ""),
        Column("expected", "expected"), Column("source", "source of the range")), frame, opened=True)  # fmt: skip


def _table(title: str, heads: tuple[str, str, str], said: Mapping[str, object]) -> Listing:
    frame = pd.DataFrame({heads[0]: list(said), "value": [str(value) for value in said.values()]})
    return Listing(title, (Column(heads[0], heads[1]), Column("value", heads[2])), frame)


def _flat(said: Mapping[str, object]) -> dict[str, object]:
    """Mappings as one line; what is not said is left out."""
    told = {key: value for key, value in said.items() if value is not None}
    return {key: ", ".join(f"{k}: {v}" for k, v in value.items()) if isinstance(value, dict) else value
            for key, value in told.items()}  # fmt: skip


def _when(at: datetime) -> str:
    return f"{at:%d %B %Y, %H:%M} UTC"
