"""Which rows and bounds of the program one MW of each kind of limit moves, and by how much: one table of records.

Limits are moved the way that lets more in: what is allowed is raised, what is asked for (a reserve margin) lowered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Block, Floats, LinearProgram
from loadsite.equations.rules import PREFIX
from loadsite.inputs.case import Case
from loadsite.inputs.case_rules import CaseRule
from loadsite.solve.moved import Moved, row_moved, together, upper_moved

Direction = Callable[[Case, LinearProgram, str, int], Moved]
Positions = npt.NDArray[np.int64]


def direction(case: Case, program: LinearProgram, kind: str, label: str, year: int) -> Moved:
    """Of a limit of the table `limits`, by its kind, label and year: where one MW more of it shows in the program."""
    return DIRECTIONS[kind](case, program, label, year)


def target_direction(program: LinearProgram, year: int) -> Moved:
    """Of the MW of campus asked for in a year."""
    block = program.row_block("target")
    return row_moved(np.array([block.start + [int(each) for each in block.axes[0].labels].index(year)]))


def rule_direction(program: LinearProgram, rule: CaseRule) -> Moved:
    """Of the number a rule states, in all of its rows at once."""
    return row_moved(program.row_block(PREFIX + rule.name).start + np.flatnonzero(rule.kept.ravel()))


def held_direction(program: LinearProgram, site: str, year: int) -> Moved:
    """Of the MW of campus that are held at a site in a year: both bounds move."""
    column = _at(program.column_block("campus"), site, year)
    return Moved(uppers=column, uppers_by=np.ones(1), lowers=column, lowers_by=np.ones(1))


def _at(block: Block, label: str, year: int) -> Positions:
    """Positions of everything of a label in a year; none where the family does not have the label."""
    labels, years = ([str(each) for each in axis.labels] for axis in block.axes[:2])
    if label not in labels:
        return np.empty(0, dtype=np.int64)
    inner = int(np.prod(block.shape[2:], dtype=np.int64))
    first = (labels.index(label) * len(years) + years.index(str(year))) * inner
    return block.start + first + np.arange(inner)


def _column(family: str) -> Direction:
    return lambda case, program, label, year: upper_moved(_at(program.column_block(family), label, year))


def _row(family: str, by: float = 1.0) -> Direction:
    return lambda case, program, label, year: row_moved(_at(program.row_block(family), label, year), by)


def _all_of(*directions: Direction) -> Direction:
    return lambda case, program, label, year: together(*(each(case, program, label, year) for each in directions))


def _existing_fleet(case: Case, program: LinearProgram, label: str, year: int) -> Moved:
    """Output by what is available, ramps by the share of an hour, water by what falls in a period."""
    fleet = case.fleet
    parts = [_shaped("generation", program, label, year, fleet.availability.loc[label].to_numpy(dtype=float))]
    ramp = float(fleet.generators.loc[[label], "ramp_share_per_h"].to_numpy(dtype=float)[0])
    parts += [row_moved(rows, ramp) for rows in (_at(program.row_block(name), label, year)
                                                 for name in ("ramp_up", "ramp_down")) if len(rows)]  # fmt: skip
    watered = _at(program.row_block("energy_budget"), label, year)
    if len(watered):
        water = fleet.energy_availability.loc[label].to_numpy(dtype=float)
        parts.append(row_moved(watered, np.add.reduceat(water, case.horizon.periods["first"].to_numpy(dtype=int))))
    return together(*parts)


def _existing_storage(case: Case, program: LinearProgram, label: str, year: int) -> Moved:
    """Power in service, and room for as many hours of it as the storage has."""
    columns = ["power_mw", "energy_mwh", "availability"]
    power, energy, availability = case.stores.storage.loc[label, columns].to_numpy(dtype=float)
    hours = energy / power if power > 0 else 0.0
    return together(
        *(upper_moved(_at(program.column_block(name), label, year), by)
          for name, by in (("charge", availability), ("discharge", availability), ("state_of_charge", hours),
                           ("storage_level", hours)))
    )  # fmt: skip


def _shaped(family: str, program: LinearProgram, label: str, year: int, by: Floats) -> Moved:
    return upper_moved(_at(program.column_block(family), label, year), by)


def _lead_time(case: Case, program: LinearProgram, label: str, year: int) -> Moved:
    return _all_of(_column("built"), _column("storage_built"))(case, program, label, year)


DIRECTIONS: Mapping[str, Direction] = MappingProxyType({
    "site limit": _column("campus"),
    "transfer limit": _all_of(_column("flow"), _row("expandable_flow_limit")),
    "right of way": _all_of(_column("line_built"), _row("corridor_limit")),
    "build-out pace": _row("pace"),
    "interconnection queue": _row("queue"),
    "lead time": _lead_time,
    "reserve margin": _row("reserve_margin", -1.0),
    "own supply limit": _row("own_supply_limit"),
    "island": _column("drawn"),
    "existing fleet": _existing_fleet,
    "existing storage": _existing_storage,
})
"""kind of limit -> its direction"""
