"""All that may be a mistake in the inputs of a question."""

from __future__ import annotations

from loadsite.inputs.case import Case
from loadsite.inputs.places.contradictions import contradictions
from loadsite.inputs.plausibility.adequacy import load_without_supply, markets_without_margin
from loadsite.inputs.plausibility.empty_queues import empty_queues
from loadsite.inputs.plausibility.finding import Finding
from loadsite.inputs.plausibility.magnitudes import unusual_keys, unusual_rows
from loadsite.inputs.sources import Sources


def findings(sources: Sources, case: Case) -> list[Finding]:
    """What may be a mistake in the tables, the scenario and the plan, and in how they go together."""
    return [
        *sources.folder.findings,
        *unusual_rows(sources.folder.tables),
        *unusual_keys(sources.opened, sources.plan_file),
        *load_without_supply(sources, case),
        *markets_without_margin(sources, case),
        *empty_queues(sources, case),
        *contradictions(sources.folder),
    ]
