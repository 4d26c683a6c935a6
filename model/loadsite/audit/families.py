"""Audit of the families: each family of constraints that a result has rows of was recomputed from the tables.

Only names are read from the records of `loadsite.equations`, and the comparisons that a record brings with it: those
are written from the tables of a result, as all others are.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

from loadsite.audit.checks import Findings
from loadsite.audit.reading import AuditFailed, Reading
from loadsite.equations import build as page
from loadsite.inputs.case import Case


def check_families(case: Case, reading: Reading, findings: Findings) -> None:
    """The comparisons that records bring with them; AuditFailed where a family has rows that no comparison holds."""
    rows = reading.results.families.set_index("family")["rows"]
    made = [check.name for check in findings.checks]
    missing = []
    for family in page.families():
        if not rows.get(family.name, 0):
            continue
        own = len(findings.checks)
        if family.facts.audit is not None:
            family.facts.audit(case, reading, findings)
        recomputed = len(findings.checks) > own
        if not recomputed and not any(fnmatchcase(name, each) for each in family.facts.audited for name in made):
            missing.append(family.name)
    if missing:
        raise AuditFailed(f"{case.name}: no comparison recomputes the rows of {', '.join(missing)} from the tables; "
                          "expected one that the record of the family names or brings with it")  # fmt: skip
