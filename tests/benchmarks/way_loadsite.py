"""loadsite: the rules of `siting_rules`, each called once, compiled to arrays and handed to HiGHS."""

from __future__ import annotations

import highspy
import siting_rules
from siting_data import SitingData

from loadsite.arrays import components
from loadsite.arrays.compiler import compile_model
from loadsite.arrays.linear_program import LinearProgram
from loadsite.solve import highs as solver


def build(data: SitingData) -> LinearProgram:
    """The compiled program, with the name and labels of every row and column."""
    return compile_model(siting_rules.build(data, components), "benchmark")


def hand_over(program: LinearProgram) -> highspy.Highs:
    """loadsite's own hand-over."""
    return solver.hand_over(program, {})
