"""The StorageFleet of a Case: existing storage, then what can be built."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.inputs.case import StorageFleet
from loadsite.inputs.case_fleet import in_service
from loadsite.inputs.new_build import TechnologyCosts
from loadsite.inputs.sources import Sources
from loadsite.inputs.vintages import may_be_built_mw, new_investment, running_variable

DESCRIBED = ["zone", "technology", "candidate", "annual_build", "queue", "power_mw", "energy_mwh", "duration_h",
             "charge_efficiency", "discharge_efficiency", "availability", "capacity_credit_share", "state"]


def build_storage_fleet(sources: Sources, new: pd.DataFrame, costs: TechnologyCosts) -> StorageFleet:
    """The storage of a question; `new` holds the candidates.

    The round-trip efficiency is split evenly: charge and discharge each have its square root.
    """
    years, zone_builds = sources.years, sources.folder.tables["zone_builds"].frame
    old = sources.folder.frame("storage").rename_axis("storage")
    durations = sources.folder.frame("technologies")["duration_h"]
    standing = old.assign(
        candidate=False, annual_build="", queue="", duration_h=durations[old["technology"]].to_numpy())
    built = new.assign(candidate=True, power_mw=0.0, energy_mwh=0.0, state="")
    both = pd.concat([standing, built]).rename_axis("storage")
    one_way = np.sqrt(both["round_trip_efficiency"])
    storage = both.assign(
        charge_efficiency=one_way, discharge_efficiency=one_way, availability=1 - both["outage_share"])[DESCRIBED]

    def by_year(standing_cost: pd.Series, of_new: pd.DataFrame) -> pd.DataFrame:
        still = pd.DataFrame({year: standing_cost for year in years}, index=old.index, columns=years, dtype=np.float64)
        return pd.concat([still, of_new]).rename_axis(index="storage", columns="year")

    def of_new(built: pd.DataFrame) -> pd.DataFrame:
        return built.loc[new["technology"]].set_axis(new.index, axis=0)

    nothing = old["power_mw"] * 0
    return StorageFleet(
        storage=storage,
        build_limit_mw=pd.concat([
            pd.DataFrame(0.0, index=old.index, columns=years),
            may_be_built_mw(new, sources)]).rename_axis("storage"),
        build_usd_per_mw_year=by_year(nothing, new_investment(costs, new, zone_builds)),
        fixed_usd_per_mw_year=by_year(old["fixed_usd_per_mw_year"], of_new(costs.fixed_usd_per_mw_year)),
        variable_usd_per_mwh=by_year(
            old["variable_usd_per_mwh"], running_variable(costs, new, zone_builds, years)),
        in_service=pd.DataFrame(
            {year: in_service(old, year).reindex(storage.index, fill_value=True) for year in years},
            index=storage.index, columns=years).astype(float),
    )
