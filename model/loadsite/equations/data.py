"""Data of the linear program: from the Case's MW and USD to the solver's GW and M$, as parameters of the model."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.inputs.case import Case, Target

GW = 1e-3
"""GW per MW, GWh per MWh"""
MUSD_PER_GW = 1e-3
"""M$/GW per USD/MW, M$/GWh per USD/MWh"""

Floats = npt.NDArray[np.float64]


def declare_data(m: Any, case: Case, pyo: Any) -> None:
    """Declare every parameter on the model; the sets must stand."""
    _time(m, case, pyo)
    _grid(m, case, pyo)
    _fleet(m, case, pyo)
    _storage_fleet(m, case, pyo)
    _sites(m, case, pyo)
    _build_out(m, case, pyo)
    _prices(m, case, pyo)
    _adequacy(m, case, pyo)


def _time(m: Any, case: Case, pyo: Any) -> None:
    years = list(m.years)
    before = [years[max(k - 1, 0)] for k in range(len(years))]
    m.year_before = pyo.Param(m.years, values=np.array(before))
    m.present_value = pyo.Param(m.years, values=at(case.horizon.years["present_value_weight"], m.years))
    m.weight = pyo.Param(m.snapshots, values=at(case.horizon.snapshots["weight_h"], m.snapshots))
    periods = case.horizon.periods
    m.opening_boundary = pyo.Param(m.first_snapshots, values=periods["opening_boundary"].to_numpy())
    m.closing_boundary = pyo.Param(m.last_snapshots, values=periods["closing_boundary"].to_numpy())
    m.last_hour = pyo.Param(m.first_snapshots, values=periods["last"].to_numpy())
    m.probability = pyo.Param(m.samples, values=at(case.horizon.samples["probability"], m.samples))
    if case.risk is not None:
        m.risk_weight = pyo.Param(values=case.risk.weight)
        m.tail_odds = pyo.Param(values=case.risk.level / (1.0 - case.risk.level))


def _grid(m: Any, case: Case, pyo: Any) -> None:
    grid, corridors = case.grid, m.expandable_corridors
    m.base_load = pyo.Param(m.zones, m.snapshots, values=at(grid.load_mw, m.zones, m.snapshots) * GW)
    m.load_factor = pyo.Param(m.zones, m.years, values=at(grid.load_factor, m.zones, m.years))
    responses, limited = m.responses, m.limited_responses
    m.response_price = pyo.Param(responses, values=at(case.responses["usd_per_mwh"], responses) * MUSD_PER_GW)
    energy = at(case.responses["reduced_mw"], limited) * at(case.responses["hours_per_year"], limited)
    m.response_energy = pyo.Param(limited, values=energy * GW)
    m.line_capacity = pyo.Param(m.lines, values=at(grid.lines["capacity_mw"], m.lines) * GW)
    m.hurdle = pyo.Param(m.lines, values=at(grid.hurdle_usd_per_mwh, m.lines) * MUSD_PER_GW)
    m.received_share = pyo.Param(m.lines, values=1.0 - at(grid.lines["loss_share"], m.lines))
    m.corridor = pyo.Param(m.lines, values=grid.lines["corridor"].loc[list(m.lines)].to_numpy(dtype=object))
    m.line_cost = pyo.Param(
        corridors, values=at(grid.corridors["build_usd_per_mw_year"], corridors) * MUSD_PER_GW
    )
    m.corridor_allowed = pyo.Param(corridors, m.years, values=at(grid.corridor_limit_mw, corridors, m.years) * GW)


def _fleet(m: Any, case: Case, pyo: Any) -> None:
    fleet, candidates, ramping = case.fleet, m.candidates, m.ramping_generators
    m.availability = pyo.Param(m.generators, m.snapshots, values=at(fleet.availability, m.generators, m.snapshots))
    m.build_cost = pyo.Param(
        candidates, m.years, values=at(fleet.build_usd_per_mw_year, candidates, m.years) * MUSD_PER_GW
    )
    m.new_fixed_cost = pyo.Param(
        candidates, m.years, values=at(fleet.fixed_usd_per_mw_year, candidates, m.years) * MUSD_PER_GW
    )
    m.fuel_cost = pyo.Param(
        m.generators, m.years, values=at(fleet.fuel_usd_per_mwh, m.generators, m.years) * MUSD_PER_GW
    )
    m.fuel_added = pyo.Param(
        m.moving_fuel_generators, m.snapshots,
        values=at(fleet.fuel_added_usd_per_mwh.reindex(columns=list(m.snapshots)), m.moving_fuel_generators,
                  m.snapshots) * MUSD_PER_GW,
    )
    m.variable = pyo.Param(
        m.generators, m.years, values=at(fleet.variable_usd_per_mwh, m.generators, m.years) * MUSD_PER_GW
    )
    m.co2 = pyo.Param(m.generators, values=at(fleet.generators["co2_t_per_mwh"], m.generators))
    ramp_share = at(fleet.generators["ramp_share_per_h"], ramping)
    ramping_gw = at(fleet.existing_mw, ramping, m.years) * GW
    m.ramp = pyo.Param(ramping, m.years, values=ramp_share[:, None] * ramping_gw)
    may_ramp = m.ramping_candidates
    m.new_ramp_share = pyo.Param(may_ramp, values=at(fleet.generators["ramp_share_per_h"], may_ramp))
    m.ramp_share = pyo.Param(m.retiring_ramping, values=at(fleet.generators["ramp_share_per_h"], m.retiring_ramping))
    retiring = m.retiring_generators
    kept_gw = at(fleet.least_kept_mw, retiring, m.years) * GW
    m.least_kept = pyo.Param(retiring, m.years, values=kept_gw)
    standing_gw = at(fleet.existing_mw, retiring, m.years) * GW
    entering = np.maximum(np.diff(standing_gw, axis=1, prepend=0.0), 0.0)
    m.entering = pyo.Param(retiring, m.years, values=entering)
    m.kept_fixed_cost = pyo.Param(
        retiring, m.years, values=at(fleet.fixed_usd_per_mw_year, retiring, m.years) * MUSD_PER_GW
    )
    m.kept_credit = pyo.Param(retiring, values=at(fleet.generators["capacity_credit_share"], retiring))
    m.energy_allowed = pyo.Param(m.budget_generators, m.years, m.periods, values=_energy_allowed(m, case))


def _energy_allowed(m: Any, case: Case) -> Floats:
    """Generator by year by period: what its water allows, in GWh of the period itself."""
    share = at(case.fleet.energy_availability, m.budget_generators, m.snapshots)
    by_period = np.stack([share[:, list(m.snapshots_of[p])].sum(axis=1) for p in m.periods], axis=1)
    existing = at(case.fleet.existing_mw, m.budget_generators, m.years) * GW
    return np.asarray(existing[:, :, None] * by_period[:, None, :])


def _storage_fleet(m: Any, case: Case, pyo: Any) -> None:
    storage_fleet, storage, new = case.storage_fleet, case.storage_fleet.storage, m.new_storage
    m.charge_efficiency = pyo.Param(m.storage, values=at(storage["charge_efficiency"], m.storage))
    m.discharge_efficiency = pyo.Param(m.storage, values=at(storage["discharge_efficiency"], m.storage))
    m.storage_variable = pyo.Param(
        m.storage, m.years, values=at(storage_fleet.variable_usd_per_mwh, m.storage, m.years) * MUSD_PER_GW
    )
    apart, charged = m.apart_storage, m.paid_charging
    energy_usd = storage_fleet.energy_usd_per_mwh_year.reindex(columns=list(m.years))
    m.energy_cost = pyo.Param(apart, m.years, values=at(energy_usd, apart, m.years) * MUSD_PER_GW)
    hours = storage_fleet.duration_range_h.astype(float)
    m.least_hours = pyo.Param(apart, values=at(hours["least_duration_h"], apart))
    m.most_hours = pyo.Param(apart, values=np.minimum(at(hours["most_duration_h"], apart), 1e4))
    charge_usd = storage_fleet.charge_usd_per_mwh.reindex(columns=list(m.years))
    m.charge_cost = pyo.Param(charged, m.years, values=at(charge_usd, charged, m.years) * MUSD_PER_GW)
    m.duration = pyo.Param(new, values=at(storage["duration_h"], new))
    m.storage_availability = pyo.Param(new, values=at(storage["availability"], new))
    m.storage_build_cost = pyo.Param(
        new, m.years, values=at(storage_fleet.build_usd_per_mw_year, new, m.years) * MUSD_PER_GW
    )
    m.new_storage_fixed_cost = pyo.Param(
        new, m.years, values=at(storage_fleet.fixed_usd_per_mw_year, new, m.years) * MUSD_PER_GW
    )


def _sites(m: Any, case: Case, pyo: Any) -> None:
    sites, table, supplied = case.sites, case.sites.sites, m.supplied_sites
    load_shape = at(sites.load_shape, m.sites, m.snapshots)
    m.load_shape = pyo.Param(m.sites, m.snapshots, values=load_shape)
    asked = load_shape * at(case.horizon.snapshots["weight_h"], m.snapshots)
    m.requested_energy = pyo.Param(m.sites, values=asked.sum(axis=1))
    by_sample = np.stack([asked[:, list(m.snapshots_of_sample[w])].sum(axis=1) for w in m.samples], axis=1)
    m.requested_energy_in_sample = pyo.Param(m.sites, m.samples, values=by_sample)
    m.connection_cost = pyo.Param(m.sites, values=at(sites.connection_usd_per_mw_year, m.sites) * MUSD_PER_GW)
    m.site_charge_cost = pyo.Param(m.sites, values=at(sites.charge_usd_per_mw_year, m.sites) * MUSD_PER_GW)
    standing_mw = at(table["onsite_mw"], supplied)
    m.onsite = pyo.Param(supplied, values=standing_mw * GW)
    m.onsite_availability = pyo.Param(supplied, values=at(table["onsite_availability"], supplied))
    m.onsite_co2 = pyo.Param(supplied, values=at(table["onsite_co2_t_per_mwh"], supplied))
    left_mw = np.maximum(at(table["onsite_limit_mw"], supplied) - standing_mw, 0.0)
    m.onsite_allowed = pyo.Param(supplied, values=left_mw * GW)
    m.onsite_build_cost = pyo.Param(
        supplied, m.years, values=at(sites.onsite_build_usd_per_mw_year, supplied, m.years) * MUSD_PER_GW
    )
    m.onsite_cost = pyo.Param(
        supplied, m.years, values=at(sites.onsite_usd_per_mwh, supplied, m.years) * MUSD_PER_GW
    )


def _build_out(m: Any, case: Case, pyo: Any) -> None:
    m.annual_build_limit = pyo.Param(m.annual_builds, m.years,
        values=at(case.build_out.annual_build_limit_mw, m.annual_builds, m.years) * GW)
    m.zone_limit_gw = pyo.Param(
        m.zone_limits, values=at(case.build_out.zone_limit["limit_mw"].astype(float), m.zone_limits) * GW
    )
    sites, builds = m.committed_sites, m.committed_builds
    m.committed_campus_gw = pyo.Param(
        sites, m.years, values=at(case.sites.committed_mw.reindex(columns=list(m.years)), sites, m.years) * GW
    )
    m.committed_build_gw = pyo.Param(
        builds, m.years, values=at(case.build_out.committed_mw.reindex(columns=list(m.years)), builds, m.years) * GW
    )
    m.queue_limit = pyo.Param(m.queues, m.years, values=at(case.build_out.queue_limit_mw, m.queues, m.years) * GW)


def _prices(m: Any, case: Case, pyo: Any) -> None:
    m.value_of_lost_load = pyo.Param(values=case.prices.value_of_lost_load_usd_per_mwh * MUSD_PER_GW)
    m.capacity_shortfall_price = pyo.Param(values=_price(case.prices.capacity_shortfall_usd_per_mw_year))
    # USD/t times t/MWh is USD/MWh.
    m.co2_price = pyo.Param(values=case.prices.co2_usd_per_t * MUSD_PER_GW)
    m.interruption_price = pyo.Param(values=case.contract.interruption_usd_per_mwh * MUSD_PER_GW)
    m.interruptible_share = pyo.Param(values=case.contract.interruptible_share)
    m.interruption_energy_share = pyo.Param(values=case.contract.interruption_energy_share)
    m.standing_fixed_cost = pyo.Param(m.years, values=_standing_fixed_cost(m, case) * MUSD_PER_GW * GW)
    if isinstance(case.placement, Target):
        m.campus_target = pyo.Param(m.years, values=at(case.placement.target_mw, m.years) * GW)
        m.shortfall_price = pyo.Param(values=_price(case.placement.shortfall_usd_per_mw_year))
    if case.placement.unserved_limit_share is not None:
        allowed = case.placement.unserved_limit_share * _load_gwh(m, case)
        m.unserved_allowed = pyo.Param(m.years, values=allowed)


def _standing_fixed_cost(m: Any, case: Case) -> Floats:
    """By year [USD]: fixed cost of the storage and generators that stand whatever is decided."""
    fleet, storage_fleet = case.fleet, case.storage_fleet
    generators, storage = fleet.generators.index, storage_fleet.storage.index
    fixed_usd_per_mw = at(fleet.fixed_usd_per_mw_year, generators, m.years)
    of_generators = at(fleet.always_standing_mw, generators, m.years) * fixed_usd_per_mw
    power_mw = at(storage_fleet.existing_mw, storage, m.years)
    of_storage = power_mw * at(storage_fleet.fixed_usd_per_mw_year, storage, m.years)
    return np.asarray(of_generators.sum(axis=0) + of_storage.sum(axis=0) + case.grid.line_fixed_usd)


def _price(usd_per_mw_year: float) -> float:
    """M$/GW-year of a shortfall; none where nothing may fall short, as a bound sees to that."""
    return usd_per_mw_year * MUSD_PER_GW if np.isfinite(usd_per_mw_year) else 0.0


def _load_gwh(m: Any, case: Case) -> Floats:
    """By year [GWh]: load of all zones."""
    weight_h = at(case.horizon.snapshots["weight_h"], m.snapshots)
    by_zone = at(case.grid.load_mw, m.zones, m.snapshots) @ weight_h * GW
    return np.asarray(at(case.grid.load_factor, m.zones, m.years).T @ by_zone)


def _adequacy(m: Any, case: Case, pyo: Any) -> None:
    generators, storage, sites = case.fleet.generators, case.storage_fleet.storage, case.sites
    margin = at(case.grid.reserve_margins["margin_share"], m.margin_markets)
    m.margin_factor = pyo.Param(m.margin_markets, values=1.0 + margin)
    m.credit = pyo.Param(m.candidates, values=at(generators["capacity_credit_share"], m.candidates))
    m.storage_credit = pyo.Param(m.new_storage, values=at(storage["capacity_credit_share"], m.new_storage))
    firm_share = 1.0 - case.contract.interruptible_share
    highest_draw = at(sites.load_shape, m.sites, m.snapshots).max(axis=1, initial=0.0)
    m.firm_draw = pyo.Param(
        m.sites, m.years, values=firm_share * highest_draw[:, None] * at(sites.on_grid, m.sites, m.years)
    )
    standing = at(firm_capacity_mw(case, case.fleet.always_standing_mw), m.margin_markets, m.years)
    peak = at(case.grid.peak_load_mw, m.margin_markets, m.years)
    m.firm_capacity_needed = pyo.Param(
        m.margin_markets, m.years, values=((1.0 + margin)[:, None] * peak - standing) * GW
    )


def firm_capacity_mw(case: Case, standing_mw: pd.DataFrame) -> pd.DataFrame:
    """Market by year: capacity credit of the generators that stand, generator by year, and of the storage [MW]."""
    generators, storage = case.fleet.generators, case.storage_fleet.storage
    market_of = case.grid.zones["market"]
    from_generators = standing_mw.mul(generators["capacity_credit_share"], axis=0)
    by_market = from_generators.groupby(generators["zone"].map(market_of)).sum()
    from_storage = case.storage_fleet.existing_mw.mul(storage["capacity_credit_share"], axis=0)
    of_storage = from_storage.groupby(storage["zone"].map(market_of)).sum()
    markets = pd.Index(market_of.unique(), name="market")
    responses = case.responses
    credit = responses["reduced_mw"].astype(float) * responses["capacity_credit_share"].astype(float)
    of_responses = credit.groupby(responses["zone"].map(market_of)).sum().reindex(markets, fill_value=0.0)
    firm = by_market.reindex(markets, fill_value=0.0).add(of_storage.reindex(markets, fill_value=0.0))
    return firm.add(of_responses, axis=0)


def at(table: pd.DataFrame | pd.Series, rows: Any, columns: Any = None) -> Floats:
    """A table's numbers in the order of index sets, whatever the order of the table; KeyError where one is missing."""
    values = table.to_numpy(dtype=float)[_positions(table.index, rows)]
    return values if columns is None else values[:, _positions(table.columns, columns)]


def _positions(index: pd.Index, labels: Any) -> npt.NDArray[np.intp]:
    """Where labels stand in an index; KeyError for one that does not."""
    wanted = pd.Index(list(labels))
    found = index.get_indexer(wanted)
    if (found < 0).any():
        raise KeyError(wanted[int(np.argmin(found))])
    return found
