"""stamp_model: a Pyomo model becomes a program whose rows are compiled window by window, part after part.

The structure of an hour is read once, as a symbolic relation per family of constraints, and stamped with the data of
the hours of each window. A year of four states has 14 million entries; a window of some weeks a tenth of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from loadsite.arrays.compiler import EVERYWHERE, ModelCompiler, Window, total_cost
from loadsite.arrays.in_parts import ProgramInParts
from loadsite.arrays.linear_program import Rows, stacked
from loadsite.arrays.refusal import CannotCompile


def stamp_model(model: Any, name: str, windows: Sequence[Window]) -> ProgramInParts:
    """All families of a model, as `compile_model` has them. The first part holds the families that no window narrows,
    and each window is a part; together they are to hold all members of the sets they name.

    CannotCompile as for `compile_model`, or where the windows leave out a row or have it twice.
    """
    compiler = ModelCompiler(model)
    row_lower, row_upper = np.full((2, compiler.row_count), np.nan)
    seen = 0
    for rows in _parts(compiler, windows):
        row_lower[rows.positions], row_upper[rows.positions] = rows.lower, rows.upper
        seen += len(rows.positions)
    if seen != compiler.row_count or np.isnan(row_lower).any():
        raise CannotCompile(f"the windows hold {seen:,} rows; expected all {compiler.row_count:,}, each of them once")
    terms, constants = compiler.cost_terms, compiler.cost_term_constants
    return ProgramInParts(
        name=name, columns=compiler.columns, rows=compiler.rows, lower=compiler.bounds("lower"),
        upper=compiler.bounds("upper"), row_lower=row_lower, row_upper=row_upper,
        cost=total_cost(terms, compiler.column_count), offset=sum(constants.values()), cost_terms=terms,
        cost_term_constants=constants,
        source=partial(_parts, compiler, windows),
    )  # fmt: skip


def _parts(compiler: ModelCompiler, windows: Sequence[Window]) -> Iterator[Rows]:
    named = {name for window in windows for name in window}
    narrowed = [any(axis.name in named for axis in block.axes) for block in compiler.rows]
    lasting = [family for family, is_narrowed in enumerate(narrowed) if not is_narrowed]
    hourly = [family for family, is_narrowed in enumerate(narrowed) if is_narrowed]
    yield stacked([compiler.rows_of(family, EVERYWHERE) for family in lasting])
    for window in windows:
        yield stacked([compiler.rows_of(family, window) for family in hourly])
