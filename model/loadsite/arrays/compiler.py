"""compile_model: a Pyomo model declared with `components` becomes a LinearProgram, whole or window by window."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from math import prod
from typing import Any

import numpy as np
import pyomo.environ as pyomo
from pyomo.core.expr import relational_expr

from loadsite.arrays.labels import Labels, one_dimensional
from loadsite.arrays.linear_program import (
    NO_ROWS,
    Axis,
    Block,
    CostTerms,
    Floats,
    Integers,
    LinearProgram,
    Positions,
    Rows,
    stacked,
)
from loadsite.arrays.linear_terms import Linear, Walker
from loadsite.arrays.named_axes import Named, scalar
from loadsite.arrays.refusal import CannotCompile
from loadsite.arrays.row_block import RowBlock, constants_by_row, row_block
from loadsite.arrays.scope import Scope
from loadsite.arrays.symbolic import symbolic

Window = Mapping[str, tuple[int, int]]
"""Name of an index set -> its first label inside and the first one beyond; sets that are not named are not narrowed."""
EVERYWHERE: Window = {}


def compile_model(model: Any, name: str) -> LinearProgram:
    """All families of a model as one sparse program.

    Columns follow the order in which variables were declared, rows that of the constraints, each family in C order
    over its sets. CannotCompile, naming the rule, where a rule is not linear or not understood.
    """
    compiler = ModelCompiler(model)
    rows = stacked([compiler.rows_of(family, EVERYWHERE) for family in range(len(compiler.rows))])
    lower, upper = compiler.bounds("lower").copy(), compiler.bounds("upper")
    terms = dict(compiler.cost_terms)
    cost, constants = total_cost(terms, compiler.column_count), compiler.cost_term_constants
    return LinearProgram(
        name, compiler.columns, compiler.rows, lower, upper, rows.lower, rows.upper, rows.starts, rows.indices,
        rows.values, cost, sum(constants.values()), terms, constants,
    )  # fmt: skip


def total_cost(terms: CostTerms, column_count: int) -> Floats:
    """The cost of every column, all terms together [M$ per unit]."""
    cost = np.zeros(column_count)
    for columns, per_unit in terms.values():
        cost[columns] += per_unit
    return cost


class ModelCompiler:
    """A model whose families of rows are compiled one by one, each as a whole or in a window of some of its sets.

    Rows and columns have the positions that they have in the whole program, whatever part of it is compiled.
    """

    def __init__(self, model: Any) -> None:
        self._model = model
        self._labels = Labels()
        self._variables = list(model.component_objects(pyomo.Var))
        self._constraints = list(model.component_objects(pyomo.Constraint))
        self.columns = _blocks(self._variables, self._labels)
        self.rows = _blocks(self._constraints, self._labels)
        self._walker = Walker({block.name: block.start for block in self.columns}, self._labels)
        self._relations: dict[int, tuple[Any, tuple[Any, ...]]] = {}

    @property
    def column_count(self) -> int:
        return _end(self.columns)

    @property
    def row_count(self) -> int:
        return _end(self.rows)

    @property
    def size(self) -> int:
        """Rows and columns of the program."""
        return self.row_count + self.column_count

    def bounds(self, side: str) -> Floats:
        """The `lower` or `upper` bound of every column."""
        return _bounds(self._variables, self.columns, side)

    @cached_property
    def cost_terms(self) -> CostTerms:
        """The terms of the objective, each compiled anew whenever it is asked for."""
        (objective,) = self._model.component_objects(pyomo.Objective)
        return _Terms(objective.written.terms, self._term)

    @cached_property
    def cost_term_constants(self) -> dict[str, float]:
        """The constant of each term of the objective [M$]."""
        return {name: self._constant(name, *self._form(name)) for name in self.cost_terms}

    def _term(self, name: str) -> tuple[Integers, Floats]:
        form, expression = self._form(name)
        block = row_block(form, ())
        self._constant(name, form, expression)
        if not np.isfinite(block.values).all():
            raise CannotCompile(f"{name}: a cost is not a number, or infinite: {expression}")
        return block.indices, block.values

    def _form(self, name: str) -> tuple[Linear, Any]:
        (objective,) = self._model.component_objects(pyomo.Objective)
        with _Naming(name):
            expression, _ = symbolic(self._model, objective.written.terms[name], None)
            return self._walker.linear(Scope(), expression), expression

    def _constant(self, name: str, form: Linear, expression: Any) -> float:
        constant = float(constants_by_row(form.constants, ()))
        if not np.isfinite(constant):
            raise CannotCompile(f"{name}: a cost is not a number, or infinite: {expression}")
        return constant

    def rows_of(self, family: int, window: Window) -> Rows:
        """The rows of a family of constraints, by its place among them: all, or those in a window."""
        constraint, block = self._constraints[family], self.rows[family]
        with _Naming(constraint.local_name):
            inside = tuple(_in_window(axis, window) for axis in block.axes)
            shape = tuple(len(places) for places in inside)
            if 0 in shape:
                return NO_ROWS
            relation, templates = self._relation(family)
            index_set = constraint.index_set() if constraint.is_indexed() else None
            scope = _row_scope(inside, index_set, templates, self._labels)
            lower, upper, written = _rows_of(relation, scope, shape, self._walker)
        members = np.ravel_multi_index(np.ix_(*inside), block.shape).ravel() if inside else np.zeros(1, dtype=np.int64)
        return Rows(block.start + members, lower, upper, written.starts, written.indices, written.values)

    def _relation(self, family: int) -> tuple[Any, tuple[Any, ...]]:
        """The rule of a family as one relation, and its symbolic indices."""
        if family not in self._relations:
            constraint = self._constraints[family]
            index_set = constraint.index_set() if constraint.is_indexed() else None
            self._relations[family] = symbolic(self._model, constraint.written.rule, index_set)
        return self._relations[family]


class _Naming:
    """Puts the name of the rule into whatever the compiler refuses inside."""

    def __init__(self, rule_name: str) -> None:
        self.rule_name = rule_name

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if isinstance(error, CannotCompile):
            raise CannotCompile(f"{self.rule_name}: {error}") from error


def _end(blocks: tuple[Block, ...]) -> int:
    return blocks[-1].span.stop if blocks else 0


def _blocks(components: list[Any], labels: Labels) -> tuple[Block, ...]:
    blocks: list[Block] = []
    start = 0
    for component in components:
        sets = one_dimensional(component.index_set()) if component.is_indexed() else []
        block = Block(component.local_name, start, tuple(Axis(s.local_name, labels.of(s)) for s in sets))
        start += block.size
        blocks.append(block)
    return tuple(blocks)


def _bounds(variables: list[Any], columns: tuple[Block, ...], side: str) -> Floats:
    if all(not np.any(getattr(variable.written, side)) for variable in variables):
        return np.broadcast_to(0.0, _end(columns))  # as nearly all lower bounds are, without room for each
    bounds = np.empty(_end(columns))
    for variable, block in zip(variables, columns, strict=True):
        bound = getattr(variable.written, side)
        if np.isnan(bound).any():
            raise CannotCompile(f"{variable.local_name}: a {side} bound is not a number")
        if not _fits(bound.shape, block.shape):
            raise CannotCompile(
                f"{variable.local_name} has {side} bounds of shape {bound.shape}; its sets need {block.shape}"
            )
        block.of(bounds)[...] = bound
    return bounds


def _fits(shape: tuple[int, ...], full: tuple[int, ...]) -> bool:
    """Whether an array of this shape is one number, or has the full shape but for axes of length one."""
    return not shape or (len(shape) == len(full) and all(n in (1, m) for n, m in zip(shape, full, strict=True)))


def _in_window(axis: Axis, window: Window) -> Positions:
    """Where the members of an index stand that are in the window."""
    if axis.name not in window:
        return np.arange(len(axis.labels))
    first, end = window[axis.name]
    labels = axis.labels.astype(np.int64)
    return np.flatnonzero((labels >= first) & (labels < end))


def _rows_of(relation: Any, scope: Scope, shape: tuple[int, ...], walker: Walker) -> tuple[Floats, Floats, RowBlock]:
    """Lower and upper limits and entries of the rows of a scope."""
    if not isinstance(relation, relational_expr.EqualityExpression | relational_expr.InequalityExpression):
        raise CannotCompile(f"expected one of <=, >= and == between two sides, got {relation}")
    if isinstance(relation, relational_expr.InequalityExpression) and relation.strict:
        raise CannotCompile(f"a linear program has <= and >=, no < and >: {relation}")
    left, right = (walker.linear(scope, side) for side in relation.args)
    equal = isinstance(relation, relational_expr.EqualityExpression)
    if equal and left.terms and right.terms:
        # Python may swap the sides of ==, and with them the sign of the shadow price.
        raise CannotCompile(f"write all decisions on one side of == and data on the other: {relation}")
    # As in Pyomo: data on the left bounds the right side from below; otherwise left minus right is bounded from above.
    data_on_left = not left.terms
    body = right + left.times(_MINUS) if data_on_left else left + right.times(_MINUS)
    if not body.terms:
        raise CannotCompile(f"no decision stands in {relation}")
    limit = 0.0 - constants_by_row(body.constants, shape).ravel()
    lower = limit if equal or data_on_left else np.full(len(limit), -np.inf)
    upper = limit if equal or not data_on_left else np.full(len(limit), np.inf)
    if np.isnan(limit).any() or (lower == np.inf).any() or (upper == -np.inf).any():
        raise CannotCompile(f"a limit is not a number, or one that nothing can keep: {relation}")
    written = row_block(body, shape)
    if not np.isfinite(written.values).all():
        raise CannotCompile(f"a coefficient is not a number, or infinite: {relation}")
    return lower, upper, written


_MINUS: Named = scalar(-1.0)


def _row_scope(
    inside: tuple[Positions, ...], index_set: Any | None, templates: tuple[Any, ...], labels: Labels
) -> Scope:
    """The scope of rows whose indices stand at the places `inside` each of their sets."""
    scope = Scope()
    if index_set is None:
        return scope
    stride = prod(len(places) for places in inside)
    for template, one_set, places in zip(templates, one_dimensional(index_set), inside, strict=True):
        stride //= len(places)
        axis = scope.add_row_axis(len(places), stride)
        scope.values[id(template)] = Named((axis,), labels.of(one_set)[places])
        scope.set_positions[id(template)] = (one_set, Named((axis,), places))
    return scope


class _Terms(Mapping[str, tuple[Integers, Floats]]):
    """Terms of an objective by name, none of which is kept."""

    def __init__(self, names: Iterable[str], compiled: Callable[[str], tuple[Integers, Floats]]) -> None:
        self._names = tuple(names)
        self._compiled = compiled

    def __getitem__(self, name: str) -> tuple[Integers, Floats]:
        return self._compiled(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)
