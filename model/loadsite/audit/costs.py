"""Audit of the money: every term of the cost recomputed from MW and MWh. [USD]"""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.audit.checks import Findings
from loadsite.audit.commitment import started_per_year
from loadsite.audit.demand_response import paid_for_responses
from loadsite.audit.reading import Reading
from loadsite.audit.rules import rules_broken_usd
from loadsite.audit.standing import existing_mw
from loadsite.audit.storage_energy import energy_annuities
from loadsite.inputs.case import Case, Risk, Target


def check_costs(case: Case, reading: Reading, findings: Findings) -> None:
    """Each term against the table `costs`, which must name the same terms."""
    by_year = {
        **_investment(case, reading),
        "fixed_cost": _fixed(case, reading),
        **_operation(case, reading, case.horizon.snapshots["weight_h"].to_numpy(float)),
        **_missing(case, reading),
    }
    if case.risk is not None:
        by_year["risk"] = _risk(case, reading, case.risk)
    present_value = case.horizon.years["present_value_weight"].to_numpy(float)
    expected = {term: float(usd @ present_value) for term, usd in by_year.items()}
    expected |= rules_broken_usd(case, reading)
    said = reading.results.costs.set_index("term")["usd"]
    terms = sorted(expected | dict.fromkeys(said.index, 0.0))
    findings.equal(
        "costs term by term",
        np.array([float(said.get(term, np.nan)) for term in terms]),
        np.array([expected.get(term, np.nan) for term in terms]),
        (terms,),
    )


def _investment(case: Case, reading: Reading) -> dict[str, Floats]:
    """By year: annuities of all that was built up to then, each at the price of its own year."""

    def annuities(kind: str, usd_per_mw_year: pd.DataFrame) -> Floats:
        built = reading.yearly("built", "built_mw", "label", usd_per_mw_year.index, kind)
        paid = built.values * usd_per_mw_year.loc[built.labels].to_numpy(float)
        return np.asarray(np.cumsum(paid.sum(axis=0)))

    corridors = case.grid.corridors["build_usd_per_mw_year"]
    sites = case.sites
    campus = reading.yearly("siting", "campus_mw", "site", sites.sites.index)
    connection = sites.connection_usd_per_mw_year.loc[campus.labels].to_numpy(float)
    charge = sites.charge_usd_per_mw_year.loc[campus.labels].to_numpy(float)
    return {
        "generator_investment": annuities("generator", case.fleet.build_usd_per_mw_year),
        "storage_investment": annuities("storage", case.storage_fleet.build_usd_per_mw_year)
        + energy_annuities(case, reading),
        "line_investment": annuities("line", pd.DataFrame({year: corridors for year in reading.years})),
        "onsite_investment": annuities("on-site generation", sites.onsite_build_usd_per_mw_year),
        "connection": connection @ campus.values,
        "site_charge": charge @ campus.values,
    }


def _fixed(case: Case, reading: Reading) -> Floats:
    """By year: fixed cost of what stands, and of what has been built, each as in its year of service."""
    fleet, storage_fleet = case.fleet, case.storage_fleet
    new = reading.yearly("built", "built_mw", "label", fleet.generators.index, "generator").on(fleet.generators.index)
    usd_per_mw = fleet.fixed_usd_per_mw_year.to_numpy(float)
    of_fleet = existing_mw(case, reading) * usd_per_mw + np.cumsum(new * usd_per_mw, axis=1)
    new = reading.yearly("built", "built_mw", "label", storage_fleet.storage.index,
        "storage").on(storage_fleet.storage.index)
    usd_per_mw = storage_fleet.fixed_usd_per_mw_year.to_numpy(float)
    of_storage = storage_fleet.existing_mw.to_numpy(float) * usd_per_mw + np.cumsum(new * usd_per_mw, axis=1)
    lines = case.grid.lines
    of_lines = (lines["capacity_mw"] * lines.get("fixed_usd_per_mw_year", 0.0)).sum()
    return np.asarray(of_fleet.sum(axis=0) + of_storage.sum(axis=0) + float(of_lines))


def _operation(case: Case, reading: Reading, weight_h: Floats) -> dict[str, Floats]:
    """By year: fuel, variable cost, on-site generation, emissions, interruptions and unserved load; every hour by its
    weight."""
    fleet, storage_fleet, sites = case.fleet, case.storage_fleet, case.sites

    def energy(table: str, column: str, label: str, known: pd.Index) -> tuple[pd.Index, Floats]:
        claim = reading.hourly(table, column, label, known)
        return claim.labels, claim.values @ weight_h

    generators, generated = energy("dispatch", "generation_mw", "generator", fleet.generators.index)
    storage, discharged = energy("storage", "discharge_mw", "storage", storage_fleet.storage.index)
    _, own = energy("campuses", "onsite_generation_mw", "site", sites.sites.index)
    _, interrupted = energy("campuses", "interrupted_mw", "site", sites.sites.index)
    _, at_campuses = energy("campuses", "unserved_mw", "site", sites.sites.index)
    _, in_zones = energy("balance", "unserved_mw", "zone", case.grid.zones.index)
    emitted = fleet.generators.loc[generators, "co2_t_per_mwh"].to_numpy(float) @ generated
    emitted = emitted + sites.sites["onsite_co2_t_per_mwh"].to_numpy(float) @ own
    emitted = emitted + started_per_year(case, reading, weight_h, case.fleet.commitment["start_co2_t_per_mw"])
    prices = case.prices
    return {
        "fuel": (generated * fleet.fuel_usd_per_mwh.loc[generators].to_numpy(float)).sum(axis=0)
        + _moving_fuel(case, reading, weight_h),
        **_hurdles(case, reading, weight_h),
        **_starts(case, reading, weight_h),
        **paid_for_responses(case, reading, weight_h),
        "variable_cost": (generated * fleet.variable_usd_per_mwh.loc[generators].to_numpy(float)).sum(axis=0)
        + (discharged * storage_fleet.variable_usd_per_mwh.loc[storage].to_numpy(float)).sum(axis=0)
        + _charging(case, reading, weight_h),
        "onsite_operation": (own * sites.onsite_usd_per_mwh.to_numpy(float)).sum(axis=0),
        "emissions_cost": emitted * prices.co2_usd_per_t,
        "interruption": interrupted.sum(axis=0) * case.contract.interruption_usd_per_mwh,
        "unserved_load": (in_zones.sum(axis=0) + at_campuses.sum(axis=0)) * prices.value_of_lost_load_usd_per_mwh,
    }


def _moving_fuel(case: Case, reading: Reading, weight_h: Floats) -> Floats:
    """By year: what fuel costs in an hour above, or below, the year."""
    added = case.fleet.fuel_added_usd_per_mwh
    output = reading.hourly("dispatch", "generation_mw", "generator", case.fleet.generators.index)
    paid = np.zeros(len(reading.years))
    for label, values in zip(output.labels, output.values, strict=True):
        if label in added.index:
            paid += values @ (added.loc[label].to_numpy(float) * weight_h)
    return paid


def _starts(case: Case, reading: Reading, weight_h: Floats) -> dict[str, Floats]:
    """By year: what starts of committed fleets cost and burn, where any fleet is committed."""
    fleet = case.fleet
    if fleet.commitment.empty:
        return {}
    started = reading.hourly("commitment", "started_mw", "generator", fleet.commitment.index)
    paid = ((started.values @ weight_h) * fleet.start_usd_per_mw.loc[started.labels].to_numpy(float)).sum(axis=0)
    added = fleet.fuel_added_usd_per_mwh
    for label, values in zip(started.labels, started.values, strict=True):
        if label in added.index:
            per_mmbtu = added.loc[label].to_numpy(float) / float(fleet.generators.loc[label, "heat_rate_mmbtu_per_mwh"])
            paid += values @ (per_mmbtu * weight_h) * float(fleet.commitment.loc[label, "start_mmbtu_per_mw"])
    return {"starting": paid}


def _charging(case: Case, reading: Reading, weight_h: Floats) -> Floats:
    """By year: what storage pays for charging."""
    usd = case.storage_fleet.charge_usd_per_mwh
    if usd.empty:
        return np.zeros(len(reading.years))
    charged = reading.hourly("storage", "charge_mw", "storage", usd.index)
    return np.asarray(((charged.values @ weight_h) * usd.loc[charged.labels].to_numpy(float)).sum(axis=0))


def _hurdles(case: Case, reading: Reading, weight_h: Floats) -> dict[str, Floats]:
    """By year: what is paid for what lines send, where any line asks for it."""
    price = case.grid.hurdle_usd_per_mwh.to_numpy(float)
    if not price.any():
        return {}
    sent = reading.hourly("flows", "sent_mw", "line", case.grid.lines.index).on(case.grid.lines.index)
    return {"hurdle": price @ (sent @ weight_h)}


def operating_usd(case: Case, reading: Reading, weight_h: Floats) -> Floats:
    """By year: what operation costs, every hour counted by the weights given [USD]."""
    return np.asarray(sum(_operation(case, reading, weight_h).values()))


def _risk(case: Case, reading: Reading, asked: Risk) -> Floats:
    """By year: weight times the mean operating cost of the worst samples, by probability, less that of all."""
    weight_h = case.horizon.snapshots["weight_h"].to_numpy(float)
    sample_of = case.horizon.sample_of_snapshot.to_numpy()
    probability = case.horizon.samples["probability"]
    costs = np.stack([
        operating_usd(case, reading, np.where(sample_of == sample, weight_h, 0.0) / share)
        for sample, share in probability.items()
    ])  # fmt: skip
    shares = probability.to_numpy(float)
    tail = 1.0 - asked.level
    worst = np.zeros(costs.shape[1])
    for year in range(costs.shape[1]):
        left = tail
        for sample in np.argsort(-costs[:, year]):
            taken = min(left, shares[sample])
            worst[year] += taken * costs[sample, year] / tail
            left -= taken
    return np.asarray(asked.weight * (worst - shares @ costs))


def _missing(case: Case, reading: Reading) -> dict[str, Floats]:
    """By year: what is paid for campus MW and firm capacity that fall short; nothing where that is forbidden."""

    def paid(short_mw: Floats, price: float) -> Floats:
        return short_mw * (price if np.isfinite(price) else 0.0)

    markets = case.grid.reserve_margins.index
    firm_mw = np.zeros(len(reading.years))
    if len(markets):
        firm_mw = reading.yearly("adequacy", "shortfall_mw", "market", markets).values.sum(axis=0)
    costs = {"capacity_shortfall": paid(firm_mw, case.prices.capacity_shortfall_usd_per_mw_year)}
    if isinstance(case.placement, Target):
        short_mw = reading.total("shortfall", "shortfall_mw")
        costs["shortfall"] = paid(short_mw, case.placement.shortfall_usd_per_mw_year)
    return costs
