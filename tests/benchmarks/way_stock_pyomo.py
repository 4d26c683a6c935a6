"""Conventional Pyomo: the rules of `siting_rules`, one object per index, and Pyomo's own interface to HiGHS."""

from __future__ import annotations

import highspy
import pyomo.environ as pyomo
import siting_rules
from pyomo.contrib.appsi.solvers.highs import Highs
from siting_data import SitingData

from loadsite.arrays import stock


def build(data: SitingData) -> pyomo.ConcreteModel:
    """A ConcreteModel with every variable and every row an object."""
    return siting_rules.build(data, stock)


def hand_over(model: pyomo.ConcreteModel) -> highspy.Highs:
    """What `SolverFactory("appsi_highs").solve` does before HiGHS runs."""
    solver = Highs()
    solver.set_instance(model)
    highs = solver._solver_model
    highs.setOptionValue("output_flag", False)
    return highs
