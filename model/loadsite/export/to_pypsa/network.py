"""From the tables of a case to a PyPSA network: buses, loads, generators, storage units and links.

Nothing of the equations is used here, so that PyPSA's answer checks them. Units are MW, MWh and USD. Costs are those of
the model year, before present value.

A campus is a generator of negative sign that takes its load shape times its MW, less what is interrupted. What falls
short, and firm capacity that is missing, are generators that never generate. What stands has its fixed cost as one
generator of a given size, so that PyPSA's objective is the whole cost.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pypsa

from loadsite.inputs.case import Case, Target

PLENTY = 1e6
"""MW; more than any grid here carries."""
POWER, CAMPUS = "power", "campus"
MILLION = 1e6


def network_of(case: Case) -> pypsa.Network:
    """The network of a case of one model year and one period that is asked for a target."""
    return _Parts(case).network()


def campus(site: str) -> str:
    """The generator that stands for the campus at a site."""
    return f"campus {site}"


def missing(market: str) -> str:
    """The generator that stands for firm capacity that a market lacks."""
    return f"missing capacity {market}"


def new_line(line: str) -> str:
    """The link that stands for what is built beside a line."""
    return f"new {line}"


class _Parts:
    """The components of the network, collected by what they state, and added together."""

    def __init__(self, case: Case) -> None:
        self.case = case
        (self.year,) = case.horizon.years.index
        self.weight_h = case.horizon.snapshots["weight_h"].to_numpy(dtype=float)
        times = pd.DatetimeIndex(case.horizon.snapshots["time_utc"])
        self.snapshots = times.tz_localize(None) if times.tz is not None else times
        self.parts: dict[tuple[str, frozenset[str]], dict[str, dict[str, Any]]] = {}

    def network(self) -> pypsa.Network:
        """All of it, in a network."""
        network = pypsa.Network(name=self.case.name)
        network.set_snapshots(list(self.snapshots))
        network.snapshot_weightings["objective"] = self.weight_h
        # A snapshot lasts an hour for storage and energy budgets, however many hours of the year it stands for.
        network.snapshot_weightings["stores"] = 1.0
        network.snapshot_weightings["generators"] = 1.0
        self._zones()
        self._lines()
        self._fleet()
        self._storage_fleet()
        self._campuses()
        self._priced()
        self._limits()
        carriers = {part["carrier"] for parts in self.parts.values() for part in parts.values() if "carrier" in part}
        network.add("Carrier", sorted(carriers))
        for (component, attributes), parts in self.parts.items():
            network.add(component, list(parts), **{name: self._column(parts, name) for name in sorted(attributes)})
        return network

    def _column(self, parts: dict[str, dict[str, Any]], name: str) -> Any:
        values = {part: stated[name] for part, stated in parts.items()}
        varies = any(isinstance(value, np.ndarray) for value in values.values())
        return pd.DataFrame(values, index=self.snapshots) if varies else pd.Series(values)

    def _part(self, component: str, name: str, **attributes: Any) -> None:
        self.parts.setdefault((component, frozenset(attributes)), {})[name] = attributes

    def _hours(self, values: Any) -> np.ndarray:
        """One value per snapshot."""
        return np.broadcast_to(np.asarray(values, dtype=float), len(self.snapshots)).copy()

    def _generator(self, name: str, bus: str, carrier: str = POWER, **more: Any) -> None:
        self._part("Generator", name, bus=bus, carrier=carrier, **more)

    def _zones(self) -> None:
        grid = self.case.grid
        for zone in grid.zones.index:
            self._part("Bus", zone, carrier=POWER)
            load_mw = grid.load_mw.loc[zone].to_numpy(dtype=float) * grid.load_factor.loc[zone, self.year]
            self._part("Load", f"load {zone}", bus=zone, carrier=POWER, p_set=self._hours(load_mw))
            self._unserved(zone)

    def _unserved(self, bus: str) -> None:
        price = self.case.prices.value_of_lost_load_usd_per_mwh
        self._generator(f"unserved {bus}", bus, p_nom=PLENTY, marginal_cost=price)

    def _lines(self) -> None:
        """Each direction is a link that loses power; what may be built stands beside it as a second link."""
        grid = self.case.grid
        paying: set[str] = set()
        for line, row in zip(grid.lines.index, grid.lines.to_dict("records"), strict=True):
            ends = {"bus0": row["from_zone"], "bus1": row["to_zone"], "efficiency": 1.0 - row["loss_share"],
                    "marginal_cost": grid.hurdle_usd_per_mwh[line]}
            self._part("Link", line, carrier=POWER, p_nom=row["capacity_mw"], **ends)
            corridor = row["corridor"]
            limit_mw = grid.corridor_limit_mw.loc[corridor, self.year] if corridor else 0.0
            if limit_mw > 0:
                # The first direction pays for both.
                usd = 0.0 if corridor in paying else grid.corridors.loc[corridor, "build_usd_per_mw_year"]
                paying.add(corridor)
                self._part("Link", new_line(line), carrier=POWER, p_nom_extendable=True, p_nom_max=limit_mw,
                           capital_cost=usd, **ends)  # fmt: skip

    def _fleet(self) -> None:
        fleet, year = self.case.fleet, self.year
        co2_usd = self.case.prices.co2_usd_per_t * fleet.generators["co2_t_per_mwh"]
        marginal = fleet.fuel_usd_per_mwh[year] + fleet.variable_usd_per_mwh[year] + co2_usd
        added = fleet.fuel_added_usd_per_mwh
        for name, row in zip(fleet.generators.index, fleet.generators.to_dict("records"), strict=True):
            moving = added.loc[name].to_numpy(dtype=float) if name in added.index else 0.0
            common: dict[str, Any] = {"p_max_pu": self._hours(fleet.availability.loc[name]),
                      "marginal_cost": self._hours(marginal[name] + moving)}
            if np.isfinite(row["ramp_share_per_h"]):
                common |= {"ramp_limit_up": row["ramp_share_per_h"], "ramp_limit_down": row["ramp_share_per_h"]}
            if row["candidate"]:
                if fleet.build_limit_mw.loc[name, year] > 0:
                    usd = fleet.build_usd_per_mw_year.loc[name, year] + fleet.fixed_usd_per_mw_year.loc[name, year]
                    self._generator(name, row["zone"], row["annual_build"] or POWER, p_nom_extendable=True,
                        capital_cost=usd,
                                    **common)  # fmt: skip
                continue
            existing_mw = fleet.existing_mw.loc[name, year]
            if row["dispatch"] == "energy_budget":
                common["e_sum_max"] = existing_mw * fleet.energy_availability.loc[name].sum()
            self._generator(name, row["zone"], p_nom=existing_mw, **common)

    def _storage_fleet(self) -> None:
        storage_fleet, year = self.case.storage_fleet, self.year
        for name, row in zip(storage_fleet.storage.index, storage_fleet.storage.to_dict("records"), strict=True):
            common = {
                "bus": row["zone"], "cyclic_state_of_charge": True, "efficiency_store": row["charge_efficiency"],
                "efficiency_dispatch": row["discharge_efficiency"], "p_max_pu": row["availability"],
                "p_min_pu": -row["availability"], "marginal_cost": storage_fleet.variable_usd_per_mwh.loc[name, year],
            }  # fmt: skip
            if not row["candidate"]:
                hours = row["energy_mwh"] / row["power_mw"] if row["power_mw"] > 0 else 0.0
                self._part("StorageUnit", name, carrier=POWER, p_nom=storage_fleet.existing_mw.loc[name, year],
                           max_hours=hours, **common)  # fmt: skip
            elif storage_fleet.build_limit_mw.loc[name, year] > 0:
                usd = storage_fleet.build_usd_per_mw_year.loc[name,
                    year] + storage_fleet.fixed_usd_per_mw_year.loc[name, year]
                self._part("StorageUnit", name, carrier=row["annual_build"] or POWER, p_nom_extendable=True,
                           max_hours=row["duration_h"], capital_cost=usd, **common)  # fmt: skip

    def _campuses(self) -> None:
        sites, contract = self.case.sites, self.case.contract
        for site, row in zip(sites.sites.index, sites.sites.to_dict("records"), strict=True):
            shape = self._hours(sites.load_shape.loc[site])
            bus = self._behind_the_meter(site, row) if site in sites.with_onsite else row["zone"]
            # Paid for each MWh not taken: all of it with the MW, and back with every MWh that is taken.
            whole_usd = contract.interruption_usd_per_mwh * float(self.weight_h @ shape)
            place_usd = sites.connection_usd_per_mw_year[site] + sites.charge_usd_per_mw_year[site]
            self._generator(
                campus(site), bus, CAMPUS, sign=-1.0, p_nom_extendable=True,
                p_nom_max=sites.limit_mw.loc[site, self.year], p_max_pu=shape,
                p_min_pu=shape * (1.0 - contract.interruptible_share), marginal_cost=-contract.interruption_usd_per_mwh,
                capital_cost=place_usd + whole_usd,
            )  # fmt: skip

    def _behind_the_meter(self, site: str, row: dict[Any, Any]) -> str:
        sites, year, bus = self.case.sites, self.year, f"meter {site}"
        self._part("Bus", bus, carrier=POWER)
        self._unserved(bus)
        if sites.on_grid.loc[site, year]:
            self._part("Link", f"grid {site}", bus0=row["zone"], bus1=bus, carrier=POWER, p_nom=PLENTY)
        co2_usd = self.case.prices.co2_usd_per_t * row["onsite_co2_t_per_mwh"]
        marginal = sites.onsite_usd_per_mwh.loc[site, year] + co2_usd
        common = {"p_max_pu": row["onsite_availability"], "marginal_cost": marginal}
        self._generator(f"own {site}", bus, p_nom=row["onsite_mw"], **common)
        allowed_mw = max(row["onsite_limit_mw"] - row["onsite_mw"], 0.0)
        self._generator(
            f"new own {site}", bus, p_nom_extendable=True,
            p_nom_max=min(allowed_mw, sites.onsite_build_limit_mw.loc[site, year]),
            capital_cost=sites.onsite_build_usd_per_mw_year.loc[site, year], **common,
        )  # fmt: skip
        return bus

    def _priced(self) -> None:
        """What has a price per MW and generates nothing: MW that fall short, and the fixed cost of what stands."""
        case, year, anywhere = self.case, self.year, self.case.grid.zones.index[0]
        assert isinstance(case.placement, Target)
        idle: dict[str, Any] = {"p_nom_extendable": True, "p_max_pu": 0.0}
        short_usd = case.placement.shortfall_usd_per_mw_year
        missing_usd = case.prices.capacity_shortfall_usd_per_mw_year
        if np.isfinite(short_usd):
            self._generator("shortfall", anywhere, CAMPUS, capital_cost=short_usd, **idle)
        for market in case.grid.reserve_margins.index:
            if np.isfinite(missing_usd):
                self._generator(missing(market), anywhere, capital_cost=missing_usd, **idle)
        fleet, storage_fleet = case.fleet, case.storage_fleet
        fixed_usd = float((fleet.existing_mw[year] * fleet.fixed_usd_per_mw_year[year]).sum())
        fixed_usd += float((storage_fleet.existing_mw[year] * storage_fleet.fixed_usd_per_mw_year[year]).sum())
        fixed_usd += self.case.grid.line_fixed_usd
        size = fixed_usd / MILLION
        self._generator("fixed cost of what stands", anywhere, p_nom_min=size, p_nom_max=size, capital_cost=MILLION,
                        **idle)  # fmt: skip

    def _limits(self) -> None:
        """The target, and annual build limits and queues, as limits of what is built of a carrier."""
        case, year = self.case, self.year
        assert isinstance(case.placement, Target)
        kind = {"type": "tech_capacity_expansion_limit"}
        self._part("GlobalConstraint", "target", carrier_attribute=CAMPUS, sense="==",
                   constant=float(case.placement.target_mw[year]), **kind)  # fmt: skip
        built = {part["carrier"] for parts in self.parts.values() for part in parts.values()
                 if part.get("p_nom_extendable")}  # fmt: skip
        for name, limits in (("annual_build", case.build_out.annual_build_limit_mw),
            ("queue", case.build_out.queue_limit_mw)):
            for label, limit_mw in limits[year].items():
                if label in built and np.isfinite(limit_mw):
                    self._part("GlobalConstraint", f"{name} {label}", carrier_attribute=label, sense="<=",
                               constant=float(limit_mw), **kind)  # fmt: skip
