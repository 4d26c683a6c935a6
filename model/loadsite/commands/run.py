"""`loadsite run`: from a scenario to a proven result in its folder, and one screen."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

from loadsite.commands.forms import Form, ProgressForm
from loadsite.commands.output import print_csv, print_json
from loadsite.commands.progress import stages
from loadsite.commands.run_screen import draw, summary
from loadsite.errors import NoAnswer
from loadsite.inputs import Case
from loadsite.inputs.case_builder import build_case
from loadsite.inputs.scenario_file import open_scenario
from loadsite.inputs.sources import read_sources
from loadsite.results.answer import Answer, answer
from loadsite.results.baseline import baseline_tables, to_the_whole_gap, without_campuses
from loadsite.results.content_hash import content_hash
from loadsite.results.geopackage import read_outlines, write_geopackage
from loadsite.results.progress import Progress
from loadsite.results.provenance import record
from loadsite.results.store import Workplace, write_record, write_tables
from loadsite.solve import Crew, Engine, Method, ProofOptions, SolveOptions
from loadsite.solve.no_answer import SolveEnded

RUNS = Path("runs")
BASELINE = "baseline"
"""Folder of the logs of the grid without campuses."""
POOL = "cut-pool"
"""Folder beside the results in which what was learnt of a grid is kept for the next scenario on it."""


def run(
    scenario: Path,
    out: Path | None,
    threads: int | None,
    engine: Engine,
    scheduler: str | None,
    form: Form,
    shown: ProgressForm,
) -> None:
    """Read, solve, prove, write and show.

    Raises:
        InputError: the input is wrong; nothing is written.
        NoAnswer: there is no result; logs, and the program, are kept beside its place.
        CannotWrite: the place of the results cannot be written.
    """
    begun = datetime.now(UTC)
    with stages(shown) as progress:
        progress("reading the inputs")
        opened = open_scenario(scenario)
        case = build_case(read_sources(opened))
        outlines = read_outlines(case, opened.files)
        said = opened.scenario.solve
        place = out if out is not None else RUNS / case.name
        options = ProofOptions(
            Method(said.method),
            SolveOptions(said.threads if threads is None else threads, said.time_limit_s),
            Crew(said.processes if threads is None else threads, engine, scheduler),
            said.relative_gap,
            said.campus_gap,
            pool=place.parent / POOL,
        )
        with Workplace(place) as work:
            found = _answered(case, options, work, progress)
            tables = found.results.by_name()
            if opened.scenario.baseline:
                progress("solving the same grid without campuses")
                bare = without_campuses(found.solve.case)
                without = answer(bare, to_the_whole_gap(options), work.logs / BASELINE, progress)
                tables |= baseline_tables(without.results)
            progress(f"writing {place}")
            if found.hosted is not None:
                tables["hosting_limits"] = found.hosted.limits
            result_hash = content_hash(tables)
            write_tables(work.folder, tables)
            write_geopackage(work.folder / "sites.gpkg", found.solve.case, found.results, outlines)
            told = record(found, options, begun, _cpu_s(), result_hash)
            write_record(work.folder, told)
            work.finish()
    if form is Form.JSON:
        print_json(summary(found, place, told))
    elif form is Form.CSV:
        print_csv(found.results.siting)
    else:
        draw(found, place, told)


def _cpu_s() -> float:
    """CPU seconds of this process, and of those it started and that have ended [s]."""
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def _answered(case: Case, options: ProofOptions, work: Workplace, progress: Progress) -> Answer:
    """The answer; where there is none, its logs are kept and the error says where."""
    try:
        return answer(case, options, work.logs, progress)
    except SolveEnded as ended:
        kept = work.keep_logs()
        model = ended.model_file
        raise type(ended)(ended.what, ended.attempts, kept / model.relative_to(work.logs) if model else None) from None
    except NoAnswer:
        work.keep_logs()
        raise
