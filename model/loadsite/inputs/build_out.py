"""How fast the plan and the queues let things be built."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.case import BuildOut
from loadsite.inputs.committed import committed_builds
from loadsite.inputs.sources import Sources


def build_limit_mw(lead_time_years: pd.Series, base_year: int, years: pd.Index) -> pd.DataFrame:
    """What lead times allow, thing by year: inf once base_year + lead time has come, zero before [MW]."""
    ready = base_year + lead_time_years.to_numpy(dtype=float)[:, None] <= years.to_numpy()[None, :]
    return pd.DataFrame(np.where(ready, np.inf, 0.0), index=lead_time_years.index, columns=years)


def build_out(sources: Sources, candidates: pd.DataFrame) -> BuildOut:
    """The annual build limit and the queue of every kind of supply that can be built in a zone.

        annual_build_limit_mw[p,y] = national GW/year x 1000 x share of the zone x years of deliveries[p,y]

    Years of deliveries run from the model year before, or from the end of the base year; a model year in which lead
    times let nothing of the kind enter service does not use up any: what the country received by then was ordered
    earlier, and stands once it may. So the sum up to a year does not depend on which years before it are model years.
    What the plan does not name is not built. `candidates` has one row per generator or storage that can be built, with
    zone, annual_build (plan_technology.zone) and lead_time_years.
    """
    with_annual_build = candidates.drop_duplicates("annual_build").set_index("annual_build")
    annual_build = pd.DataFrame(
        {"plan_technology": with_annual_build["plan_technology"], "zone": with_annual_build["zone"]},
        index=with_annual_build.index.rename("annual_build"))
    years = sources.years
    gw_per_year = sources.plan.national_gw_per_year
    national_mw = np.array([1000 * gw_per_year.get(kind, 0.0) for kind in annual_build["plan_technology"]])
    share = sources.zone_share[annual_build["zone"]].to_numpy(dtype=float)
    shortest_lead = candidates.groupby("annual_build", sort=False)["lead_time_years"].min().loc[annual_build.index]
    received = delivery_years(shortest_lead, sources.scenario.base_year, years)
    annual_build_limit_mw = received.mul(national_mw * share, axis=0)
    queues = queue_rows(sources)
    queue = queues.loc[queues.index.isin(annual_build.index), ["plan_technology", "zone"]]
    within = years.to_numpy()[None, :] <= queues.loc[queue.index, "by_year"].to_numpy()[:, None]
    queue_limit_mw = pd.DataFrame(
        np.where(within, queues.loc[queue.index, "queue_mw"].to_numpy(dtype=float)[:, None], np.inf),
        index=queue.index, columns=years)
    committed, committed_mw = committed_builds(sources)
    return BuildOut(
        annual_build, annual_build_limit_mw, queue, queue_limit_mw, _zone_limit(sources, candidates), committed,
        committed_mw)


def _zone_limit(sources: Sources, candidates: pd.DataFrame) -> pd.DataFrame:
    """The limits of zone_builds.csv on what is a candidate and may be built at all."""
    rows = sources.folder.tables["zone_builds"].frame[["technology", "zone", "limit_mw"]]
    named = rows.set_axis(pd.Index(zone_limit_labels(rows), name="zone_limit", dtype=object), axis=0)
    built = set(zip(candidates["technology"], candidates["zone"], strict=True))
    here = [pair in built for pair in zip(rows["technology"], rows["zone"], strict=True)]
    limited = np.isfinite(rows["limit_mw"].to_numpy(dtype=float)) & (rows["limit_mw"].to_numpy(dtype=float) > 0)
    kept: pd.DataFrame = named[np.array(here, dtype=bool) & limited]
    return kept


def zone_limit_labels(zone_builds: pd.DataFrame) -> list[str]:
    """The label of each row of zone_builds.csv."""
    return [f"{zone}.{kind}" for kind, zone in zip(zone_builds["technology"], zone_builds["zone"], strict=True)]


def delivery_years(lead_time_years: pd.Series, base_year: int, years: pd.Index) -> pd.DataFrame:
    """Thing by year: years of deliveries that may enter service in it; see `build_out` [years]."""
    ready = build_limit_mw(lead_time_years, base_year, years).to_numpy() > 0
    counted = np.zeros(ready.shape)
    last = np.full(len(ready), float(base_year))
    for position, year in enumerate(years):
        counted[:, position] = year - last
        last = np.where(ready[:, position], year, last)
    return pd.DataFrame(counted, index=lead_time_years.index, columns=years)


def closed_queues(sources: Sources) -> pd.DataFrame:
    """The rows of `queue_rows` that allow nothing in any model year."""
    rows = queue_rows(sources)
    return rows[(rows["queue_mw"] == 0) & (rows["by_year"] >= int(sources.years[-1]))]


def queue_rows(sources: Sources) -> pd.DataFrame:
    """queues.csv by label plan_technology.zone."""
    rows = sources.folder.tables["queues"].frame
    labels = [f"{kind}.{zone}" for kind, zone in zip(rows["plan_technology"], rows["zone"], strict=True)]
    return rows.set_axis(pd.Index(labels, name="queue", dtype=object), axis=0)
