"""`loadsite export`: the linear program as a file that other solvers read, or the case as a PyPSA network."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp

from loadsite.commands.forms import FileFormat, ProgressForm
from loadsite.commands.progress import stages
from loadsite.errors import LoadsiteError
from loadsite.inputs import Case, read_case
from loadsite.results.answer import compiled
from loadsite.results.progress import Progress
from loadsite.results.store import CannotWrite, cannot_write
from loadsite.solve import check_numbers, write_model


class PyPSAMissing(LoadsiteError):
    """The extra that exports PyPSA networks is not installed."""


def export(scenario: Path, file_format: FileFormat, to: Path | None, told: ProgressForm) -> Path:
    """Write the program of a scenario to `to`, or to `<name>.<format>` here; the file written.

    A PyPSA network is a folder, and needs PyPSA.
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
        if path.is_dir():
            raise CannotWrite(f"{path} is a folder; expected the name of a file")
        progress(f"writing {path}")
        try:
            folder = Path(mkdtemp(prefix=f".{path.name}.", dir=path.resolve().parent))
            made = folder / f"program.{file_format}"
            try:
                write_model(program, made)
                made.replace(path)
            finally:
                made.unlink(missing_ok=True)
                folder.rmdir()
        except OSError as error:
            raise cannot_write(path, error) from error
    return path


def _network(case: Case, place: Path, progress: Progress) -> Path:
    """Write a PyPSA network into a folder that is new or empty."""
    try:
        from loadsite.results.to_pypsa.folder import check_can_be_said, write_network
    except ModuleNotFoundError as error:
        raise PyPSAMissing("PyPSA is not installed; pip install 'loadsite[pypsa]'") from error
    check_can_be_said(case)
    if place.is_file() or (place.is_dir() and any(place.iterdir())):
        raise CannotWrite(f"{place} is not an empty folder")
    progress(f"writing {place}")
    try:
        place.mkdir(parents=True, exist_ok=True)
        write_network(place, case)
    except OSError as error:
        raise cannot_write(place, error) from error
    return place
