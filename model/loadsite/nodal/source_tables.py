"""The tables of a grid as text, each row with the place where it stands: what every reader gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from loadsite.inputs.cells import Cells
from loadsite.inputs.schema import Table
from loadsite.origin import Origin


@dataclass(frozen=True)
class SourceTables:
    """A grid before it is checked: its cells by name of the table, and remarks on what was left out."""

    name: str
    cells: dict[str, Cells]
    remarks: tuple[str, ...] = ()


@dataclass
class Gathered:
    """Rows of one table on their way to cells: each a mapping of column to text, and where it stands."""

    table: Table
    shown: str
    rows: list[list[str]] = field(default_factory=list)
    origins: list[Origin] = field(default_factory=list)

    def add(self, origin: Origin, row: Mapping[str, str]) -> None:
        """Add a row; columns that it does not name are blank."""
        self.rows.append([row.get(name, "") for name in self.table.column_names])
        self.origins.append(origin)

    def cells(self) -> Cells:
        """The table as cells."""
        return Cells(self.shown, self.table.column_names, self.rows, self.origins)


def number(value: float) -> str:
    """A number as text from which the same number is read again."""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else repr(value)


def flag(value: bool) -> str:
    """True or false as text."""
    return "true" if value else "false"


def gathered(tables: Sequence[Table], shown: str) -> dict[str, Gathered]:
    """Empty tables of that file, by name."""
    return {table.name: Gathered(table, shown) for table in tables}
