"""compile_model: a Pyomo model declared with `components` becomes a LinearProgram."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyomo.environ as pyomo
from pyomo.core.expr import relational_expr

from loadsite.arrays.labels import Labels, one_dimensional
from loadsite.arrays.linear_program import Axis, Block, Floats, Integers, LinearProgram
from loadsite.arrays.linear_terms import Linear, Walker
from loadsite.arrays.named_axes import Named, scalar
from loadsite.arrays.refusal import CannotCompile
from loadsite.arrays.row_block import NO_ROWS, RowBlock, constants_by_row, row_block
from loadsite.arrays.scope import Scope
from loadsite.arrays.symbolic import symbolic


def compile_model(model: Any, name: str) -> LinearProgram:
    """All families of a model as one sparse program.

    Columns follow the order in which variables were declared, rows that of the constraints, each family in C order
    over its sets. CannotCompile, naming the rule, where a rule is not linear or not understood.
    """
    labels = Labels()
    variables = list(model.component_objects(pyomo.Var))
    constraints = list(model.component_objects(pyomo.Constraint))
    columns = _blocks(variables, labels)
    lower, upper = (_bounds(variables, columns, side) for side in ("lower", "upper"))
    walker = Walker({block.name: block.start for block in columns}, labels)

    rows = _blocks(constraints, labels)
    row_lower = np.full(_end(rows), -np.inf)
    row_upper = np.full(_end(rows), np.inf)
    parts = []
    for constraint, block in zip(constraints, rows, strict=True):
        with _Naming(constraint.local_name):
            parts.append(_rows_of(model, constraint, block, walker, row_lower[block.span], row_upper[block.span]))
    starts, indices, values = _stack(parts)

    (objective,) = model.component_objects(pyomo.Objective)
    cost, terms, constants = _cost(model, objective, walker, _end(columns))
    return LinearProgram(
        name, columns, rows, lower, upper, row_lower, row_upper, starts, indices, values,
        cost, sum(constants.values()), terms, constants,
    )


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


def _rows_of(
    model: Any, constraint: Any, block: Block, walker: Walker, row_lower: Floats, row_upper: Floats
) -> RowBlock:
    if block.size == 0:
        return NO_ROWS
    index_set = constraint.index_set() if constraint.is_indexed() else None
    relation, templates = symbolic(model, constraint.written.rule, index_set)
    scope = _row_scope(block, index_set, templates, walker.labels)
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
    limit = 0.0 - constants_by_row(body.constants, block.shape).ravel()
    if equal or data_on_left:
        row_lower[:] = limit
    if equal or not data_on_left:
        row_upper[:] = limit
    if np.isnan(limit).any() or (row_lower == np.inf).any() or (row_upper == -np.inf).any():
        raise CannotCompile(f"a limit is not a number, or one that nothing can keep: {relation}")
    written = row_block(body, block.shape)
    if not np.isfinite(written.values).all():
        raise CannotCompile(f"a coefficient is not a number, or infinite: {relation}")
    return written


_MINUS: Named = scalar(-1.0)


def _row_scope(block: Block, index_set: Any | None, templates: tuple[Any, ...], labels: Labels) -> Scope:
    scope = Scope()
    if index_set is None:
        return scope
    stride = block.size
    for template, one_set in zip(templates, one_dimensional(index_set), strict=True):
        members = labels.of(one_set)
        stride = stride // len(members) if len(members) else 0
        axis = scope.add_row_axis(len(members), stride)
        scope.values[id(template)] = Named((axis,), members)
        scope.set_positions[id(template)] = (one_set, Named((axis,), np.arange(len(members))))
    return scope


def _stack(parts: list[RowBlock]) -> tuple[Integers, Integers, Floats]:
    """Join the blocks, letting go of each once it is copied."""
    entry_count = sum(len(part.values) for part in parts)
    row_count = sum(len(part.starts) - 1 for part in parts)
    starts = np.zeros(row_count + 1, dtype=np.int32)
    indices = np.empty(entry_count, dtype=np.int32)
    values = np.empty(entry_count)
    row = entry = 0
    parts.reverse()
    while parts:
        part = parts.pop()
        rows, entries = len(part.starts) - 1, len(part.values)
        starts[row + 1 : row + rows + 1] = part.starts[1:] + entry
        indices[entry : entry + entries] = part.indices
        values[entry : entry + entries] = part.values
        row += rows
        entry += entries
    return starts, indices, values


def _cost(
    model: Any, objective: Any, walker: Walker, column_count: int
) -> tuple[Floats, dict[str, tuple[Integers, Floats]], dict[str, float]]:
    cost = np.zeros(column_count)
    terms: dict[str, tuple[Integers, Floats]] = {}
    constants: dict[str, float] = {}
    for term_name, rule in objective.written.terms.items():
        with _Naming(term_name):
            expression, _ = symbolic(model, rule, None)
            form = walker.linear(Scope(), expression)
            terms[term_name] = _cost_entries(form)
            constants[term_name] = float(constants_by_row(form.constants, ()))
            columns, per_unit = terms[term_name]
            if not (np.isfinite(per_unit).all() and np.isfinite(constants[term_name])):
                raise CannotCompile(f"a cost is not a number, or infinite: {expression}")
        cost[columns] += per_unit
    return cost, terms, constants


def _cost_entries(form: Linear) -> tuple[Integers, Floats]:
    block = row_block(form, ())
    return block.indices, block.values
