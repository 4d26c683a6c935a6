"""The card of each site: its limit and who says so, its connection, its cost by part, and what binds there."""

from __future__ import annotations

from math import nan
from typing import Any

import pandas as pd

from loadsite.report.figure import Card
from loadsite.report.part_cost import PARTS
from loadsite.report.rows import rows
from loadsite.report.run import PLACED_MW, Run
from loadsite.report.words import mw, number, shown, title_of
from loadsite.results.headline import per_mwh

LEAST_USD = 1.0
"""Less is no shadow price [USD/MW-year]."""
LISTED = 5


def cards(run: Run, year: int) -> tuple[Card, ...]:
    """A card per site, of one model year; MW of all years where there are several."""
    of_year = run.siting[run.siting["year"] == year]
    costs = run.table("campus_costs", year=year).astype({"site": object}).set_index("site")
    limits = run.table("hosting_limits" if run.hosts else "limits", year=year)
    around = _limits_around(run, limits)
    own = limits[limits["kind"] == "site limit"].set_index("label")
    by_year = {(str(row.site), int(row.year)): float(row.campus_mw) for row in rows(run.siting)}
    told = []
    for row in rows(of_year):
        lines = [(f"campus in {at}", mw(by_year[str(row.site), at])) for at in run.years]
        lines += [("limit of the site", _limit(row, own)), *_connection(run, str(row.site))]
        lines += [("announced", mw(row.announced_mw))] if row.announced_mw > 0 else []
        lines += [("on-site generation", mw(row.onsite_mw))] if row.onsite_mw >= PLACED_MW else []
        lines += [("status", shown(row.status))] if row.status else []
        zone = str(row.zone)
        name = f"{shown(run.zone_names[zone])}, " if zone in run.zone_names else ""
        told.append(Card(
            str(row.site), str(row.name), f"{shown(row.state)}; {name}zone {shown(zone)}, market {shown(row.market)}",
            tuple(lines), _costs(costs.loc[row.site]) if row.site in costs.index else (),
            (*_here(row, run.hosts), *around.get(zone, ()), *around.get(f"market {row.market}", ()))))  # fmt: skip
    return tuple(told)


def _limit(row: Any, own: pd.DataFrame) -> str:
    """MW of the limit, with the file and line that say it."""
    told = mw(float(row.limit_mw))
    site = str(row.site)
    origin = str(own.loc[site, "origin"]) if site in own.index else ""
    return f"{told} ({shown(origin)})" if origin else told


def _connection(run: Run, site: str) -> list[tuple[str, str]]:
    """Voltage and distance, as far as `sites.gpkg` says them."""
    kv, km = run.connections.get(site, (nan, nan))
    words = ([f"{kv:g} kV"] if kv == kv else []) + ([f"{number(km, 1)} km"] if km == km else [])
    return [("grid connection", ", ".join(words))] if words else []


def _costs(row: pd.Series) -> tuple[tuple[str, str], ...]:
    """USD per MWh served by part, those of next to nothing left out, then their sum and the zonal price."""
    parts = [(title_of(part), float(row[f"{part}_usd_per_mwh"])) for part in PARTS]
    parts = [(part, usd) for part, usd in parts if abs(usd) >= 0.005]
    parts += [("full cost", float(row["full_cost_usd_per_mwh"])),
              ("zonal price", float(row["zonal_price_usd_per_mwh"]))]  # fmt: skip
    return tuple((part, f"{number(usd, 2)} USD/MWh") for part, usd in parts if usd == usd)


def _here(row: Any, hosts: bool) -> list[str]:
    """What holds the site itself: its limit, a premium, or sites like it."""
    told = []
    usd, placed = float(row.limit_shadow_price_usd_per_mw_year), float(row.campus_mw)
    premium = float(row.premium_usd_per_mw_year)
    if usd >= LEAST_USD and not hosts:
        told.append(f"The limit of the site is binding: shadow price {number(usd)} USD/MW-year, which is "
                    f"{number(per_mwh(usd), 2)} USD/MWh in every hour of a year.")  # fmt: skip
    if premium >= LEAST_USD:
        told.append(f"One MW here costs at least {number(premium)} USD/MW-year more than at the marginal site.")
    elif placed < PLACED_MW and usd < LEAST_USD:
        told.append("One MW here costs the same as at the marginal site, within the tolerance of the answer.")
    group = str(row.interchangeable)
    if group:
        told.append(f"The model cannot tell it from other sites of its zone; it is number "
                    f"{row.fill_order} in the order in which they are filled.")  # fmt: skip
    return told


def _limits_around(run: Run, limits: pd.DataFrame) -> dict[str, list[str]]:
    """zone, or `market ...` -> sentences on the most valuable limits that bind there."""
    shadow_price = "shadow_price_mw_per_mw" if run.hosts else "shadow_price_usd_per_mw_year"
    held = limits[~limits["stands"] & (limits[shadow_price] >= (1e-3 if run.hosts else LEAST_USD))]
    held = held.sort_values(shadow_price, ascending=False, kind="stable")
    ends = run.table("flows", ["line", "from_zone", "to_zone"], hours=(0, 0)).drop_duplicates("line")
    zones_of = {str(row.line): (str(row.from_zone), str(row.to_zone)) for row in rows(ends)}
    found: dict[str, list[str]] = {}
    for row in held.to_dict("records"):
        kind, label = str(row["kind"]), str(row["label"])
        if kind == "reserve margin":
            at = [f"market {label}"]
        elif kind == "transfer limit":
            at = list(zones_of.get(label, ()))
        else:
            at = [label.rpartition(".")[2]]
        said = f"{shown(row['sentence'])} ({shown(row['origin'])})." if row["origin"] else f"{shown(row['sentence'])}."
        for place in at:
            if len(found.setdefault(place, [])) < LISTED:
                found[place].append(f"{said[0].upper()}{said[1:]}")
    return found
