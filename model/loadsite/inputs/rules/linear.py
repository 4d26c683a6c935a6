"""Sums and products of a rule, multiplied out; whatever is not linear is refused where it stands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import isfinite

from loadsite.inputs.rules.expression import LinearTerm, QuantityText
from loadsite.inputs.rules.units import Measure, kind

MOST_TERMS = 200


class Misfit(ValueError):
    """What does not fit in a text, and at which of its characters."""

    def __init__(self, position: int, what: str, hint: str = "") -> None:
        super().__init__(what)
        self.position, self.what, self.hint = position, what, hint


@dataclass(frozen=True)
class Form:
    """A sum of numbers and of numbers times quantities."""

    terms: tuple[LinearTerm, ...]

    @classmethod
    def number(cls, value: Measure, start: int) -> Form:
        """A number alone."""
        return cls((LinearTerm(value, None, start),))

    @classmethod
    def quantity(cls, quantity: QuantityText, start: int) -> Form:
        """A quantity alone."""
        return cls((LinearTerm(Measure(1.0), quantity, start),))

    @property
    def start(self) -> int:
        """Where it stands in the text."""
        return min(term.start for term in self.terms)

    @property
    def decides(self) -> bool:
        """Whether a quantity stands in it."""
        return any(term.quantity for term in self.terms)

    def negative(self) -> Form:
        """Minus itself."""
        return Form(tuple(replace(term, factor=Measure(-1.0) * term.factor) for term in self.terms))

    def plus(self, other: Form) -> Form:
        """The sum."""
        return _bounded(Form(self.terms + other.terms))

    def times(self, other: Form) -> Form:
        """The product; Misfit where both hold quantities."""
        if self.decides and other.decides:
            raise Misfit(other.start, "is a product of quantities, which is not linear",
                         "multiply a quantity by numbers only")
        numbers, rest = (self, other) if other.decides else (other, self)
        factor = numbers.as_number()
        return Form(tuple(_finite(replace(term, factor=factor * term.factor)) for term in rest.terms))

    def over(self, other: Form) -> Form:
        """The quotient by a plain number."""
        divisor = other.as_number()
        if divisor.value == 0.0:
            raise Misfit(other.start, "divides by zero")
        if divisor.dimension:
            raise Misfit(other.start, f"divides by {kind(divisor.dimension)}; expected a plain number")
        inverse = Measure(1.0 / divisor.value)
        return Form(tuple(_finite(replace(term, factor=inverse * term.factor)) for term in self.terms))

    def as_number(self) -> Measure:
        """The one number it adds up to."""
        total = self.terms[0].factor
        for term in self.terms[1:]:
            if term.factor.dimension != total.dimension:
                raise Misfit(term.start, f"adds {kind(term.factor.dimension)} to {kind(total.dimension)}")
            total = Measure(total.value + term.factor.value, total.dimension)
        return total


def form_of(form: Form) -> tuple[LinearTerm, ...]:
    """The terms of a side, those of zero left out."""
    return tuple(term for term in form.terms if term.factor.value != 0.0 or term.quantity is None)


def _bounded(form: Form) -> Form:
    if len(form.terms) > MOST_TERMS:
        raise Misfit(form.start, f"has more than {MOST_TERMS} terms")
    return form


def _finite(term: LinearTerm) -> LinearTerm:
    if not isfinite(term.factor.value) or abs(term.factor.value) > 1e15:
        raise Misfit(term.start, "multiplies out to too large a number", "expected at most 1e15")
    return term
