"""Whether a folder of results says what is true: its proof recomputed from the inputs, and its tables from the proof.

The program is built anew from the inputs. The value of every decision and the dual of every row, as kept, are checked
against it: rows, bounds and cost of the point, and the bound that the duals prove. From both the tables are made again
and compared cell by cell; and the stored tables are audited against the inputs by arithmetic of the audit's own.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pandas as pd

from loadsite.arrays.linear_program import LinearProgram
from loadsite.audit import audit
from loadsite.errors import LoadsiteError
from loadsite.inputs.case import Case, Hosting
from loadsite.results.families import MW, Solved
from loadsite.results.further import FURTHER
from loadsite.results.hosting_rules import hosting_rules
from loadsite.results.limits import hosting_limits
from loadsite.results.site_order import open_zones
from loadsite.results.siting import hosted_mw
from loadsite.results.slope_columns import without_slopes
from loadsite.results.tables import HOURLY, TABLE_NAMES, Results, tables
from loadsite.run.answer import compiled, priced_case
from loadsite.run.baseline import baseline_tables, without_campuses
from loadsite.run.cells import differences
from loadsite.run.content_hash import content_hash
from loadsite.run.proof_vectors import ANSWER, BASELINE, HOSTING, read_proof
from loadsite.run.provenance import question_of
from loadsite.run.record_parts import AskedPart, CertificatePart, ProofPart
from loadsite.run.run_record import AnsweredRecord
from loadsite.run.store import read_tables
from loadsite.run.table_size import too_large
from loadsite.run.warnings import warnings
from loadsite.solve.certificate import TOLERANCE, Certificate, examine, examine_between
from loadsite.solve.dispatch import Method
from loadsite.solve.solution import Solution
from loadsite.solve.ties import Spread, Spreads

Found = tuple[str, bool, str]
"""A check, whether it passes, and what is said of it."""

NOT_CHECKED = "not checked: "
"""How what is said begins where a check could not be made."""

LISTED = 3

Tell = Callable[[str], None]


def recheck(folder: Path, record: AnsweredRecord, case: Case | None, why_not: str, tell: Tell) -> Iterator[Found]:
    """Every check of an answered folder; without the case it answered, those alone that need no inputs.

    `why_not` says why there is no case. Whatever is wrong with a file or the record is a check that does not pass.
    """
    yield from _tried("tables as recorded", lambda: _recorded(folder, record))
    yield from _tried("costs add up to what was certified", lambda: _costs(folder, record))
    if case is None:
        for check in ("certificate recomputed", "tables recomputed from the proof", "audit against the inputs"):
            yield check, True, NOT_CHECKED + why_not
        return
    yield from _tried("question as recorded", lambda: _asked(record, case))
    proofs = _Proofs(folder, record, tell)
    complete = list(_tried("proof complete", lambda: proofs.recompute(case)))
    yield from [*complete, *proofs.found]
    if all(passed for _, passed, _ in complete):
        tell("making the tables again")
        yield from _tried("tables recomputed from the proof", lambda: _same_tables(folder, proofs.solved))
    tell("auditing against the inputs")
    yield from _tried("audit against the inputs", lambda: _audited(folder, proofs.answered or case))


def _tried(check: str, make: Callable[[], Found]) -> Iterator[Found]:
    """The check; one that does not pass where a file or the record is not what it should be."""
    try:
        yield make()
    except LoadsiteError as error:
        yield check, False, str(error).splitlines()[0]
    except (OSError, KeyError, ValueError, TypeError, AttributeError, IndexError) as error:
        # the record and the tables may hold anything at all; pyarrow's own errors are among these
        yield check, False, f"{type(error).__name__}: {' '.join(str(error).split())[:200]}"


def _asked(record: AnsweredRecord, case: Case) -> Found:
    """What the record says was asked, against the inputs."""
    asked = AskedPart.model_validate_json(json.dumps(question_of(case)))
    off = [key for key, same in (("question", record.question == asked),
                                 ("time_resolution", record.time_resolution == case.horizon.resolution))
           if not same]  # fmt: skip
    return "question as recorded", not off, f"{', '.join(off)}: not what the inputs ask" if off else ""


def _recorded(folder: Path, record: AnsweredRecord) -> Found:
    _measure(folder)
    recorded = content_hash(read_tables(folder)) == record.result_hash
    return "tables as recorded", recorded, "" if recorded else "the tables are not those of the record"


def _measure(folder: Path) -> None:
    """ValueError where tables would fill the memory."""
    for path in folder.rglob("*.parquet"):
        large = too_large(path)
        if large:
            raise ValueError(f"{path.name} {large}")


def _costs(folder: Path, record: AnsweredRecord) -> Found:
    costs = pd.read_parquet(folder / "costs.parquet")
    told, certified = float(costs["usd"].sum()), record.certificate.objective_musd * 1e6
    agree = abs(told - certified) <= TOLERANCE * max(abs(certified), 1.0)
    said = "" if agree else f"{told:,.0f} and {certified:,.0f} USD"
    return "costs add up to what was certified", agree, said


class _Proofs:
    """The programs of a result with the solutions kept of them, and what their certificates say, recomputed."""

    def __init__(self, folder: Path, record: AnsweredRecord, tell: Tell) -> None:
        self._folder, self._record, self._tell = folder, record, tell
        self.solved: dict[str, Solved] = {}
        self.found: list[Found] = []

    @property
    def answered(self) -> Case | None:
        """The case whose cost is told: when hosting, the one that places what was hosted."""
        return self.solved[ANSWER].case if ANSWER in self.solved else None

    def recompute(self, case: Case) -> Found:
        """Every program of a case and its certificate."""
        record, priced = self._record, case
        if isinstance(case.placement, Hosting):
            if record.hosting is None:
                return "proof complete", False, "the record holds no search for the most MW that fit"
            most = self._one(HOSTING, case, record.hosting)
            fits = hosted_mw(most)
            self.found.append(_fits(fits, record.hosting.hosted_mw))
            priced = priced_case(case, case.placement, fits, most.program, record.hosting.method)
        self._one(ANSWER, priced, record)
        if record.baseline is not None:
            self._one(BASELINE, without_campuses(priced), record.baseline)
        return "proof complete", True, f"{len(self.solved)} programs" if len(self.solved) > 1 else "1 program"

    def _one(self, name: str, case: Case, said: ProofPart) -> Solved:
        self._tell(f"writing the linear program ({name})")
        program = compiled(case)
        solution = read_proof(self._folder, name, program)
        self._tell(f"recomputing the certificate ({name})")
        certificate = _examined(program, solution, said)
        self.found += [_certified(name, certificate), _as_recorded(name, certificate, said.certificate)]
        if said.method is Method.DECOMPOSED:
            solution = replace(solution, gap=said.certificate.gap_musd)
        self.solved[name] = Solved(case, program, solution)
        return self.solved[name]


def _examined(program: LinearProgram, solution: Solution, said: ProofPart) -> Certificate:
    told = said.certificate
    if said.method is Method.DECOMPOSED and told.gap_allowed is not None:
        return examine_between(program, solution, told.dual_objective_musd, told.gap_allowed)
    return examine(program, solution)


def _certified(name: str, certificate: Certificate) -> Found:
    said = f"{certificate.primal_objective:,.6g} and at least {certificate.dual_objective:,.6g}, recomputed"
    failed = [f"{check.name}: {check.error:.3g} at {check.where}" for check in certificate.failed]
    return f"certificate recomputed ({name})", not failed, "; ".join(failed) or said


def _as_recorded(name: str, certificate: Certificate, said: CertificatePart) -> Found:
    """The figures of the record against those recomputed."""
    size = max(1.0, abs(certificate.primal_objective))
    off = [
        f"{key} {told:,.9g}; recomputed {found:,.9g}"
        for key, told, found in (
            ("objective_musd", said.objective_musd, certificate.primal_objective),
            ("dual_objective_musd", said.dual_objective_musd, certificate.dual_objective),
            ("gap_musd", said.gap_musd, certificate.gap))
        if not abs(told - found) <= TOLERANCE * size
    ]  # fmt: skip
    return f"certificate as recorded ({name})", not off, "; ".join(off)


def _fits(found: pd.Series, said: Mapping[int, float]) -> Found:
    """The most MW that fit, by year."""
    off = [
        f"{year}: {said[year]:,.6g} MW; recomputed {mw:,.6g}"
        for year, mw in zip(found.index.astype(int), found, strict=True)
        if not abs(said[year] - mw) <= TOLERANCE * max(1.0, mw)
    ]  # fmt: skip
    return "most that fit as recorded", not off, "; ".join(off)


def _same_tables(folder: Path, solved: Mapping[str, Solved]) -> Found:
    """Every table made again from the proof and the inputs, against the one stored."""
    again: dict[str, pd.DataFrame] = {}
    for name, each in solved.items():
        if name == HOSTING:
            again |= {"hosting_limits": hosting_limits(each), "hosting_rules": hosting_rules(each)}
            continue
        made = tables(each.case, each.program, each.solution, _spreads(folder, each.case) if name == ANSWER else ())
        if name == ANSWER:
            again |= made.by_name() | {"warnings": warnings(each.case, made)}
        else:
            again |= baseline_tables(made)
    off = list(differences(without_slopes(read_tables(folder)), without_slopes(again)))
    further = f"; and {len(off) - LISTED} more" if len(off) > LISTED else ""
    columns = sum(len(table.columns) for table in without_slopes(again).values())
    said = "; ".join(off[:LISTED]) + further if off else f"{columns} columns"
    return "tables recomputed from the proof", not off, said


def _spreads(folder: Path, case: Case) -> Spreads:
    """The ranges of zones as they are stored: each took a solve of its own, and is held against what zones hold."""
    told = pd.read_parquet(folder / "zone_ranges.parquet").set_index("zone")[["least_mw", "most_mw"]] / MW
    of_zone = {str(zone): Spread(float(least), float(most)) for zone, (least, most) in zip(
        told.index, told.to_numpy(dtype=float), strict=True)}  # fmt: skip
    return tuple(of_zone.get(zone) for zone in open_zones(case))


def _audited(folder: Path, case: Case) -> Found:
    """The audit of the stored tables against the inputs."""
    if isinstance(case.placement, Hosting):
        return "audit against the inputs", True, f"{NOT_CHECKED}the most MW that fit could not be recomputed"
    found = audit(case, stored_results(folder))
    return "audit against the inputs", True, f"{len(found.checks)} comparisons"


def stored_results(folder: Path) -> Results:
    """Stored tables as what they were stored from."""
    stored = read_tables(folder)
    hourly = {key.partition("/")[2]: table for key, table in stored.items() if key.startswith(f"{HOURLY}/")}
    plain = {name: stored[name] for name in TABLE_NAMES}
    further = {name: stored[name] for name in FURTHER if name in stored}
    return Results(**plain, hourly_shadow_prices=MappingProxyType(hourly), further=MappingProxyType(further))
