"""What a verb can be asked to print or write."""

from __future__ import annotations

from enum import Enum, StrEnum

import typer


class Form(Enum):
    """Who reads the answer: a person at a screen, or a program."""

    SCREEN = "screen"
    JSON = "json"
    CSV = "csv"


class ProgressForm(StrEnum):
    """How a verb tells what it is doing, on standard error."""

    AUTO = "auto"
    JSON = "json"
    NONE = "none"


class FileFormat(StrEnum):
    """A text format of linear programs, or the folder of a PyPSA network."""

    MPS = "mps"
    LP = "lp"
    PYPSA = "pypsa"


def chosen_form(as_json: bool, as_csv: bool) -> Form:
    """The form asked for by `--json` and `--csv`."""
    if as_json and as_csv:
        raise typer.BadParameter("--json and --csv exclude each other")
    return Form.JSON if as_json else Form.CSV if as_csv else Form.SCREEN
