"""What differs between the inputs of runs: keys, files, versions."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from loadsite.batch.finished import FinishedRun
from loadsite.run.provenance import SOURCE

SAID_ELSEWHERE = frozenset({"name"})
"""Keys that only name the run."""
HASH_SHOWN = 12


def inputs(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """input, run, value: a row per run for every input that is not the same in all of them.

    Keys by their dotted name, files as `file <name>` with the start of their hash where all runs read them, versions
    as `version of <package>`, of loadsite's source the start of its hash. A key that a run does not have is blank.
    """
    told = [{**_keys(run), **_files(run, runs), **_versions(run)} for run in runs]
    names = list(dict.fromkeys(name for each in told for name in each))
    rows = [
        (name, run.name, each.get(name, ""))
        for name in names
        if len({each.get(name, "") for each in told}) > 1
        for run, each in zip(runs, told, strict=True)
    ]
    return pd.DataFrame(rows, columns=["input", "run", "value"])


def _keys(run: FinishedRun) -> dict[str, str]:
    return {name: value for name, value in run.keys.items() if name not in SAID_ELSEWHERE}


def _files(run: FinishedRun, runs: Sequence[FinishedRun]) -> dict[str, str]:
    """Files that every run read. The scenario's own is told by its keys, and one that only some read by a key."""
    in_all = set.intersection(*(set(each.record.inputs) for each in runs))
    in_all -= {each.record.scenario_file for each in runs}
    return {f"file {name}": run.record.inputs[name][:HASH_SHOWN] for name in sorted(in_all)}


def _versions(run: FinishedRun) -> dict[str, str]:
    """Versions of packages, and the start of the hash of loadsite's own source."""
    return {f"version of {name}": value[:HASH_SHOWN] if name == SOURCE else value
            for name, value in run.record.versions.items()}  # fmt: skip
