"""What fuel costs and emits per MWh."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.costs import by_year
from loadsite.inputs.problems import Problems
from loadsite.inputs.sources import Sources
from loadsite.origin import Origin

KG_PER_T = 1000


def fuel_usd_per_mwh(
    users: pd.DataFrame, heat_rate_mmbtu_per_mwh: pd.DataFrame, sources: Sources, problems: Problems
) -> pd.DataFrame:
    """Fuel price of the zone times heat rate, user by year; zero without fuel [USD/MWh].

    `users` has zone and fuel ("" for none). Notes a fuel without a price in the zone where it is burnt.
    """
    rows = sources.folder.tables["fuel_prices"]
    prices = by_year(rows, "price_usd_per_mmbtu", sources.years, Problems())
    wanted = pd.MultiIndex.from_frame(users[["zone", "fuel"]])
    burnt = (users["fuel"] != "").to_numpy()
    for zone, fuel in dict.fromkeys(wanted[burnt & ~wanted.isin(prices.index)]):
        problems.add(Origin(rows.shown), "fuel", f'has no price of "{fuel}" in the zone "{zone}", where it is burnt')
    price = prices.reindex(wanted).set_axis(users.index, axis=0)
    price.loc[~burnt] = 0.0
    return price * heat_rate_mmbtu_per_mwh


def check_fuel_price_years(sources: Sources, problems: Problems) -> None:
    """Note fuel prices that do not reach the model years."""
    by_year(sources.folder.tables["fuel_prices"], "price_usd_per_mmbtu", sources.years, problems)


def co2_t_per_mwh(fuel: pd.Series, heat_rate_mmbtu_per_mwh: pd.Series, sources: Sources) -> pd.Series:
    """Carbon dioxide emitted per MWh; zero without fuel [t/MWh]."""
    kg_per_mmbtu = pd.concat([pd.Series({"": 0.0}), sources.folder.frame("fuels")["co2_kg_per_mmbtu"]])
    return pd.Series(
        kg_per_mmbtu[fuel].to_numpy(dtype=np.float64) * heat_rate_mmbtu_per_mwh.to_numpy() / KG_PER_T, index=fuel.index)
