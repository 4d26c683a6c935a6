"""`loadsite report`: the page of a finished result, made anew from its folder, and its pictures."""

from __future__ import annotations

from pathlib import Path

from loadsite.commands.forms import ProgressForm
from loadsite.commands.progress import stages
from loadsite.report.pictures import figures, write_png, write_svg
from loadsite.report.run import Run
from loadsite.report.single import parts, write_report
from loadsite.writing.refusal import cannot_write


def report(
    run: Path, to: Path | None, png: Path | None, svg: Path | None, told: ProgressForm, force: bool
) -> list[Path]:
    """Write the page, or where asked for only the pictures; the files written. `force`: over any file that is there.

    Raises:
        NoResult: the folder holds no finished result.
        CannotWrite: a file cannot be written.
    """
    with stages(told) as progress:
        try:
            if png is None and svg is None:
                progress(f"drawing the report of {run}")
                return [write_report(run, to, force)]
            progress(f"drawing the pictures of {run}")
            drawn = list(figures(parts(Run(run))))
            made = write_svg(svg, drawn, force) if svg is not None else []
            return made + (write_png(png, drawn, force) if png is not None else [])
        except OSError as error:
            raise cannot_write(Path(error.filename or run), error) from error
