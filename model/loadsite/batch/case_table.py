"""Every case of a study with how it stands: from the ledger, and from its folder as it is now."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pandas as pd

from loadsite.batch.batch import NamedCase, named
from loadsite.batch.folder_hash import folder_hash
from loadsite.batch.ledger import Ledger
from loadsite.batch.ledger_entry import Entry
from loadsite.batch.order import Ending
from loadsite.batch.place import StudyPlace
from loadsite.inputs.study_file import StudyFile

PENDING = "pending"
RUNNING = "running"
INTERRUPTED = "interrupted"
CHANGED = "changed on disk"

COLUMNS = [
    "case", "status", "cost_musd", "gap", "margin_shortfall_mw", "unserved_mwh", "method", "iterations",
    "cuts_from_pool", "wall_s", "cpu_s", "peak_memory_mb", "host", "folder", "reason",
]  # fmt: skip


def table_of(study: StudyFile, place: StudyPlace) -> pd.DataFrame:
    """case, a column `varied <key>` per key that varies, and COLUMNS: a row per case, in the order of the study.

    `status` is one of the endings, or pending, running, interrupted (a batch was killed while it ran), or changed on
    disk (its folder is no longer what was committed). `gap` is relative; margin_shortfall_mw and unserved_mwh are of
    the last model year; NaN where there is no answer.
    """
    entries: dict[str, Entry] = {}
    open_attempts: set[str] = set()
    if place.exists:
        with closing(Ledger(place.folder)) as ledger:
            entries, open_attempts = ledger.last(), ledger.interrupted()
    held = bool(place.holder())
    rows = []
    for each in named(study):
        entry = entries.get(each.hash.whole)
        status = _status(entry, each, place, each.hash.whole in open_attempts, held)
        rows.append({**_row(each, entry, place, status)})
    varied = [f"varied {key}" for key in dict.fromkeys(key for case in study.cases for key in case.labels)]
    return pd.DataFrame(rows, columns=["case", *varied, *COLUMNS[1:]])


def finished_folders(study: StudyFile, place: StudyPlace) -> list[Path]:
    """Folders of the cases that have one, in the order of the study."""
    table = table_of(study, place)
    finished = table[table["status"].isin([ending.value for ending in Ending if ending.has_folder])]
    return [Path(folder) for folder in finished["folder"]]


def _status(entry: Entry | None, each: NamedCase, place: StudyPlace, is_open: bool, held: bool) -> str:
    if is_open and held:
        return RUNNING
    if entry is None:
        return PENDING
    if entry.outcome is None:
        return INTERRUPTED
    outcome = entry.outcome
    if outcome.ending.has_folder and folder_hash(place.case_of(entry.hash, entry.name)) != outcome.content_hash:
        return CHANGED
    return outcome.ending.value


def _row(each: NamedCase, entry: Entry | None, place: StudyPlace, status: str) -> dict[str, object]:
    outcome = entry.outcome if entry is not None else None
    row: dict[str, object] = {"case": each.case.name, "status": status}
    row |= {f"varied {key}": label for key, label in each.case.labels.items()}
    row["folder"] = ""
    if entry is not None and entry.outcome is not None and entry.outcome.ending.has_folder:
        row["folder"] = str(place.case_of(entry.hash, entry.name))
    if outcome is None:
        return row | {"reason": "", "method": "", "host": ""}
    nothing = float("nan")
    cost = nothing if outcome.cost_usd is None else outcome.cost_usd
    least = nothing if outcome.least_possible_usd is None else outcome.least_possible_usd
    return row | {
        "cost_musd": cost / 1e6,
        "gap": (cost - least) / max(abs(cost), 1.0),
        "margin_shortfall_mw": nothing if outcome.margin_shortfall_mw is None else outcome.margin_shortfall_mw,
        "unserved_mwh": nothing if outcome.unserved_mwh is None else outcome.unserved_mwh,
        "method": outcome.method,
        "iterations": outcome.iterations,
        "cuts_from_pool": outcome.cuts_from_pool,
        "wall_s": outcome.wall_s,
        "cpu_s": outcome.cpu_s,
        "peak_memory_mb": outcome.peak_memory_mb,
        "host": outcome.host,
        "reason": outcome.reason,
    }
