"""`loadsite export`: the linear program as a file that other solvers read."""

from __future__ import annotations

from pathlib import Path
from tempfile import mkdtemp

from loadsite.commands.forms import FileFormat, ProgressForm
from loadsite.commands.progress import stages
from loadsite.inputs import read_case
from loadsite.results.answer import compiled
from loadsite.results.store import CannotWrite, cannot_write
from loadsite.solve import check_numbers, write_model


def export(scenario: Path, file_format: FileFormat, to: Path | None, told: ProgressForm) -> Path:
    """Write the program of a scenario to `to`, or to `<name>.<format>` here; the file written."""
    with stages(told) as progress:
        progress("reading the inputs")
        case = read_case(scenario)
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
