"""What it all costs, term by term. [USD, present value over the model years]"""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.results.families import USD, Solved
from loadsite.results.formulation import cost_terms


def costs(solved: Solved) -> pd.DataFrame:
    """term, usd, meaning: a row per term of the objective, in its order; they add up to the objective."""
    meaning = {term.name: term.sentence for term in cost_terms()}
    primal = solved.solution.primal
    rows = []
    for term, (columns, per_unit) in solved.program.cost_terms.items():
        constant = solved.program.cost_term_constants.get(term, 0.0)
        rows.append((term, (float(np.dot(per_unit, primal[columns])) + constant) * USD + 0.0, meaning[term]))
    return pd.DataFrame(rows, columns=["term", "usd", "meaning"])
