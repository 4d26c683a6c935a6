"""Which rows and bounds of the program one MW of a limit moves, and by how much.

Limits are moved the way that lets more in: what is allowed is raised, what is asked for (a reserve margin) lowered.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import LinearProgram
from loadsite.equations.rules import PREFIX
from loadsite.inputs.case import Case
from loadsite.inputs.case_rules import CaseRule
from loadsite.results.limit_parts import Part, listed
from loadsite.solve.moved import Moved, row_moved, together, upper_moved


def direction(case: Case, program: LinearProgram, kind: str, label: str, year: int) -> Moved:
    """Of a limit of the table `limits`, by its kind, label and year: where one MW more of it shows in the program."""
    parts = [part for limit, parts in listed(program).items() if limit.kind == kind for part in parts]
    return together(*(_moved(case, part, label, year) for part in parts))


def _moved(case: Case, part: Part, label: str, year: int) -> Moved:
    own = [each == year for each in part.years]
    if label not in part.labels or not any(own):
        return Moved()
    at, by = part.at_label(label)[own].ravel(), part.per_mw(case, pd.Index([label]))[0, own].ravel()
    return row_moved(at, part.raised * by) if part.of_rows else upper_moved(at, by)


def target_direction(program: LinearProgram, year: int) -> Moved:
    """Of the MW of requested campus load in a year."""
    block = program.row_block("target")
    return row_moved(np.array([block.start + [int(each) for each in block.axes[0].labels].index(year)]))


def rule_direction(program: LinearProgram, rule: CaseRule) -> Moved:
    """Of the number a rule states, in all of its rows at once."""
    return row_moved(program.row_block(PREFIX + rule.name).start + np.flatnonzero(rule.kept.ravel()))


def held_direction(program: LinearProgram, site: str, year: int) -> Moved:
    """Of the MW of campus that are held at a site in a year: both bounds move."""
    block = program.column_block("campus")
    labels, years = ([str(label) for label in axis.labels] for axis in block.axes)
    column = np.array([block.start + labels.index(site) * len(years) + years.index(str(year))])
    return Moved(uppers=column, uppers_by=np.ones(1), lowers=column, lowers_by=np.ones(1))
