"""`loadsite export`: the linear program as a file that other solvers read, or the case as a PyPSA network."""

from __future__ import annotations

from pathlib import Path

from loadsite.commands.forms import FileFormat, ProgressForm
from loadsite.commands.progress import stages
from loadsite.errors import LoadsiteError
from loadsite.inputs import Case, read_case
from loadsite.run.answer import compiled
from loadsite.run.progress import Progress
from loadsite.solve import check_numbers, write_model
from loadsite.writing.flush import flush_folder
from loadsite.writing.mark import marked
from loadsite.writing.one_file import filling
from loadsite.writing.refusal import CannotWrite, cannot_write
from loadsite.writing.unfinished import Unfinished

COMMENTS = {FileFormat.MPS: "* {}", FileFormat.LP: "\\ {}"}
"""A line that readers of the format pass over."""


class PyPSAMissing(LoadsiteError):
    """The extra that exports PyPSA networks is not installed."""


def export(scenario: Path, file_format: FileFormat, to: Path | None, told: ProgressForm, force: bool) -> Path:
    """Write the program of a scenario to `to`, or to `<name>.<format>` here; the file written.

    A PyPSA network is a folder, which must be new or empty, and needs PyPSA. Another file than one of ours is replaced
    only with `force`.
    """
    with stages(told) as progress:
        progress("reading the inputs")
        case = read_case(scenario)
        if file_format is FileFormat.PYPSA:
            return _network(case, to if to is not None else Path(f"{case.name}_pypsa"), progress)
        progress("writing the linear program")
        program = compiled(case)
        check_numbers(program)
        path = to if to is not None else Path(f"{case.name}.{file_format}")
        progress(f"writing {path}")
        with filling(path, force) as made:
            written = made.with_name(f"program.{file_format}")
            write_model(program, written)
            with written.open("a", encoding="utf-8") as file:
                file.write(marked(COMMENTS[file_format]))
            written.rename(made)
    return path


def _network(case: Case, place: Path, progress: Progress) -> Path:
    """Write a PyPSA network into a folder that is new or empty."""
    try:
        from loadsite.export.to_pypsa.folder import check_can_be_said, write_network
    except ModuleNotFoundError as error:
        raise PyPSAMissing("PyPSA is not installed; pip install 'loadsite[pypsa]'") from error
    check_can_be_said(case)
    if place.is_symlink() or (place.exists() and (not place.is_dir() or any(place.iterdir()))):
        raise CannotWrite(f"{place} is not an empty folder")
    progress(f"writing {place}")
    try:
        place.absolute().parent.mkdir(parents=True, exist_ok=True)
        with Unfinished(place.absolute()) as work:
            work.made.mkdir()
            write_network(work.made, case)
            flush_folder(work.made)
            work.made.rename(place)
    except OSError as error:
        raise cannot_write(place, error) from error
    return place
