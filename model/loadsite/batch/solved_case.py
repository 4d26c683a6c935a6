"""One case from its order to its folder: read, solved, proven, written. Runs in a process of its own."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from loadsite.batch.folder_hash import folder_hash
from loadsite.batch.order import Ending, Order, Outcome
from loadsite.errors import InputError, LoadsiteError, NoAnswer
from loadsite.inputs.study_file import StudyCase, open_study
from loadsite.run.answer import Answer
from loadsite.run.proof_options import options_of
from loadsite.run.provenance import versions
from loadsite.run.run_record import FORMAT
from loadsite.run.run_status import RunStatus
from loadsite.run.solved_folder import answer_into, cpu_s, keys_of, read_question, why_not_proven
from loadsite.run.store import Workplace, write_record
from loadsite.solve import Infeasible, ProofOptions, SolveOptions
from loadsite.solve.memory import peak_memory_mb
from loadsite.solve.outcomes import OutOfTime

Tell = Callable[[str], None]
REASON_LINES = 12


class CaseChanged(LoadsiteError):
    """The study or its files are no longer what they were when the batch began."""


def solved_case(order: Order, tell: Tell) -> Outcome:
    """Solve one case and put its folder in place; how it ended. `tell` is told each stage."""
    os.chdir(order.working_folder)
    place = Path(order.place)
    case: StudyCase | None = None
    try:
        tell("reading the inputs")
        study = open_study(Path(order.study))
        case = next((each for each in study.cases if each.name == order.case), None)
        if case is None:
            raise CaseChanged(f"the study has no case {order.case} any more")
        with Workplace(place) as work:
            return _in_workplace(case, order, work, tell)
    except InputError as error:
        return _outcome(Ending.FAILED, f"the inputs are wrong: {case.relocated(error) if case else error}")
    except LoadsiteError as error:
        return _outcome(Ending.FAILED, str(error))
    except MemoryError:
        return _outcome(Ending.FAILED, "memory ran out")


def _in_workplace(case: StudyCase, order: Order, work: Workplace, tell: Tell) -> Outcome:
    begun = datetime.now(UTC)
    options = _options(case, order)
    asked = read_question(case.opened)
    _refuse_changes(case.opened.files.hashes, order)
    about = {"case": {"study": order.study, "name": case.name, "hash": order.hash, "labels": dict(case.labels)}}
    try:
        written = answer_into(work, asked, options, begun, lambda event: tell(str(event)), about)
    except Infeasible as ended:
        return _explained({**keys_of(case.opened), **about}, order, work, begun, ended.what)
    except OutOfTime as ended:
        return _outcome(Ending.TIMED_OUT, f"{ended.what}\n{_logs(work)}")
    except NoAnswer as ended:
        return _outcome(Ending.FAILED, f"{ended}\n{_logs(work)}")
    work.remarks += written.found.remarks
    if written.record["status"] == RunStatus.NOT_PROVEN:
        return replace(_finished(work, Ending.NOT_PROVEN), reason=why_not_proven(written), **_told(written.found))
    return replace(_finished(work, Ending.OPTIMAL), **_told(written.found))


def _logs(work: Workplace) -> str:
    """Where the logs are kept, or why they are not."""
    kept = work.keep_logs()
    return f"logs: {kept.name}" if kept is not None else " ".join(work.remarks)


def _explained(about: dict[str, Any], order: Order, work: Workplace, begun: datetime, why: str) -> Outcome:
    """An infeasible case is an answer too: its folder holds the explanation."""
    told = {
        "format": FORMAT, "scenario": order.case, "status": Ending.INFEASIBLE.value, "explanation": why,
        "inputs": dict(order.files),
        "versions": versions(), "begun_utc": begun.isoformat(timespec="seconds"),
        "ended_utc": datetime.now(UTC).isoformat(timespec="seconds"), **about,
    }  # fmt: skip
    (work.folder / "explanation.txt").write_text(why + "\n", encoding="utf-8")
    write_record(work.folder, told)
    return replace(_finished(work, Ending.INFEASIBLE), reason=why)


def _options(case: StudyCase, order: Order) -> ProofOptions:
    said = case.opened.scenario.solve
    limit_s = said.time_limit_s if order.time_limit_s is None else min(said.time_limit_s, order.time_limit_s)
    single = SolveOptions(threads=1, time_limit_s=limit_s)
    return replace(options_of(said, order.processes), single=single, pool=Path(order.pool))


def _refuse_changes(read: dict[str, str], order: Order) -> None:
    """What was read must be what the case was named after."""
    changed = [name for name, each in read.items() if name in order.files and each != order.files[name]]
    if changed:
        raise CaseChanged(f"{', '.join(sorted(changed))} changed while the batch ran; start it again")
    # the scenario's own file is known by its keys
    unknown = [name for name in read if name not in order.files and "/" in name]
    if unknown:
        raise CaseChanged(f"{', '.join(sorted(unknown))} was read and is not part of what names the case")


def _finished(work: Workplace, ending: Ending) -> Outcome:
    """Put the folder in its place; its hash is taken before."""
    work.seal()
    whole = folder_hash(work.folder)
    work.finish()
    return replace(_outcome(ending, "\n".join(work.remarks)), content_hash=whole)


def _told(found: Answer) -> dict[str, Any]:
    attempt = found.solve.solution.attempts[-1]
    certificate = found.solve.certificate
    return {
        "method": found.solve.method.value,
        "cost_usd": certificate.primal_objective * 1e6,
        "least_possible_usd": certificate.dual_objective * 1e6,
        "margin_shortfall_mw": float(found.results.reliability["shortfall_mw"].iloc[-1]),
        "unserved_mwh": float(found.results.reliability["unserved_mwh"].iloc[-1]),
        "cuts_from_pool": int(attempt.options.get("cuts_from_pool", 0)),
        "iterations": attempt.iterations,
    }


def _outcome(ending: Ending, reason: str) -> Outcome:
    lines = reason.splitlines()
    further = len(lines) - REASON_LINES
    short = lines[:REASON_LINES] + ([f"and {further} more lines"] if further > 0 else [])
    return Outcome(
        ending, "\n".join(short), cpu_s=cpu_s(), peak_memory_mb=peak_memory_mb() or 0.0, host=socket.gethostname()
    )
