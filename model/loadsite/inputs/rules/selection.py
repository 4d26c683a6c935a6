"""A quantity's selector against the labels of a case."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from loadsite.inputs.case import Case
from loadsite.inputs.case_rules import Rows
from loadsite.inputs.rules.expression import Condition, QuantityText
from loadsite.inputs.rules.labels import Ambiguous, Things
from loadsite.inputs.rules.linear import Misfit
from loadsite.inputs.rules.quantities import BY_NAME, TIMES, Quantity
from loadsite.inputs.rules.rule_file import RuleText
from loadsite.inputs.rules.time_axes import TIME_KEYS, Clock, WrongSelector
from loadsite.inputs.suggestions import did_you_mean, listed

NOT_TOLD_APART = {
    "tranche": "sites have no tranches in this program: a site has one limit for each year, and one cost",
}
"""Keys that other models know, and why there is no such key here."""


@dataclass(frozen=True)
class Selection:
    """What a selector picks: labels for each part of the quantity, and times."""

    text: QuantityText
    quantity: Quantity
    labels: tuple[pd.Index, ...]

    @property
    def matched(self) -> tuple[str, str, int]:
        """The quantity as written, what it counts over, and how many of them it matched."""
        things = {part.things: len(labels) for part, labels in zip(self.quantity.parts, self.labels, strict=True)}
        kinds = " and ".join(name.replace("_", " ") for name, count in things.items() if count)
        return str(self.text), kinds, sum(things.values())


def select(
    text: QuantityText, things: dict[str, Things], clock: Clock, rule: RuleText, rows: Rows, case: Case
) -> Selection:
    """What a quantity's selector picks.

    Raises:
        Misfit: a key or label that there is not, or a selector that matches nothing.
    """
    quantity = BY_NAME[text.name]
    over = [things[name] for name in quantity.things]
    keys = [key for key in over[0].table.columns if all(key in each.table.columns for each in over)]
    time = tuple(condition for condition in text.conditions if condition.key in TIME_KEYS)
    clock.check_times(time, rows, quantity)
    chosen = {name: np.ones(len(things[name].labels), dtype=bool) for name in quantity.things}
    # states last: only what is chosen otherwise must lie wholly in them
    for condition in sorted(text.conditions, key=lambda each: each.key == "state"):
        if condition.key in TIME_KEYS:
            continue
        if condition.key not in keys:
            known = [*keys, *TIME_KEYS]
            hint = did_you_mean(condition.key, known) or f"expected one of {listed(known, 20)}"
            raise Misfit(condition.start, f"{quantity.name} has no {condition.key[:40]}",
                         NOT_TOLD_APART.get(condition.key, hint))
        _check_labels(condition, [things[name] for name in quantity.things], quantity)
        for name in quantity.things:
            try:
                chosen[name] = things[name].matching(
                    condition.key, condition.values, condition.equal, chosen[name])
            except Ambiguous as ambiguous:
                raise Misfit(condition.start, str(ambiguous)) from ambiguous
    labels = tuple(things[part.things].labels[chosen[part.things]] for part in quantity.parts)
    if not any(len(each) for each in labels) and not rule.may_match_nothing:
        raise Misfit(text.start, f"{text} matches nothing", "if_empty: allow permits that")
    return Selection(text, quantity, labels)


def group_keys_of(
    things: Things, keys: tuple[str, ...], labels: pd.Index, selection: Selection, rule: RuleText
) -> list[str]:
    """The groups that the labels chosen belong to, in their order.

    Raises:
        WrongSelector: the quantity cannot be told apart by a key of `each`.
    """
    for key in keys:
        if key not in things.table.columns:
            known = [*TIMES, *things.table.columns]
            hint = did_you_mean(key, known) or f"expected one of {listed(known, 20)}"
            raise WrongSelector("each", 0, f"{selection.quantity.name} has no {key[:40]}", hint)
        for label, value in things.table[key].loc[labels].items() if key == "state" else ():
            if " " in str(value):
                where = things.zone_of(str(label))
                raise WrongSelector("each", 0, f"{label} in the zone {where} lies in several states, {value}"
                                    if label != where else f"the zone {where} lies in several states, {value}",
                                    "repeat the rule for each zone instead")
    return list(dict.fromkeys(things.groups(keys)[labels]))


def _check_labels(condition: Condition, over: list[Things], quantity: Quantity) -> None:
    known = sorted({label for each in over for label in each.known(condition.key)})
    for value in condition.values:
        if value not in known:
            hint = did_you_mean(value, known) or f"expected one of {listed(known, 12)}"
            raise Misfit(condition.start, f'no {condition.key} of {quantity.name} is "{value[:60]}"', hint)
