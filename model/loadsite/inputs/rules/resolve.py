"""From the text of a rule to its rows: selectors looked up in a case, units compared, data moved into the limit."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.inputs.case import Case
from loadsite.inputs.case_rules import CaseRule, Floats, Kind, Rows, RuleTerm, Slot
from loadsite.inputs.problems import Problems
from loadsite.inputs.rules.expression import LinearTerm, QuantityText, Taken
from loadsite.inputs.rules.factors import data_of, factor_of
from loadsite.inputs.rules.labels import Things, things_of
from loadsite.inputs.rules.linear import Misfit
from loadsite.inputs.rules.local_hours import names_local_hours, time_zone_of, zones_of
from loadsite.inputs.rules.quantities import BY_NAME, Nature, Part
from loadsite.inputs.rules.rule_file import RuleText
from loadsite.inputs.rules.selection import Selection, group_keys_of, select
from loadsite.inputs.rules.time_axes import Clock, Held, PicksNoHour, TimeChoice, WrongSelector
from loadsite.inputs.rules.units import Dimension, dimension, kind, shown

ROWS = {"hour": Rows.HOUR, "day": Rows.SLOT, "period": Rows.SLOT, "year": Rows.YEAR, "": Rows.ONCE}
_HOURS: Dimension = dimension("h")


def resolve_rules(texts: list[RuleText], case: Case, problems: Problems) -> tuple[CaseRule, ...]:
    """The rules of a case; whatever does not fit it is noted in `problems`."""
    if not texts:
        return ()
    things, clock = things_of(case), Clock(case)
    found = []
    for text in texts:
        try:
            rule = _Resolver(text, case, things, clock, problems).rule()
        except WrongSelector as wrong:
            text.note(problems, wrong.part, wrong.position, wrong.what, wrong.hint)
        except Misfit as misfit:
            text.note(problems, "rule", misfit.position, misfit.what, misfit.hint)
        else:
            if rule is not None:
                found.append(rule)
    return tuple(found)


@dataclass
class _Resolver:
    """Resolves one rule."""

    text: RuleText
    case: Case
    things: dict[str, Things]
    clock: Clock
    problems: Problems

    def rule(self) -> CaseRule | None:
        """The rule; None where its selectors match nothing, or it holds in no hour, and that is allowed."""
        text, rows = self.text, ROWS[self.text.time]
        sides = [(term, 1.0) for term in text.inequality.left] + [(term, -1.0) for term in text.inequality.right]
        local = names_local_hours(text, [term for term, _ in sides])
        held = self._held(rows)
        unit, chosen = self._unit_and_selections(sides)
        if local:
            zones = zones_of([selection for _, _, selection in chosen], self.things, self.case)
            self.clock = Clock(self.case, time_zone_of(zones, self.case, text))
            held = self._held(rows)
        if held is None:
            return None
        groups = self._groups([selection for _, _, selection in chosen])
        slots = self.clock.slots(text.time)
        shape = self._shape(groups, slots)
        left, right = np.zeros(shape), np.zeros(shape)
        for term, sign in sides:
            if term.quantity is None:
                (left if sign > 0 else right)[...] += term.factor.value
        terms: list[RuleTerm] = []
        for term, sign, selection in chosen:
            for part, labels in zip(selection.quantity.parts, selection.labels, strict=True):
                time = self.clock.term_time(selection.text, selection.quantity, held, rows)
                own = self._own(part, labels, groups, selection.text.taken)
                if part.kind in (Kind.HOURLY_DATA, Kind.YEARLY_DATA):
                    before = selection.text.taken is Taken.PREVIOUS
                    data = term.factor.value * self._data(part, labels, own, time, slots, rows, before)
                    (left if sign > 0 else right)[...] += data
                else:
                    made = self._term(part, self._members(part, labels, groups, own), sign, term.factor.value, time)
                    terms.append(replace(made, hours_before=int(selection.text.taken is Taken.PREVIOUS)))
        if not any(members for term in terms for members in term.members.values()):
            if text.may_match_nothing:
                return None
            raise Misfit(0, "holds nothing that the model decides on", "if_empty: allow leaves the rule out")
        return CaseRule(
            name=text.name,
            text=str(text.inequality),
            origin=text.origin.without_folder,
            source=text.source,
            sense=text.inequality.sense,
            each=", ".join([*filter(None, [text.time]), *text.keys]),
            rows=rows,
            groups=groups if text.keys else (),
            slots=slots,
            unit=shown(unit),
            limit=right - left,
            right=right,
            kept=np.broadcast_to(self._kept(held, rows, slots, chosen), shape).copy(),
            terms=tuple(terms),
            soft_usd=self._soft(unit, rows),
            matched=tuple(selection.matched for _, _, selection in chosen),
        )

    def _held(self, rows: Rows) -> Held | None:
        """Where the rule holds; None where nowhere, and that is allowed."""
        try:
            return self.clock.when(self.text.when, rows)
        except PicksNoHour:
            if self.text.may_match_nothing:
                return None
            raise

    def _unit_and_selections(
        self, sides: list[tuple[LinearTerm, float]]
    ) -> tuple[Dimension, list[tuple[LinearTerm, float, Selection]]]:
        """The unit of the rule and what each of its quantities picks; of several misfits all but the last are noted."""
        misfits: list[Misfit | WrongSelector] = []
        chosen: list[tuple[LinearTerm, float, Selection]] = []
        unit: Dimension | None = None
        try:
            unit = self._unit(sides)
        except Misfit as misfit:
            misfits.append(misfit)
        for term, sign in sides:
            if term.quantity is not None:
                try:
                    chosen.append((term, sign, self._selected(term.quantity)))
                except (Misfit, WrongSelector) as misfit:
                    misfits.append(misfit)
        for each in misfits[:-1]:
            part = each.part if isinstance(each, WrongSelector) else "rule"
            self.text.note(self.problems, part, each.position, each.what, each.hint)
        if misfits:
            raise misfits[-1]
        assert unit is not None
        return unit, chosen

    def _unit(self, sides: list[tuple[LinearTerm, float]]) -> Dimension:
        """The dimension that all terms share; a bare zero goes with any."""
        found: Dimension | None = None
        for term, _ in sides:
            own = self._dimension(term)
            if own is None:
                continue
            if found is None:
                found = own
            elif own != found:
                hint = self._time_hint(own, found, [side for side, _ in sides])
                raise Misfit(term.start, f"is {kind(own)} beside {kind(found)}", hint)
        assert found is not None
        return found

    def _dimension(self, term: LinearTerm) -> Dimension | None:
        if term.quantity is None:
            return None if term.factor.value == 0.0 and not term.factor.dimension else term.factor.dimension
        quantity = BY_NAME[term.quantity.name]
        own = dict(dimension(quantity.unit))
        if quantity.nature is Nature.HOURLY and self.text.time != "hour":
            own = _plus(own, _HOURS)
        return tuple(sorted(_plus(own, term.factor.dimension).items()))

    def _time_hint(self, own: Dimension, other: Dimension, terms: list[LinearTerm]) -> str:
        if not own or not other:
            return "write the unit of the number"
        if {shown(own), shown(other)} == {"USD", "USD/year"}:
            return "1 year * a cost per year is an amount of money"
        natures = {BY_NAME[term.quantity.name].nature for term in terms if term.quantity is not None}
        if Nature.HOURLY not in natures:
            return ""
        units = {shown(own), shown(other)}
        hourly = {"MW": "MWh", "t/h": "t", "m3/h": "m3", "USD/h": "USD", "MMBtu/h": "MMBtu"}
        for rate, amount in hourly.items():
            if units == {rate, amount} and self.text.time != "hour":
                return "with each: hour it is compared hour by hour"
            if units == {rate, amount}:
                return "without each: hour it is added up over hours"
        return ""

    def _selected(self, quantity: QuantityText) -> Selection:
        self._check_taken(quantity)
        if quantity.name == "cost" and not self.case.fleet.fuel_added_usd_per_mwh.empty:
            raise Misfit(quantity.start, "has fuel prices that move within the year, which rules do not know",
                         "write it with fuel_use and a price")
        return select(quantity, self.things, self.clock, self.text, ROWS[self.text.time], self.case)

    def _groups(self, selections: list[Selection]) -> tuple[str, ...]:
        if not self.text.keys:
            return ("",)
        keys = self.text.keys
        found: dict[str, None] = {}
        if all(selection.text.taken is Taken.TOTAL for selection in selections):
            raise Misfit(0, f"holds totals alone, which each: {', '.join(keys)} does not tell apart",
                         "expected a quantity outside total(...)")
        for selection in selections:
            if selection.text.taken is Taken.TOTAL:
                continue
            for part, labels in zip(selection.quantity.parts, selection.labels, strict=True):
                group_of = group_keys_of(self.things[part.things], keys, labels, selection, self.text)
                found.update(dict.fromkeys(group_of))
        return tuple(found)

    def _shape(self, groups: tuple[str, ...], slots: tuple[Slot, ...]) -> tuple[int, ...]:
        rows = ROWS[self.text.time]
        shape: tuple[int, ...] = (len(groups),) if self.text.keys else ()
        if rows is not Rows.ONCE:
            shape += (len(self.clock.years),)
        if rows is Rows.HOUR:
            shape += (self.clock.hour_count,)
        if rows is Rows.SLOT:
            shape += (len(slots),)
        return shape

    def _kept(
        self, held: Held, rows: Rows, slots: tuple[Slot, ...], chosen: list[tuple[LinearTerm, float, Selection]]
    ) -> npt.NDArray[np.bool_]:
        """The rows in which the rule holds: only those with an hour before them, where it asks for that."""
        kept = self.clock.kept(held, rows, slots)
        for _, _, selection in chosen:
            if selection.text.taken is Taken.PREVIOUS:
                kept = kept & self.clock.later
                if not kept.any():
                    raise Misfit(selection.text.start, "has no hour before any hour in which the rule holds",
                                 "the first hour of a period has none")
        return kept

    def _check_taken(self, quantity: QuantityText) -> None:
        """Misfit where a total or an hour before means nothing."""
        if quantity.taken is Taken.TOTAL and not self.text.keys:
            raise Misfit(quantity.start, "stands in a rule without groups, where a quantity is its total",
                         "write each: with labels such as site, zone or state, or leave total out")
        if quantity.taken is Taken.PREVIOUS and self.text.time != "hour":
            raise Misfit(quantity.start, "stands in a rule whose rows are no hours", "write each: hour")
        nature = BY_NAME[quantity.name].nature
        if quantity.taken is Taken.PREVIOUS and nature is not Nature.HOURLY:
            raise Misfit(quantity.start, f"{quantity.name} has no hour before: it is {nature.value}")

    def _own(
        self, part: Part, labels: pd.Index, groups: tuple[str, ...], taken: Taken
    ) -> list[npt.NDArray[np.bool_]]:
        """By group: which of the labels count in it."""
        if taken is Taken.TOTAL:
            return [np.ones(len(labels), dtype=bool) for _ in groups]
        group_of = self.things[part.things].groups(self.text.keys)[labels].to_numpy()
        return [np.asarray(group_of == group) for group in groups]

    def _term(
        self, part: Part, members: dict[str, tuple[str, ...]], sign: float, factor: float, time: TimeChoice
    ) -> RuleTerm:
        coefficient = factor_of(part, self.case) * (sign * factor)
        return RuleTerm(part.family, part.kind, sign < 0, members, coefficient, time.years, time.hours)

    def _members(
        self, part: Part, labels: pd.Index, groups: tuple[str, ...], own: list[npt.NDArray[np.bool_]]
    ) -> dict[str, tuple[str, ...]]:
        by_group = {group: [str(label) for label in labels[mask]] for group, mask in zip(groups, own, strict=True)}
        if part.crossing:
            return {group: self._crossing(part.crossing, set(zones)) for group, zones in by_group.items()}
        return {group: tuple(members) for group, members in by_group.items()}

    def _crossing(self, way: str, zones: set[str]) -> tuple[str, ...]:
        lines = self.case.grid.lines
        starts, ends = lines["from_zone"].isin(zones), lines["to_zone"].isin(zones)
        crosses = (ends & ~starts) if way == "into" else (starts & ~ends)
        return tuple(str(line) for line in lines.index[crosses.to_numpy()])

    def _data(
        self,
        part: Part,
        labels: pd.Index,
        own: list[npt.NDArray[np.bool_]],
        time: TimeChoice,
        slots: tuple[Slot, ...],
        rows: Rows,
        before: bool,
    ) -> Floats:
        """What a part without decisions adds to the left side, in the shape of the rows; with `before`, what the hour
        before each has of it.
        """
        table = data_of(part, self.case).loc[labels]
        factor = factor_of(part, self.case).loc[labels].to_numpy(dtype=float)
        if part.kind is Kind.HOURLY_DATA:
            growth = self.case.grid.load_factor.loc[labels].to_numpy(dtype=float)
            values = table.to_numpy(dtype=float)[:, None, :] * (growth * factor)[:, :, None]
        else:
            values = (table.to_numpy(dtype=float) * factor)[:, :, None]
        if before:
            values = values[:, :, self.case.horizon.hour_before]
        by_group = np.stack([values[mask].sum(axis=0) for mask in own])
        summed = self.clock.data_by_row(by_group, part.kind is Kind.HOURLY_DATA, time, slots, rows)
        return summed if self.text.keys else summed[0]

    def _soft(self, unit: Dimension, rows: Rows) -> float | None:
        """The price per unit broken [USD per unit; for hourly rows of a power per MWh]."""
        price = self.text.soft
        if price is None:
            return None
        amount = tuple(sorted(_plus(dict(unit), _HOURS).items())) if rows is Rows.HOUR else unit
        wanted = [_per(amount), _per(tuple(sorted(_plus(dict(amount), dimension("year")).items())))]
        if price.dimension not in wanted:
            self.text.note(self.problems, "soft", 0, f"is {kind(price.dimension)}; expected USD/{shown(amount)}")
        return price.value


def _plus(powers: dict[str, int], more: Dimension) -> dict[str, int]:
    found = dict(powers)
    for name, n in more:
        found[name] = found.get(name, 0) + n
        if not found[name]:
            del found[name]
    return found


def _per(amount: Dimension) -> Dimension:
    return tuple(sorted(_plus({"[currency]": 1}, tuple((name, -n) for name, n in amount)).items()))


