"""The same question asked of PyPSA: an independent model made from the tables of a Case of one year and one period.

Only the tables are shared; nothing of loadsite's equations, units or arrays. PyPSA knows buses, generators, stores and
links. What it has no component for (a target of MW over all sites, paces and queues, reserve margins, budgets of
paused energy, corridors built both ways) is added to its own linear program as constraints. Units are MW, MWh and USD.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pypsa
import xarray

from loadsite.inputs.case import Case, Hosting

PLENTY = 1e6
"""MW; more than any grid here carries"""


@dataclass(frozen=True)
class Peer:
    """PyPSA's optimum."""

    cost_usd: float
    price: pd.DataFrame
    """zone by snapshot [USD/MWh]"""
    campus_mw: pd.Series


def solved_by_pypsa(case: Case) -> Peer:
    """Build the network, add what PyPSA has no component for, solve with HiGHS."""
    assert len(case.horizon.years) == len(case.horizon.periods) == 1, "PyPSA is asked about one year and one period"
    assert not isinstance(case.placement, Hosting)
    logging.getLogger("linopy").setLevel(logging.ERROR)
    logging.getLogger("pypsa").setLevel(logging.ERROR)
    network = _Network(case)
    status, condition = network.solve()
    assert (status, condition) == ("ok", "optimal")
    prices = network.n.buses_t.marginal_price[list(case.grid.zones.index)].T
    campus = network.n.generators["p_nom_opt"].loc[[f"campus {site}" for site in case.sites.sites.index]]
    return Peer(
        cost_usd=network.n.objective + network.standing_fixed_usd(),
        price=prices.set_axis(case.horizon.snapshots.index, axis=1),
        campus_mw=campus.set_axis(case.sites.sites.index),
    )


class _Network:
    """A pypsa.Network and the constraints beside it."""

    def __init__(self, case: Case) -> None:
        self.case = case
        (self.year,) = case.horizon.years.index
        self.weight_h = case.horizon.snapshots["weight_h"]
        self.n = pypsa.Network(snapshots=case.horizon.snapshots.index)
        self.n.snapshot_weightings["objective"] = self.weight_h.to_numpy()
        # A snapshot lasts an hour for stores and energy budgets, however many hours of the year it stands for.
        self.n.snapshot_weightings["stores"] = 1.0
        self.n.snapshot_weightings["generators"] = 1.0
        self.parts: dict[tuple[str, frozenset[str]], dict[str, dict[str, Any]]] = {}
        self._part("Carrier", "power")
        self._zones()
        self._lines()
        self._fleet()
        self._stores()
        self._campuses()
        self._add_parts()

    def solve(self) -> tuple[str, str]:
        """PyPSA's own linear program, more constraints, HiGHS."""
        self.model = self.n.optimize.create_model(include_objective_constant=False)
        self._target()
        self._shared_limits()
        self._corridors()
        self._reserve_margins()
        self._pause_budgets()
        options = {"solver": "simplex", "output_flag": False}
        return self.n.optimize.solve_model(solver_name="highs", solver_options=options)

    def standing_fixed_usd(self) -> float:
        """Fixed cost of what stands already, which no optimum changes."""
        fleet, stores = self.case.fleet, self.case.stores
        of_generators = fleet.existing_mw[self.year] * fleet.fixed_usd_per_mw_year[self.year]
        of_stores = stores.storage["power_mw"] * stores.fixed_usd_per_mw_year[self.year]
        return float(of_generators.sum() + of_stores.sum())

    def _part(self, component: str, name: str, **attributes: Any) -> None:
        """A component of the network; those that state the same attributes are added together."""
        self.parts.setdefault((component, frozenset(attributes)), {})[name] = attributes

    def _add_parts(self) -> None:
        for (component, attributes), parts in self.parts.items():
            columns = {}
            for attribute in attributes:
                values = {name: part[attribute] for name, part in parts.items()}
                varies = any(isinstance(value, pd.Series) for value in values.values())
                columns[attribute] = pd.DataFrame(values, index=self.n.snapshots) if varies else pd.Series(values)
            self.n.add(component, list(parts), **columns)

    def _series(self, values: Any) -> pd.Series:
        return pd.Series(np.broadcast_to(np.asarray(values, dtype=float), len(self.n.snapshots)), self.n.snapshots)

    def _generator(self, name: str, bus: str, **more: Any) -> None:
        self._part("Generator", name, bus=bus, carrier="power", **more)

    def _zones(self) -> None:
        grid = self.case.grid
        for zone in grid.zones.index:
            self._part("Bus", zone, carrier="power")
            load_mw = grid.load_mw.loc[zone] * grid.load_factor.loc[zone, self.year]
            self._part("Load", f"load {zone}", bus=zone, carrier="power", p_set=self._series(load_mw))
            self._unserved(zone)

    def _unserved(self, bus: str) -> None:
        self._generator(
            f"unserved {bus}", bus, p_nom=PLENTY, marginal_cost=self.case.prices.value_of_lost_load_usd_per_mwh
        )

    def _lines(self) -> None:
        """Each direction is a link that loses power; what may be built stands beside it as a second link."""
        grid = self.case.grid
        self.built_in: dict[str, list[str]] = {}
        for line, row in grid.lines.iterrows():
            ends = {"bus0": row["from_zone"], "bus1": row["to_zone"], "efficiency": 1.0 - row["loss_share"]}
            self._part("Link", line, carrier="power", p_nom=row["capacity_mw"], **ends)
            limit_mw = grid.corridor_limit_mw.loc[row["corridor"], self.year]
            if limit_mw > 0:
                beside = self.built_in.setdefault(row["corridor"], [])
                # The first direction pays for both.
                usd = 0.0 if beside else grid.corridors.loc[row["corridor"], "build_usd_per_mw_year"]
                beside.append(f"new {line}")
                self._part("Link", f"new {line}", carrier="power", p_nom_extendable=True, p_nom_max=limit_mw,
                           capital_cost=usd, **ends)

    def _fleet(self) -> None:
        fleet, year = self.case.fleet, self.year
        co2_usd = self.case.prices.co2_usd_per_t * fleet.generators["co2_t_per_mwh"]
        marginal = fleet.fuel_usd_per_mwh[year] + fleet.variable_usd_per_mwh[year] + co2_usd
        for name, row in fleet.generators.iterrows():
            common = {"p_max_pu": self._series(fleet.availability.loc[name]), "marginal_cost": marginal[name]}
            if row["candidate"]:
                if fleet.build_limit_mw.loc[name, year] > 0:
                    usd = fleet.build_usd_per_mw_year.loc[name, year] + fleet.fixed_usd_per_mw_year.loc[name, year]
                    self._generator(name, row["zone"], p_nom_extendable=True, capital_cost=usd, **common)
                continue
            existing_mw = fleet.existing_mw.loc[name, year]
            if np.isfinite(row["ramp_share_per_h"]):
                common |= {"ramp_limit_up": row["ramp_share_per_h"], "ramp_limit_down": row["ramp_share_per_h"]}
            if row["dispatch"] == "energy_budget":
                common["e_sum_max"] = existing_mw * fleet.energy_availability.loc[name].sum()
            self._generator(name, row["zone"], p_nom=existing_mw, **common)

    def _stores(self) -> None:
        stores, year = self.case.stores, self.year
        for name, row in stores.storage.iterrows():
            common = {
                "bus": row["zone"], "carrier": "power", "cyclic_state_of_charge": True,
                "efficiency_store": row["charge_efficiency"], "efficiency_dispatch": row["discharge_efficiency"],
                "p_max_pu": row["availability"], "p_min_pu": -row["availability"],
                "marginal_cost": stores.variable_usd_per_mwh.loc[name, year],
            }
            if not row["candidate"]:
                hours = row["energy_mwh"] / row["power_mw"] if row["power_mw"] > 0 else 0.0
                self._part("StorageUnit", name, p_nom=row["power_mw"], max_hours=hours, **common)
            elif stores.build_limit_mw.loc[name, year] > 0:
                usd = stores.build_usd_per_mw_year.loc[name, year] + stores.fixed_usd_per_mw_year.loc[name, year]
                self._part("StorageUnit", name, p_nom_extendable=True, max_hours=row["duration_h"], capital_cost=usd,
                           **common)

    def _campuses(self) -> None:
        """A campus is a generator of negative sign: it takes its load shape times its MW, less what is paused."""
        sites, contract = self.case.sites, self.case.contract
        for site, row in sites.sites.iterrows():
            shape = self._series(sites.load_shape.loc[site])
            bus = self._behind_the_meter(site, row) if site in sites.with_own_supply else row["zone"]
            # Paid for each MWh not taken: all of it with the MW, and back with every MWh that is taken.
            whole_usd = contract.pause_usd_per_mwh * float(self.weight_h.to_numpy() @ shape.to_numpy())
            self._generator(
                f"campus {site}", bus, sign=-1.0, p_nom_extendable=True,
                p_nom_max=sites.limit_mw.loc[site, self.year], p_max_pu=shape,
                p_min_pu=shape * (1.0 - contract.pausable_share), marginal_cost=-contract.pause_usd_per_mwh,
                capital_cost=sites.connection_usd_per_mw_year[site] + whole_usd,
            )

    def _behind_the_meter(self, site: str, row: pd.Series) -> str:
        sites, year, bus = self.case.sites, self.year, f"meter {site}"
        self._part("Bus", bus, carrier="power")
        self._unserved(bus)
        if sites.on_grid.loc[site, year]:
            self._part("Link", f"grid {site}", bus0=row["zone"], bus1=bus, carrier="power", p_nom=PLENTY)
        co2_usd = self.case.prices.co2_usd_per_t * row["own_supply_co2_t_per_mwh"]
        common = {
            "p_max_pu": row["own_supply_availability"],
            "marginal_cost": sites.own_supply_usd_per_mwh.loc[site, year] + co2_usd,
        }
        self._generator(f"own {site}", bus, p_nom=row["own_supply_mw"], **common)
        self._generator(
            f"new own {site}", bus, p_nom_extendable=True,
            p_nom_max=max(row["own_supply_limit_mw"] - row["own_supply_mw"], 0.0),
            capital_cost=sites.own_supply_build_usd_per_mw_year.loc[site, year], **common,
        )
        return bus

    def _mw(self, component: str, names: list[str]) -> Any:
        """Capacities of extendable components, as variables."""
        return self.model[f"{component}-p_nom"].sel(name=names)

    def _total_mw(self, generators: list[str], stores: list[str], per_mw: pd.Series | None = None) -> Any:
        """Sum of capacities, each times a number; None where nothing can be built."""
        parts = []
        for component, names in (("Generator", generators), ("StorageUnit", stores)):
            if names:
                share = 1.0 if per_mw is None else xarray.DataArray(per_mw[names].to_numpy(float), {"name": names})
                parts.append((self._mw(component, names) * share).sum())
        return None if not parts else parts[0] if len(parts) == 1 else parts[0] + parts[1]

    def _candidates(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        fleet, stores = self.case.fleet, self.case.stores
        generators = fleet.generators[fleet.build_limit_mw[self.year] > 0]
        return generators, stores.storage[stores.build_limit_mw[self.year] > 0]

    def _target(self) -> None:
        campuses = [f"campus {site}" for site in self.case.sites.sites.index]
        placement = self.case.placement
        short = self.model.add_variables(lower=0, name="shortfall")
        placed = self._mw("Generator", campuses).sum() + short if campuses else 1 * short
        self.model.add_constraints(placed == placement.target_mw[self.year], name="target")
        self.model.objective = self.model.objective + placement.shortfall_usd_per_mw_year * short

    def _shared_limits(self) -> None:
        build_out = self.case.build_out
        generators, storage = self._candidates()
        for kind, limits in (("pace", build_out.pace_limit_mw), ("queue", build_out.queue_limit_mw)):
            for label, limit_mw in limits[self.year].items():
                total = self._total_mw(
                    list(generators.index[generators[kind] == label]), list(storage.index[storage[kind] == label])
                )
                if total is not None and np.isfinite(limit_mw):
                    self.model.add_constraints(total <= limit_mw, name=f"{kind} {label}")

    def _corridors(self) -> None:
        for corridor, links in self.built_in.items():
            for other in links[1:]:
                difference = self._mw("Link", [links[0]]).sum() - self._mw("Link", [other]).sum()
                self.model.add_constraints(difference == 0, name=f"corridor {corridor} {other}")

    def _reserve_margins(self) -> None:
        case, year = self.case, self.year
        market_of = case.grid.zones["market"]
        generators, storage = self._candidates()
        credit = pd.concat([
            case.fleet.generators["capacity_credit_share"], case.stores.storage["capacity_credit_share"]
        ])
        standing = pd.concat([case.fleet.existing_mw[year], case.stores.storage["power_mw"]]) * credit
        zone = pd.concat([case.fleet.generators["zone"], case.stores.storage["zone"]])
        for market, margin in case.grid.reserve_margins["margin_share"].items():
            inside = [list(table.index[table["zone"].map(market_of) == market]) for table in (generators, storage)]
            missing = self.model.add_variables(lower=0, name=f"missing capacity {market}")
            firm = 1 * missing
            built = self._total_mw(*inside, per_mw=credit)
            if built is not None:
                firm = firm + built
            needed_mw = (1 + margin) * case.grid.peak_load_mw.loc[market, year]
            sites = case.sites.sites
            for site in sites.index[sites["market"] == market]:
                draw = (1 - case.contract.pausable_share) * case.sites.load_shape.loc[site].max()
                draw *= case.sites.on_grid.loc[site, year]
                firm = firm - (1 + margin) * draw * self._mw("Generator", [f"campus {site}"]).sum()
            standing_mw = standing[zone.map(market_of) == market].sum()
            self.model.add_constraints(firm >= needed_mw - standing_mw, name=f"margin {market}")
            price = case.prices.capacity_shortfall_usd_per_mw_year
            self.model.objective = self.model.objective + price * missing

    def _pause_budgets(self) -> None:
        contract = self.case.contract
        if contract.pausable_share == 0:
            return
        weights = xarray.DataArray(self.weight_h.to_numpy(), {"snapshot": self.n.snapshots})
        for site in self.case.sites.sites.index:
            asked_mwh = float(self.weight_h.to_numpy() @ self.case.sites.load_shape.loc[site].to_numpy())
            taken = (self.model["Generator-p"].sel(name=f"campus {site}") * weights).sum()
            least = (1 - contract.pause_energy_share) * asked_mwh * self._mw("Generator", [f"campus {site}"]).sum()
            self.model.add_constraints(taken - least >= 0, name=f"pause {site}")
