"""From the linear form of a whole family of constraints to its rows, written where they belong in one pass."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, Integers
from loadsite.arrays.linear_terms import Constant, Linear, Term
from loadsite.arrays.named_axes import Named
from loadsite.arrays.repeats import may_repeat
from loadsite.arrays.scope import Scope

Shape = tuple[int, ...]


@dataclass(frozen=True)
class RowBlock:
    """Rows of one family: row i has columns indices[starts[i]:starts[i+1]]."""

    starts: Integers
    indices: Integers
    values: Floats


def constants_by_row(constants: list[Constant], row_shape: Shape) -> Floats:
    """The constant part of each row, over the indices of the family."""
    total = np.zeros(row_shape)
    for constant in constants:
        scope, value = constant.scope, constant.value
        if scope.sums():
            rows, values = (np.broadcast_to(a.over(scope.order), scope.shape).ravel() for a in (scope.rows(), value))
            total += np.bincount(rows, weights=values, minlength=total.size).reshape(row_shape)
        else:
            total += value.over(scope.order)
    return total


def row_block(form: Linear, row_shape: Shape) -> RowBlock:
    """The rows of a form: entries of a row in the order of its terms, repeated columns added, zeros left out."""
    counts = [_counts(term.scope, row_shape) for term in form.terms]
    if prod(row_shape) == 1:
        block = _one_row(form.terms)
    elif all(count.size == 1 for count in counts):
        block = _rows_of_one_length(form.terms, [int(count.item()) for count in counts], row_shape)
    else:
        block = _rows_of_any_length(form.terms, counts, row_shape)
    if may_repeat(form.terms):
        block = _add_repeated(block)
    return block if block.values.all() else _without_zeros(block)


def _counts(scope: Scope, row_shape: Shape) -> Integers:
    """How many entries a term puts into each row; of length one along the indices that make no difference."""
    total = np.ones((1,) * len(row_shape), dtype=np.int32)
    for row_index, counts in scope.counts(row_shape):
        telling = counts if (counts != counts[0]).any() else counts[:1]
        total = total * telling.reshape([-1 if k == row_index else 1 for k in range(len(row_shape))])
    return total


def _one_row(terms: list[Term]) -> RowBlock:
    indices, values = [np.zeros(0, dtype=np.int32)], [np.zeros(0)]
    for term in terms:
        order, shape = term.scope.order, term.scope.shape
        indices.append(np.broadcast_to(term.column.over(order), shape).ravel())
        values.append(np.broadcast_to(term.coefficient.over(order), shape).ravel())
    starts = np.array([0, sum(len(part) for part in indices)], dtype=np.int32)
    return RowBlock(starts, np.concatenate(indices), np.concatenate(values))


def _rows_of_one_length(terms: list[Term], counts: list[int], row_shape: Shape) -> RowBlock:
    """Every row has as many entries as any other: a table, written a few columns at a time."""
    width = sum(counts)
    indices = np.empty((*row_shape, width), dtype=np.int32)
    values = np.empty((*row_shape, width))
    end = 0
    for term, count in zip(terms, counts, strict=True):
        here = slice(end, end := end + count)
        indices[..., here] = _by_row(term.column, term.scope, row_shape)
        values[..., here] = _by_row(term.coefficient, term.scope, row_shape)
    starts = np.arange(prod(row_shape) + 1, dtype=np.int32) * np.int32(width)
    return RowBlock(starts, indices.ravel(), values.ravel())


def _by_row(array: Named, scope: Scope, row_shape: Shape) -> npt.NDArray[np.generic]:
    """The entries of each row along one last axis, where every row has equally many; broadcasts over the rows."""
    entries = array.over(scope.order)
    within_a_row = list(scope.shape[len(row_shape) :])
    for k, rows in enumerate(row_shape):
        # An unfolded index holds its entries row by row: (rows x repeats,) becomes (rows, repeats).
        repeats = scope.shape[k] // rows
        split = (1, 1) if entries.shape[k] == 1 else (rows, repeats)
        entries = np.moveaxis(entries.reshape((*entries.shape[:k], *split, *entries.shape[k + 1 :])), k + 1, -1)
        within_a_row.append(repeats)
    over_rows = entries.shape[: len(row_shape)]
    return np.broadcast_to(entries, (*over_rows, *within_a_row)).reshape((*over_rows, prod(within_a_row)))


def _rows_of_any_length(terms: list[Term], counts: list[Integers], row_shape: Shape) -> RowBlock:
    starts = np.zeros(prod(row_shape) + 1, dtype=np.int32)
    np.cumsum(np.broadcast_to(sum(counts), row_shape), out=starts[1:])
    indices = np.empty(starts[-1], dtype=np.int32)
    values = np.empty(starts[-1])
    first_free = starts[:-1].reshape(row_shape)
    for term, count in zip(terms, counts, strict=True):
        slots = _slots(first_free, term.scope)
        indices[slots] = term.column.over(term.scope.order)
        values[slots] = term.coefficient.over(term.scope.order)
        first_free = first_free + count
    return RowBlock(starts, indices, values)


def _slots(first_free: Integers, scope: Scope) -> Integers:
    """Where each entry of a term goes: its row's first free slot and as many further as entries came before it."""
    slots = first_free
    for k in range(first_free.ndim):
        role = scope.axes[scope.order[k]]
        if role.rank is not None:
            slots = np.take(slots, role.parent, axis=k)
    if scope.sums():
        beside = slots.reshape((*slots.shape, *[1] * (len(scope.order) - slots.ndim)))
        slots = beside + scope.ranks().over(scope.order).astype(np.int32)
    return slots


def _add_repeated(block: RowBlock) -> RowBlock:
    """Add up entries of the same row and column; rows that have none are left as they are."""
    counts = np.diff(block.starts)
    row_of = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    width = int(block.indices.max(initial=0)) + 1
    key = row_of * width + block.indices
    order = np.argsort(key, kind="stable")
    ordered = key[order]
    fresh = np.concatenate([[True], ordered[1:] != ordered[:-1]]) if len(key) else np.zeros(0, dtype=bool)
    if fresh.all():
        return block
    values = np.add.reduceat(block.values[order], np.flatnonzero(fresh))
    kept = order[fresh]
    return RowBlock(_starts_of(row_of[kept], len(counts)), block.indices[kept], values)


def _without_zeros(block: RowBlock) -> RowBlock:
    kept = block.values != 0.0
    before = np.zeros(len(kept) + 1, dtype=np.int32)
    np.cumsum(kept, out=before[1:])
    return RowBlock(before[block.starts], block.indices[kept], block.values[kept])


def _starts_of(rows: npt.NDArray[np.int64], row_count: int) -> Integers:
    starts = np.zeros(row_count + 1, dtype=np.int32)
    np.cumsum(np.bincount(rows, minlength=row_count), out=starts[1:])
    return starts
