"""Where an infeasible program contradicts itself: by arithmetic alone, in a part of it, in as few rows as it takes."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from loadsite.solve import farkas
from loadsite.solve.benders.block_structure import Calendar
from loadsite.solve.bound_propagation import propagated_ray
from loadsite.solve.elastic_limits import ElasticLimits, Limit
from loadsite.solve.farkas_search import irreducible, narrowed, support_rows
from small_programs import INF, program_of, random_program

ALL_FIRST_STAGE = Calendar(np.zeros(1, dtype=np.int64), 1, 1)
FAR = float("inf")


def chain():
    """x <= 2,  y <= x + 1,  z <= 2 y,  z >= 7, beside a row that has nothing to do with it: z comes to 6 at most."""
    rows = [[1, 0, 0, 0], [-1, 1, 0, 0], [0, -2, 1, 0], [0, 0, 1, 0], [0, 0, 0, 1]]
    return program_of(rows, [-INF, -INF, -INF, 7, 1], [2, 1, 0, INF, 5], [0] * 4, [INF] * 4, [1, 1, 1, 1])


def test_arithmetic_sees_a_chain_of_limits_and_walks_it_back():
    """1 (z >= 7) + 1 (z <= 2 y) + 2 (y <= x + 1) + 2 (x <= 2):  0 >= 7 - 6."""
    ray = propagated_ray(chain(), ALL_FIRST_STAGE)
    assert ray is not None
    assert np.abs(ray / ray[3]) == pytest.approx([2, 2, 1, 1, 0])
    assert farkas.farkas_terms(chain(), ray).sum() == pytest.approx((7 - 6) / 2)


def test_arithmetic_sees_nothing_where_there_is_an_answer():
    loose = replace(chain(), row_lower=np.array([-INF, -INF, -INF, 5.9, 1]))
    assert propagated_ray(loose, ALL_FIRST_STAGE) is None
    assert all(propagated_ray(random_program(30, 20, seed), ALL_FIRST_STAGE) is None for seed in range(20))


def test_arithmetic_sees_a_floor_above_a_ceiling():
    """x >= 3 in one row, x <= 2 by its own bound."""
    program = program_of([[1.0, 0.0]], [3], [INF], [0, 0], [2, 9], [1, 1])
    ray = propagated_ray(program, ALL_FIRST_STAGE)
    assert ray is not None and farkas.farkas_terms(program, ray) is not None


def test_a_part_holds_what_follows_from_the_whole():
    """x + y >= 5 with y at most 2 leaves x >= 3; x - w <= 1 with w without end says nothing of x."""
    program = program_of([[1, 1, 0], [1, 0, -1]], [5, -INF], [INF, 1], [0, 0, 0], [9, 2, INF], [1, 1, 1])
    part = narrowed(program, np.array([True, False, False]))
    assert list(part.rows) == [0]
    assert (part.program.row_lower[0], part.program.row_upper[0]) == (3, INF)


def test_of_two_contradictions_one_is_kept():
    """Rows 0 and 1 clash, and so do 2 and 3: the set that is left holds one pair."""
    rows = [[1, 0], [1, 0], [0, 1], [0, 1]]
    program = program_of(rows, [3, -INF, 8, -INF], [INF, 2, INF, 4], [0, 0], [INF, INF], [0, 0])
    both = np.array([1.0, -1.0, 1.0, -1.0])
    assert list(support_rows(irreducible(program, both, FAR))) in ([0, 1], [2, 3])


def test_limits_give_way_alone_or_together_by_the_least_share():
    """x >= 10 against x <= 4 and x <= 6: the floor alone gives way by 6, a ceiling alone is no help, both are."""
    program = program_of([[1], [1], [1]], [10, -INF, -INF], [INF, 4, 6], [0], [INF], [0])
    none = np.empty(0, dtype=np.int64)
    floor, low, high = (Limit(name, np.array([row]), none, np.array([eases]))
                        for name, row, eases in (("floor", 0, 1.0), ("low", 1, -1.0), ("high", 2, -1.0)))  # fmt: skip
    elastic = ElasticLimits(program, [floor, low])
    assert elastic.least([floor], FAR) == pytest.approx([6])
    assert elastic.least([low], FAR) is None
    elastic.add(high)
    assert elastic.least([low, high], FAR) == pytest.approx([6, 4])


def test_a_bound_of_a_decision_gives_way_too():
    """x >= 10 in a row, x <= 4 by its own bound: the bound gives way by 6."""
    program = program_of([[1]], [10], [INF], [0], [4], [0])
    bound = Limit("bound", np.empty(0, dtype=np.int64), np.array([0]), np.array([-1.0]))
    assert ElasticLimits(program, [bound]).least([bound], FAR) == pytest.approx([6])
