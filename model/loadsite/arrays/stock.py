"""The constructors of `components`, making conventional Pyomo components with one object per index.

Slow by design: for teaching, for other solvers and for proving that the compiler makes the same matrix.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyomo.environ as pyomo

from loadsite.arrays.components import ArrayLike, Rule


def Var(*sets: Any, lower: ArrayLike = 0.0, upper: ArrayLike = np.inf) -> Any:
    """As `components.Var`."""
    if not sets:
        return pyomo.Var(bounds=(_finite(float(np.asarray(lower))), _finite(float(np.asarray(upper)))))
    shape = tuple(len(s) for s in sets)
    lowers = np.broadcast_to(np.asarray(lower, dtype=float), shape)
    uppers = np.broadcast_to(np.asarray(upper, dtype=float), shape)
    bounds = {
        label: (_finite(float(lowers[at])), _finite(float(uppers[at])))
        for label, at in zip(_labels(sets), np.ndindex(shape), strict=True)
    }
    return pyomo.Var(*sets, bounds=lambda m, *index: bounds[index])


def Param(*sets: Any, values: ArrayLike) -> Any:
    """As `components.Param`."""
    array = np.asarray(values)
    if not sets:
        return pyomo.Param(initialize=array.item(), within=pyomo.Any)
    shape = tuple(len(s) for s in sets)
    if array.shape != shape:
        raise ValueError(f"values have shape {array.shape}; the sets need {shape}")
    data = {
        (label if len(sets) > 1 else label[0]): array[at].item() if hasattr(array[at], "item") else array[at]
        for label, at in zip(_labels(sets), np.ndindex(shape), strict=True)
    }
    return pyomo.Param(*sets, initialize=data, within=pyomo.Any)


def Constraint(*sets: Any, rule: Rule) -> Any:
    """As `components.Constraint`; a member without any decision is skipped, as it makes no row."""
    if not sets:
        return pyomo.Constraint(rule=lambda m: _row(rule(m)))
    return pyomo.Constraint(*sets, rule=lambda m, *index: _row(rule(m, *index)))


def Objective(*, terms: Mapping[str, Rule]) -> Any:
    """As `components.Objective`."""
    return pyomo.Objective(rule=lambda m: sum(rule(m) for rule in terms.values()))


def _labels(sets: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    labels: list[tuple[Any, ...]] = [()]
    for s in sets:
        labels = [(*head, tail) for head in labels for tail in s]
    return labels


def _finite(bound: float) -> float | None:
    return bound if np.isfinite(bound) else None


def _row(relation: Any) -> Any:
    return pyomo.Constraint.Feasible if relation is True else relation
