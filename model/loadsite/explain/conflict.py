"""Why a case has no answer, in the words of whoever wrote it."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from loadsite.arrays.linear_program import LinearProgram
from loadsite.explain.named_limits import THOUSAND, NamedLimit, named_limits
from loadsite.inputs.case import Case
from loadsite.results.periods import calendar
from loadsite.solve import Infeasible, write_model
from loadsite.solve import conflict as clashes
from loadsite.solve.conflict import Conflict, Repair, Share
from loadsite.solve.fallbacks import KEPT_PROGRAM
from loadsite.solve.labels import label_at

ASKED_TOLD, TABLES_TOLD, REPAIRS_TOLD = 4, 2, 2
"""How many limits, and how many repairs, stand on the first screen."""
FILE = "conflict.txt"
"""What the whole explanation is kept in, among the logs of a run."""
ROWS_TOLD = 200
ROUNDING = 1e-4
"""Of a digit shown: what the solver misses a limit by is not rounded up to a whole one."""


@dataclass(frozen=True)
class Explanation:
    """The first screen, three or four lines, and everything."""

    short: str
    whole: str
    named: tuple[str, ...]
    """names of the limits that clash"""


def explain_case(case: Case, program: LinearProgram, folder: Path, time_limit_s: float) -> Explanation | None:
    """Why no values satisfy everything; None where that was not found out in time."""
    known = named_limits(case, program)
    conflict = clashes.explain(program, [each.limit for each in known], calendar(case), folder, time_limit_s)
    return None if conflict is None else _in_words(conflict, known, program)


def foresee(case: Case, program: LinearProgram) -> Explanation | None:
    """Why no values can satisfy everything, where arithmetic shows it without a solve; None where it does not."""
    known = named_limits(case, program)
    conflict = clashes.explain_by_propagation(program, [each.limit for each in known], calendar(case))
    return None if conflict is None else _in_words(conflict, known, program)


def refuse_what_cannot_add_up(case: Case, program: LinearProgram, folder: Path | None = None) -> None:
    """Infeasible where arithmetic alone shows it, told in the user's words; all of it is kept in `folder`."""
    found = foresee(case, program)
    if found is None:
        return
    kept = None
    if folder is not None:
        with suppress(OSError):  # a disk that is full takes the files, not the answer
            folder.mkdir(parents=True, exist_ok=True)
            (folder / FILE).write_text(found.whole, encoding="utf-8")
            write_model(program, folder / KEPT_PROGRAM)
            kept = folder / KEPT_PROGRAM
    raise Infeasible(f"{case.name} has no answer, as arithmetic shows without a solve. {found.short}", (), kept)


def _in_words(conflict: Conflict, known: list[NamedLimit], program: LinearProgram) -> Explanation:
    by_limit = {id(each.limit): each for each in known}
    clash = [by_limit[id(share.limit)] for share in conflict.shares]
    total = _sum(conflict, by_limit)
    repairs, untried = (
        list(dict.fromkeys(_repair(repair, by_limit) for repair in conflict.repairs if repair.enough is enough))
        for enough in (True, False)
    )
    lines = [f"These cannot hold together: {_clash(clash)}", total]
    lines += [f"Repair: {repair}" for repair in repairs[:REPAIRS_TOLD]]
    if not repairs:
        lines += [f"Needed at least, and not tried: {repair}" for repair in untried[:REPAIRS_TOLD]]
    shares = [_share(share, by_limit) for share in conflict.shares]
    left = [f"  {repair}" for repair in untried]
    rows = [label_at(program.rows, int(row)) for row in conflict.rows[:ROWS_TOLD]]
    more = [f"  and {len(conflict.rows) - ROWS_TOLD} more"] if len(conflict.rows) > ROWS_TOLD else []
    whole = ["These cannot hold together; without any one of them, the others could:", *shares, "", total,
             "", "Repairs that were tried, the smallest first:",
             *(f"  {repair}" for repair in repairs or ["none found in time"]), "",
             *(["Needed at least, and not tried in time:", *left, ""] if left else []),
             "Rows of the linear program that prove it:", *(f"  {row}" for row in rows), *more]  # fmt: skip
    return Explanation("\n".join(line for line in lines if line), "\n".join(whole) + "\n",
                       tuple(each.limit.name for each in clash))  # fmt: skip


def _clash(clash: list[NamedLimit]) -> str:
    """What was asked for, in full; of what the tables hold the first, and how many more there are."""
    asked = [_told(each) for each in clash if each.limit.asked]
    of_tables = [_told(each) for each in clash if not each.limit.asked]
    told = asked[:ASKED_TOLD] + of_tables[:TABLES_TOLD]
    for left, what in ((len(asked) - ASKED_TOLD, "of what is required"),
                       (len(of_tables) - TABLES_TOLD, "limits of the tables")):  # fmt: skip
        if left > 0:
            told.append(f"{left} more {what}")
    return "; ".join(dict.fromkeys(told)) or "limits that no file says"


def _told(limit: NamedLimit) -> str:
    return f"{limit.what} ({limit.origin})" if limit.origin else limit.what


def _share(share: Share, by_limit: dict[int, NamedLimit]) -> str:
    named = by_limit[id(share.limit)]
    return (f"  {_told(named)}: {_number(share.number)} {named.unit}; alone it would have to be "
            f"{'raised' if named.change == 'raise' else 'lowered'} by at least {_number(share.least)} {named.unit}")


def _sum(conflict: Conflict, by_limit: dict[int, NamedLimit]) -> str:
    """What one limit requires or allows, what the others leave or need, and by how much that is short."""
    if not conflict.shares:
        return ""
    first = conflict.shares[0]
    named = by_limit[id(first.limit)]
    unit = named.unit
    short = f"{_number(first.least)} {unit} short"
    if first.number == 0.0:
        return f"The sum: {named.what} is missed by at least {_number(first.least)} {unit}"
    held = _held(first, named)
    if held:
        return f"The sum: {held}; {short}"
    if named.change == "raise":
        needed = first.number + first.least
        return (f"The sum: {named.what} allows {_number(first.number)} {unit}, at least {_number(needed)} {unit} "
                f"{'is' if unit == 'MW' else 'are'} needed; {short}")
    possible = first.number - first.least
    others = [f"{_number(share.part)} by {by_limit[id(share.limit)].what}" for share in conflict.shares[1:]
              if share.part > 0]  # fmt: skip
    of = f" ({', '.join(others)})" if 0 < len(others) <= ASKED_TOLD else ""
    return (f"The sum: {named.what} requires {_number(first.number)} {unit}, at most "
            f"{_number(possible)} {unit} can be had{of}; {short}")


def _held(first: Share, named: NamedLimit) -> str:
    """The sum of a limit whose number, or what is left of it, is below zero: nothing requires less than nothing."""
    from_below = named.change == "lower"
    other = first.number - first.least if from_below else first.number + first.least
    if first.number >= 0.0 and other >= 0.0:
        return ""
    here, there = ("at least", "at most") if from_below else ("at most", "at least")
    return (f"{named.what} holds a sum to {here} {_number(first.number)} {named.unit}, and with all other limits it "
            f"comes to {there} {_number(other)} {named.unit}")  # fmt: skip


def _repair(repair: Repair, by_limit: dict[int, NamedLimit]) -> str:
    parts = []
    for limit, amount in repair.amounts:
        named = by_limit[id(limit)]
        where = f", {named.origin}," if named.origin else ""
        parts.append(f"{named.change} {named.what}{where} by {_number(_upwards(amount))} {named.unit}")
    return " and ".join(dict.fromkeys(parts))


def _upwards(thousands: float) -> float:
    """The next larger number of the digits that are shown: as much as is said must be enough."""
    value = thousands * THOUSAND
    digit = 1.0 if abs(value) >= 100 else 10.0 ** (math.floor(math.log10(abs(value))) - 2) if value else 1.0
    return math.ceil(value / digit - ROUNDING) * digit / THOUSAND


def _number(thousands: float) -> str:
    value = thousands * THOUSAND + 0.0
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
