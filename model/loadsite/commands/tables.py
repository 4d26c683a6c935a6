"""`--table`: one table of a verb that has several."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import pandas as pd

from loadsite.commands.forms import Form
from loadsite.commands.output import print_csv, print_json
from loadsite.errors import LoadsiteError
from loadsite.inputs.suggestions import did_you_mean, listed


class NoSuchTable(LoadsiteError):
    """A verb has no table of the name that was asked for."""


def expect_table(name: str, names: Iterable[str], of: str) -> None:
    """Raises NoSuchTable where `name` is none of these."""
    known = list(names)
    if name not in known:
        hint = did_you_mean(name, known) or f"expected one of {listed(known)}"
        raise NoSuchTable(f'"{name[:60]}" is no table of {of}; {hint}')


def print_table(table: pd.DataFrame, form: Form) -> None:
    """One table as CSV, or as JSON where that was asked for."""
    if form is Form.JSON:
        print_json(table)
    else:
        print_csv(table)


def print_one(tables: Mapping[str, pd.DataFrame], name: str, of: str, form: Form) -> None:
    """The table of that name, alone.

    Raises:
        NoSuchTable: there is none.
    """
    expect_table(name, tables, of)
    print_table(tables[name], form)
