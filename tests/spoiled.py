"""Ways of spoiling a solution: each returns a copy that differs from it by a part in ten thousand or more."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np

from loadsite.solve import Solution

LEAST = 1e-4
"""Smallest relative change of whatever is changed."""

Way = Callable[[np.ndarray, np.random.Generator], np.ndarray]


def _nudge(vector: np.ndarray, draw: np.random.Generator, count: int) -> np.ndarray:
    """Some entries changed by 1e-4 to 1 of themselves; entries that are zero, of a typical one."""
    spoiled = vector.copy()
    chosen = draw.choice(len(vector), size=min(count, len(vector)), replace=False)
    typical = np.median(np.abs(vector[vector != 0.0])) if np.any(vector) else 1.0
    size = np.where(vector[chosen] != 0.0, np.abs(vector[chosen]), typical)
    change = 10.0 ** draw.uniform(np.log10(LEAST), 0.0, len(chosen)) * draw.choice([-1.0, 1.0], len(chosen))
    spoiled[chosen] += change * size
    return spoiled


def one_entry(vector: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """One entry off."""
    return _nudge(vector, draw, 1)


def some_entries(vector: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Up to twenty entries off."""
    return _nudge(vector, draw, int(draw.integers(2, 20)))


def scaled(vector: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """All of it a little larger or smaller: a wrong unit or weight."""
    return vector * (1.0 + draw.choice([-1.0, 1.0]) * 10.0 ** draw.uniform(np.log10(LEAST), 0.0))


def swapped(vector: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Two entries that differ, exchanged."""
    first = int(draw.choice(np.flatnonzero(vector)))
    others = np.flatnonzero(np.abs(vector - vector[first]) > LEAST * abs(vector[first]))
    second = int(draw.choice(others))
    spoiled = vector.copy()
    spoiled[[first, second]] = spoiled[[second, first]]
    return spoiled


def sign_flipped(vector: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """One entry with the other sign."""
    chosen = int(draw.choice(np.flatnonzero(vector)))
    spoiled = vector.copy()
    spoiled[chosen] *= -1.0
    return spoiled


def truncated(vector: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Zeros from some entry on, as of a file cut short."""
    spoiled = vector.copy()
    spoiled[int(draw.choice(np.flatnonzero(vector))) :] = 0.0
    return spoiled


def shifted(vector: np.ndarray, draw: np.random.Generator) -> np.ndarray:
    """Every entry in its neighbour's place: labels off by one."""
    return np.roll(vector, int(draw.choice([-1, 1])))


WAYS: tuple[Way, ...] = (one_entry, some_entries, scaled, swapped, sign_flipped, truncated, shifted)
PARTS = ("primal", "row_dual", "reduced_cost")


def spoil(solution: Solution, seed: int) -> Iterator[tuple[str, Solution]]:
    """Endless spoiled solutions: a word for what was done, and the solution."""
    draw = np.random.default_rng(seed)
    while True:
        part = str(draw.choice([*PARTS, "objective"]))
        if part == "objective":
            factor = 1.0 + draw.choice([-1.0, 1.0]) * 10.0 ** draw.uniform(np.log10(LEAST), 0.0)
            yield "objective", replace(solution, objective=solution.objective * float(factor))
            continue
        way = WAYS[int(draw.integers(len(WAYS)))]
        yield f"{part}: {way.__name__}", replace(solution, **{part: way(getattr(solution, part), draw)})
