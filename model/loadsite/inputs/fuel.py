"""What fuel costs and emits per MWh."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.costs import by_year
from loadsite.inputs.optional_tables import FUEL_PRICE_HOURS
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


def fuel_added_usd_per_mwh(
    users: pd.DataFrame, heat_rate_mmbtu_per_mwh: pd.Series, hours: pd.DatetimeIndex, sources: Sources,
    problems: Problems,
) -> pd.DataFrame:
    """What fuel costs in an hour above, or below, the year, user by snapshot: of users whose price moves [USD/MWh].

        heat rate * (added_usd_per_mmbtu of the month + that of the hour)

    Notes hours that the file of hourly prices lacks.
    """
    added = _added_usd_per_mmbtu(hours, sources, problems)
    labels = [f"{fuel}.{zone}" for fuel, zone in zip(users["fuel"], users["zone"], strict=True)]
    moves = [label in added.columns and bool(added[label].any()) for label in labels]
    of_users = users.index[moves]
    prices = added[[label for label, moved in zip(labels, moves, strict=True) if moved]].to_numpy().T
    heat_rate = heat_rate_mmbtu_per_mwh.loc[of_users].to_numpy(dtype=float)
    columns = pd.RangeIndex(len(hours), name="snapshot")
    return pd.DataFrame(prices.reshape(len(of_users), len(hours)) * heat_rate[:, None], of_users, columns)


def _added_usd_per_mmbtu(hours: pd.DatetimeIndex, sources: Sources, problems: Problems) -> pd.DataFrame:
    """Hour by fuel.zone: what is added to the price of the year."""
    months = sources.folder.tables["fuel_price_months"]
    priced = set(zip(*(sources.folder.tables["fuel_prices"].frame[part] for part in ("zone", "fuel")), strict=True))
    found = pd.DataFrame(index=range(len(hours)))
    amounts = months.frame["added_usd_per_mmbtu"].to_numpy(dtype=float)
    for origin, row, added in zip(months.origins, months.frame.itertuples(index=False), amounts, strict=True):
        if (row.zone, row.fuel) not in priced:
            problems.add(origin, "fuel", f'"{row.fuel}" has no price in the zone "{row.zone}" in fuel_prices.csv')
        label = f"{row.fuel}.{row.zone}"
        before = found[label].to_numpy(dtype=float) if label in found else np.zeros(len(hours))
        found[label] = np.where(hours.month == row.month, before + added, before)
    hourly = sources.folder.fuel_price_usd_per_mmbtu
    if hourly is None:
        return found
    missing = ~hours.isin(hourly.index)
    if missing.any():
        shown = sources.opened.files.shown(f"{sources.scenario.sites}/{FUEL_PRICE_HOURS.file}")
        problems.add(Origin(shown), "hour_utc", f"lacks {hours[missing][0]:%Y-%m-%d %H:%M}, which the scenario needs")
        return found
    of_hours = hourly.loc[hours].reset_index(drop=True)
    return found.add(of_hours, fill_value=0.0)


def check_fuel_price_years(sources: Sources, problems: Problems) -> None:
    """Note fuel prices that do not reach the model years."""
    by_year(sources.folder.tables["fuel_prices"], "price_usd_per_mmbtu", sources.years, problems)


def co2_t_per_mwh(fuel: pd.Series, heat_rate_mmbtu_per_mwh: pd.Series, sources: Sources) -> pd.Series:
    """Carbon dioxide emitted per MWh; zero without fuel [t/MWh]."""
    kg_per_mmbtu = pd.concat([pd.Series({"": 0.0}), sources.folder.frame("fuels")["co2_kg_per_mmbtu"]])
    return pd.Series(
        kg_per_mmbtu[fuel].to_numpy(dtype=np.float64) * heat_rate_mmbtu_per_mwh.to_numpy() / KG_PER_T, index=fuel.index)
