"""Explanations of a finished run: the program is built from its inputs, and the answer read from its folder."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd

from loadsite.batch.asked_again import asked_again
from loadsite.explain.explanation import Explanation, Topic, explain, explain_hosting
from loadsite.inputs.case import Case, Hosting
from loadsite.results.families import Solved
from loadsite.run.answer import compiled
from loadsite.run.proof_vectors import ANSWER, HOSTING, read_proof
from loadsite.run.record_parts import ProofPart
from loadsite.run.run_record import AnsweredRecord
from loadsite.solve import Method

TABLES = ("campus_costs", "limits", "rules", "zone_years", "shortfall")
OF_HOSTING = ("hosting_limits", "hosting_rules")


def explained(
    folder: Path,
    record: AnsweredRecord,
    table: Callable[[str], pd.DataFrame],
    scenario: Path | None,
    topic: Topic,
) -> Explanation:
    """Nothing is solved again; `table` reads one table of the folder.

    Raises:
        OtherInputs: the inputs are not there, or are no longer what they were.
        NoSuchThing: the run has no such site, zone or rule.
        NoProof: the answer kept in the folder is missing, or belongs to another program.
    """
    case = asked_again(folder, record, scenario)
    topic.check(case)
    if isinstance(case.placement, Hosting) and record.hosting is not None:
        tables = {name: table(name) for name in (*TABLES, *OF_HOSTING)}
        return explain_hosting(_solved(folder, HOSTING, case, record.hosting), tables, topic)
    tables = {name: table(name) for name in TABLES}
    return explain(_solved(folder, ANSWER, case, record), tables, topic)


def _solved(folder: Path, name: str, case: Case, said: ProofPart) -> Solved:
    program = compiled(case)
    solution = read_proof(folder, name, program)
    if said.method is Method.DECOMPOSED:
        solution = replace(solution, gap=said.certificate.gap_musd)
    return Solved(case, program, solution)
