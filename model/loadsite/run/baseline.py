"""The same grid without campuses: what there would be if none were placed, so that it can be told what they change."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from loadsite.inputs.case import Case, Target
from loadsite.results.tables import Results
from loadsite.solve import ProofOptions

OF_CAMPUSES = frozenset({"campus", "interrupted", "campus_unserved", "grid_withdrawal", "onsite_generation"})
"""Families of decisions that campuses alone make; a rule about nothing else says nothing without them."""

TOLD = ("zone_years", "emissions", "costs", "built", "reliability", "reliability_by_market")
"""Tables of the grid without campuses that are kept, as `baseline_<name>`."""


def without_campuses(case: Case) -> Case:
    """A least-cost case with no MW asked for and none allowed; rules about campuses alone are left out."""
    assert isinstance(case.placement, Target)
    nothing = replace(case.placement, target_mw=case.placement.target_mw * 0.0)
    sites = replace(case.sites, limit_mw=case.sites.limit_mw * 0.0, committed_mw=pd.DataFrame())
    kept = tuple(rule for rule in case.rules if not {term.family for term in rule.terms} <= OF_CAMPUSES)
    return replace(case, name=f"{case.name} without campuses", placement=nothing, sites=sites, rules=kept)


def to_the_whole_gap(options: ProofOptions) -> ProofOptions:
    """The same options where no campus is asked for: the gap cannot be measured by what campuses cost."""
    return replace(options, target_rows="")


def baseline_tables(results: Results) -> dict[str, pd.DataFrame]:
    """Tables of the grid without campuses, by the name they are stored by."""
    return {f"baseline_{name}": getattr(results, name) for name in TOLD}
