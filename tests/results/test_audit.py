"""The audit passes what is right and names what is wrong: slips in the tables, and slips in the linear program."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from loadsite.audit import AuditFailed, audit
from loadsite.inputs.case import Case
from loadsite.results.tables import Results, tables
from loadsite.run.answer import Answer, compiled
from loadsite.solve import SolveOptions, solve


def test_what_is_right_passes(worked: Answer, hosted: Answer):
    for answer in (worked, hosted):
        found = audit(answer.solve.case, answer.results)
        assert len(found.checks) > 60
        assert found.worst.error < 1e-9


def cell(table: str, column: str, change: Callable[[float], float], **where: Any) -> Callable[[Results], Results]:
    """The results with one cell of one table changed."""

    def fault(results: Results) -> Results:
        frame: pd.DataFrame = getattr(results, table).copy()
        chosen = np.ones(len(frame), dtype=bool)
        for name, value in where.items():
            chosen &= (frame[name] == value).to_numpy()
        assert chosen.sum() == 1, f"{table} {where}: {chosen.sum()} rows"
        row = int(np.flatnonzero(chosen)[0])
        values = frame[column].to_numpy(dtype=float).copy()
        assert change(values[row]) != values[row]
        values[row] = change(values[row])
        frame[column] = values
        return replace(results, **{table: frame})

    return fault


def rows(table: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> Callable[[Results], Results]:
    """The results with one table changed as a whole."""
    return lambda results: replace(results, **{table: change(getattr(results, table))})


def more(amount: float) -> Callable[[float], float]:
    return lambda value: value + amount


AVAILABILITY = "generation within availability"
TARGET = "campus MW and shortfall make the target"
PEAK = {"year": 2030, "snapshot": 10}

FAULTS_OF_TABLES: dict[str, tuple[Callable[[Results], Results], str]] = {
    "generation above availability": (
        cell("dispatch", "generation_mw", more(500), generator="east.gas_cc", **PEAK), AVAILABILITY),
    "generation below zero": (
        cell("dispatch", "generation_mw", lambda mw: -0.1, generator="east.gas_cc", **PEAK), "generation not negative"),
    "a MW of generation lost": (
        cell("dispatch", "generation_mw", more(-1), generator="east.gas_cc", **PEAK), "balance of zones"),
    "available power misread": (
        cell("dispatch", "available_mw", more(1), generator="west.wind", **PEAK), "available power"),
    "a ramp too steep": (
        cell("dispatch", "generation_mw", more(-300), generator="west.coal", year=2030, snapshot=2),
        "ramps of generators"),
    "water from nowhere": (
        cell("dispatch", "generation_mw", more(30), generator="south.hydro", year=2030, snapshot=0),
        "energy budgets of period 0"),
    "a flow above its limit": (
        cell("flows", "sent_mw", more(60), line="east>south", year=2030, snapshot=0), "flows within transfer limits"),
    "a flow against its direction": (
        cell("flows", "sent_mw", lambda mw: -5.0, line="east>south", year=2030, snapshot=0), "flows not negative"),
    "losses forgotten": (
        cell("flows", "received_mw", lambda mw: mw / 0.95, line="east>south", year=2030, snapshot=0),
        "losses of flows"),
    "charging beyond its power": (
        cell("storage", "charge_mw", more(400), storage="east.battery", **PEAK), "charge within the storage"),
    "discharging beyond its power": (
        cell("storage", "discharge_mw", more(400), storage="east.battery", **PEAK), "discharge within the storage"),
    "stored energy that jumps": (
        cell("storage", "state_of_charge_mwh", more(1), storage="east.battery", year=2030, snapshot=3),
        "stored energy carried over"),
    "storage fuller than it is large": (
        cell("storage", "state_of_charge_mwh", more(900), storage="east.battery", year=2030, snapshot=3),
        "stored within the storage"),
    "a period that ends above the cyclic state of charge": (
        cell("storage", "state_of_charge_mwh", more(2), storage="east.battery", year=2030, snapshot=11),
        "periods close at their boundary"),
    "a cyclic state of charge of its own": (
        cell("storage_boundaries", "state_of_charge_mwh", more(5), storage="south.new_battery", year=2035),
        "periods close at their boundary"),
    "more campus than the site allows": (
        cell("siting", "campus_mw", more(1), site="harbour", year=2030), "campus MW within the site's phases"),
    "a campus that shrinks": (
        cell("siting", "campus_mw", more(-100), site="harbour", year=2035), "no campus shrinks"),
    "a campus counted twice": (
        cell("siting", "campus_mw", lambda mw: 2 * mw, site="mine", year=2030), TARGET),
    "shortfall hidden": (
        cell("shortfall", "shortfall_mw", more(10), year=2030), TARGET),
    "a load that does not follow its shape": (
        cell("campuses", "requested_mw", more(1), site="prairie", **PEAK), "campuses request their load shape"),
    "a campus not served": (
        cell("campuses", "grid_withdrawal_mw", more(-1), site="prairie", **PEAK), "campuses are served"),
    "more interrupted than may be": (
        cell("campuses", "interrupted_mw", more(100), site="prairie", **PEAK),
        "interruption within the interruptible share"),
    "interruption all year": (
        rows("campuses", lambda t: t.assign(interrupted_mw=0.2 * t["requested_mw"])),
        "interruption within its yearly energy"),
    "an off-grid campus on the grid": (
        cell("campuses", "grid_withdrawal_mw", more(1), site="mine", **PEAK), "off-grid campuses draw nothing"),
    "on-site generation from nothing": (
        cell("campuses", "onsite_generation_mw", more(5), site="prairie", **PEAK),
        "on-site generation within its capacity"),
    "a firm campus left unserved": (
        cell("campuses", "unserved_mw", more(5), site="harbour", **PEAK),
        "campuses fed by the grid alone are served in full"),
    "built faster than the plan": (
        cell("built", "built_mw", more(200), label="west.new_wind", year=2035),
        "built within annual build limits"),
    "built beyond the queue": (
        cell("built", "built_mw", more(50), label="east.new_gas_cc", year=2030), "built within queue limits"),
    "built before its lead time": (
        cell("built", "built_mw", more(10), label="east.new_nuclear", year=2030),
        "generators built when their lead time allows"),
    "a line beyond its right of way": (
        cell("built", "built_mw", more(900), label="east-west", year=2030), "transmission built within rights of way"),
    "on-site generation beyond the site's limit": (
        cell("built", "built_mw", more(80), label="mine", year=2030), "on-site generation within the site's limit"),
    "a torn-down generator": (
        cell("built", "built_mw", more(-900), label="east.new_gas_cc", year=2030), "built generators not negative"),
    "firm capacity that is not there": (
        rows("built", lambda t: t.assign(built_mw=t["built_mw"].where(t["technology"] != "gas_ct", 0.0))),
        "reserve margin of GULF"),
    "unserved load below zero": (
        cell("balance", "unserved_mw", lambda mw: -1.0, zone="east", **PEAK), "unserved load not negative"),
    "a balance that hides a term": (
        cell("balance", "inflow_mw", more(3), zone="east", **PEAK), "balance table, inflow_mw"),
    "a cost forgotten": (
        cell("costs", "usd", lambda usd: 0.0, term="interruption"), "costs term by term"),
    "a cost a millionth too low": (
        cell("costs", "usd", lambda usd: usd * (1 - 2e-6), term="fuel"), "costs term by term"),
    "a term that nobody knows": (
        rows("costs", lambda t: t.assign(term=t["term"].replace("interruption", "paws"))), "costs term by term"),
    "chips miscounted": (
        cell("siting", "chips", lambda chips: chips / 1000, site="harbour", year=2030), "siting, chips"),
    "energy misread": (
        cell("siting", "grid_withdrawal_mwh", more(100), site="harbour", year=2030), "siting, grid_withdrawal_mwh"),
    "a state that gains": (
        cell("siting_by_state", "campus_mw", more(1), state="NM", year=2030), "siting by state"),
    "a zone that gains": (
        cell("siting_by_zone", "campus_mw", more(2), zone="south", year=2035), "siting by zone"),
    "a market that loses": (
        cell("siting_by_market", "campus_mw", more(-1), market="GULF", year=2035), "siting by market"),
    "capacity misread": (
        cell("capacity", "capacity_mw", more(1), label="west.coal", year=2035), "capacity, generator MW"),
    "energy of a line misread": (
        cell("capacity", "energy_mwh", more(100), label="east>south", year=2035), "capacity, line MWh"),
    "an hour missing": (
        rows("dispatch", lambda t: t.iloc[:-1]), "dispatch: .* rows; expected"),
    "an hour twice": (
        rows("flows", lambda t: pd.concat([t.iloc[:1], t.iloc[:-1]], ignore_index=True)), "flows: rows are not in"),
    "a generator unheard of": (
        rows("dispatch", lambda t: t.assign(generator=t["generator"].astype(object).replace("west.coal", "west.cola"))),
        "'west.cola' is not in the case"),
    "a number that is none": (
        cell("storage", "charge_mw", lambda mw: np.nan, storage="east.battery", **PEAK), "charge_mw: nan in row"),
    "a site missing": (
        rows("siting", lambda t: t[t["site"] != "mine"].reset_index(drop=True)), "a site of the case is missing"),
}  # fmt: skip


@pytest.mark.parametrize(("fault", "named"), FAULTS_OF_TABLES.values(), ids=FAULTS_OF_TABLES.keys())
def test_a_slip_in_the_tables_is_named(fault, named, worked: Answer):
    with pytest.raises(AuditFailed, match=named):
        audit(worked.asked, fault(worked.results))


def grid(**changes: Callable[[Case], Any]) -> Callable[[Case], Case]:
    return lambda case: replace(case, grid=replace(case.grid, **{k: v(case) for k, v in changes.items()}))


def fleet(**changes: Callable[[Case], Any]) -> Callable[[Case], Case]:
    return lambda case: replace(case, fleet=replace(case.fleet, **{k: v(case) for k, v in changes.items()}))


def storage_fleet(**changes: Callable[[Case], Any]) -> Callable[[Case], Case]:
    return lambda case: replace(case,
        storage_fleet=replace(case.storage_fleet, **{k: v(case) for k, v in changes.items()}))


def sites(**changes: Callable[[Case], Any]) -> Callable[[Case], Case]:
    return lambda case: replace(case, sites=replace(case.sites, **{k: v(case) for k, v in changes.items()}))


def build_out(**changes: Callable[[Case], Any]) -> Callable[[Case], Case]:
    return lambda case: replace(case, build_out=replace(case.build_out, **{k: v(case) for k, v in changes.items()}))


def weights(case: Case) -> Case:
    """Every hour counted twice."""
    snapshots = case.horizon.snapshots.assign(weight_h=case.horizon.snapshots["weight_h"] * 2)
    return replace(case, horizon=replace(case.horizon, snapshots=snapshots))


SLIPS_OF_THE_PROGRAM: dict[str, tuple[Callable[[Case], Case], str]] = {
    "load a percent too low": (grid(load_mw=lambda c: c.grid.load_mw * 0.99), "balance of zones"),
    "growth forgotten": (grid(load_factor=lambda c: c.grid.load_factor * 0 + 1), "balance of zones"),
    "losses forgotten": (grid(lines=lambda c: c.grid.lines.assign(loss_share=0.0)), "balance of zones"),
    "lines twice as strong": (
        grid(lines=lambda c: c.grid.lines.assign(capacity_mw=c.grid.lines["capacity_mw"] * 2)),
        "flows within transfer limits"),
    "no reserve margin": (
        grid(reserve_margins=lambda c: c.grid.reserve_margins * 0), "reserve margin of"),
    "no outages": (fleet(availability=lambda c: c.fleet.availability * 0 + 1), "generation within availability"),
    "no ramps": (
        fleet(generators=lambda c: c.fleet.generators.assign(ramp_share_per_h=np.inf)), "ramps of generators"),
    "a wet year": (fleet(energy_availability=lambda c: c.fleet.energy_availability * 2), "energy budgets"),
    "retirements forgotten": (
        fleet(existing_mw=lambda c: c.fleet.existing_mw.apply(lambda row: row * 0 + row.iloc[0], axis=1)),
        "generation within availability"),
    "lead times forgotten": (
        fleet(build_limit_mw=lambda c: c.fleet.build_limit_mw.replace(0.0, np.inf).mul(
            np.where(c.fleet.generators["candidate"], 1.0, 0.0), axis=0).fillna(0.0)),
        "generators built when their lead time allows"),
    "fuel for nothing": (fleet(fuel_usd_per_mwh=lambda c: c.fleet.fuel_usd_per_mwh * 0), "costs term by term"),
    "perfect batteries": (
        storage_fleet(storage=lambda c: c.storage_fleet.storage.assign(charge_efficiency=1.0,
            discharge_efficiency=1.0)),
        "stored energy carried over"),
    "batteries of ten hours": (
        storage_fleet(storage=lambda c: c.storage_fleet.storage.assign(energy_mwh=5000.0)), "within the storage"),
    "phases forgotten": (sites(limit_mw=lambda c: c.sites.limit_mw * 3), "campus MW within the site's phases"),
    "off-grid campuses on the grid": (sites(on_grid=lambda c: c.sites.on_grid * 0 + 1),
        "off-grid campuses draw nothing"),
    "a flat load": (sites(load_shape=lambda c: c.sites.load_shape * 0 + 0.7), "campuses are served"),
    "a plan twice as fast": (build_out(annual_build_limit_mw=lambda c: c.build_out.annual_build_limit_mw * 2),
        "built within annual build limits"),
    "no queues": (build_out(queue_limit_mw=lambda c: c.build_out.queue_limit_mw + 5000), "built within queue limits"),
    "hours counted twice": (weights, "costs term by term"),
    "everything interruptible": (
        lambda c: replace(c, contract=replace(c.contract, interruptible_share=1.0, interruption_energy_share=1.0)),
        "interruption within"),
    "carbon for nothing": (
        lambda c: replace(c, prices=replace(c.prices, co2_usd_per_t=0.0)), "costs term by term"),
}  # fmt: skip


@pytest.mark.parametrize(("slip", "named"), SLIPS_OF_THE_PROGRAM.values(), ids=SLIPS_OF_THE_PROGRAM.keys())
def test_a_slip_in_the_linear_program_is_named(slip, named, worked: Answer, tmp_path):
    """The program of a case that was misread, told as if it were the right one."""
    case = worked.asked
    program = compiled(slip(case))
    solution = solve(program, SolveOptions(threads=1), tmp_path)
    with pytest.raises(AuditFailed, match=named):
        audit(case, tables(case, program, solution))
