"""A PowerModels.jl network data file (JSON) to the tables of a grid.

Source of the fields: PowerModels.jl documentation, "Network Data Format". In per unit, powers are over `baseMVA`,
angles in radians, and costs per unit of power; otherwise in MW and degrees.
"""

from __future__ import annotations

from collections import defaultdict
from math import degrees, inf, isfinite, isnan
from typing import Any

from loadsite.inputs.files import text_of
from loadsite.inputs.problems import Problems
from loadsite.nodal.json_components import Component, JsonCase, read_json_case
from loadsite.nodal.schema import BASE_MVA, BRANCHES, BUSES, COST_POINTS, DC_LINES, GENERATORS
from loadsite.nodal.source_tables import Gathered, SourceTables, flag, gathered, number
from loadsite.origin import Origin

NOT_REPRESENTED = {
    "storage": "storage", "switch": "switches", "ne_branch": "branches that may be built", "nw": "several networks",
}  # fmt: skip
READ = {"bus", "load", "shunt", "gen", "branch", "dcline"}
REFERENCE, ISOLATED = 3, 4
FULL_TURN = 360.0
POINTS, POLYNOMIAL = 1, 2
QUADRATIC = 3


class _Reader:
    """Numbers of components; what is missing or no number is noted."""

    def __init__(self, base: float, per_unit: bool, problems: Problems) -> None:
        self.power = base if per_unit else 1.0
        self.base = base
        self._per_unit = per_unit
        self._problems = problems

    def number(self, of: Component, name: str, default: float | None = None, times: float = 1.0) -> float:
        value = of.fields.get(name, default)
        if value is None and default is not None:
            value = default
        if isinstance(value, bool) or not isinstance(value, int | float) or isnan(value):
            said = "missing" if value is None else f"{str(value)[:40]} is not a number"
            self._problems.add(of.origin, name, f"{said}; expected a number")
            return 0.0
        return float(value) * times

    def text(self, of: Component, name: str, default: float | None = None, times: float = 1.0) -> str:
        value = self.number(of, name, default, times)
        return number(value) if isfinite(value) else str(value)

    def limit(self, of: Component, name: str) -> str:
        """A rating; missing, zero and infinity stand for none."""
        value = self.number(of, name, 0.0, self.power)
        return "" if value in (0.0, inf) else number(value) if isfinite(value) else str(value)

    def angle(self, of: Component, name: str) -> str:
        """An angle [degrees]; zero and a full turn stand for no limit."""
        value = self.number(of, name, 0.0)
        value = degrees(value) if self._per_unit else value
        return "" if value == 0.0 or abs(value) >= FULL_TURN - 1e-9 else number(value)


def tables_of_powermodels(data: bytes, shown: str, name: str, problems: Problems) -> SourceTables:
    """The tables of a file; whatever it holds that no table can say is noted as a problem."""
    case = read_json_case(text_of(data, shown), shown)
    _check_kinds(case, shown, problems)
    base = case.others.get("baseMVA", BASE_MVA)
    if isinstance(base, bool) or not isinstance(base, int | float) or not base > 0:
        problems.add(case.places["baseMVA"], "baseMVA", f"{str(base)[:40]} is no base; expected more than zero [MVA]")
        base = BASE_MVA
    read = _Reader(float(base), bool(case.others.get("per_unit", False)), problems)
    made = gathered((BUSES, BRANCHES, GENERATORS, COST_POINTS, DC_LINES), shown)
    _buses(case, read, made["buses"], problems)
    for of in _sorted(case, "branch"):
        angle_shift = read.angle(of, "shift")
        made["branches"].add(of.origin, {
            "branch": of.name, "from_bus": read.text(of, "f_bus"), "to_bus": read.text(of, "t_bus"),
            "resistance_pu": read.text(of, "br_r", 0.0, BASE_MVA / read.base),
            "reactance_pu": read.text(of, "br_x", None, BASE_MVA / read.base),
            "tap_ratio": number(read.number(of, "tap", 1.0) or 1.0), "shift_deg": angle_shift,
            "rating_mw": read.limit(of, "rate_a"), "outage_rating_mw": read.limit(of, "rate_c"),
            "angle_min_deg": read.angle(of, "angmin"), "angle_max_deg": read.angle(of, "angmax"),
            "in_service": flag(read.number(of, "br_status", 1.0) != 0),
        })  # fmt: skip
    for of in _sorted(case, "gen"):
        row = {
            "generator": of.name, "bus": read.text(of, "gen_bus"), "p_min_mw": read.text(of, "pmin", None, read.power),
            "p_max_mw": read.text(of, "pmax", None, read.power),
            "in_service": flag(read.number(of, "gen_status", 1.0) != 0), "fuel": str(of.fields.get("fuel", "")),
        }  # fmt: skip
        _cost(of, read, row, made["cost_points"], problems)
        made["generators"].add(of.origin, row)
    for of in _sorted(case, "dcline"):
        _dc_line(of, read, made["dc_lines"], problems)
    return SourceTables(name, {key: table.cells() for key, table in made.items()})


def _check_kinds(case: JsonCase, shown: str, problems: Problems) -> None:
    if case.others.get("multinetwork"):
        problems.add(case.places["multinetwork"], "multinetwork", "holds several networks; expected one")
    for kind, what in NOT_REPRESENTED.items():
        if case.components.get(kind):
            problems.add(case.components[kind][0].origin, kind, f"holds {what}, which loadsite has no table for; "
                         "expected none")  # fmt: skip
    for kind in ("bus", "gen", "branch"):
        if kind not in case.components:
            problems.add(case.places.get(kind, Origin(shown)), kind, "missing, or no components by name")


def _sorted(case: JsonCase, kind: str) -> list[Component]:
    return case.components.get(kind, [])


def _buses(case: JsonCase, read: _Reader, made: Gathered, problems: Problems) -> None:
    load: dict[str, float] = defaultdict(float)
    shunt: dict[str, float] = defaultdict(float)
    known = {read.text(of, "bus_i") for of in _sorted(case, "bus")}
    for kind, field, at, sums in (("load", "pd", "load_bus", load), ("shunt", "gs", "shunt_bus", shunt)):
        for of in _sorted(case, kind):
            bus = read.text(of, at)
            if bus not in known:
                problems.add(of.origin, at, f'"{bus[:60]}" is no bus')
            if read.number(of, "status", 1.0) != 0:
                sums[bus] += read.number(of, field, 0.0, read.power)
    for of in _sorted(case, "bus"):
        bus = read.text(of, "bus_i")
        kind_of_bus = read.number(of, "bus_type", 1.0)
        made.add(of.origin, {
            "bus": bus, "base_kv": read.text(of, "base_kv", 0.0), "load_mw": _text(load[bus]),
            "shunt_mw": _text(shunt[bus]), "reference": flag(kind_of_bus == REFERENCE),
            "in_service": flag(kind_of_bus != ISOLATED), "area": str(of.fields.get("area", "")),
            "name": str(of.fields.get("name", "")).strip(),
        })  # fmt: skip


def _text(value: float) -> str:
    return number(value) if isfinite(value) else str(value)


def _cost(of: Component, read: _Reader, row: dict[str, str], points: Gathered, problems: Problems) -> None:
    given: Any = of.fields.get("cost", [])
    if not isinstance(given, list) or not all(
        isinstance(each, int | float) and not isinstance(each, bool) and isfinite(each) for each in given
    ):
        problems.add(of.origin, "cost", "holds what is no finite number; expected a list of numbers")
        return
    model = of.fields.get("model", POLYNOMIAL)
    if model == POLYNOMIAL:
        if any(each != 0.0 for each in given[:-QUADRATIC]):
            problems.add(of.origin, "cost", f"is a polynomial of degree {len(given) - 1}; expected at most a square",
                         "give it as points (model 1)")
        names = ("cost_usd_per_h", "cost_usd_per_mwh", "cost_usd_per_mw2h")
        for degree, (name, value) in enumerate(zip(names, reversed(given), strict=False)):
            row[name] = number(float(value) / read.power**degree)
    elif model == POINTS:
        for power, cost in zip(given[::2], given[1::2], strict=False):
            points.add(of.origin, {"generator": of.name, "power_mw": number(float(power) * read.power),
                                   "cost_usd_per_h": number(float(cost))})  # fmt: skip
    else:
        problems.add(of.origin, "model", f"{str(model)[:40]} is no cost model; expected 1 (points) or 2 (polynomial)")


def _dc_line(of: Component, read: _Reader, made: Gathered, problems: Problems) -> None:
    cost = [float(each) for each in of.fields.get("cost", []) if isinstance(each, int | float)]
    if any(cost[:-2]) or (cost and cost[-1] != 0.0):
        problems.add(of.origin, "cost", "is more than USD per MWh sent; expected [USD/MWh, 0]")
    made.add(of.origin, {
        "dc_line": of.name, "from_bus": read.text(of, "f_bus"), "to_bus": read.text(of, "t_bus"),
        "p_min_mw": read.text(of, "pminf", None, read.power), "p_max_mw": read.text(of, "pmaxf", None, read.power),
        "loss_mw": read.text(of, "loss0", 0.0, read.power), "loss_share": read.text(of, "loss1", 0.0),
        "cost_usd_per_mwh": number(cost[-2] / read.power) if len(cost) > 1 else "",
        "in_service": flag(read.number(of, "br_status", 1.0) != 0),
    })  # fmt: skip
