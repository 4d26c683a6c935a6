"""From terms over index sets to the rows of a sparse matrix."""

from __future__ import annotations

import numpy as np

from loadsite.arrays.linear_terms import Constant, Linear, Term
from loadsite.arrays.named_axes import Named, scalar
from loadsite.arrays.row_block import RowBlock, constants_by_row, row_block
from loadsite.arrays.scope import Scope


def rows(block: RowBlock) -> list[dict[int, float]]:
    """Each row as column -> coefficient."""
    return [
        dict(zip(block.indices[a:b].tolist(), block.values[a:b].tolist(), strict=True))
        for a, b in zip(block.starts[:-1], block.starts[1:], strict=True)
    ]


def two_by_three() -> Scope:
    scope = Scope()
    scope.add_row_axis(2, 3)
    scope.add_row_axis(3, 1)
    return scope


def of(axes: tuple[int, ...], values: object) -> Named:
    return Named(axes, np.array(values))


def test_one_entry_in_every_row():
    """2 * x[t] in rows [z, t]: the column depends on t alone"""
    term = Term(two_by_three(), of((1,), [7, 8, 9]), scalar(2.0), "x", (of((1,), [0, 1, 2]),))
    block = row_block(Linear([term]), (2, 3))
    assert block.starts.tolist() == [0, 1, 2, 3, 4, 5, 6]
    assert rows(block) == [{7: 2.0}, {8: 2.0}, {9: 2.0}] * 2
    assert (block.indices.dtype, block.starts.dtype) == (np.int32, np.int32)


def test_entries_stand_in_the_order_of_the_terms():
    scope = two_by_three()
    first = Term(scope, of((0,), [20, 21]), of((1,), [1.0, 2.0, 3.0]), "b", (of((0,), [0, 1]),))
    second = Term(scope, of((0, 1), [[0, 1, 2], [3, 4, 5]]), scalar(-1.0), "x", (of((0,), [0, 1]), of((1,), [0, 1, 2])))
    block = row_block(Linear([first, second]), (2, 3))
    assert block.indices.tolist() == [20, 0, 20, 1, 20, 2, 21, 3, 21, 4, 21, 5]
    assert block.values.tolist() == [1, -1, 2, -1, 3, -1] * 2


def test_rows_of_unequal_length():
    """sum(x[g, t] for g in members[z]) + y[z]: two members, none"""
    outer = two_by_three()
    inner = outer.copy()
    member = inner.replace_axis(0, np.array([2, 0]))
    summed = Term(inner, of((member, 1), [[0, 1, 2], [3, 4, 5]]), scalar(1.0), "x",
                  (of((member,), [0, 1]), of((1,), [0, 1, 2])))
    single = Term(outer, of((0,), [20, 21]), scalar(5.0), "y", (of((0,), [0, 1]),))
    block = row_block(Linear([summed, single]), (2, 3))
    assert block.starts.tolist() == [0, 3, 6, 9, 10, 11, 12]
    assert rows(block)[1] == {1: 1.0, 4: 1.0, 20: 5.0}
    assert rows(block)[4] == {21: 5.0}


def test_sums_of_equal_length_and_sums_over_whole_sets():
    """sum(x[g] * k for g in members[z] for k in 1..2), two members each: four entries in two columns, added"""
    scope = Scope()
    scope.add_row_axis(2, 1)
    member = scope.replace_axis(0, np.array([2, 2]))
    weight = scope.add_sum_axis(2)
    term = Term(scope, of((member,), [0, 1, 2, 3]), of((weight,), [1.0, 2.0]), "x", (of((member,), [0, 1, 2, 3]),))
    assert rows(row_block(Linear([term]), (2,))) == [{0: 3.0, 1: 3.0}, {2: 3.0, 3: 3.0}]


def test_what_adds_up_to_zero_is_left_out():
    scope = two_by_three()
    hours = of((1,), [0, 1, 2])
    by_zone = Term(scope, hours, of((0,), [1.0, -1.0]), "x", (hours,))
    once = Term(scope, hours, scalar(1.0), "x", (hours,))
    assert rows(row_block(Linear([by_zone, once]), (2, 3))) == [{0: 2.0}, {1: 2.0}, {2: 2.0}, {}, {}, {}]


def test_one_row():
    scope = Scope()
    first, second = scope.add_sum_axis(2), scope.add_sum_axis(2)
    term = Term(scope, of((first, second), [[0, 1], [2, 3]]), of((second,), [1.0, 0.0]), "x",
                (of((first,), [0, 1]), of((second,), [0, 1])))
    assert rows(row_block(Linear([term]), ())) == [{0: 1.0, 2: 1.0}]
    assert rows(row_block(Linear([]), ())) == [{}]


def test_constants_are_added_row_by_row():
    outer = two_by_three()
    inner = outer.copy()
    member = inner.replace_axis(0, np.array([2, 0]))
    constants = [
        Constant(outer, of((1,), [1.0, 2.0, 3.0])),
        Constant(inner, of((member,), [10.0, 20.0])),
        Constant(outer, scalar(100.0)),
    ]
    assert constants_by_row(constants, (2, 3)).tolist() == [[131, 132, 133], [101, 102, 103]]
    assert constants_by_row([], (2,)).tolist() == [0.0, 0.0]
    assert float(constants_by_row([Constant(Scope(), scalar(4.0))], ())) == 4.0
