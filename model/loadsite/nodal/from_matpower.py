"""A MATPOWER case file to the tables of a grid.

Source of the columns: MATPOWER User's Manual, appendix B (data file format, version 2).
"""

from __future__ import annotations

from collections import Counter
from math import inf, isfinite, isnan

from loadsite.inputs.files import text_of
from loadsite.inputs.problems import Problems
from loadsite.nodal.matpower_costs import add_costs
from loadsite.nodal.matpower_text import CaseText, Row, read_case_text
from loadsite.nodal.schema import BASE_MVA, BRANCHES, BUSES, COST_POINTS, DC_LINES, GENERATORS
from loadsite.nodal.source_tables import Gathered, SourceTables, flag, gathered, number
from loadsite.origin import Origin

BUS = ("bus_i", "type", "Pd", "Qd", "Gs", "Bs", "area", "Vm", "Va", "baseKV")
GEN = ("bus", "Pg", "Qg", "Qmax", "Qmin", "Vg", "mBase", "status", "Pmax", "Pmin")
BRANCH = ("fbus", "tbus", "r", "x", "b", "rateA", "rateB", "rateC", "ratio", "angle", "status")
ANGLES = ("angmin", "angmax")
DCLINE = ("fbus", "tbus", "status", "Pf", "Pt", "Qf", "Qt", "Vf", "Vt", "Pmin", "Pmax", "QminF", "QmaxF", "QminT",
          "QmaxT", "loss0", "loss1")

CHANGES_THE_PROBLEM = {
    "A": "user constraints", "l": "user constraints", "u": "user constraints", "N": "user costs", "H": "user costs",
    "Cw": "user costs", "fparm": "user costs", "z0": "user variables", "zl": "user variables", "zu": "user variables",
    "if": "interface limits", "reserves": "reserves", "softlims": "soft limits", "storage": "storage",
    "switch": "switches", "ne_branch": "branches that may be built",
}  # fmt: skip
"""Fields that alter a DC optimal power flow and have no table here."""

REFERENCE, ISOLATED = 3.0, 4.0
FULL_TURN = 360.0


def tables_of_matpower(data: bytes, shown: str, name: str, problems: Problems) -> SourceTables:
    """The tables of a case file; whatever it holds that no table can say is noted as a problem."""
    case = read_case_text(text_of(data, shown), shown, problems)
    _check_fields(case, problems)
    made = gathered((BUSES, BRANCHES, GENERATORS, COST_POINTS, DC_LINES), shown)
    base = _base_mva(case, problems)
    buses = _matrix(case, "bus", BUS, problems)
    for position, (row, of) in enumerate(buses):
        _bus(made["buses"], row, of, _word(case, "bus_name", position))
    count: Counter[str] = Counter()
    for row, of in _matrix(case, "branch", BRANCH, problems, ANGLES):
        ends = f"{number(of['fbus'])}-{number(of['tbus'])}"
        count[ends] += 1
        _branch(made["branches"], row, of, base, ends if count[ends] == 1 else f"{ends}#{count[ends]}")
    generators = _matrix(case, "gen", GEN, problems)
    names: list[str] = []
    rows: list[tuple[Origin, dict[str, str]]] = []
    at_bus: Counter[str] = Counter()
    for position, (row, of) in enumerate(generators):
        bus = number(of["bus"])
        at_bus[bus] += 1
        names.append(f"{bus}.{at_bus[bus]}")
        rows.append((row.origin, {
            "generator": names[-1], "bus": bus, "p_min_mw": _finite(of["Pmin"]), "p_max_mw": _finite(of["Pmax"]),
            "fuel": _word(case, "genfuel", position), "in_service": flag(of["status"] > 0),
        }))  # fmt: skip
    remarks = add_costs(case.tables.get("gencost"), rows, made["cost_points"], problems, case.places.get("gencost"))
    for origin, cells in rows:
        made["generators"].add(origin, cells)
    _dc_lines(case, made["dc_lines"], problems)
    unread = sorted(case.places.keys() - KNOWN)
    if unread:
        remarks.append(f"{shown} holds {', '.join(unread)}, which nothing reads")
    return SourceTables(name, {key: table.cells() for key, table in made.items()}, tuple(remarks))


KNOWN = frozenset({"version", "baseMVA", "bus", "gen", "branch", "gencost", "dcline", "dclinecost", "bus_name",
                   "gentype", "genfuel", "areas", *CHANGES_THE_PROBLEM})  # fmt: skip


def _check_fields(case: CaseText, problems: Problems) -> None:
    version = case.scalars.get("version")
    if version is not None and version.cells[0] != "2":
        problems.add(version.origin, "version", f'is "{version.cells[0]}"; expected 2')
    for name, place in case.places.items():
        what = CHANGES_THE_PROBLEM.get(name.partition(".")[0])
        if what and (name not in case.tables or case.tables[name]):
            problems.add(place, name, f"holds {what}, which loadsite has no table for; expected none",
                         "remove them if the answer may do without")
    for name in ("bus", "gen", "branch"):
        if name not in case.tables:
            problems.add(Origin(case.shown), name, f"missing; expected a table mpc.{name} = [...]")
    costs = case.tables.get("dclinecost")
    if costs:
        problems.add(costs[0].origin, "dclinecost", "holds costs of DC lines as gencost has them; expected none",
                     "import without them and write cost_usd_per_mwh into dc_lines.csv")


def _base_mva(case: CaseText, problems: Problems) -> float:
    said = case.scalars.get("baseMVA")
    if said is None:
        problems.add(Origin(case.shown), "baseMVA", "missing; expected the base of per unit [MVA]")
        return BASE_MVA
    try:
        value = float(said.cells[0])
    except ValueError:
        value = -1.0
    if not (isfinite(value) and value > 0):
        problems.add(said.origin, "baseMVA", f'"{said.cells[0][:40]}" is no base; expected more than zero [MVA]')
        return BASE_MVA
    return value


def _matrix(
    case: CaseText, name: str, columns: tuple[str, ...], problems: Problems, further: tuple[str, ...] = ()
) -> list[tuple[Row, dict[str, float]]]:
    """Rows of a matrix with their numbers by name of the column; rows that are not numbers are noted and left out."""
    read = []
    width = 0
    for row in case.tables.get(name, []):
        width = width or len(row.cells)
        if len(row.cells) < len(columns) or len(row.cells) != width:
            expected = width if width >= len(columns) else f"at least {len(columns)}"
            problems.add(row.origin, name, f"has {len(row.cells)} numbers; expected {expected}")
            continue
        numbers: list[float] = []
        for column, cell in zip((*columns, *further), row.cells, strict=False):
            try:
                numbers.append(float(cell))
            except ValueError:
                problems.add(row.origin, f"{name}.{column}", f'"{cell[:40]}" is not a number')
                break
            if isnan(numbers[-1]):
                problems.add(row.origin, f"{name}.{column}", "NaN is not a number")
                break
        else:
            of = dict(zip((*columns, *further), numbers, strict=False))
            wrong = [each for each in ("bus_i", "fbus", "tbus", "bus") if not _names_bus(of.get(each, 1.0))]
            for each in wrong:
                problems.add(row.origin, f"{name}.{each}", f"{of[each]:g} is no number of a bus; expected 1, 2, ...")
            if not wrong:
                read.append((row, of))
    return read


def _names_bus(value: float) -> bool:
    return isfinite(value) and value > 0 and value == int(value)


def _bus(made: Gathered, row: Row, of: dict[str, float], name: str) -> None:
    made.add(row.origin, {
        "bus": number(of["bus_i"]), "base_kv": _finite(of["baseKV"]), "load_mw": _finite(of["Pd"]),
        "shunt_mw": _finite(of["Gs"]), "reference": flag(of["type"] == REFERENCE),
        "in_service": flag(of["type"] != ISOLATED), "area": _finite(of["area"]), "name": name.strip(),
    })  # fmt: skip


def _branch(made: Gathered, row: Row, of: dict[str, float], base: float, name: str) -> None:
    rating = _rating(of["rateA"])
    made.add(row.origin, {
        "branch": name, "from_bus": number(of["fbus"]), "to_bus": number(of["tbus"]),
        "resistance_pu": _finite(of["r"] * BASE_MVA / base), "reactance_pu": _finite(of["x"] * BASE_MVA / base),
        "tap_ratio": _finite(of["ratio"] or 1.0), "shift_deg": _finite(of["angle"]), "rating_mw": rating,
        "outage_rating_mw": _rating(of["rateC"]), "in_service": flag(of["status"] > 0),
        "angle_min_deg": _angle(of.get("angmin", 0.0)), "angle_max_deg": _angle(of.get("angmax", 0.0)),
    })  # fmt: skip


def _rating(mw: float) -> str:
    """Zero and infinity stand for no limit."""
    return "" if mw in (0.0, inf) else _finite(mw)


def _angle(degrees: float) -> str:
    """Zero and a full turn stand for no limit."""
    return "" if degrees == 0.0 or abs(degrees) >= FULL_TURN else _finite(degrees)


def _dc_lines(case: CaseText, made: Gathered, problems: Problems) -> None:
    for position, (row, of) in enumerate(_matrix(case, "dcline", DCLINE, problems)):
        made.add(row.origin, {
            "dc_line": f"dc{position + 1}", "from_bus": number(of["fbus"]), "to_bus": number(of["tbus"]),
            "p_min_mw": _finite(of["Pmin"]), "p_max_mw": _finite(of["Pmax"]), "loss_mw": _finite(of["loss0"]),
            "loss_share": _finite(of["loss1"]), "in_service": flag(of["status"] > 0),
        })  # fmt: skip


def _word(case: CaseText, name: str, position: int) -> str:
    rows = case.tables.get(name, [])
    return rows[position].cells[0].strip() if position < len(rows) and rows[position].cells else ""


def _finite(value: float) -> str:
    return number(value) if isfinite(value) else str(value)
