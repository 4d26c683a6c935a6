"""Costs of generators as MATPOWER has them, `gencost`, to columns and points."""

from __future__ import annotations

from math import isfinite

from loadsite.inputs.problems import Problems
from loadsite.nodal.matpower_text import Row
from loadsite.nodal.source_tables import Gathered, number
from loadsite.origin import Origin

POINTS, POLYNOMIAL = 1.0, 2.0
HEAD = 4
"""Columns before the coefficients or points: model, start-up, shutdown, number of them."""
QUADRATIC = 3


def add_costs(
    costs: list[Row] | None, generators: list[tuple[Origin, dict[str, str]]], points: Gathered, problems: Problems,
    place: Origin | None,
) -> list[str]:
    """Put the cost of each generator into its row, or its points into their table; remarks on what is left out."""
    if costs is None:
        return ["there is no gencost: every generator costs nothing"]
    if len(costs) not in (len(generators), 2 * len(generators)):
        problems.add(place or Origin(points.shown), "gencost",
                     f"has {len(costs)} rows; expected {len(generators)}, one for each generator, or twice that")
        return []
    for (_, cells), row in zip(generators, costs, strict=False):
        try:
            numbers = [float(cell) for cell in row.cells]
        except ValueError:
            problems.add(row.origin, "gencost", "holds what is not a number")
            continue
        if not all(isfinite(each) for each in numbers) or len(numbers) < HEAD:
            problems.add(row.origin, "gencost", "holds numbers that are not finite, or fewer than four")
            continue
        model, count, rest = numbers[0], int(numbers[3]), numbers[HEAD:]
        if model == POLYNOMIAL:
            _polynomial(cells, row, count, rest, problems)
        elif model == POINTS:
            _points(cells["generator"], row, count, rest, points, problems)
        else:
            problems.add(row.origin, "gencost.model", f"{model:g} is no cost model; expected 1 (points) or 2 "
                         "(polynomial)")
    start_up = sum(1 for row in costs if any(cell not in ("0", "0.0", "0.00") for cell in row.cells[1:3]))
    remarks = [f"{start_up} costs of start-up or shutdown are left out: one hour does not see them"] if start_up else []
    if len(costs) > len(generators):
        remarks.append("costs of reactive power are left out")
    return remarks


def _polynomial(cells: dict[str, str], row: Row, count: int, rest: list[float], problems: Problems) -> None:
    if count < 0 or len(rest) < count:
        problems.add(row.origin, "gencost", f"has {len(rest)} coefficients; expected {count}")
        return
    coefficients = rest[:count]
    higher = [each for each in coefficients[:-QUADRATIC] if each != 0.0]
    if higher:
        problems.add(row.origin, "gencost", f"is a polynomial of degree {count - 1}; expected at most a square",
                     "give it as points (model 1)")
    named = zip(("cost_usd_per_h", "cost_usd_per_mwh", "cost_usd_per_mw2h"), reversed(coefficients), strict=False)
    cells.update({name: number(value) for name, value in named})


def _points(
    generator: str, row: Row, count: int, rest: list[float], points: Gathered, problems: Problems
) -> None:
    if count < 2 or len(rest) < 2 * count:
        problems.add(row.origin, "gencost", f"has {len(rest)} numbers; expected {count} points, at least 2")
        return
    for position in range(count):
        power, cost = rest[2 * position : 2 * position + 2]
        points.add(row.origin, {"generator": generator, "power_mw": number(power), "cost_usd_per_h": number(cost)})
