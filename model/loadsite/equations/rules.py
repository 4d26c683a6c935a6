"""The modeller's rules: limits from rule files, each a family of rows like any other.

A rule's left side is a sum of decisions of the model times what each counts for; all data stands on its right. Inside,
every unit is in thousands (GW, GWh, kt, thousand m3, thousand USD), so that its numbers are as large as those of the
built-in families.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pyomo.environ as pyomo

from loadsite.equations.data import Floats, at
from loadsite.inputs.case import Case, Hosting
from loadsite.inputs.case_rules import CaseRule, Kind, Rows, RuleTerm

THOUSANDS = 1e-3
PREFIX = "rule."
"""Rows of a rule stand under its name after this prefix, so that no rule can take the name of a built-in family."""


def declare_rules(m: Any, case: Case, pyo: Any) -> None:
    """Declare every rule of the case, and for soft ones the decision to break them."""
    for rule in case.rules:
        _Declared(m, case, pyo, rule).declare()


def cost_terms(case: Case) -> Mapping[str, Callable[[Any], Any]]:
    """The objective's term for broken rules, where the case has soft ones."""
    if any(rule.soft_usd is not None for rule in case.rules):
        return {rules_broken.__name__: rules_broken}
    return {}


def rules_broken(m: Any) -> Any:
    """Soft rules broken, at their price. [M$]

    sum(present_value[y] * weight[t] * price[rule] * broken[rule, ...]) over all soft rules and their rows
    """
    return sum_of([price_of_breaking(m) for price_of_breaking in m.prices_of_breaking])


def sum_of(parts: list[Any]) -> Any:
    """A sum of expressions, one by one: the built-in sum is for index sets."""
    total = parts[0]
    for part in parts[1:]:
        total = total + part
    return total


class _Declared:
    """One rule on its way into the model."""

    def __init__(self, m: Any, case: Case, pyo: Any, rule: CaseRule) -> None:
        self.m, self.case, self.pyo, self.rule = m, case, pyo, rule
        self.name = PREFIX + rule.name
        self.sets: list[Any] = []
        if rule.groups:
            self.sets.append(self._add("groups", pyomo.Set(initialize=list(rule.groups))))
        if rule.rows is not Rows.ONCE:
            self.sets.append(m.years)
        if rule.rows is Rows.HOUR:
            self.sets.append(m.snapshots)
        if rule.rows is Rows.SLOT:
            self.sets.append(self._slot_set())

    def declare(self) -> None:
        """Add the rows, and what they need, to the model."""
        rule = self.rule
        limit = self._param("limit", np.where(rule.kept, rule.limit, 0.0) * THOUSANDS)
        kept = None if rule.kept.all() else self._param("kept", rule.kept.astype(float))
        terms = [self._term(number, term) for number, term in enumerate(rule.terms) if any(term.members.values())]
        above, below = self._broken()

        def row(m: Any, *index: Any) -> Any:
            left = sum_of([term(index) for term in terms])
            if kept is not None:
                left = _of(kept, index) * left
            if above is not None:
                left = left - _of(above, index)
            if below is not None:
                left = left + _of(below, index)
            right = _of(limit, index)
            if rule.sense == "<=":
                return left <= right
            return left >= right if rule.sense == ">=" else left == right

        self.m.add_component(self.name, self.pyo.Constraint(*self.sets, rule=row))

    def _term(self, number: int, term: RuleTerm) -> Callable[[tuple[Any, ...]], Any]:
        """The sum of one term in the row of an index."""
        m, rule = self.m, self.rule
        decision = getattr(m, term.family)
        things = next(decision.index_set().subsets())
        values = at(term.coefficient, things, m.years)
        coefficient = self._add(f"coefficient_{number}", self.pyo.Param(things, m.years, values=values))
        members = self._members(number, term)
        years = None if term.years is None else self._add(f"years_{number}", pyomo.Set(initialize=list(term.years)))
        hours = self._hours(number, term)
        before = self._hour_before(number, term)

        def at_hour(x: Any, y: Any, t: Any) -> Any:
            if before is not None:
                t = before[t]
            if term.kind is Kind.SHAPED:
                return coefficient[x, y] * m.load_shape[x, t] * decision[x, y]
            return coefficient[x, y] * decision[x, y, t]

        def in_year(x: Any, y: Any, index: tuple[Any, ...]) -> Any:
            if term.kind is Kind.YEARLY:
                return coefficient[x, y] * decision[x, y]
            if term.kind is Kind.STANDING:
                return sum(coefficient[x, y] * decision[x, v] for v in m.years_until[y])
            if term.kind is Kind.BY_VINTAGE:
                return sum(coefficient[x, v] * decision[x, v] for v in m.years_until[y])
            if rule.rows is Rows.HOUR:
                return at_hour(x, y, index[-1])
            if rule.rows is Rows.SLOT:
                return sum(at_hour(x, y, t) for t in hours[index[-1]])
            return sum(m.weight[t] * at_hour(x, y, t) for t in hours)

        def summed(index: tuple[Any, ...]) -> Any:
            own = members[index[0]] if rule.groups else members
            if years is not None:
                return sum(sum(in_year(x, y, index) for x in own) for y in years)
            year = index[1] if rule.groups else index[0]
            return sum(in_year(x, year, index) for x in own)

        return summed

    def _members(self, number: int, term: RuleTerm) -> Any:
        if not self.rule.groups:
            return self._add(f"members_{number}", pyomo.Set(initialize=list(term.members[""])))
        initial = {group: list(term.members[group]) for group in self.rule.groups}
        return self._add(f"members_{number}", pyomo.Set(self.sets[0], initialize=initial))

    def _hours(self, number: int, term: RuleTerm) -> Any:
        """The hours a term sums over: by slot, or all of them; nothing where its row is an hour or it has none."""
        rule = self.rule
        if rule.rows is Rows.HOUR or term.kind not in (Kind.HOURLY, Kind.SHAPED):
            return None
        chosen = None if term.hours is None else set(term.hours)
        if rule.rows is Rows.SLOT:
            by_slot = {
                label: [t for t in range(slot.first, slot.last + 1) if chosen is None or t in chosen]
                for label, slot in zip(self.sets[-1], rule.slots, strict=True)
            }
            return self._add(f"hours_{number}", pyomo.Set(self.sets[-1], initialize=by_slot))
        if chosen is None:
            return self.m.snapshots
        return self._add(f"hours_{number}", pyomo.Set(initialize=sorted(chosen)))

    def _hour_before(self, number: int, term: RuleTerm) -> Any:
        """By hour the one before it, itself at the start of a period, where no row is kept; None for the hour itself.
        """
        if not term.hours_before:
            return None
        values = self.case.horizon.hour_before
        return self._add(f"hour_before_{number}", self.pyo.Param(self.m.snapshots, values=values))

    def _slot_set(self) -> Any:
        """The periods of the model where the slots are those; else days of their own."""
        periods = self.case.horizon.periods
        same = [slot.first for slot in self.rule.slots] == [int(first) for first in periods["first"]]
        if same and len(self.rule.slots) == len(periods):
            return self.m.periods
        return self._add("days", pyomo.Set(initialize=[slot.label for slot in self.rule.slots]))

    def _broken(self) -> tuple[Any, Any]:
        """By how much a soft rule is exceeded, and by how much it is missed; None for what cannot be."""
        rule = self.rule
        if rule.soft_usd is None:
            return None, None
        # When hosting there is no money, and so nothing that would hold a soft rule but its limit.
        upper = 0.0 if isinstance(self.case.placement, Hosting) else np.inf
        price = self._param("price_of_breaking", self._prices() * THOUSANDS)
        made = []
        for side, senses in (("exceeded", ("<=", "==")), ("missed", (">=", "=="))):
            broken = None
            if rule.sense in senses:
                broken = self._add(side, self.pyo.Var(*self.sets, upper=upper))
                self._priced(price, broken)
            made.append(broken)
        return made[0], made[1]

    def _priced(self, price: Any, broken: Any) -> None:
        sets = self.sets

        def cost(m: Any) -> Any:
            match sets:
                case []:
                    return price * broken
                case [a]:
                    return sum(price[i] * broken[i] for i in a)
                case [a, b]:
                    return sum(price[i, j] * broken[i, j] for i in a for j in b)
                case [a, b, c]:
                    return sum(price[i, j, k] * broken[i, j, k] for i in a for j in b for k in c)

        if not hasattr(self.m, "prices_of_breaking"):
            self.m.prices_of_breaking = _Listed()
        self.m.prices_of_breaking.append(cost)

    def _prices(self) -> Floats:
        """By row: the price times how often the row counts in the objective [USD]."""
        assert self.rule.soft_usd is not None
        return np.asarray(self.rule.soft_usd * row_weights(self.case, self.rule))

    def _param(self, part: str, values: Floats) -> Any:
        return self._add(part, self.pyo.Param(*self.sets, values=values))

    def _add(self, part: str, component: Any) -> Any:
        self.m.add_component(f"{self.name}.{part}", component)
        return component


class _Listed(list[Callable[[Any], Any]]):
    """The cost of breaking each soft rule, carried by the model."""


def row_weights(case: Case, rule: CaseRule) -> Floats:
    """By row, in the shape of its limit: how many times one unit counts in the objective.

    Present value of the year times the hours (for days and periods: times the number) that the row stands for; a row
    over all years counts as in the first of them.
    """
    present_value = case.horizon.years["present_value_weight"].to_numpy(dtype=float)
    weight_h = case.horizon.snapshots["weight_h"].to_numpy(dtype=float)
    if rule.rows is Rows.ONCE:
        weights = present_value[0]
    elif rule.rows is Rows.YEAR:
        weights = present_value
    elif rule.rows is Rows.HOUR:
        weights = present_value[:, None] * weight_h[None, :]
    else:
        weights = present_value[:, None] * weight_h[[slot.first for slot in rule.slots]][None, :]
    return np.broadcast_to(weights, rule.limit.shape).astype(float)


def _of(component: Any, index: tuple[Any, ...]) -> Any:
    if not index:
        return component
    return component[index if len(index) > 1 else index[0]]
