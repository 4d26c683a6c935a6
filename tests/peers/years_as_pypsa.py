"""Several model years asked of PyPSA's multi-investment model: an independent model made from the tables of a Case.

Only the tables are shared. Every candidate stands once per year in which it may be built, with that year as its
`build_year`, so that costs are those of its vintage; a campus likewise, so that it cannot shrink. PyPSA charges capital
cost in every period in which a part is active, times the period's weight. Targets, site limits, paces, queues and the
two directions of a corridor are added to PyPSA's linear program as constraints. Cases without on-site generation,
interruptions and reserve margins, with one period of one sample. Units are MW, MWh and USD.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pypsa

from loadsite.inputs.case import Case, Target

PLENTY = 1e6
"""MW; more than any grid here carries"""
FOREVER = np.inf
"""years of life: what is built stays"""


@dataclass(frozen=True)
class Peer:
    """PyPSA's optimum."""

    cost_usd: float
    campus_mw: pd.DataFrame
    """site by year"""
    built_mw: pd.DataFrame
    """generator by year of service"""
    price: pd.DataFrame
    """zone by (year, snapshot) [USD/MWh]"""


def years_solved_by_pypsa(case: Case) -> Peer:
    """Build the network over all model years, add what PyPSA has no component for, solve with HiGHS."""
    for name in ("linopy", "pypsa"):
        logging.getLogger(name).setLevel(logging.ERROR)
    return _Years(case).solved()


class _Years:
    """A pypsa.Network of several investment periods and the constraints beside it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        self.years = [int(year) for year in case.horizon.years.index]
        self.hours = case.horizon.snapshots.index
        self.index = pd.MultiIndex.from_product([self.years, self.hours], names=["period", "timestep"])
        self.n = pypsa.Network()
        self.n.set_snapshots(self.index)
        self.n.investment_periods = self.years
        self.present_value = case.horizon.years["present_value_weight"]
        self.n.investment_period_weightings["objective"] = self.present_value.to_numpy()
        self.n.investment_period_weightings["years"] = np.diff([*self.years, self.years[-1] + 1]).astype(float)
        self.n.snapshot_weightings["objective"] = np.tile(case.horizon.snapshots["weight_h"], len(self.years))
        self.n.snapshot_weightings["stores"] = 1.0
        self.n.snapshot_weightings["generators"] = 1.0
        self.n.add("Carrier", "power")
        self.parts: dict[tuple[str, tuple[str, ...]], dict[str, dict[str, Any]]] = {}
        self.towards: dict[tuple[str, str], list[tuple[str, str, int]]] = {}
        self._zones()
        self._lines()
        self._fleet()
        self._storage_fleet()
        self._campuses()
        self._add_parts()

    def solved(self) -> Peer:
        self.model = self.n.optimize.create_model(multi_investment_periods=True, include_objective_constant=False)
        self._target()
        self._limits()
        options = {"solver": "simplex", "output_flag": False}
        status, condition = self.n.optimize.solve_model(solver_name="highs", solver_options=options)
        assert (status, condition) == ("ok", "optimal")
        sites = self.case.sites.sites.index
        mw = self.n.generators["p_nom_opt"]
        placed = pd.DataFrame({year: [mw[f"{site} {year}"] for site in sites] for year in self.years}, index=sites)
        candidates = self.case.fleet.generators.index[self.case.fleet.generators["candidate"]]
        built = {year: [mw.get(f"{name} {year}", 0.0) for name in candidates] for year in self.years}
        price = self.n.buses_t.marginal_price[list(self.case.grid.zones.index)].T
        return Peer(
            self.n.objective + self._standing_usd(), placed.cumsum(axis=1), pd.DataFrame(built, index=candidates), price
        )

    def _standing_usd(self) -> float:
        """Fixed cost of what stands already, which no optimum changes."""
        fleet, storage_fleet = self.case.fleet, self.case.storage_fleet
        of_fleet = (fleet.existing_mw * fleet.fixed_usd_per_mw_year).sum()
        of_storage = (storage_fleet.fixed_usd_per_mw_year.mul(storage_fleet.storage["power_mw"], axis=0)).sum()
        return float(((of_fleet + of_storage) * self.present_value).sum())

    def _series(self, by_year: pd.Series, by_hour: pd.Series | float = 1.0) -> pd.Series:
        """A figure of each year times one of each hour."""
        hours = np.broadcast_to(np.asarray(by_hour, dtype=float), len(self.hours))
        return pd.Series(np.outer(by_year[self.years].to_numpy(dtype=float), hours).reshape(-1), self.index)

    def _part(self, component: str, name: str, **attributes: Any) -> None:
        """A part of the network; parts that state the same attributes are added together, which is much faster."""
        self.parts.setdefault((component, tuple(attributes)), {})[name] = attributes

    def _add_parts(self) -> None:
        for (component, attributes), parts in self.parts.items():
            columns = {}
            for attribute in attributes:
                values = {name: part[attribute] for name, part in parts.items()}
                hourly = any(isinstance(value, pd.Series) for value in values.values())
                columns[attribute] = pd.DataFrame(values, index=self.index) if hourly else pd.Series(values)
            self.n.add(component, list(parts), carrier="power", **columns)

    def _zones(self) -> None:
        grid = self.case.grid
        for zone in grid.zones.index:
            self._part("Bus", zone)
            load = self._series(grid.load_factor.loc[zone], grid.load_mw.loc[zone])
            self._part("Load", f"load {zone}", bus=zone, p_set=load)
            self._part("Generator", f"unserved {zone}", bus=zone, p_nom=PLENTY, lifetime=FOREVER,
                       marginal_cost=self.case.prices.value_of_lost_load_usd_per_mwh)

    def _lines(self) -> None:
        """What may be built stands beside each direction; the first direction pays for both."""
        grid = self.case.grid
        self.directions: dict[tuple[str, int], list[str]] = {}
        for line, row in grid.lines.iterrows():
            ends = {"bus0": row["from_zone"], "bus1": row["to_zone"], "efficiency": 1.0 - row["loss_share"],
                    "lifetime": FOREVER}  # fmt: skip
            self._part("Link", line, p_nom=row["capacity_mw"], **ends)
            corridor = row["corridor"]
            for year in self.years:
                if grid.corridor_limit_mw.loc[corridor, year] > 0:
                    beside = self.directions.setdefault((corridor, year), [])
                    usd = 0.0 if beside else grid.corridors.loc[corridor, "build_usd_per_mw_year"]
                    beside.append(f"{line} {year}")
                    self._part("Link", beside[-1], p_nom_extendable=True, build_year=year, capital_cost=usd, **ends)

    def _fleet(self) -> None:
        fleet = self.case.fleet
        for name, row in fleet.generators.iterrows():
            co2_usd = self.case.prices.co2_usd_per_t * row["co2_t_per_mwh"]
            cost = self._series(fleet.fuel_usd_per_mwh.loc[name] + fleet.variable_usd_per_mwh.loc[name] + co2_usd)
            available = fleet.availability.loc[name]
            if not row["candidate"]:
                most = fleet.existing_mw.loc[name].max()
                left = fleet.existing_mw.loc[name] / most
                self._part("Generator", name, bus=row["zone"], p_nom=most, lifetime=FOREVER, marginal_cost=cost,
                           p_max_pu=self._series(left, available))
                continue
            for year in self.years:
                if fleet.build_limit_mw.loc[name, year] > 0:
                    usd = fleet.build_usd_per_mw_year.loc[name, year] + fleet.fixed_usd_per_mw_year.loc[name, year]
                    self._part("Generator", f"{name} {year}", bus=row["zone"], p_nom_extendable=True, build_year=year,
                               lifetime=FOREVER, capital_cost=usd, marginal_cost=cost,
                               p_max_pu=self._series(pd.Series(1.0, self.years), available))
                    self._counts("Generator", f"{name} {year}", row, year)

    def _storage_fleet(self) -> None:
        storage_fleet = self.case.storage_fleet
        for name, row in storage_fleet.storage.iterrows():
            common = {
                "bus": row["zone"], "lifetime": FOREVER, "cyclic_state_of_charge_per_period": True,
                "efficiency_store": row["charge_efficiency"], "efficiency_dispatch": row["discharge_efficiency"],
                "p_max_pu": row["availability"], "p_min_pu": -row["availability"],
                "marginal_cost": self._series(storage_fleet.variable_usd_per_mwh.loc[name]),
            }
            if not row["candidate"]:
                self._part("StorageUnit", name, p_nom=row["power_mw"], max_hours=row["energy_mwh"] / row["power_mw"],
                           **common)
                continue
            for year in self.years:
                if storage_fleet.build_limit_mw.loc[name, year] > 0:
                    usd = storage_fleet.build_usd_per_mw_year.loc[name,
                        year] + storage_fleet.fixed_usd_per_mw_year.loc[name, year]
                    self._part("StorageUnit", f"{name} {year}", p_nom_extendable=True, max_hours=row["duration_h"],
                               build_year=year, capital_cost=usd, **common)
                    self._counts("StorageUnit", f"{name} {year}", row, year)

    def _counts(self, component: str, name: str, row: pd.Series, year: int) -> None:
        for kind in ("annual_build", "queue"):
            if row[kind]:
                self.towards.setdefault((kind, row[kind]), []).append((component, name, year))

    def _campuses(self) -> None:
        """What a campus grows by in a year is a generator of negative sign that takes all that it asks for."""
        sites = self.case.sites
        for site, row in sites.sites.iterrows():
            shape = self._series(pd.Series(1.0, self.years), sites.load_shape.loc[site])
            for year in self.years:
                self._part("Generator", f"{site} {year}", bus=row["zone"], sign=-1.0, p_nom_extendable=True,
                           build_year=year, lifetime=FOREVER, p_max_pu=shape, p_min_pu=shape,
                           capital_cost=sites.connection_usd_per_mw_year[site])

    def _mw(self, component: str, names: list[str]) -> Any:
        return self.model[f"{component}-p_nom"].sel(name=names).sum()

    def _target(self) -> None:
        placement = self.case.placement
        assert isinstance(placement, Target)
        sites = self.case.sites
        for number, year in enumerate(self.years):
            so_far = self.years[: number + 1]
            short = self.model.add_variables(lower=0, name=f"shortfall {year}")
            placed = self._mw("Generator", [f"{site} {each}" for site in sites.sites.index for each in so_far])
            self.model.add_constraints(placed + short == placement.target_mw[year], name=f"target {year}")
            price = placement.shortfall_usd_per_mw_year * self.present_value[year]
            self.model.objective = self.model.objective + price * short
            for site in sites.sites.index:
                own = self._mw("Generator", [f"{site} {each}" for each in so_far])
                self.model.add_constraints(own <= sites.limit_mw.loc[site, year], name=f"limit {site} {year}")

    def _limits(self) -> None:
        plan = self.case.build_out
        for kind, limits in (("annual_build", plan.annual_build_limit_mw), ("queue", plan.queue_limit_mw)):
            for label, row in limits.iterrows():
                for year, limit_mw in row.items():
                    counted = [
                        self._mw(component, [name]) for component, name, built in self.towards.get((kind, label), [])
                        if built == year or (kind == "queue" and built < year)
                    ]
                    if counted and np.isfinite(limit_mw):
                        self.model.add_constraints(sum(counted) <= limit_mw, name=f"{kind} {label} {year}")
        for (corridor, year), links in self.directions.items():
            for other in links[1:]:
                same = self._mw("Link", [links[0]]) - self._mw("Link", [other])
                self.model.add_constraints(same == 0, name=f"both ways {corridor} {year} {other}")
            so_far = [self._mw("Link", [each[0]]) for (of, built), each in self.directions.items()
                      if of == corridor and built <= year]
            limit_mw = self.case.grid.corridor_limit_mw.loc[corridor, year]
            self.model.add_constraints(sum(so_far) <= limit_mw, name=f"corridor {corridor} {year}")
