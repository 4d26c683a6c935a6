"""MATPOWER change tables: outages of single branches, and hours with another load of every area.

Source of the columns: MATPOWER User's Manual, `apply_changes`. A table has rows of label, probability, table, row,
column, kind of change, new value.
"""

from __future__ import annotations

from loadsite.inputs.cells import Cells
from loadsite.inputs.files import StudyFiles, text_of
from loadsite.inputs.problems import Problems
from loadsite.nodal.matpower_text import Row, read_case_text
from loadsite.nodal.schema import OUTAGES, SNAPSHOT_AREAS, SNAPSHOTS
from loadsite.nodal.source_tables import Gathered
from loadsite.origin import Origin

WIDTH = 7


def outages_of(files: StudyFiles, name: str, branches: Cells, problems: Problems) -> tuple[Cells, tuple[str, ...]]:
    """The outages of a change table, each of one branch by its row in the case; a remark on what else it holds."""
    made = Gathered(OUTAGES, files.shown(name))
    names = [row[branches.header.index("branch")] for row in branches.rows]
    others = 0
    seen: dict[str, Row] = {}
    for row in _rows(files, name, problems):
        label, _, table, number, column, change, value = row.cells
        if table != "CT_TBRCH":
            others += 1
            continue
        if (column, change) != ("BR_STATUS", "CT_REP") or value not in ("0", "0.0"):
            problems.add(row.origin, "chgtab", f"changes {column} of a branch by {change} to {value}; expected "
                         "BR_STATUS, CT_REP, 0")  # fmt: skip
            continue
        if label in seen:
            problems.add(row.origin, "label", f"{label} takes out two branches, here and in "
                         f"{seen[label].origin.in_file}; expected outages of single branches")
        seen[label] = row
        if not number.isdigit() or not 1 <= int(number) <= len(names):
            problems.add(row.origin, "row", f'"{number[:40]}" is no row of the branches; expected 1 to {len(names)}')
            continue
        made.add(row.origin, {"outage": label, "branch": names[int(number) - 1]})
    remarks = (f"{others} outages of generators and other changes are left out",) if others else ()
    return made.cells(), remarks


def hours_of(
    files: StudyFiles, name: str, first: int, count: int, problems: Problems
) -> tuple[Cells, Cells]:
    """So many hours of a change table from a first one on, counted from 1, each with the load of its areas.

    Which units run is not decided hour by hour, so that their least output is not held in these hours.
    """
    snapshots, areas = (Gathered(table, files.shown(name)) for table in (SNAPSHOTS, SNAPSHOT_AREAS))
    order: dict[str, int] = {}
    for row in _rows(files, name, problems):
        label, _, table, area, column, change, value = row.cells
        if (table, column, change) != ("CT_TAREALOAD", "CT_LOAD_ALL_P", "CT_REP"):
            problems.add(row.origin, "chgtab", f"changes {column} of {table} by {change}; expected the load of an "
                         "area, CT_TAREALOAD, CT_LOAD_ALL_P, CT_REP")  # fmt: skip
            continue
        position = order.setdefault(label, len(order) + 1)
        if not first <= position < first + count:
            continue
        if not snapshots.rows or snapshots.rows[-1][0] != label:
            snapshots.add(row.origin, {"snapshot": label, "load_factor": "1", "p_min_factor": "0"})
        areas.add(row.origin, {"snapshot": label, "area": area, "load_mw": value})
    if not snapshots.rows:
        problems.add(Origin(files.shown(name)), "", f"holds {len(order)} hours; expected more than {first - 1}")
    return snapshots.cells(), areas.cells()


def _rows(files: StudyFiles, name: str, problems: Problems) -> list[Row]:
    shown = files.shown(name)
    case = read_case_text(text_of(files.read(name), shown), shown, problems)
    tables = list(case.tables.values())
    if len(tables) != 1:
        problems.add(Origin(shown), "", f"holds {len(tables)} tables; expected one table of changes")
        return []
    found = []
    for row in tables[0]:
        if len(row.cells) == WIDTH:
            found.append(row)
        else:
            problems.add(row.origin, "chgtab", f"has {len(row.cells)} columns; expected {WIDTH}")
    return found
