"""A PyPSA network exported as a folder of CSV files to the tables of a grid.

Source of the columns: PyPSA documentation, "Components". Reactance of a line is in ohm at the voltage of its first bus,
that of a transformer in per unit on its MVA; both in the convention of MATPOWER, which is PyPSA's own.
"""

from __future__ import annotations

from collections import defaultdict
from math import isfinite

from loadsite.inputs.files import StudyFiles
from loadsite.inputs.problems import Problems
from loadsite.nodal.pypsa_csv import PypsaRow, read_components, read_hourly_series, read_series
from loadsite.nodal.schema import (
    BASE_MVA,
    BRANCHES,
    BUSES,
    DC_LINES,
    GENERATORS,
    SNAPSHOT_GENERATORS,
    SNAPSHOT_LOADS,
    SNAPSHOTS,
)
from loadsite.nodal.source_tables import Gathered, SourceTables, flag, gathered, number

NOT_REPRESENTED = {
    "storage_units.csv": "storage units, whose state links hours", "stores.csv": "stores, whose state links hours",
    "global_constraints.csv": "constraints over the whole network", "processes.csv": "processes",
}  # fmt: skip
SERIES_READ = {"loads-p_set.csv", "generators-p_max_pu.csv"}
SERIES_WITHOUT_EFFECT = ("-p.csv", "-q.csv", "-q_set.csv", "-p0.csv", "-p1.csv", "-v_ang.csv", "-v_mag_pu.csv",
                         "-marginal_price.csv", "-mu_upper.csv", "-mu_lower.csv", "-status.csv")  # fmt: skip
TOO_LARGE = 1e6
"""MW from which on a limit stands for none."""


def tables_of_pypsa(files: StudyFiles, shown: str, name: str, problems: Problems) -> SourceTables:
    """The tables of a folder; whatever it holds that no table can say is noted as a problem."""
    for file, what in NOT_REPRESENTED.items():
        rows = read_components(files, file, problems)
        if rows:
            problems.add(rows[0].origin, file, f"holds {what}; expected none")
    for path in sorted(files.folder.glob("*-*.csv")):
        if path.name not in SERIES_READ and not path.name.endswith(SERIES_WITHOUT_EFFECT):
            problems.add(read_series(files, path.name, problems).origin, path.stem,
                         "varies by hour, which loadsite has no table for; expected one value")
    made = gathered((BUSES, BRANCHES, GENERATORS, DC_LINES, SNAPSHOTS, SNAPSHOT_LOADS, SNAPSHOT_GENERATORS), shown)
    buses = {row.name: row for row in read_components(files, "buses.csv", problems)}
    _buses(buses, _loads(files, buses, made, problems), _shunts(files, buses, problems), made["buses"], problems)
    for row in read_components(files, "lines.csv", problems):
        _branch(row, "line", _per_unit(row, buses), made["branches"], problems)
    for row in read_components(files, "transformers.csv", problems):
        size = row.number("s_nom", 0.0, problems)
        _branch(row, "transformer", BASE_MVA / size if size > 0 else float("nan"), made["branches"], problems)
    _links(files, made["dc_lines"], problems)
    _generators(files, made, problems)
    return SourceTables(name, {key: table.cells() for key, table in made.items()})


def _buses(
    buses: dict[str, PypsaRow], load: dict[str, float], shunt: dict[str, float], made: Gathered, problems: Problems
) -> None:
    for name, row in buses.items():
        carrier = row.text("carrier") or "AC"
        if carrier != "AC":
            problems.add(row.origin, "carrier", f'"{carrier[:40]}" is no alternating current; expected AC')
        x, y = row.text("x"), row.text("y")
        placed = (x, y) != ("", "") and (float(x or 0), float(y or 0)) != (0.0, 0.0)
        made.add(row.origin, {
            "bus": name, "base_kv": row.text("v_nom") or "1", "load_mw": _text(load[name]),
            "shunt_mw": _text(shunt[name]), "area": row.text("country"),
            "reference": flag(row.text("control") == "Slack"), "in_service": _active(row),
            "longitude": x if placed else "", "latitude": y if placed else "",
        })  # fmt: skip


def _active(row: PypsaRow) -> str:
    return flag(row.text("active").lower() != "false")


def _text(value: float) -> str:
    return number(value) if isfinite(value) else str(value)


def _loads(
    files: StudyFiles, buses: dict[str, PypsaRow], made: dict[str, Gathered], problems: Problems
) -> dict[str, float]:
    """Load by bus where it does not vary; hours in which it does become rows."""
    fixed: dict[str, float] = defaultdict(float)
    rows = {row.name: row for row in read_components(files, "loads.csv", problems)}
    hours = read_series(files, "snapshots.csv", problems)
    series = read_hourly_series(files, "loads-p_set.csv", hours.labels, problems)
    varying = set(series.columns)
    for name, row in rows.items():
        _known_bus(row, "bus", buses, problems)
        if name not in varying and _active(row) == "true":
            fixed[row.text("bus")] -= _sign(row, -1.0, problems) * row.number("p_set", 0.0, problems)
    for hour, origin in zip(hours.labels, hours.origins, strict=True):
        made["snapshots"].add(origin, {"snapshot": hour, "load_factor": "1"})
    for hour, origin, values in zip(series.labels, series.origins, series.rows, strict=True):
        sums: dict[str, float] = defaultdict(float)
        for name, value in zip(series.columns, values, strict=True):
            if name not in rows:
                problems.add(origin, name, f'"{name[:60]}" is no load of loads.csv')
            elif _active(rows[name]) == "true":
                sums[rows[name].text("bus")] += value
        for bus, mw in sums.items():
            made["snapshot_loads"].add(origin, {"snapshot": hour, "bus": bus, "load_mw": _text(mw + fixed[bus])})
    return fixed


def _shunts(files: StudyFiles, buses: dict[str, PypsaRow], problems: Problems) -> dict[str, float]:
    """MW of conductances at nominal voltage, by bus."""
    found: dict[str, float] = defaultdict(float)
    for row in read_components(files, "shunt_impedances.csv", problems):
        if _known_bus(row, "bus", buses, problems):
            kv = buses[row.text("bus")].number("v_nom", 1.0, problems)
            found[row.text("bus")] += row.number("g", 0.0, problems) * kv**2
    return found


def _per_unit(row: PypsaRow, buses: dict[str, PypsaRow]) -> float:
    """What ohm of a line are times, to be in per unit on 100 MVA."""
    bus = buses.get(row.text("bus0"))
    kv = float(bus.text("v_nom") or 1.0) if bus else float("nan")
    return BASE_MVA / kv**2 if kv else float("nan")


def _branch(row: PypsaRow, kind: str, times: float, made: Gathered, problems: Problems) -> None:
    x = row.number("x", 0.0, problems)
    if x == 0.0 and row.text("type"):
        problems.add(row.origin, "type", f'"{row.text("type")[:40]}" is a standard type; expected x',
                     "let PyPSA work it out (network.calculate_dependent_values) before the export")
    for name in ("s_nom_extendable", "phase_shift_max", "phase_shift_min"):
        if row.text(name).lower() not in ("", "false", "0", "0.0"):
            problems.add(row.origin, name, f"{row.text(name)} leaves something to be decided; expected a fixed {kind}")
    rating = row.number("s_nom", 0.0, problems) * row.number("s_max_pu", 1.0, problems)
    made.add(row.origin, {
        "branch": row.name, "from_bus": row.text("bus0"), "to_bus": row.text("bus1"),
        "resistance_pu": _text(row.number("r", 0.0, problems) * times), "reactance_pu": _text(x * times),
        "tap_ratio": row.text("tap_ratio"), "shift_deg": row.text("phase_shift"),
        "rating_mw": "" if rating >= TOO_LARGE else _text(rating), "in_service": _active(row),
        "angle_min_deg": _angle(row, "v_ang_min"), "angle_max_deg": _angle(row, "v_ang_max"),
    })  # fmt: skip


def _angle(row: PypsaRow, name: str) -> str:
    said = row.text(name)
    return "" if said in ("inf", "-inf", "") else said


def _links(files: StudyFiles, made: Gathered, problems: Problems) -> None:
    for row in read_components(files, "links.csv", problems):
        for name in ("p_nom_extendable", "committable", "bus2", "bus3", "marginal_cost_quadratic"):
            if row.text(name).lower() not in ("", "false", "0", "0.0"):
                problems.add(row.origin, name, f"{row.text(name)[:40]} cannot be represented; expected a link of fixed "
                             "MW between two buses")  # fmt: skip
        size = row.number("p_nom", 0.0, problems)
        made.add(row.origin, {
            "dc_line": row.name, "from_bus": row.text("bus0"), "to_bus": row.text("bus1"),
            "p_min_mw": _text(size * row.number("p_min_pu", 0.0, problems)),
            "p_max_mw": _text(size * row.number("p_max_pu", 1.0, problems)),
            "loss_share": _text(1.0 - row.number("efficiency", 1.0, problems)),
            "cost_usd_per_mwh": row.text("marginal_cost"), "in_service": _active(row),
        })  # fmt: skip


def _generators(files: StudyFiles, made: dict[str, Gathered], problems: Problems) -> None:
    hours = read_series(files, "snapshots.csv", problems).labels
    series = read_hourly_series(files, "generators-p_max_pu.csv", hours, problems)
    size: dict[str, float] = {}
    for row in read_components(files, "generators.csv", problems):
        for name in ("p_nom_extendable", "committable"):
            if row.text(name).lower() not in ("", "false", "0", "0.0"):
                problems.add(row.origin, name, f"{row.text(name)} leaves something to be decided; expected fixed MW")
        if _sign(row, 1.0, problems) != 1.0:
            problems.add(row.origin, "sign", f"{row.text('sign')} cannot be represented; expected 1")
        size[row.name] = row.number("p_nom", 0.0, problems)
        made["generators"].add(row.origin, {
            "generator": row.name, "bus": row.text("bus"),
            "p_min_mw": _text(size[row.name] * row.number("p_min_pu", 0.0, problems)),
            "p_max_mw": _text(size[row.name] * row.number("p_max_pu", 1.0, problems)),
            "cost_usd_per_mwh": row.text("marginal_cost"), "cost_usd_per_mw2h": row.text("marginal_cost_quadratic"),
            "fuel": row.text("carrier"), "in_service": _active(row),
        })  # fmt: skip
    for hour, origin, values in zip(series.labels, series.origins, series.rows, strict=True):
        for name, value in zip(series.columns, values, strict=True):
            if name not in size:
                problems.add(origin, name, f'"{name[:60]}" is no generator of generators.csv')
                continue
            made["snapshot_generators"].add(
                origin, {"snapshot": hour, "generator": name, "p_max_mw": _text(size[name] * value)})


def _sign(row: PypsaRow, usual: float, problems: Problems) -> float:
    return row.number("sign", usual, problems)


def _known_bus(row: PypsaRow, name: str, buses: dict[str, PypsaRow], problems: Problems) -> bool:
    if row.text(name) not in buses:
        problems.add(row.origin, name, f'"{row.text(name)[:60]}" is no bus of buses.csv')
    return row.text(name) in buses
