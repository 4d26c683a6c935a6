"""What a table says of things that may be built is used: another number makes another program, or is refused."""

from __future__ import annotations

import csv
from io import StringIO

import numpy as np
import pytest

from loadsite.arrays.linear_program import LinearProgram
from loadsite.errors import InputError
from loadsite.inputs.case_builder import read_case
from loadsite.inputs.schema import TABLES, Kind
from solved import compiled
from tiny_study import SCENARIO, write_tiny_study
from tiny_study import TABLES as TEXTS

FOUR_HOURS = (
    SCENARIO.replace("from_utc: 2024-08-12T00:00", "from_utc: 2024-08-12T16:00")
    .replace("until_utc: 2024-08-13T00:00", "until_utc: 2024-08-12T20:00")
    .replace("years: [2030]", "years: [2030, 2034]").replace("{2030: 300}", "{2030: 300, 2034: 350}")
    .replace("co2_usd_per_t: 0", "co2_usd_per_t: 15")
    + "rules: [water.yaml]\n"
)
WATER = "rules:\n  - {name: water, rule: 'water_use <= 9 Mm3', each: year}\n"

NOT_OF_THE_PROGRAM = {
    ("technology_costs", "published_usd_per_kw"): "for comparison",
    ("lines", "capacity_low_mw"): "taken where the scenario says transmission.limits: low",
    ("lines", "capacity_high_mw"): "taken where the scenario says transmission.limits: high",
}
BEHIND_THE_METER = ("technologies", 7, "capacity_credit_share")
"""gas_recip is built behind the meter only, where it counts towards no reserve margin."""
OF_CANDIDATES = {"technologies": ("gas_cc", "solar", "battery", "gas_recip"), "technology_costs": ("gas_cc", "battery"),
                 "corridors": ("NORTH-SOUTH",), "queues": ("NORTH",)}  # fmt: skip
"""Table -> first cells of the rows that are tried, one of each kind."""

FIRST_ROWS = ("lines", "generators", "storage", "retirements", "load_growth", "reserve_margins", "connection_costs",
              "site_phases", "fuel_prices", "fuels")  # fmt: skip


def trials() -> list[tuple[str, int, str]]:
    """(table, row, column) of every number that is tried."""
    found = []
    for table in TABLES:
        if table.name not in (*OF_CANDIDATES, *FIRST_ROWS):
            continue
        rows = list(csv.DictReader(StringIO(TEXTS[table.file])))
        wanted = OF_CANDIDATES.get(table.name, (rows[0][table.columns[0].name],))
        at = [next(k for k, row in enumerate(rows) if row[table.columns[0].name] == name) for name in wanted]
        found += [
            (table.name, row, column.name) for row in at for column in table.columns
            if column.kind in (Kind.NUMBER, Kind.INTEGER) and column.name not in table.key
            and (table.name, column.name) not in NOT_OF_THE_PROGRAM and column.name in rows[0]
            and (table.name, row, column.name) != BEHIND_THE_METER
        ]  # fmt: skip
    return found


def another(text: str, row: int, column: str) -> str:
    """The table with another number in one cell, or some where it is blank."""
    header, *rows = csv.reader(StringIO(text))
    at = header.index(column)
    said = rows[row][at]
    whole = column.endswith(("_years", "_year"))
    rows[row][at] = (str(int(said) + 6) if said else "1") if whole else str(float(said or 0.4) * 0.9 + 0.01)
    out = StringIO()
    csv.writer(out, lineterminator="\n").writerows([header, *rows])
    return out.getvalue()


def program(folder, **overrides) -> LinearProgram:
    scenario = write_tiny_study(folder, scenario=FOUR_HOURS, **overrides)
    (folder / "scenarios" / "water.yaml").write_text(WATER)
    return compiled(read_case(scenario))


def numbers_of(program: LinearProgram) -> list[np.ndarray]:
    return [program.lower, program.upper, program.row_lower, program.row_upper, program.starts, program.indices,
            program.values, program.cost, np.array([program.offset])]  # fmt: skip


@pytest.fixture(scope="module")
def as_it_stands(tmp_path_factory) -> list[np.ndarray]:
    return numbers_of(program(tmp_path_factory.mktemp("study")))


@pytest.mark.parametrize(("table", "row", "column"), trials(), ids=lambda each: str(each))
def test_another_number_makes_another_program_or_is_refused(table, row, column, as_it_stands, tmp_path):
    text = another(TEXTS[f"{table}.csv"], row, column)
    try:
        numbers = numbers_of(program(tmp_path, **{table: text}))
    except InputError as refused:
        assert f"{table}.csv:{row + 2}" in str(refused) or column in str(refused)
        return
    same = [np.array_equal(one, other) for one, other in zip(as_it_stands, numbers, strict=True)]
    assert not all(same), f"{column} of {table}.csv is read, and nothing comes of it"


@pytest.mark.parametrize(("table", "old", "new", "said"), [
    ("technologies", "battery,4 h battery,storage,,,", "battery,4 h battery,storage,,gas,", "fuel: gas is not read"),
    ("technologies", "0.02,0.8,,0,4,", "0.02,0.8,0.5,0,4,", "ramp_share_per_h: 0.5 is not read with dispatch storage"),
    ("technologies", "0.02,0.8,,0,4,", "0.02,0.8,,2,4,", "water_m3_per_mwh: 2.0 is not read with dispatch storage"),
    ("technologies", "solar,,solar,0,0.3", "solar,,solar,0.1,0.3",
     "outage_share: 0.1 is not read with dispatch profile"),
    ("generators", "NORTH.wind,NORTH,wind,400,,0,30000,0,", "NORTH.wind,NORTH,wind,400,,0,30000,0.2,",
     "outage_share: 0.2 is not read with dispatch profile"),
    ("technologies", "gas engine,firm,,gas,,0.08,0.9,,", "gas engine,firm,,gas,,0.08,0.9,0.3,",
     "is not modelled behind the meter"),
])  # fmt: skip
def test_what_is_not_used_is_refused(table, old, new, said, tmp_path):
    with pytest.raises(InputError, match=said):
        read_case(write_tiny_study(tmp_path, **{table: lambda text: edited(text, old, new)}))


def edited(text: str, old: str, new: str) -> str:
    assert old in text
    return text.replace(old, new, 1)
