"""The rich case as one matrix, written line by line from its tables and solved by scipy: nothing of loadsite's own
equations, arrays or solver is used. In MW, MWh and USD.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from loadsite.inputs.case import Case

Key = tuple[Any, ...]
Sum = dict[Key, float]


@dataclass
class ByHand:
    """The program while it is written, then its optimum."""

    case: Case

    def __post_init__(self) -> None:
        self.cost: Sum = defaultdict(float)
        self.upper: Sum = {}
        self.columns: dict[Key, int] = {}
        self.rows: dict[str, list[tuple[Key, Sum, float]]] = {"<=": [], "==": []}
        self.constant = 0.0
        self._write()

    def at_most(self, name: Key, left: Sum, right: float) -> None:
        if np.isfinite(right):
            self.rows["<="].append((name, left, right))

    def equal(self, name: Key, left: Sum, right: float) -> None:
        self.rows["=="].append((name, left, right))

    def paid(self, key: Key, usd: float) -> None:
        self.cost[key] += usd
        self.columns.setdefault(key, len(self.columns))

    def _write(self) -> None:
        case = self.case
        self.years = list(case.horizon.years.index)
        self.count = case.horizon.years["present_value_weight"].to_dict()
        self.hours = case.horizon.snapshots["weight_h"].to_dict()
        for y in self.years:
            self._build(y)
            self._sites(y)
            for t in self.hours:
                self._hour(y, t)
            self._rules(y)

    def until(self, y: int) -> list[int]:
        return [v for v in self.years if v <= y]

    def _build(self, y: int) -> None:
        fleet, storage_fleet, grid = self.case.fleet, self.case.storage_fleet, self.case.grid
        later = sum(self.count[each] for each in self.years if each >= y)
        annual_builds: dict[str, Sum] = defaultdict(dict)
        queues: dict[str, Sum] = defaultdict(dict)
        for table, limits, build, fixed, kind, size in (
            (fleet.generators, fleet.build_limit_mw, fleet.build_usd_per_mw_year, fleet.fixed_usd_per_mw_year, "g",
             None),
            (storage_fleet.storage, storage_fleet.build_limit_mw, storage_fleet.build_usd_per_mw_year,
                storage_fleet.fixed_usd_per_mw_year, "s",
             storage_fleet.storage["power_mw"]),
        ):  # fmt: skip
            for label, row in table.iterrows():
                if row["candidate"]:
                    self.upper[kind, label, y] = limits.loc[label, y]
                    self.paid((kind, label, y), later * (build.loc[label, y] + fixed.loc[label, y]))
                    annual_builds[row["annual_build"]][kind, label, y] = 1.0
                    queues[row["queue"]] |= {(kind, label, v): 1.0 for v in self.until(y)}
                else:
                    stands = fleet.existing_mw.loc[label, y] if size is None else size[label]
                    self.constant += self.count[y] * stands * fixed.loc[label, y]
        for annual_build, limit in self.case.build_out.annual_build_limit_mw[y].items():
            self.at_most(("annual_build", annual_build, y), annual_builds[annual_build], limit)
        for queue, limit in self.case.build_out.queue_limit_mw[y].items():
            self.at_most(("queue", queue, y), queues[queue], limit)
        for corridor, limit in grid.corridor_limit_mw[y].items():
            self.paid(("line", corridor, y), later * grid.corridors.loc[corridor, "build_usd_per_mw_year"])
            self.at_most(("way", corridor, y), {("line", corridor, v): 1.0 for v in self.until(y)}, limit)
        market = grid.zones["market"]
        for r, margin in grid.reserve_margins["margin_share"].items():
            need = (1 + margin) * grid.peak_load_mw.loc[r, y]
            row: Sum = {("no capacity", r, y): -1.0}
            self.paid(("no capacity", r, y), self.count[y] * self.case.prices.capacity_shortfall_usd_per_mw_year)
            for table, kind in ((fleet.generators, "g"), (storage_fleet.storage, "s")):
                for label, of in table[table["zone"].map(market) == r].iterrows():
                    if of["candidate"]:
                        row |= {(kind, label, v): -of["capacity_credit_share"] for v in self.until(y)}
                    else:
                        stands = fleet.existing_mw.loc[label, y] if kind == "g" else of["power_mw"]
                        need -= stands * of["capacity_credit_share"]
            for c in self.case.sites.sites.index[self.case.sites.sites["market"] == r]:
                firm = (1 - self.case.contract.interruptible_share) * self.case.sites.load_shape.loc[c].max()
                row["campus", c, y] = (1 + margin) * firm * self.case.sites.on_grid.loc[c, y]
            self.at_most(("margin", r, y), row, -need)

    def _sites(self, y: int) -> None:
        sites, contract, placement = self.case.sites, self.case.contract, self.case.placement
        later = sum(self.count[each] for each in self.years if each >= y)
        charges = sites.exclusions.set_index("site")["usd_per_mw_year"].to_dict()
        for c, of in sites.sites.iterrows():
            self.upper["campus", c, y] = sites.limit_mw.loc[c, y]
            self.paid(("campus", c, y), self.count[y] * (sites.connection_usd_per_mw_year[c] + charges.get(c, 0.0)))
            before = [v for v in self.years if v < y]
            if before:
                self.at_most(("grow", c, y), {("campus", c, before[-1]): 1.0, ("campus", c, y): -1.0}, 0.0)
            asked = sum(sites.load_shape.loc[c, t] * h for t, h in self.hours.items())
            budget: Sum = {("interrupted", c, y, t): h for t, h in self.hours.items()}
            budget["campus", c, y] = -contract.interruption_energy_share * asked
            self.at_most(("budget", c, y), budget, 0.0)
            if of["onsite_technology"]:
                self.upper["own", c, y] = sites.onsite_build_limit_mw.loc[c, y]
                self.paid(("own", c, y), later * sites.onsite_build_usd_per_mw_year.loc[c, y])
                left = of["onsite_limit_mw"] - of["onsite_mw"]
                self.at_most(("own limit", c, y), {("own", c, v): 1.0 for v in self.until(y)}, left)
        everywhere = {("campus", c, y): 1.0 for c in sites.sites.index}
        self.paid(("short", y), self.count[y] * placement.shortfall_usd_per_mw_year)
        self.equal(("target", y), everywhere | {("short", y): 1.0}, placement.target_mw[y])

    def _hour(self, y: int, t: int) -> None:
        case, once = self.case, self.count[y] * self.hours[t]
        load = case.grid.load_mw[t] * case.grid.load_factor[y]
        balance: dict[str, Sum] = {z: {("unserved", z, y, t): 1.0} for z in load.index}
        for z in load.index:
            self.paid(("unserved", z, y, t), once * case.prices.value_of_lost_load_usd_per_mwh)
        self._generators(y, t, once, balance)
        self._storage_fleet(y, t, once, balance)
        for line, of in case.grid.lines.iterrows():
            flow = ("flow", line, y, t)
            self.paid(flow, 0.0)
            built = {("line", of["corridor"], v): -1.0 for v in self.until(y)}
            self.at_most(("transfer", line, y, t), {flow: 1.0} | built, of["capacity_mw"])
            balance[of["to_zone"]][flow] = 1.0 - of["loss_share"]
            balance[of["from_zone"]][flow] = -1.0
        for c, of in case.sites.sites.iterrows():
            shape, interrupted = case.sites.load_shape.loc[c, t], ("interrupted", c, y, t)
            self.paid(interrupted, once * case.contract.interruption_usd_per_mwh)
            self.at_most(("interruptible", c, y, t),
                         {interrupted: 1.0, ("campus", c, y): -case.contract.interruptible_share * shape},
                         0.0)  # fmt: skip
            if not of["onsite_technology"]:
                balance[of["zone"]] |= {("campus", c, y): -shape, interrupted: 1.0}
                continue
            grid_withdrawal, own, missing = ("grid_withdrawal", c, y, t), ("owngen", c, y, t), ("campus unserved", c, y,
                t)
            balance[of["zone"]][grid_withdrawal] = -1.0
            self.upper[grid_withdrawal] = np.inf if case.sites.on_grid.loc[c, y] else 0.0
            self.paid(grid_withdrawal, 0.0)
            carbon = of["onsite_co2_t_per_mwh"] * case.prices.co2_usd_per_t
            self.paid(own, once * (case.sites.onsite_usd_per_mwh.loc[c, y] + carbon))
            self.paid(missing, once * case.prices.value_of_lost_load_usd_per_mwh)
            self.equal(("behind", c, y, t),
                       {grid_withdrawal: 1.0, own: 1.0, missing: 1.0, interrupted: 1.0, ("campus", c, y): -shape},
                       0.0)  # fmt: skip
            share = of["onsite_availability"]
            self.at_most(("own output", c, y, t), {own: 1.0} | {("own", c, v): -share for v in self.until(y)},
                         share * of["onsite_mw"])  # fmt: skip
        for z, left in balance.items():
            self.equal(("balance", z, y, t), left, load[z])

    def _generators(self, y: int, t: int, once: float, balance: dict[str, Sum]) -> None:
        case, fleet = self.case, self.case.fleet
        period = case.horizon.periods.loc[case.horizon.snapshots.loc[t, "period"]]
        for g, of in fleet.generators.iterrows():
            out = ("out", g, y, t)
            carbon = of["co2_t_per_mwh"] * case.prices.co2_usd_per_t
            self.paid(out, once * (fleet.fuel_usd_per_mwh.loc[g, y] + fleet.variable_usd_per_mwh.loc[g, y] + carbon))
            balance[of["zone"]][out] = 1.0
            share, stands = fleet.availability.loc[g, t], fleet.existing_mw.loc[g, y]
            new = {("g", g, v): -share for v in self.until(y)} if of["candidate"] else {}
            self.at_most(("output", g, y, t), {out: 1.0} | new, share * stands)
            if of["candidate"]:
                continue
            if np.isfinite(of["ramp_share_per_h"]) and t > period["first"]:
                for sign in (1.0, -1.0):
                    self.at_most(("ramp", g, y, t, sign), {out: sign, ("out", g, y, t - 1): -sign},
                                 of["ramp_share_per_h"] * stands)  # fmt: skip
            if of["dispatch"] == "energy_budget" and t == period["last"]:
                span = range(period["first"], period["last"] + 1)
                water = sum(fleet.energy_availability.loc[g, k] for k in span) * stands
                self.at_most(("water", g, y, t), {("out", g, y, k): 1.0 for k in span}, water)

    def _storage_fleet(self, y: int, t: int, once: float, balance: dict[str, Sum]) -> None:
        case, storage_fleet = self.case, self.case.storage_fleet
        period = case.horizon.periods.loc[case.horizon.snapshots.loc[t, "period"]]
        for s, of in storage_fleet.storage.iterrows():
            into, out, held = ("into", s, y, t), ("from", s, y, t), ("held", s, y, t)
            self.paid(into, 0.0)
            self.paid(held, 0.0)
            self.paid(out, once * storage_fleet.variable_usd_per_mwh.loc[s, y])
            balance[of["zone"]] |= {into: -1.0, out: 1.0}
            before = ("level", s, y) if t == period["first"] else ("held", s, y, t - 1)
            self.paid(before, 0.0)
            self.equal(
                ("carry", s, y, t),
                {held: 1.0, before: -1.0, into: -of["charge_efficiency"], out: 1.0 / of["discharge_efficiency"]},
                0.0,
            )
            if t == period["last"]:
                self.equal(("close", s, y, t), {held: 1.0, ("level", s, y): -1.0}, 0.0)
            hours = of["duration_h"] if of["candidate"] else 0.0
            for key, share, stands in ((into, of["availability"], of["availability"] * of["power_mw"]),
                                       (out, of["availability"], of["availability"] * of["power_mw"]),
                                       (held, hours, of["energy_mwh"])):  # fmt: skip
                new = {("s", s, v): -share for v in self.until(y)} if of["candidate"] else {}
                self.at_most(("store", *key), {key: 1.0} | new, stands)

    def _rules(self, y: int) -> None:
        """35 million m3 of water at most; prairie 42 % of all MW, or 9,000 USD per MW; 900 MW in NM at most."""
        fleet, sites = self.case.fleet.generators, self.case.sites.sites
        water: Sum = {("out", g, y, t): h * fleet.loc[g, "water_m3_per_mwh"] for g in fleet.index
                      for t, h in self.hours.items()}  # fmt: skip
        water |= {("owngen", c, y, t): h * sites.loc[c, "onsite_water_m3_per_mwh"] for t, h in self.hours.items()
                  for c in sites.index[sites["onsite_technology"] != ""]}  # fmt: skip
        self.at_most(("dry", y), water, 35e6)
        share: Sum = {("campus", c, y): 0.42 - (c == "prairie") for c in sites.index}
        self.paid(("missed", y), self.count[y] * 9_000.0)
        self.at_most(("prairie", y), share | {("missed", y): -1.0}, 0.0)
        self.at_most(("far", y), {("campus", c, y): 1.0 for c in sites.index[sites["state"] == "NM"]}, 900.0)

    @cached_property
    def optimum(self) -> Any:
        """Scipy's result."""
        return self._solved([self.cost[key] for key in self.columns], [], [])

    def extreme(self, key: Key, sign: float, most_usd: float) -> float:
        """The least (sign 1) or most (sign -1) of a decision at a cost of at most so much [MW or MWh]."""
        aim = [sign * (each == key) for each in self.columns]
        row = [(len(self.rows["<="]), k, self.cost[each] / 1e6) for k, each in enumerate(self.columns)]
        return sign * float(self._solved(aim, row, [(most_usd - self.constant) / 1e6]).fun)

    def _solved(self, aim: list[float], more: list[tuple[int, int, float]], right: list[float]) -> Any:
        matrices = {}
        for sense, rows in self.rows.items():
            entries = [
                (k, self.columns[key], value) for k, (_, left, _) in enumerate(rows) for key, value in left.items()
            ]
            entries += more if sense == "<=" else []
            at, column, value = zip(*entries, strict=True)
            count = len(rows) + (len(right) if sense == "<=" else 0)
            matrices[sense] = csr_array((value, (at, column)), shape=(count, len(self.columns)))
        found = linprog(
            aim, matrices["<="], [*(right for *_, right in self.rows["<="]), *right],
            matrices["=="], [right for *_, right in self.rows["=="]],
            [(0.0, self.upper.get(key, np.inf)) for key in self.columns], method="highs-ds",
        )  # fmt: skip
        assert found.status == 0, found.message
        return found

    @property
    def cost_usd(self) -> float:
        return float(self.optimum.fun) + self.constant

    def value(self, *key: Any) -> float:
        """What is decided [MW or MWh]."""
        return float(self.optimum.x[self.columns[key]])

    def shadow_price(self, *key: Any) -> float:
        """What one more unit of the upper bound of a decision takes off the cost [USD]."""
        return -float(self.optimum.upper.marginals[self.columns[key]])

    def more_expensive(self, *key: Any) -> float:
        """What the first unit of a decision that is not taken would add to the cost [USD]."""
        return float(self.optimum.lower.marginals[self.columns[key]])

    def price(self, *name: Any) -> float:
        """What one more unit on the right of a row adds to the cost [USD]."""
        for sense, part in (("<=", self.optimum.ineqlin), ("==", self.optimum.eqlin)):
            for k, (own, _, _) in enumerate(self.rows[sense]):
                if own == name:
                    return float(part.marginals[k])
        raise KeyError(name)
