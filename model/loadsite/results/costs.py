"""What it all costs, term by term. [USD, present value over the model years]"""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.results.families import USD, Solved
from loadsite.results.formulation import cost_terms

PENALTIES = frozenset({"unserved_load", "shortfall", "capacity_shortfall", "rules_broken", "risk"})
"""Terms of the objective that nobody pays: they price what is missing, a soft rule broken, or the risk of bad years."""


def costs(solved: Solved) -> pd.DataFrame:
    """term, kind, usd, meaning: a row per term of the objective, in its order; they add up to the objective.

    `kind` is cost, what is paid, or penalty, what the objective adds for what is missing or weighs.
    """
    meaning = {term.name: term.sentence for term in cost_terms()}
    primal = solved.solution.primal
    rows = []
    for term, (columns, per_unit) in solved.program.cost_terms.items():
        constant = solved.program.cost_term_constants.get(term, 0.0)
        usd = (float(np.dot(per_unit, primal[columns])) + constant) * USD + 0.0
        rows.append((term, "penalty" if term in PENALTIES else "cost", usd, meaning[term]))
    return pd.DataFrame(rows, columns=["term", "kind", "usd", "meaning"])


def totals_usd(costs: pd.DataFrame) -> tuple[float, float]:
    """Costs and penalties, each added up; together they are the objective. [USD, present value]"""
    penalty = costs["kind"] == "penalty"
    return float(costs.loc[~penalty, "usd"].sum()), float(costs.loc[penalty, "usd"].sum())
