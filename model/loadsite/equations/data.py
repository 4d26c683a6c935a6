"""Data of the linear program: from the Case's MW and USD to the solver's GW and M$, as parameters of the model."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.inputs.case import Case, Hosting, Target

GW = 1e-3
"""GW per MW, GWh per MWh"""
MUSD_PER_GW = 1e-3
"""M$/GW per USD/MW, M$/GWh per USD/MWh"""


def declare_data(m: Any, case: Case, pyo: Any) -> None:
    """Declare every parameter on the model; the sets must stand."""
    _time(m, case, pyo)
    _grid(m, case, pyo)
    _fleet(m, case, pyo)
    _stores(m, case, pyo)
    _sites(m, case, pyo)
    _build_out(m, case, pyo)
    _prices(m, case, pyo)
    _adequacy(m, case, pyo)


def _time(m: Any, case: Case, pyo: Any) -> None:
    years = list(m.years)
    before = [years[max(k - 1, 0)] for k in range(len(years))]
    m.year_before = pyo.Param(m.years, values=np.array(before))
    m.present_value = pyo.Param(m.years, values=case.horizon.years["present_value_weight"])
    m.weight = pyo.Param(m.snapshots, values=case.horizon.snapshots["weight_h"])


def _grid(m: Any, case: Case, pyo: Any) -> None:
    grid = case.grid
    corridor = grid.lines["corridor"]
    m.base_load = pyo.Param(m.zones, m.snapshots, values=grid.load_mw.to_numpy() * GW)
    m.load_factor = pyo.Param(m.zones, m.years, values=grid.load_factor)
    m.line_capacity = pyo.Param(m.lines, values=grid.lines["capacity_mw"] * GW)
    m.received_share = pyo.Param(m.lines, values=1.0 - grid.lines["loss_share"])
    m.corridor = pyo.Param(m.lines, values=corridor.to_numpy(dtype=object))
    m.line_cost = pyo.Param(
        m.expandable_corridors, values=_at(grid.corridors["build_usd_per_mw_year"], m.expandable_corridors, MUSD_PER_GW)
    )
    m.corridor_allowed = pyo.Param(
        m.expandable_corridors, m.years, values=_at(grid.corridor_limit_mw, m.expandable_corridors, GW)
    )


def _fleet(m: Any, case: Case, pyo: Any) -> None:
    fleet = case.fleet
    m.availability = pyo.Param(m.generators, m.snapshots, values=_at(fleet.availability, m.generators))
    m.build_cost = pyo.Param(
        m.candidates, m.years, values=_at(fleet.build_usd_per_mw_year, m.candidates, MUSD_PER_GW)
    )
    m.new_fixed_cost = pyo.Param(
        m.candidates, m.years, values=_at(fleet.fixed_usd_per_mw_year, m.candidates, MUSD_PER_GW)
    )
    m.fuel_cost = pyo.Param(m.generators, m.years, values=_at(fleet.fuel_usd_per_mwh, m.generators, MUSD_PER_GW))
    m.variable = pyo.Param(m.generators, m.years, values=_at(fleet.variable_usd_per_mwh, m.generators, MUSD_PER_GW))
    m.co2 = pyo.Param(m.generators, values=_at(fleet.generators["co2_t_per_mwh"], m.generators))
    ramp_share = _at(fleet.generators["ramp_share_per_h"], m.ramping_generators)
    ramping_gw = _at(fleet.existing_mw, m.ramping_generators, GW)
    m.ramp = pyo.Param(m.ramping_generators, m.years, values=ramp_share[:, None] * ramping_gw)
    m.energy_allowed = pyo.Param(m.budget_generators, m.years, m.periods, values=_energy_allowed(m, case))


def _energy_allowed(m: Any, case: Case) -> npt.NDArray[np.float64]:
    """Generator by year by period: what its water allows, in GWh of the period itself."""
    share = _at(case.fleet.energy_availability, m.budget_generators)
    starts = case.horizon.periods["first"].to_numpy(dtype=int)
    by_period = np.add.reduceat(share, starts, axis=1) if len(share) else np.zeros((0, len(starts)))
    existing = _at(case.fleet.existing_mw, m.budget_generators, GW)
    return existing[:, :, None] * by_period[:, None, :]


def _stores(m: Any, case: Case, pyo: Any) -> None:
    stores = case.stores
    storage = stores.storage
    m.charge_efficiency = pyo.Param(m.storage, values=_at(storage["charge_efficiency"], m.storage))
    m.discharge_efficiency = pyo.Param(m.storage, values=_at(storage["discharge_efficiency"], m.storage))
    m.storage_variable = pyo.Param(
        m.storage, m.years, values=_at(stores.variable_usd_per_mwh, m.storage, MUSD_PER_GW)
    )
    m.duration = pyo.Param(m.new_storage, values=_at(storage["duration_h"], m.new_storage))
    m.storage_availability = pyo.Param(m.new_storage, values=_at(storage["availability"], m.new_storage))
    m.storage_build_cost = pyo.Param(
        m.new_storage, m.years, values=_at(stores.build_usd_per_mw_year, m.new_storage, MUSD_PER_GW)
    )
    m.new_storage_fixed_cost = pyo.Param(
        m.new_storage, m.years, values=_at(stores.fixed_usd_per_mw_year, m.new_storage, MUSD_PER_GW)
    )


def _sites(m: Any, case: Case, pyo: Any) -> None:
    sites = case.sites
    supplied = sites.sites.loc[list(m.supplied_sites)]
    weight_h = case.horizon.snapshots["weight_h"].to_numpy()
    m.load_shape = pyo.Param(m.sites, m.snapshots, values=sites.load_shape)
    m.energy_asked = pyo.Param(m.sites, values=sites.load_shape.to_numpy() @ weight_h)
    m.connection_cost = pyo.Param(m.sites, values=sites.connection_usd_per_mw_year * MUSD_PER_GW)
    m.own_supply = pyo.Param(m.supplied_sites, values=supplied["own_supply_mw"] * GW)
    m.own_availability = pyo.Param(m.supplied_sites, values=supplied["own_supply_availability"])
    m.own_co2 = pyo.Param(m.supplied_sites, values=supplied["own_supply_co2_t_per_mwh"])
    m.own_supply_allowed = pyo.Param(
        m.supplied_sites, values=(supplied["own_supply_limit_mw"] - supplied["own_supply_mw"]).clip(lower=0.0) * GW
    )
    m.own_supply_build_cost = pyo.Param(
        m.supplied_sites, m.years, values=_at(sites.own_supply_build_usd_per_mw_year, m.supplied_sites, MUSD_PER_GW)
    )
    m.own_supply_cost = pyo.Param(
        m.supplied_sites, m.years, values=_at(sites.own_supply_usd_per_mwh, m.supplied_sites, MUSD_PER_GW)
    )


def _build_out(m: Any, case: Case, pyo: Any) -> None:
    m.pace_limit = pyo.Param(m.paces, m.years, values=_at(case.build_out.pace_limit_mw, m.paces, GW))
    m.queue_limit = pyo.Param(m.queues, m.years, values=_at(case.build_out.queue_limit_mw, m.queues, GW))


def _prices(m: Any, case: Case, pyo: Any) -> None:
    m.value_of_lost_load = pyo.Param(values=case.prices.value_of_lost_load_usd_per_mwh * MUSD_PER_GW)
    m.capacity_shortfall_price = pyo.Param(values=case.prices.capacity_shortfall_usd_per_mw_year * MUSD_PER_GW)
    # USD/t times t/MWh is USD/MWh.
    m.co2_price = pyo.Param(values=case.prices.co2_usd_per_t * MUSD_PER_GW)
    m.pause_price = pyo.Param(values=case.contract.pause_usd_per_mwh * MUSD_PER_GW)
    m.pausable_share = pyo.Param(values=case.contract.pausable_share)
    m.pause_energy_share = pyo.Param(values=case.contract.pause_energy_share)
    m.standing_fixed_cost = pyo.Param(m.years, values=_standing_fixed_cost(case) * MUSD_PER_GW * GW)
    if isinstance(case.placement, Target):
        m.campus_target = pyo.Param(m.years, values=case.placement.target_mw * GW)
        m.shortfall_price = pyo.Param(values=case.placement.shortfall_usd_per_mw_year * MUSD_PER_GW)
    m.unserved_allowed = pyo.Param(m.years, values=_unserved_allowed(case))


def _standing_fixed_cost(case: Case) -> npt.NDArray[np.float64]:
    """By year [USD]: fixed cost of the existing generators and stores."""
    generators = (case.fleet.existing_mw * case.fleet.fixed_usd_per_mw_year).to_numpy().sum(axis=0)
    power_mw = case.stores.storage["power_mw"].to_numpy()[:, None]
    stores = (power_mw * case.stores.fixed_usd_per_mw_year.to_numpy()).sum(axis=0)
    return np.asarray(generators + stores, dtype=float)


def _unserved_allowed(case: Case) -> npt.NDArray[np.float64]:
    """By year [GWh]: energy that may stay unserved; without limit unless hosting."""
    if not isinstance(case.placement, Hosting):
        return np.full(len(case.horizon.years), np.inf)
    weight_h = case.horizon.snapshots["weight_h"].to_numpy()
    energy_gwh = (case.grid.load_mw.to_numpy() @ weight_h) * GW
    by_year = case.grid.load_factor.to_numpy().T @ energy_gwh
    return np.asarray(case.placement.unserved_limit_share * by_year, dtype=float)


def _adequacy(m: Any, case: Case, pyo: Any) -> None:
    generators, storage, sites = case.fleet.generators, case.stores.storage, case.sites
    markets = list(m.margin_markets)
    margin = case.grid.reserve_margins.loc[markets, "margin_share"].to_numpy(dtype=float)
    m.margin_factor = pyo.Param(m.margin_markets, values=1.0 + margin)
    m.credit = pyo.Param(m.candidates, values=_at(generators["capacity_credit_share"], m.candidates))
    m.storage_credit = pyo.Param(m.new_storage, values=_at(storage["capacity_credit_share"], m.new_storage))
    firm_share = 1.0 - case.contract.pausable_share
    highest_draw = sites.load_shape.to_numpy().max(axis=1)
    m.firm_draw = pyo.Param(
        m.sites, m.years, values=firm_share * highest_draw[:, None] * sites.on_grid.to_numpy(dtype=float)
    )
    standing = firm_capacity_mw(case).loc[markets].to_numpy()
    peak = case.grid.peak_load_mw.loc[markets].to_numpy()
    m.firm_capacity_needed = pyo.Param(
        m.margin_markets, m.years, values=((1.0 + margin)[:, None] * peak - standing) * GW
    )


def firm_capacity_mw(case: Case) -> pd.DataFrame:
    """Market by year: capacity credit of the existing generators and stores [MW]."""
    generators, storage = case.fleet.generators, case.stores.storage
    market_of = case.grid.zones["market"]
    from_generators = case.fleet.existing_mw.mul(generators["capacity_credit_share"], axis=0)
    by_market = from_generators.groupby(generators["zone"].map(market_of)).sum()
    from_storage = (storage["power_mw"] * storage["capacity_credit_share"]).groupby(
        storage["zone"].map(market_of)
    ).sum()
    markets = pd.Index(market_of.unique(), name="market")
    return by_market.reindex(markets, fill_value=0.0).add(from_storage.reindex(markets, fill_value=0.0), axis=0)


def _at(table: pd.DataFrame | pd.Series, labels: Any, unit: float = 1.0) -> npt.NDArray[np.float64]:
    """Rows of a table in the order of an index set, in the solver's unit."""
    return np.asarray(table.loc[list(labels)].to_numpy(dtype=float) * unit)
