"""How fast the plan and the queues let things be built."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.case import BuildOut
from loadsite.inputs.sources import Sources


def build_limit_mw(lead_time_years: pd.Series, base_year: int, years: pd.Index) -> pd.DataFrame:
    """What lead times allow, thing by year: inf once base_year + lead time has come, zero before [MW]."""
    ready = base_year + lead_time_years.to_numpy()[:, None] <= years.to_numpy()[None, :]
    return pd.DataFrame(np.where(ready, np.inf, 0.0), index=lead_time_years.index, columns=years)


def build_out(sources: Sources, candidates: pd.DataFrame) -> BuildOut:
    """The pace and the queue of every kind of supply that can be built in a zone.

        pace_limit_mw[p,y] = national GW/year x 1000 x share of the zone x years since the model year before

    where the first model year counts from the end of the base year. What the plan does not name is not built.
    `candidates` has one row per generator or storage that can be built, with zone and pace (plan_technology.zone).
    """
    paced = candidates.drop_duplicates("pace").set_index("pace")
    pace = pd.DataFrame(
        {"plan_technology": paced["plan_technology"], "zone": paced["zone"]}, index=paced.index.rename("pace"))
    years = sources.years
    gw_per_year = sources.plan.national_gw_per_year
    national_mw = np.array([1000 * gw_per_year.get(kind, 0.0) for kind in pace["plan_technology"]])
    share = sources.zone_share[pace["zone"]].to_numpy(dtype=float)
    delivery_years = np.diff(years.to_numpy(), prepend=sources.scenario.base_year)
    pace_limit_mw = pd.DataFrame(
        (national_mw * share)[:, None] * delivery_years[None, :], index=pace.index, columns=years, dtype=float)
    queues = queue_rows(sources)
    queue = queues.loc[queues.index.isin(pace.index), ["plan_technology", "zone"]]
    within = years.to_numpy()[None, :] <= queues.loc[queue.index, "by_year"].to_numpy()[:, None]
    queue_limit_mw = pd.DataFrame(
        np.where(within, queues.loc[queue.index, "queue_mw"].to_numpy(dtype=float)[:, None], np.inf),
        index=queue.index, columns=years)
    return BuildOut(pace, pace_limit_mw, queue, queue_limit_mw)


def queue_rows(sources: Sources) -> pd.DataFrame:
    """queues.csv by label plan_technology.zone."""
    rows = sources.folder.tables["queues"].frame
    labels = [f"{kind}.{zone}" for kind, zone in zip(rows["plan_technology"], rows["zone"], strict=True)]
    return rows.set_axis(pd.Index(labels, name="queue", dtype=object), axis=0)
