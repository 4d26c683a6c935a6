"""What power costs, in sentences: the zonal price of a zone, and the full cost of a campus with its parts."""

from __future__ import annotations

import pandas as pd

from loadsite.results.campus_costs import PARTS
from loadsite.results.families import Solved
from loadsite.results.prices import zone_prices

LEAST_USD = 0.005
"""Parts of less would read 0.00 [USD/MWh]."""


def zone_verdict(solved: Solved, zone_years: pd.DataFrame, zone: str) -> list[str]:
    """By year: the zonal price averaged over the hours of the year, and over the load; every hour by its weight."""
    zones = solved.case.grid.zones.index
    weight_h = solved.weight_h
    by_hours = zone_prices(solved) @ weight_h / weight_h.sum()
    by_load = zone_years[zone_years["zone"] == zone].set_index("year")["price_usd_per_mwh"]
    at = zones.get_loc(zone)
    return [
        f"{year}: average price {by_hours[at, number]:,.2f} USD/MWh over all hours, "
        f"{by_load[year]:,.2f} over its load; all zones alike {by_hours[:, number].mean():,.2f} over all hours"
        for number, year in enumerate(solved.years)
    ]


def power_cost_words(campus_costs: pd.DataFrame, site: str) -> list[str]:
    """By year with a campus: its full cost per MWh served, part by part, and the price of its zone beside it."""
    told = []
    for row in campus_costs[campus_costs["site"] == site].to_dict("records"):
        parts = ", ".join(
            f"{name.replace('_', ' ')} {row[f'{name}_usd_per_mwh']:,.2f}" for name in PARTS
            if abs(row[f"{name}_usd_per_mwh"]) >= LEAST_USD
        )  # fmt: skip
        told.append(f"{row['year']}: full cost {row['full_cost_usd_per_mwh']:,.2f} USD/MWh served ({parts}); "
                    f"zonal price {row['zonal_price_usd_per_mwh']:,.2f} USD/MWh")  # fmt: skip
    return told
