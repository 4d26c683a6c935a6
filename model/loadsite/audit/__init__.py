"""The audit: result tables against the tables of the case, by arithmetic of its own.

It knows neither the linear program nor a dual, and no rule of `loadsite.equations`: what it says is written from the
meaning of the tables alone, so that a slip in an equation, in its data or in the reading of the solution shows. Every
comparison is relative, to 1e-6, measured against the magnitudes compared and at least 1 MW, 1 MWh or 1 USD.
"""

from __future__ import annotations

from dataclasses import dataclass

from loadsite.audit.building import check_building
from loadsite.audit.campuses import check_campuses
from loadsite.audit.checks import TOLERANCE, Findings
from loadsite.audit.costs import check_costs
from loadsite.audit.families import check_families
from loadsite.audit.hours import check_hours
from loadsite.audit.labels import check_labels
from loadsite.audit.over_years import check_over_years
from loadsite.audit.places import check_places
from loadsite.audit.prices import check_prices
from loadsite.audit.reading import AuditFailed, Reading
from loadsite.audit.reliability import check_reliability
from loadsite.audit.rules import check_rules
from loadsite.audit.totals import check_totals
from loadsite.inputs.case import Case
from loadsite.results.tables import Results
from loadsite.solve.certificate import Check

__all__ = ["Audit", "AuditFailed", "audit", "examine"]


@dataclass(frozen=True)
class Audit:
    """Every comparison made, with its largest relative error and where it stands."""

    checks: tuple[Check, ...]

    @property
    def worst(self) -> Check:
        """The comparison with the largest error."""
        return max(self.checks, key=lambda check: check.error)


def audit(case: Case, results: Results) -> Audit:
    """The audit of a result; AuditFailed naming all that is off, and where it is worst."""
    found = examine(case, results)
    failed = [check for check in found.checks if check.error > TOLERANCE]
    if failed:
        raise AuditFailed(
            f"{case.name}: the result tables do not agree with the case (relative error; allowed {TOLERANCE:g})\n"
            + "\n".join(f"  {check.name}: {check.error:.3g} at {check.where}" for check in failed)
        )
    return found


def examine(case: Case, results: Results) -> Audit:
    """Every comparison, whether it holds or not. AuditFailed where a table lacks rows or holds what is no number."""
    reading, findings = Reading(case, results), Findings()
    check_building(case, reading, findings)
    check_campuses(case, reading, findings)
    check_hours(case, reading, findings)
    check_costs(case, reading, findings)
    check_rules(case, reading, findings)
    check_totals(case, reading, findings)
    check_reliability(case, reading, findings)
    check_places(case, reading, findings)
    check_over_years(case, reading, findings)
    check_prices(case, reading, findings)
    check_labels(case, reading, findings)
    check_families(case, reading, findings)
    return Audit(tuple(findings.checks))
