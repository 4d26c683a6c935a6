"""Checks that what one table names stands in another."""

from __future__ import annotations

from collections.abc import Mapping

from loadsite.inputs.cells import Rows
from loadsite.inputs.problems import Problems
from loadsite.inputs.suggestions import did_you_mean, listed


def check_references(tables: Mapping[str, Rows], problems: Problems) -> None:
    """Note every cell whose column refers to a table in which it does not stand.

    A blank cell that the schema allows refers to nothing. A table that could not be read at all is not referred to.
    """
    for rows in tables.values():
        for column in rows.table.columns:
            table_name, _, column_name = column.refers_to.partition(".")
            if table_name not in tables:
                continue
            target = tables[table_name]
            known = set(target.frame[column_name]) - {""}
            for origin, value in zip(rows.origins, rows.frame[column.name], strict=True):
                if value and value not in known:
                    hint = did_you_mean(value, known) or f"expected one of {listed(sorted(known))}"
                    where = target.shown.rpartition("/")[2]
                    problems.add(origin, column.name, f'"{value}" is not a {column_name} of {where}', hint)
