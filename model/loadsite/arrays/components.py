"""Pyomo components that hold arrays and rules, and make no object per index.

They are Pyomo's own classes, declared without data; what the compiler needs hangs on them as `Written`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import pyomo.environ as pyomo

Rule = Callable[..., Any]
ArrayLike = npt.ArrayLike


@dataclass(frozen=True)
class Written:
    """What was written for a component: bounds of a Var, values of a Param, rule of a Constraint, terms of a cost."""

    lower: npt.NDArray[np.float64] | None = None
    upper: npt.NDArray[np.float64] | None = None
    values: npt.NDArray[Any] | None = None
    rule: Rule | None = None
    terms: Mapping[str, Rule] = field(default_factory=dict)


def Var(*sets: Any, lower: ArrayLike = 0.0, upper: ArrayLike = np.inf) -> Any:
    """Decisions over the product of `sets`; bounds are arrays that broadcast to the sets' shape."""
    var = pyomo.Var(*sets, dense=False) if sets else pyomo.Var()
    var.written = Written(lower=np.asarray(lower, dtype=float), upper=np.asarray(upper, dtype=float))
    return var


def Param(*sets: Any, values: ArrayLike) -> Any:
    """Data over the product of `sets`, as an array of the sets' shape: numbers, or labels to index with."""
    param = pyomo.Param(*sets, mutable=True, within=pyomo.Any)
    param.written = Written(values=np.asarray(values))
    return param


def Constraint(*sets: Any, rule: Rule) -> Any:
    """One row per member of the product of `sets`, written as an ordinary Pyomo rule."""
    constraint = pyomo.Constraint(*sets)
    constraint.written = Written(rule=rule)
    return constraint


def Objective(*, terms: Mapping[str, Rule]) -> Any:
    """The cost to be minimised: the sum of named terms, each a rule of the model alone."""
    objective = pyomo.Objective(expr=0.0)
    objective.written = Written(terms=dict(terms))
    return objective
