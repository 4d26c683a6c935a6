"""From the linear form of a whole family of constraints to its rows, written where they belong in one pass."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats, Integers
from loadsite.arrays.linear_terms import Constant, Linear, Term
from loadsite.arrays.named_axes import Named
from loadsite.arrays.repeats import may_repeat
from loadsite.arrays.scope import Scope


@dataclass(frozen=True)
class RowBlock:
    """Rows of one family: row i has columns indices[starts[i]:starts[i+1]]."""

    starts: Integers
    indices: Integers
    values: Floats


NO_ROWS = RowBlock(np.zeros(1, dtype=np.int32), np.zeros(0, dtype=np.int32), np.zeros(0))


def constants_by_row(constants: list[Constant], row_count: int) -> Floats:
    """The constant part of each row."""
    total = np.zeros(row_count)
    for constant in constants:
        if not constant.scope.axes:
            total += constant.value.array
            continue
        rows, values = _spread(constant.scope, constant.scope.rows(), constant.value)
        if constant.scope.sums():
            total += np.bincount(rows.ravel(), weights=values.ravel(), minlength=row_count)
        else:
            total[rows] += values
    return total


def row_block(form: Linear, row_count: int) -> RowBlock:
    """The rows of a form: entries of a row in the order of its terms, repeated columns added, zeros left out."""
    counts = np.zeros(row_count, dtype=np.int32)
    offsets = []
    for term in form.terms:
        offsets.append(counts.copy() if counts.any() else None)
        _add_counts(counts, term.scope)
    starts = np.zeros(row_count + 1, dtype=np.int32)
    np.cumsum(counts, out=starts[1:])
    indices = np.empty(starts[-1], dtype=np.int32)
    values = np.empty(starts[-1])
    for term, offset in zip(form.terms, offsets, strict=True):
        _write(term, starts, offset, indices, values)
    block = RowBlock(starts, indices, values)
    if may_repeat(form.terms):
        block = _add_repeated(block)
    return block if block.values.all() else _without_zeros(block)


def _spread(scope: Scope, *operands: Named) -> list[npt.NDArray[np.float64]]:
    order, shape = scope.order, scope.shape
    return [np.broadcast_to(operand.over(order), shape) for operand in operands]


def _add_counts(counts: npt.NDArray[np.int32], scope: Scope) -> None:
    """Add the number of entries that a term puts into each row."""
    if not scope.axes:
        counts += 1
        return
    rows = scope.rows()
    if not scope.sums():
        counts[_spread(scope, rows)[0]] += 1
        return
    # One representative entry per row: every row index of a replaced axis is told apart by its first entry.
    first = np.broadcast_to(scope.ranks().over(scope.order) == 0, scope.shape)
    row_of, repeats = _spread(scope, rows, scope.repeats())
    counts[row_of[first]] += repeats[first].astype(np.int32)


def _write(
    term: Term, starts: Integers, offset: npt.NDArray[np.int32] | None, indices: Integers, values: Floats
) -> None:
    scope = term.scope
    if not scope.axes:
        slots: npt.NDArray[np.int32] = starts[:-1] if offset is None else starts[:-1] + offset
        indices[slots] = term.column.array
        values[slots] = term.coefficient.array
        return
    row_of = scope.rows()
    first_slot = starts[:-1] if offset is None else starts[:-1] + offset
    slot = Named(row_of.axes, first_slot[row_of.array])
    order, shape = scope.order, scope.shape
    slots = np.broadcast_to(slot.over(order), shape)
    if scope.sums():
        slots = slots + scope.ranks().over(order).astype(np.int32)
    indices[slots] = np.broadcast_to(term.column.over(order), shape)
    values[slots] = np.broadcast_to(term.coefficient.over(order), shape)


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
    before = np.concatenate([[0], np.cumsum(kept, dtype=np.int32)]).astype(np.int32)
    return RowBlock(before[block.starts], block.indices[kept], block.values[kept])


def _starts_of(rows: npt.NDArray[np.int64], row_count: int) -> Integers:
    starts = np.zeros(row_count + 1, dtype=np.int32)
    np.cumsum(np.bincount(rows, minlength=row_count), out=starts[1:])
    return starts
