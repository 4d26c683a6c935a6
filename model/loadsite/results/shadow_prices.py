"""Every dual, with its limit, unit and sign told.

A shadow price is what the cost rises by when the limit is raised by one unit: negative on a limit from above (more of
it would save), positive on a limit from below and on a requirement (more asked for costs more). It counts an hour, or a
year, once: weights and present values are divided out. These are the duals of the answer: at a kink one of those
between what one more unit changes and what one less does. The tables `limits`, `rules` and `shortfall` tell the two
apart.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.arrays.linear_program import Block, Floats
from loadsite.equations import build as page
from loadsite.equations.rules import PREFIX
from loadsite.equations.sets import MEMBER
from loadsite.equations.time_sets import PERIOD_SET
from loadsite.results.binding import each_binds_within
from loadsite.results.families import MW, USD_PER_MW, Solved, long_table
from loadsite.results.formulation import constraints, in_megawatts

BOUND = {
    "at most": "negative: what one more unit allowed would save",
    "at least": "positive: what the first unit of it would add to the cost",
}
ROW = {
    "at most": "negative: raising the limit by one unit would save",
    "at least": "positive: raising the requirement by one unit would cost",
    "equal": "positive where one more unit required would cost, negative where it would save",
}
SIDES = tuple(ROW)
AT_MOST, AT_LEAST, EQUAL = range(3)
"""Places among the sides."""

MONEY, ENERGY = "M$", "GWh"

NEAR_MW = 1e-3
NEAR_SHARE = 1e-6
WORTH_TELLING_USD = 1e-3
"""A bound binds where the value is this near to it, or as near as the gap leaves it, and the shadow price is at least
so large."""


def shadow_prices(solved: Solved) -> pd.DataFrame:
    """All limits that are not hourly: family, label, year, period, side, limit, activity, slack, unit, shadow_price,
    price_unit, meaning, sign.

    Every row of every family, and every bound of a decision that binds; `period` is -1 and `year` 0 where the family
    has none. Limits and activities are in `unit`.
    """
    parts = [*_rows(solved), *_bounds(solved)]
    return pd.concat(parts, ignore_index=True)


def hourly_shadow_prices(solved: Solved) -> dict[str, pd.DataFrame]:
    """By family: its labels, year, snapshot, side, limit, activity, slack, shadow_price [MW or MWh, USD/MWh].

    Every row of the families of constraints; of decisions only the bounds that bind, as `<family> bound`.
    """
    found = {block.name: _row_values(solved, block) for block in _own(solved.program.rows) if _hourly(block)}
    for block in _own(solved.program.columns):
        if _hourly(block):
            found[f"{block.name} bound"] = _binding(solved, block)
    return found


def families(solved: Solved) -> pd.DataFrame:
    """family, rows, unit, price_unit, meaning, equation: what the shadow prices of each family of constraints mean."""
    told = {rule.name: rule for rule in constraints()}
    rows = [
        (block.name, block.size, *_units(block), in_megawatts(told[block.name].shadow_price), told[block.name].equation)
        for block in _own(solved.program.rows)
    ]
    return pd.DataFrame(rows, columns=["family", "rows", "unit", "price_unit", "meaning", "equation"])


def _rows(solved: Solved) -> Iterator[pd.DataFrame]:
    told = {rule.name: in_megawatts(rule.shadow_price) for rule in constraints()}
    for block in _own(solved.program.rows):
        if not _hourly(block) and block.size:
            yield _in_words(block, _row_values(solved, block), told[block.name], ROW)


def _bounds(solved: Solved) -> Iterator[pd.DataFrame]:
    for block in _own(solved.program.columns):
        if not _hourly(block) and block.size:
            binding = _binding(solved, block)
            if len(binding):
                yield _in_words(block, binding, f"bound of {block.name}", BOUND)


def _in_words(block: Block, table: pd.DataFrame, meaning: str, sign: dict[str, str]) -> pd.DataFrame:
    """The long form shared by all families that are not hourly."""
    things = [name for name in table.columns[: len(block.axes)] if name not in ("year", "period")]
    unit, price_unit = _units(block)
    return pd.DataFrame(
        {
            "family": block.name,
            "label": table[things[0]].astype(object) if things else "",
            "year": table.get("year", 0),
            "period": table.get("period", -1),
            "side": table["side"].astype(object),
            "limit": table["limit"],
            "activity": table["activity"],
            "slack": table["slack"],
            "unit": unit,
            "shadow_price": table["shadow_price"],
            "price_unit": price_unit,
            "meaning": meaning,
            "sign": table["side"].astype(object).map(sign),
        }
    )


def _row_values(solved: Solved, block: Block) -> pd.DataFrame:
    program, span = solved.program, block.span
    activity, lower, upper = solved.activity[span], program.row_lower[span], program.row_upper[span]
    side = np.where(lower == upper, EQUAL, np.where(np.isfinite(lower), AT_LEAST, AT_MOST))
    dual = (block.of(solved.solution.row_dual) / solved.once(block) * USD_PER_MW).reshape(-1)
    return _table(_labels(block), activity, lower, upper, side, dual)


def _binding(solved: Solved, block: Block) -> pd.DataFrame:
    """The members whose bound binds."""
    program, span = solved.program, block.span
    value, lower, upper = solved.solution.primal[span], program.lower[span], program.upper[span]
    price = (block.of(solved.solution.reduced_cost) / solved.once(block) * USD_PER_MW).reshape(-1)
    bound = np.where(price < 0, upper, lower)
    slack, size = np.abs(value - bound), np.abs(bound)
    near = slack * MW <= NEAR_MW + NEAR_SHARE * MW * size
    near |= each_binds_within(solved.solution.reduced_cost[span], slack, np.where(np.isfinite(size), size, 0.0), solved)
    binds = near & (np.abs(price) >= WORTH_TELLING_USD)
    side = np.where(price[binds] < 0, AT_MOST, AT_LEAST)
    labels = _labels(block)[binds].reset_index(drop=True)
    return _table(labels, value[binds], lower[binds], upper[binds], side, price[binds])


def _table(
    labels: pd.DataFrame, activity: Floats, lower: Floats, upper: Floats, side: npt.NDArray[np.int64], price: Floats
) -> pd.DataFrame:
    at_most = side == AT_MOST
    columns = {
        "side": pd.Categorical.from_codes(side.astype(np.int8), categories=pd.Index(SIDES)),
        "limit": np.where(at_most, upper, lower) * MW + 0.0,
        "activity": activity * MW + 0.0,
        "slack": np.where(at_most, upper - activity, activity - lower) * MW + 0.0,
        "shadow_price": price + 0.0,
    }
    return pd.concat([labels, pd.DataFrame(columns)], axis=1)


def _labels(block: Block) -> pd.DataFrame:
    return long_table({MEMBER.get(axis.name, axis.name): axis.labels for axis in block.axes}, {})


def _own(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """The families of the model itself in MW and MWh.

    What rule files add has a table of its own, `rules`; what risk adds is money, and told in `samples`.
    """
    return (block for block in blocks if not block.name.startswith(PREFIX) and page.record(block.name).unit != MONEY)


def _hourly(block: Block) -> bool:
    return page.record(block.name).hourly


def _units(block: Block) -> tuple[str, str]:
    """Unit of the limits and of their shadow prices."""
    record = page.record(block.name)
    energy = record.unit == ENERGY
    yearly = not record.hourly and PERIOD_SET not in record.sets
    return in_megawatts(record.unit), ("USD/MW-year" if yearly and not energy else "USD/MWh")
