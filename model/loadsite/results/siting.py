"""Where the campuses stand: MW, chips, energy and price by site, and added up by state and market."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.inputs.case import Target
from loadsite.results.families import MW, USD_PER_MW, Solved, long_table
from loadsite.results.limit_directions import target_direction
from loadsite.results.limits import shadow_price_of
from loadsite.results.one_more import AT_LEAST, OneMore, Slopes
from loadsite.results.prices import price_of_zone
from loadsite.results.site_order import interchangeable, open_zones
from loadsite.solve.ties import Spreads

PLACE = ["name", "kind", "zone", "state", "market", "status", "announced_mw"]


def siting(solved: Solved, hours: pd.DataFrame, adequacy: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """A row per site and year. `hours` is the table `campuses`, `adequacy` and `limits` are the tables of those names.

    campus_mw against limit_mw and announced_mw; chips at the contract's watts per chip; energies over the year;
    onsite_mw standing and built. price_usd_per_mwh is the marginal value of power at the campus, behind the meter
    with on-site generation, zonal_price_usd_per_mwh the price of its zone; both averaged over what the campus is
    served, or, where none is placed, over what it would ask for; connection and capacity are what they add per MWh
    asked for. `with_full_cost` adds what its power costs in full.
    `excluded` is what the scenario's layers say against the site.
    `interchangeable` names the first of the sites that the model cannot tell from this one, filled in the order of
    `fill_order`; it is "" and 0 where there are none.
    premium_usd_per_mw_year is cost premium over the marginal site: what one MW costs more here, at least (a dual);
    limit_shadow_price_usd_per_mw_year what one more MW allowed here would save.
    """
    case, sites = solved.case, solved.case.sites
    labels = sites.sites.index
    shape = (len(labels), len(solved.years), len(solved.weight_h))
    by_hour = {name: hours[name].to_numpy().reshape(shape) for name in hours.columns if name.endswith(("_mw", "_mwh"))}
    over_year = {name: values @ solved.weight_h for name, values in by_hour.items()}
    campus = solved.value("campus")
    served = by_hour["requested_mw"] - by_hour["interrupted_mw"] - by_hour["unserved_mw"]
    shape_mwh = sites.load_shape.to_numpy(dtype=float) @ solved.weight_h
    block = solved.program.column_block("campus")
    reduced_cost = block.of(solved.solution.reduced_cost) / solved.once(block) * USD_PER_MW
    connection = sites.connection_usd_per_mw_year.to_numpy(dtype=float)[:, None]
    values = {
        "campus_mw": campus,
        "limit_mw": sites.limit_mw.to_numpy(dtype=float),
        "chips": campus * 1e6 / case.contract.watts_per_chip,
        "requested_mwh": over_year["requested_mw"],
        "interrupted_mwh": over_year["interrupted_mw"],
        "onsite_generation_mwh": over_year["onsite_generation_mw"],
        "grid_withdrawal_mwh": over_year["grid_withdrawal_mw"],
        "unserved_mwh": over_year["unserved_mw"],
        "onsite_mw": sites.sites["onsite_mw"].to_numpy(dtype=float)[:, None]
        + np.cumsum(solved.on("onsite_built", labels), axis=1),
        "connection_usd": campus * connection,
        "site_charge_usd": campus * sites.charge_usd_per_mw_year.to_numpy(dtype=float)[:, None],
        "price_usd_per_mwh": _average_price(solved, by_hour["price_usd_per_mwh"], served),
        "zonal_price_usd_per_mwh": _average_price(solved, price_of_zone(solved), served),
        "connection_usd_per_mwh": connection / shape_mwh[:, None],
        "capacity_usd_per_mwh": _capacity_cost(solved, adequacy) / shape_mwh[:, None],
        "premium_usd_per_mw_year": np.maximum(0.0, reduced_cost),
        "limit_shadow_price_usd_per_mw_year": shadow_price_of(limits, "site limit", labels, solved.years),
    }
    about = sites.sites[PLACE].assign(excluded=sites.excluded, interchangeable="", fill_order=0)
    for group in interchangeable(case):
        about.loc[list(group), "interchangeable"] = group[0]
        about.loc[list(group), "fill_order"] = range(1, len(group) + 1)
    return long_table({"site": labels, "year": solved.years}, values, {"site": about})


def zone_ranges(solved: Solved, spreads: Spreads) -> pd.DataFrame:
    """zone, year, campus_mw, least_mw, most_mw: how few and how many MW a zone holds in answers that cost no more than
    this one, within its proven gap. `spreads` are of `open_zones`, in the last model year: a row for each known.
    """
    zones = open_zones(solved.case) if spreads else []
    known = [(zone, each) for zone, each in zip(zones, spreads, strict=True) if each is not None]
    campus = solved.value("campus")[:, -1]
    zone_of = solved.case.sites.sites["zone"].astype(str).to_numpy()
    held = np.array([campus[zone_of == zone].sum() for zone, _ in known], dtype=float)
    return pd.DataFrame(
        {
            "zone": np.array([zone for zone, _ in known], dtype=object),
            "year": np.full(len(known), solved.years[-1], dtype=int),
            "campus_mw": held,
            "least_mw": np.clip([each.least * MW for _, each in known], 0.0, held) + 0.0,
            "most_mw": np.maximum([each.most * MW for _, each in known], held),
        }
    )


def siting_by(siting: pd.DataFrame, area: str) -> pd.DataFrame:
    """`area` (state or market), year, sites (with at least 1 MW), campus_mw, chips, requested_mwh,
    grid_withdrawal_mwh."""
    counted = siting.assign(sites=(siting["campus_mw"] >= 1.0).astype(int))
    summed = counted.groupby([area, "year"], observed=True, sort=False)[
        ["sites", "campus_mw", "chips", "requested_mwh", "grid_withdrawal_mwh"]
    ].sum()
    return summed.reset_index()


def shortfall(solved: Solved, target: Target, slopes: Slopes) -> pd.DataFrame:
    """year, target_mw, placed_mw, shortfall_mw, and marginal cost of campus load: what one more MW costs, wherever it
    fits best.

    campus_price_usd_per_mw_year is that of the next campus_price_valid_for_mw; what one more costs beyond, and what one
    less saves, stand beside it. It is infinite where no answer has one more. campus_price_known is exact, within the
    gap, or at least: a dual, and no more.
    """
    rows = solved.program.row_block("target")
    dual = rows.of(solved.solution.row_dual) / solved.once(rows) * USD_PER_MW
    price, valid, beyond, less = dual + 0.0, *np.full((3, len(dual)), np.nan)
    known = np.full(len(dual), AT_LEAST, dtype=object)
    for number, year in enumerate(solved.years):
        moved = target_direction(solved.program, year)
        up, down = slopes.side(moved, 1.0), slopes.side(moved, -1.0)
        weight = float(solved.present_value[number])
        if up is not None:
            told = OneMore.of(up, slopes.known, weight)
            price[number], valid[number], beyond[number] = told.usd, told.valid, told.beyond_usd
            known[number] = told.known
        if down is not None:
            less[number] = OneMore.of(down, slopes.known, weight).usd
    placed = solved.value("campus").sum(axis=0)
    return long_table(
        {"year": solved.years},
        {
            "target_mw": target.target_mw.to_numpy(dtype=float),
            "placed_mw": placed,
            "shortfall_mw": solved.value("shortfall"),
            "campus_price_usd_per_mw_year": price,
            "campus_price_valid_for_mw": valid,
            "campus_price_beyond_usd_per_mw_year": beyond,
            "campus_price_less_usd_per_mw_year": np.where(placed > 0.0, less, np.nan),
            "campus_price_known": known,
        },
    )


def hosted_mw(solved: Solved) -> pd.Series:
    """By year: the MW of campus placed, all sites together."""
    return pd.Series(solved.value("campus").sum(axis=0), index=pd.Index(solved.years, name="year"))


def _average_price(solved: Solved, price: Floats, served_mw: Floats) -> Floats:
    """Site by year: price averaged over what is served; over the shape of the load where next to nothing is served."""
    shape = solved.case.sites.load_shape.to_numpy(dtype=float)[:, None, :]
    placed = solved.value("campus")[:, :, None] >= 1.0
    energy = np.where(placed, served_mw, shape) * solved.weight_h
    total = energy.sum(axis=2)
    # a site that asks for nothing in any hour, or is served nothing, is priced by the hours alone
    energy = np.where(total[:, :, None] > 0.0, energy, solved.weight_h)
    return np.asarray((price * energy).sum(axis=2) / energy.sum(axis=2))


def _capacity_cost(solved: Solved, adequacy: pd.DataFrame) -> Floats:
    """Site by year: what the reserve margin adds to a MW of campus; zero without margins or grid. [USD/MW-year]"""
    case, sites = solved.case, solved.case.sites
    years = solved.years
    price = adequacy["capacity_price_usd_per_mw_year"].to_numpy(dtype=float).reshape(-1, len(years))
    margins = case.grid.reserve_margins
    at = margins.index.get_indexer(pd.Index(sites.sites["market"]))
    per_mw = np.zeros((len(sites.sites), len(years)))
    factor = 1.0 + margins["margin_share"].to_numpy(dtype=float)
    per_mw[at >= 0] = (factor[:, None] * price)[at[at >= 0]]
    firm = (1.0 - case.contract.interruptible_share) * sites.load_shape.to_numpy(dtype=float).max(axis=1)
    return np.asarray(per_mw * firm[:, None] * sites.on_grid.to_numpy(dtype=float))
