"""The Grid of a Case: zones, lines, load and reserve margins."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.case import Grid
from loadsite.inputs.costs import by_year, capital_recovery_factor
from loadsite.inputs.problems import Problems
from loadsite.inputs.samples import Sample
from loadsite.inputs.sources import Sources
from loadsite.origin import Origin

LIMIT_COLUMN = {"published": "capacity_mw", "low": "capacity_low_mw", "high": "capacity_high_mw"}


def build_grid(sources: Sources, samples: list[Sample], hours: np.ndarray, problems: Problems) -> Grid:
    """The grid of a question; `hours` are those hours of all samples, one after the other, that are snapshots."""
    folder, scenario, zones = sources.folder, sources.scenario, sources.zones
    lines = folder.frame("lines").rename_axis("line")
    limits = lines[LIMIT_COLUMN[scenario.transmission.limits]]
    corridors = folder.frame("corridors").rename_axis("corridor")
    recovery = capital_recovery_factor(scenario.finance.discount_rate, scenario.transmission.life_years)
    investment_usd_per_mw = corridors["length_km"] * corridors["expansion_usd_per_mw_km"]
    ready = sources.years.to_numpy()[None, :] >= scenario.base_year + corridors["lead_time_years"].to_numpy()[:, None]
    factors = _load_factors(sources, problems)
    load_factor = factors[samples[0].load_year]
    loads = _grown_alike(samples, factors, zones)
    by_snapshot = pd.concat(loads).iloc[hours].to_numpy().T
    return Grid(
        zones=_zones(sources),
        lines=lines[["from_zone", "to_zone", "corridor", "kind", "loss_share", "hurdle_usd_per_mwh",
                     "fixed_usd_per_mw_year"]].assign(
            capacity_mw=limits),
        corridors=pd.DataFrame({
            "length_km": corridors["length_km"],
            "build_usd_per_mw_year": investment_usd_per_mw * (recovery + scenario.transmission.upkeep_share),
        }),
        corridor_limit_mw=pd.DataFrame(
            np.where(ready, corridors["expansion_limit_mw"].to_numpy()[:, None], 0.0),
            index=corridors.index, columns=sources.years),
        load_mw=pd.DataFrame(by_snapshot, index=zones, columns=pd.RangeIndex(len(hours), name="snapshot")),
        load_factor=load_factor,
        reserve_margins=_reserve_margins(sources),
        peak_load_mw=_peak_load_mw(samples, loads, load_factor, sources.zone_market),
    )


def _zones(sources: Sources) -> pd.DataFrame:
    """The zones, each with the name of its market."""
    zones = sources.folder.frame("zones")[["name", "market", "states", "time_zone"]].rename_axis("zone")
    names = sources.folder.frame("reserve_margins")["name"]
    in_words = zones["market"].map(names[names != ""])
    return zones.assign(market_name=in_words.fillna(zones["market"]).astype(object))


def _load_factors(sources: Sources, problems: Problems) -> dict[int, pd.DataFrame]:
    """By load year: load of each model year over the load of that load year, zone by year. The table must reach all;
    without a table load does not grow.
    """
    rows = sources.folder.tables["load_growth"]
    load_years = list(sources.scenario.time.samples)
    if rows.table in sources.folder.absent:
        return dict.fromkeys(load_years, pd.DataFrame(1.0, index=sources.zones, columns=sources.years))
    wanted = pd.Index(sorted({*load_years, *sources.years}), name="year")
    against_2024 = by_year(rows, "load_factor", wanted, problems, hold_single=False).reindex(sources.zones)
    for zone in against_2024.index[against_2024.isna().any(axis=1)]:
        problems.add(Origin(rows.shown), "zone", f'has no row for the zone "{zone}"')
    for load_year in load_years:
        for zone in against_2024.index[against_2024[load_year] == 0]:
            problems.add(sources.folder.origin("load_growth", (zone, load_year)), "load_factor",
                         f'"{zone}" has 0 in the load year {load_year}; expected more than 0')
    return {
        load_year: against_2024[sources.years].div(against_2024[load_year].replace(0, np.nan), axis=0)
        for load_year in load_years
    }


def _grown_alike(samples: list[Sample], factors: dict[int, pd.DataFrame], zones: pd.Index) -> list[pd.DataFrame]:
    """The load of every sample, hour by zone, as it would have been in the first sample's year [MW].

    So one load factor per zone and model year serves all of them.
    """
    model_year = factors[samples[0].load_year].columns[0]
    first = factors[samples[0].load_year][model_year]
    return [
        sample.load_mw[zones] if sample is samples[0]
        else sample.load_mw[zones] * (factors[sample.load_year][model_year] / first)[zones]
        for sample in samples
    ]


def _reserve_margins(sources: Sources) -> pd.DataFrame:
    margins = sources.folder.frame("reserve_margins")[["margin_share"]].rename_axis("market")
    return margins if sources.scenario.reserve_margins else margins.iloc[:0]


def _peak_load_mw(
    samples: list[Sample], loads: list[pd.DataFrame], load_factor: pd.DataFrame, zone_market: pd.Series
) -> pd.DataFrame:
    """Highest hourly load of each market, its zones together, over all hours of a load year [MW].

    Of several samples it is their mean: planning reserve margins are stated over the expected peak, and what a hot
    year adds is part of the margin.
    """
    markets = zone_market[loads[0].columns].to_numpy()
    peaks = {
        year: sum(
            sample.probability * (load_mw * load_factor[year]).T.groupby(markets, sort=False).sum().max(axis=1)
            for sample, load_mw in zip(samples, loads, strict=True)
        )
        for year in load_factor.columns
    }
    return pd.DataFrame(peaks).rename_axis(index="market", columns="year").astype(float)
