"""The ten-day brownfield case of the course "Power Systems Optimization" as a study of loadsite.

Source: repository Power-Systems-Optimization-Course/power-systems-optimization, folder
Notebooks/complex_expansion_data/10_days, read with notebook 07. The tables are read where they lie; nothing of them is
part of loadsite.

Zone 1 to 3 are NORTH, SOUTH and ISLE. Every generator is a technology of its own; annuities are given, so that they are
investments of a life of one year at a rate of 0. Each of the ten days stands in the year where it first occurs. As the
notebook does, hydro and what cannot be dispatched is left out, and lines have a fixed cost of 5 % of their investment.
"""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pandas as pd

from tiny_study import CONNECTION_COSTS, PLAIN_SITE, collection, write_tiny_study

ZONES = {"1": "NORTH", "2": "SOUTH", "3": "ISLE"}
YEAR = 2030
SCENARIO = f"""\
name: course
sites: ../sites/tiny
plan: plans/tiny_plan.yaml
years: [{YEAR}]
base_year: {YEAR - 1}
cost_year: 2024
place: {{target_mw: {{{YEAR}: 0}}, shortfall_usd_per_mw_year: 5000000}}
time:
  load_year: 2023
  resolution: periods
  periods: periods.csv
  state_of_charge: own
  cyclic: true
prices: {{value_of_lost_load_usd_per_mwh: 9000}}
transmission: {{life_years: 1, upkeep_share: 0.05}}
reserve_margins: false
finance: {{discount_rate: 0}}
solve: {{method: single, threads: 1, time_limit_s: 900}}
"""
PLAN = """\
name: tiny_plan
title: nothing limits what is built but its zone
national_gw_per_year: {any: 10000}
apportionment: even
source: made up for the test
confidence: estimate
"""


def rows(folder: Path, file: str) -> list[dict[str, str]]:
    with (folder / file).open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def table(columns: str, lines: list[list[object]]) -> str:
    text = [",".join("" if cell is None else str(cell) for cell in line) for line in lines]
    return "\n".join([columns, *text]) + "\n"


def write_course(folder: Path, data: Path) -> Path:
    """The scenario file of the study written into `folder`."""
    fleet = [one for one in rows(data, "Generators_data.csv") if "1" not in (one["HYDRO"], one["NDISP"])]
    for one in fleet:
        one["name"], one["at"] = f"t{one['R_ID']}", ZONES[one["zone"]]
        one["fuel"] = "" if one["Fuel"] == "None" else one["Fuel"]
    new = [one for one in fleet if one["New_Build"] == "1"]
    old = [one for one in fleet if one["New_Build"] != "1"]
    path = write_tiny_study(folder, **{
        "scenario": SCENARIO, "plan": PLAN,
        "zone_shares": table("zone,even", [[zone, 0.33] for zone in ZONES.values()]),
        **_network(data), **_fuels(data), **_technologies(fleet, new), **_fleet(old, new),
        "storage": table("storage,zone,technology,power_mw,energy_mwh,round_trip_efficiency,variable_usd_per_mwh,"
                         "fixed_usd_per_mw_year,outage_share,capacity_credit_share", []),
        "retirements": "generator,year,retired_mw\n", "queues": "zone,plan_technology,queue_mw,by_year\n",
        "load_growth": table("zone,year,load_factor", [[z, y, 1] for z in ZONES.values() for y in (2023, YEAR)]),
        "reserve_margins": "market,margin_share\n", "site_phases": "site,year,limit_mw\n",
        "connection_costs": CONNECTION_COSTS,
        "sites": collection((PLAIN_SITE, {"type": "Point", "coordinates": [-99.0, 34.0]})),
        **_hours(folder, data, fleet),
    })  # fmt: skip
    (folder / "scenarios" / "periods.csv").write_text(_periods(data))
    return path


def _network(data: Path) -> dict[str, str]:
    lines, corridors = [], []
    for row in rows(data, "Network.csv")[:2]:
        one, other = (ZONES[k] for k in "123" if float(row[f"z{k}"]) != 0.0)
        mw, name = float(row["Line_Max_Flow_MW"]), f"{one}-{other}"
        corridors.append([name, 1, row["Line_Reinforcement_Cost_per_MW_yr"], row["Line_Max_Reinforcement_MW"], 0])
        for start, end in ((one, other), (other, one)):
            fixed = 0.05 * float(row["Line_Reinforcement_Cost_per_MW_yr"]) if start == one else 0.0
            lines.append([f"{start}>{end}", start, end, name, "AC", mw, mw, mw, 0, "published", fixed])
    return {
        "corridors": table("corridor,length_km,expansion_usd_per_mw_km,expansion_limit_mw,lead_time_years", corridors),
        "lines": table("line,from_zone,to_zone,corridor,kind,capacity_mw,capacity_low_mw,capacity_high_mw,loss_share,"
                       "basis,fixed_usd_per_mw_year", lines),
    }  # fmt: skip


def _fuels(data: Path) -> dict[str, str]:
    fuels = [row for row in rows(data, "Fuels_data.csv") if row["Fuel"] != "None"]
    prices = [[zone, row["Fuel"], YEAR, row["Cost_per_MMBtu"]] for row in fuels for zone in ZONES.values()]
    return {
        "fuels": table("fuel,co2_kg_per_mmbtu", [[row["Fuel"], 0] for row in fuels]),
        "fuel_prices": table("zone,fuel,year,price_usd_per_mmbtu", prices),
    }


def _technologies(fleet: list[dict[str, str]], new: list[dict[str, str]]) -> dict[str, str]:
    lines = []
    for one in fleet:
        stores, built = one["STOR"] != "0", one in new
        ramp = None if stores else one["Ramp_Up_percentage"]
        lines.append([
            one["name"], one["Resource"], "storage" if stores else "profile", None if stores else one["name"],
            one["fuel"], "any" if built else None, 0, 0, ramp, 0, None, 0.92 * 0.92 if stores else None,
            *([0, 1, 0] if built else [None, None, None]),
        ])  # fmt: skip
    return {"technologies": table(
        "technology,name,dispatch,profile,fuel,plan_technology,outage_share,capacity_credit_share,ramp_share_per_h,"
        "water_m3_per_mwh,duration_h,round_trip_efficiency,lead_time_years,life_years,real_rate", lines)}  # fmt: skip


def _fleet(old: list[dict[str, str]], new: list[dict[str, str]]) -> dict[str, str]:
    def heat_rate(one: dict[str, str]) -> str | None:
        return one["Heat_rate_MMBTU_per_MWh"] if one["fuel"] else None

    def thousandth(text: str) -> float:
        return float(text) / 1000.0

    stands = [[f"{one['at']}.{one['name']}", one["at"], one["name"], one["Existing_Cap_MW"], heat_rate(one),
               one["Var_OM_cost_per_MWh"], one["Fixed_OM_cost_per_MWyr"], 0, 0, YEAR] for one in old]
    costs = [[one["name"], YEAR, thousandth(one["Inv_cost_per_MWyr"]), 0, thousandth(one["Fixed_OM_cost_per_MWyr"]),
              one["Var_OM_cost_per_MWh"], heat_rate(one), thousandth(one["Inv_cost_per_MWhyr"]),
              thousandth(one["Fixed_OM_cost_per_MWhyr"])] for one in new]
    zones = [[one["name"], one["at"], one["Max_Cap_MW"] if float(one["Max_Cap_MW"]) > 0 else None, None, None, None]
             for one in new]
    return {
        "generators": table("generator,zone,technology,capacity_mw,heat_rate_mmbtu_per_mwh,variable_usd_per_mwh,"
                            "fixed_usd_per_mw_year,outage_share,capacity_credit_share,may_retire_from_year", stands),
        "technology_costs": table("technology,year,investment_usd_per_kw,published_usd_per_kw,fixed_usd_per_kw_year,"
                                  "variable_usd_per_mwh,heat_rate_mmbtu_per_mwh,energy_investment_usd_per_kwh,"
                                  "energy_fixed_usd_per_kwh_year", costs),
        "zone_builds": table("technology,zone,limit_mw,investment_factor,added_investment_usd_per_kw,"
                             "variable_usd_per_mwh", zones),
    }  # fmt: skip


def _days(data: Path) -> np.ndarray:
    """Day of the year -> number of the representative day, from 0."""
    return np.array([int(row["cluster"]) - 1 for row in rows(data, "Cluster_order.csv")])


def _periods(data: Path) -> str:
    days = _days(data)
    weights = [float(row["Sub_Weights"]) / 24.0 for row in rows(data, "Load_data.csv")[:10]]
    lines = []
    for number, weight in enumerate(weights):
        first = pd.Timestamp("2023-01-01") + pd.Timedelta(days=int(np.flatnonzero(days == number)[0]))
        lines.append([f"{first:%Y-%m-%dT%H:%M}", 24, weight])
    return table("start_utc,hours,weight", lines)


def _hours(folder: Path, data: Path, fleet: list[dict[str, str]]) -> dict[str, object]:
    """Load and availability of the whole year, every day as the one that stands for it; segments of load at a price."""
    load, variability = rows(data, "Load_data.csv"), rows(data, "Generators_variability.csv")
    at = (24 * _days(data)[:, None] + np.arange(24)[None, :]).ravel()
    hours = pd.date_range("2023-01-01", periods=8760, freq="h", tz="UTC")
    of_zone = {zone: np.array([float(row[f"Load_MW_z{k}"]) for row in load])[at] for k, zone in ZONES.items()}
    names = [name for name in variability[0] if name]
    shares = {
        f"{one['name']}.{one['at']}": np.array([float(row[names[int(one["R_ID"]) - 1]]) for row in variability])[at]
        for one in fleet if one["STOR"] == "0"
    }  # fmt: skip
    (segment,) = [row for row in load if row["Demand_segment"] == "2.0"]
    responses = [[f"segment.{zone}", zone, None, segment["Max_demand_curtailment"], segment["$/MWh"], None, None]
                 for zone in ZONES.values()]
    return {
        "load": pd.DataFrame({"hour_utc": hours, **of_zone}),
        "availability": pd.DataFrame({"hour_utc": hours, **shares}),
        "demand_response": table("response,zone,reduced_mw,load_share,usd_per_mwh,hours_per_year,"
                                 "capacity_credit_share", responses),
    }  # fmt: skip
