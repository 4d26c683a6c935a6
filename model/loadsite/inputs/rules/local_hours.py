"""`hour_local` in a rule: the one time zone of the zones that the rule is about."""

from __future__ import annotations

from collections.abc import Sequence

from loadsite.inputs.case import Case
from loadsite.inputs.rules.expression import LinearTerm
from loadsite.inputs.rules.labels import Things
from loadsite.inputs.rules.quantities import LOCAL
from loadsite.inputs.rules.rule_file import RuleText
from loadsite.inputs.rules.selection import Selection
from loadsite.inputs.rules.time_axes import WrongSelector


def names_local_hours(text: RuleText, terms: Sequence[LinearTerm]) -> bool:
    """Whether `when` or a selector picks hours by local time."""
    selectors = [condition for term in terms if term.quantity is not None for condition in term.quantity.conditions]
    return any(condition.key == LOCAL for condition in (*text.when, *selectors))


def zones_of(selections: Sequence[Selection], things: dict[str, Things], case: Case) -> list[str]:
    """The zones of all things that a rule is about, in the order of the case; of lines, those at both ends."""
    found: set[str] = set()
    for selection in selections:
        for part, labels in zip(selection.quantity.parts, selection.labels, strict=True):
            table = things[part.things].table.loc[labels]
            for column in ("zone", "from", "to"):
                if column in table:
                    found.update(str(zone) for zone in table[column])
    return [str(zone) for zone in case.grid.zones.index if str(zone) in found]


def time_zone_of(zones: Sequence[str], case: Case, text: RuleText) -> str:
    """The time zone that these zones share.

    Raises:
        WrongSelector: a zone has no time zone, or there are several.
    """
    part, start = _where(text)
    of_zone = case.grid.zones.loc[list(zones), "time_zone"].astype(str)
    without = [str(zone) for zone, name in of_zone.items() if not name]
    if without or not len(of_zone):
        what = f"{LOCAL} needs a time zone, and the zone {without[0]} has none" if without else f"{LOCAL} meets no zone"
        raise WrongSelector(part, start, what, "write an IANA name into the column time_zone of the zones")
    several = list(dict.fromkeys(of_zone))
    if len(several) > 1:
        first, other = (of_zone.index[of_zone == name][0] for name in several[:2])
        raise WrongSelector(
            part, start, f"{LOCAL} meets several time zones: {several[0]} in {first}, {several[1]} in {other}",
            "write a rule for each time zone, or use hour, in UTC")
    return several[0]


def _where(text: RuleText) -> tuple[str, int]:
    """The part of the rule that names local hours, and where it stands."""
    for condition in text.when:
        if condition.key == LOCAL:
            return "when", condition.start
    for term in (*text.inequality.left, *text.inequality.right):
        for condition in term.quantity.conditions if term.quantity is not None else ():
            if condition.key == LOCAL:
                return "rule", condition.start
    raise ValueError(f"{text.name} names no {LOCAL}")
