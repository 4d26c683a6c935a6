"""Why a case has no answer, in the words of whoever wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loadsite.arrays.linear_program import LinearProgram
from loadsite.inputs.case import Case
from loadsite.results.named_limits import THOUSAND, NamedLimit, named_limits
from loadsite.solve.conflict import Conflict, explain
from loadsite.solve.labels import label_at

SHOWN = 4
FILE = "conflict.txt"
"""What the whole explanation is kept in, among the logs of a run."""
ROWS_TOLD = 200


@dataclass(frozen=True)
class Explanation:
    """The first screen, a few lines, and everything."""

    short: str
    whole: str
    named: tuple[str, ...]
    """names of the limits of the irreducible subset"""


def explain_case(case: Case, program: LinearProgram, folder: Path, time_limit_s: float) -> Explanation | None:
    """Why no values satisfy everything; None where that was not found out in time."""
    known = named_limits(case, program)
    conflict = explain(program, [each.limit for each in known], folder, time_limit_s)
    if conflict is None:
        return None
    by_limit = {id(each.limit): each for each in known}
    clash = [by_limit[id(limit)] for limit in conflict.clash]
    lines = ["These cannot hold together: " + "; ".join(_told(each) for each in clash[:4])
             + (f"; and {len(clash) - 4} more" if len(clash) > 4 else "")]
    lines.append(_sum(conflict, by_limit))
    repairs = list(dict.fromkeys(_repair(repair.amounts, by_limit) for repair in conflict.repairs))
    room = SHOWN - len(lines)
    lines += [f"Repair: {repair}" for repair in repairs[:room]]
    rows = [label_at(program.rows, int(row)) for row in conflict.rows[:ROWS_TOLD]]
    whole = ["These cannot hold together:", *(f"  {_told(each)}" for each in clash), "", _sum(conflict, by_limit),
             "", "Repairs, the smallest first:", *(f"  {repair}" for repair in repairs or ["none found in time"]), "",
             "Rows of the smallest set that clashes:", *(f"  {row}" for row in rows)]
    return Explanation("\n".join(line for line in lines if line), "\n".join(whole) + "\n",
                       tuple(limit.name for limit in conflict.clash))


def _told(limit: NamedLimit) -> str:
    return f"{limit.what} ({limit.origin})" if limit.origin else limit.what


def _sum(conflict: Conflict, by_limit: dict[int, NamedLimit]) -> str:
    """needed > available, with the largest parts."""
    needed = conflict.needed
    parts = [f"{_number(share.amount)} {by_limit[id(share.limit)].what}" for share in conflict.available[:3]
             if share.amount > 0]
    available = needed - conflict.gap
    units = {by_limit[id(share.limit)].unit for share in conflict.available}
    unit = f" {units.pop()}" if len(units) == 1 else ""
    of = f", of which {', '.join(parts)}" if parts else ""
    return (f"The sum: at least {_number(needed)}{unit} needed, at most {_number(available)}{unit} possible{of}; "
            f"{_number(conflict.gap)}{unit} short")


def _repair(amounts: tuple[tuple[object, float], ...], by_limit: dict[int, NamedLimit]) -> str:
    parts = []
    for limit, amount in amounts:
        named = by_limit[id(limit)]
        where = f", {named.origin}," if named.origin else ""
        parts.append(f"{named.change} {named.what}{where} by {_number(amount)} {named.unit}")
    return " and ".join(dict.fromkeys(parts))


def _number(thousands: float) -> str:
    value = thousands * THOUSAND
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"
