"""From one symbolic expression to its linear terms: arrays of columns, coefficients and constants."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from pyomo.core.base.param import IndexedParam, ParamData, ScalarParam
from pyomo.core.base.set import IndexedSet
from pyomo.core.base.var import IndexedVar, ScalarVar, VarData
from pyomo.core.expr import numeric_expr
from pyomo.core.expr.template_expr import GetItemExpression, IndexTemplate, TemplateSumExpression

from loadsite.arrays.labels import Labels, one_dimensional
from loadsite.arrays.named_axes import Named, combine, scalar
from loadsite.arrays.refusal import CannotCompile
from loadsite.arrays.scope import Scope


@dataclass(frozen=True)
class Constant:
    """Data times data: a number per entry of its scope."""

    scope: Scope
    value: Named


@dataclass(frozen=True)
class Term:
    """Data times decision: a column and a coefficient per entry of its scope.

    `places` are the positions along each index of the family, from which `column` follows.
    """

    scope: Scope
    column: Named
    coefficient: Named
    family: str
    places: tuple[Named, ...]


@dataclass
class Linear:
    """A sum of terms and constants."""

    terms: list[Term] = field(default_factory=list)
    constants: list[Constant] = field(default_factory=list)

    def __add__(self, other: Linear) -> Linear:
        return Linear(self.terms + other.terms, self.constants + other.constants)

    def times(self, factor: Named) -> Linear:
        """Every part times data of the scope around it."""
        return Linear(
            [replace(t, coefficient=combine(np.multiply, t.coefficient, t.scope.unfold(factor))) for t in self.terms],
            [Constant(c.scope, combine(np.multiply, c.value, c.scope.unfold(factor))) for c in self.constants],
        )


class Walker:
    """Reads expressions of one model, whose families of decisions start at the given columns."""

    def __init__(self, first_column: dict[str, int], labels: Labels) -> None:
        self.first_column = first_column
        self.labels = labels

    def linear(self, scope: Scope, e: Any) -> Linear:
        """The linear form of an expression; CannotCompile where it is not linear or not understood."""
        if _is_number(e):
            return Linear(constants=[Constant(scope, scalar(float(e)))])
        if isinstance(e, IndexTemplate):
            return _constant(scope, scope.values[id(e)], e)
        if isinstance(e, GetItemExpression):
            return self._item(scope, e.arg(0), e.args[1:])
        if isinstance(e, ScalarVar):
            column = scalar(self.first_column[e.local_name])
            return Linear(terms=[Term(scope, column, scalar(1.0), e.local_name, ())])
        if isinstance(e, ScalarParam):
            return _constant(scope, scalar(e.written.values), e)
        if isinstance(e, VarData | ParamData):
            return self._item(scope, e.parent_component(), _as_tuple(e.index()))
        if isinstance(e, TemplateSumExpression):
            return self._sum_over_sets(scope, e)
        if isinstance(e, numeric_expr.SumExpression):
            total = Linear()
            for part in e.args:
                total = total + self.linear(scope, part)
            return total
        if isinstance(e, numeric_expr.NegationExpression):
            return self.linear(scope, e.arg(0)).times(scalar(-1.0))
        if isinstance(e, numeric_expr.ProductExpression):
            left, right = self.linear(scope, e.arg(0)), self.linear(scope, e.arg(1))
            if left.terms and right.terms:
                raise CannotCompile(f"a product of decisions is not linear: {e}")
            data, rest = (right, left) if left.terms else (left, right)
            return rest.times(self._data(scope, data, e))
        if isinstance(e, numeric_expr.DivisionExpression):
            divisor = self._data(scope, self.linear(scope, e.arg(1)), e)
            if not np.all(divisor.array):
                raise CannotCompile(f"a division by zero: {e}")
            return self.linear(scope, e.arg(0)).times(Named(divisor.axes, 1.0 / divisor.array))
        raise CannotCompile(f"{type(e).__name__} is not part of a linear rule: {e}")

    def _item(self, scope: Scope, component: Any, index: tuple[Any, ...]) -> Linear:
        if isinstance(component, IndexedVar):
            places = self._places(scope, component, index)
            column = self._flat(component, places, self.first_column[component.local_name])
            return Linear(terms=[Term(scope, column, scalar(1.0), component.local_name, places)])
        if isinstance(component, IndexedParam):
            value = self._lookup(scope, component, index)
            return _constant(scope, value, component.local_name)
        raise CannotCompile(f"cannot index {component}")

    def _lookup(self, scope: Scope, param: Any, index: tuple[Any, ...]) -> Named:
        values, shape = param.written.values, tuple(len(self.labels.of(s)) for s in one_dimensional(param.index_set()))
        if values.shape != shape:
            raise CannotCompile(f"{param.local_name} has values of shape {values.shape}; its sets need {shape}")
        position = self._flat(param, self._places(scope, param, index), first=0)
        return Named(position.axes, values.ravel()[position.array])

    def _places(self, scope: Scope, component: Any, index: tuple[Any, ...]) -> tuple[Named, ...]:
        """Where the indexed member stands along each set of the component."""
        sets = one_dimensional(component.index_set())
        if len(sets) != len(index):
            raise CannotCompile(f"{component.local_name} has {len(sets)} indices, {len(index)} were given")
        return tuple(self._along_set(scope, *pair) for pair in zip(sets, index, strict=True))

    def _flat(self, component: Any, places: tuple[Named, ...], first: int) -> Named:
        """Where the indexed member stands among all members of the component, in C order, counted from `first`."""
        total, stride = scalar(np.int32(first)), 1
        for index_set, place in zip(reversed(one_dimensional(component.index_set())), reversed(places), strict=True):
            total = combine(np.add, total, Named(place.axes, (place.array * stride).astype(np.int32)))
            stride *= len(self.labels.of(index_set))
        return total

    def _along_set(self, scope: Scope, index_set: Any, argument: Any) -> Named:
        if isinstance(argument, IndexTemplate):
            over, position = scope.set_positions[id(argument)]
            if over is index_set:
                return position
        values = self._index_value(scope, argument)
        return Named(values.axes, self.labels.positions(index_set, values.array))

    def _index_value(self, scope: Scope, e: Any) -> Named:
        """The labels an index expression stands for: a label, a symbolic index, t - 1, or a Param of labels."""
        if isinstance(e, str):
            label = np.empty((), dtype=object)
            label[()] = e
            return Named((), label)
        if isinstance(e, IndexTemplate):
            return scope.values[id(e)]
        if isinstance(e, GetItemExpression) and isinstance(e.arg(0), IndexedParam):
            return self._lookup(scope, e.arg(0), e.args[1:])
        return self._data(scope, self.linear(scope, e), e)

    def _data(self, scope: Scope, form: Linear, e: Any) -> Named:
        """The value of a form without decisions, as a factor in its own scope."""
        if form.terms:
            raise CannotCompile(f"a decision stands where only data may: {e}")
        if len(form.constants) == 1 and form.constants[0].scope is scope:
            return form.constants[0].value
        total = scalar(0.0)
        for constant in form.constants:
            if constant.scope is not scope:
                raise CannotCompile(f"a sum of data over a set cannot be a factor; make it a Param: {e}")
            total = combine(np.add, total, constant.value)
        return total

    def _sum_over_sets(self, scope: Scope, e: Any) -> Linear:
        body, *sets = e.template_args()
        inner = scope.copy()
        for templates, index_set in zip(e.template_iters(), sets, strict=True):
            if len(templates) != 1:
                raise CannotCompile(f"a sum runs over one index per set: {e}")
            self._bind(inner, templates[0], index_set)
        return self.linear(inner, body)

    def _bind(self, scope: Scope, template: Any, index_set: Any) -> None:
        """Let a symbolic index run over a set, which may depend on indices bound before it."""
        if not isinstance(index_set, GetItemExpression):
            members = self.labels.of(index_set)
            axis = scope.add_sum_axis(len(members))
            scope.values[id(template)] = Named((axis,), members)
            scope.set_positions[id(template)] = (index_set, Named((axis,), np.arange(len(members))))
            return
        family = index_set.arg(0)
        if not isinstance(family, IndexedSet):
            raise CannotCompile(f"a sum runs over sets; {family} is not one")
        if len(index_set.args) != 2:
            raise CannotCompile(f"{family.name} must depend on one index")
        key = self._index_value(scope, index_set.arg(1))
        if len(key.axes) != 1:
            raise CannotCompile(f"{family.name} must depend on an index of the rule")
        members_by_key = [self.labels.of(family[k]) for k in key.array]
        lengths = np.array([len(members) for members in members_by_key], dtype=np.int64)
        axis = scope.replace_axis(key.axes[0], lengths)
        labels = np.concatenate(members_by_key) if len(members_by_key) else np.empty(0, dtype=object)
        scope.values[id(template)] = Named((axis,), labels)
        scope.set_positions[id(template)] = (family, Named((axis,), np.arange(len(labels))))


def _as_tuple(index: Any) -> tuple[Any, ...]:
    return index if isinstance(index, tuple) else (index,)


def _constant(scope: Scope, value: Named, e: Any) -> Linear:
    if value.array.dtype.kind not in "if":
        raise CannotCompile(f"{e} stands for labels where a number is needed")
    return Linear(constants=[Constant(scope, value)])


def _is_number(e: Any) -> bool:
    return isinstance(e, int | float | np.number) and not isinstance(e, bool)
