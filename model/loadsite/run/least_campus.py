"""The least MW of campus that a program's rows of campuses alone leave: rules that ask for some, and sites that keep
what they have.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp

from loadsite.arrays.linear_program import LinearProgram
from loadsite.results.families import MW
from loadsite.solve.matrix import rows_matrix


def least_campus_mw(program: LinearProgram) -> pd.Series:
    """By year [MW]. Rows that mention anything but campuses are left out, so that it is a lower bound; 0 where none is
    left, or they have no answer.
    """
    program, block = program.whole(), program.column_block("campus")
    of_campus, every = rows_matrix(program)[:, block.span], np.diff(program.starts)
    alone = np.flatnonzero((np.diff(of_campus.indptr) == every) & (every > 0))
    years = [int(year) for year in block.axes[1].labels]
    least = np.zeros(len(years))
    for number in range(len(years)) if len(alone) else ():
        of_year = np.zeros(block.shape)
        of_year[:, number] = 1.0
        found = milp(
            of_year.ravel(),
            constraints=LinearConstraint(of_campus[alone], program.row_lower[alone], program.row_upper[alone]),
            bounds=Bounds(program.lower[block.span], program.upper[block.span]),
        )
        least[number] = found.fun if found.success else 0.0
    return pd.Series(least * MW, index=pd.Index(years, name="year"))
