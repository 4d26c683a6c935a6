"""Checks that the hourly files hold the columns that the tables ask for, and no others."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from loadsite.inputs.cells import Rows
from loadsite.inputs.new_build_zones import zones_that_name
from loadsite.inputs.problems import Problems
from loadsite.inputs.suggestions import did_you_mean
from loadsite.origin import Origin


def check_load_columns(load_mw: pd.DataFrame, tables: Mapping[str, Rows], shown: str, problems: Problems) -> None:
    """The load has one column per zone."""
    if "zones" not in tables:
        return
    zones = tables["zones"].frame["zone"].to_list()
    for zone in zones:
        if zone not in load_mw.columns:
            problems.add(Origin(shown), zone, "column missing; expected the load of that zone [MW]")
    for name in load_mw.columns:
        if name not in zones:
            problems.add(Origin(shown), name, "nothing reads this column; it is no zone", did_you_mean(name, zones))


def check_fuel_price_columns(
    prices: pd.DataFrame, tables: Mapping[str, Rows], shown: str, problems: Problems
) -> None:
    """Every column is a fuel in a zone where fuel_prices.csv has a price of it."""
    if "fuel_prices" not in tables:
        return
    priced = tables["fuel_prices"].frame
    known = sorted({f"{fuel}.{zone}" for fuel, zone in zip(priced["fuel"], priced["zone"], strict=True)})
    for name in prices.columns:
        if name not in known:
            what = "has no price in fuel_prices.csv; expected fuel.zone of one that has"
            problems.add(Origin(shown), name, what, did_you_mean(name, known))


def check_availability_columns(
    availability: pd.DataFrame, tables: Mapping[str, Rows], shown: str, problems: Problems
) -> None:
    """Every profile has a column for each zone where its technology stands or can be built."""
    if not {"zones", "technologies", "technology_costs", "generators", "zone_builds"} <= tables.keys():
        return
    zones = tables["zones"].frame["zone"].to_list()
    technologies = tables["technologies"].frame
    fleets = tables["generators"].frame
    buildable = set(tables["technology_costs"].frame["technology"])
    known: set[str] = set()
    by_weather = technologies[technologies["dispatch"].isin(["profile", "energy_budget"])]
    for technology, profile, plan in zip(
        by_weather["technology"], by_weather["profile"], by_weather["plan_technology"], strict=True
    ):
        known |= {f"{profile}.{zone}" for zone in zones}
        needed = set(fleets.loc[fleets["technology"] == technology, "zone"])
        if technology in buildable and plan != "":
            needed |= set(zones_that_name(tables["zone_builds"].frame, technology, zones))
        for zone in (each for each in zones if each in needed):
            if f"{profile}.{zone}" not in availability.columns:
                what = f"column missing; expected the availability of {technology}"
                problems.add(Origin(shown), f"{profile}.{zone}", what)
    for name in availability.columns:
        if name not in known:
            hint = did_you_mean(name, known)
            problems.add(Origin(shown), name, "nothing reads this column; expected profile.zone", hint)
