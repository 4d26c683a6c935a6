"""Unit commitment of fleets: which have it, and what a start costs, burns and emits."""

from __future__ import annotations

import pandas as pd

from loadsite.inputs.case import COMMITMENT_COLUMNS
from loadsite.inputs.fuel import KG_PER_T, fuel_usd_per_mwh
from loadsite.inputs.problems import Problems
from loadsite.inputs.sources import Sources


def commitment(generators: pd.DataFrame, technologies: pd.DataFrame, sources: Sources) -> dict[str, pd.DataFrame]:
    """`commitment` and `start_usd_per_mw` of the fleets whose technology has a minimum output or a cost of starts.

        start_usd_per_mw = start_usd_per_mw of the technology + start_mmbtu_per_mw * price of its fuel

    Empty where the scenario sets unit_commitment off.
    """
    has = (technologies["minimum_output_share"] > 0) | (technologies["start_usd_per_mw"] > 0) | (
        technologies["start_mmbtu_per_mw"] > 0)
    named = generators["technology"].isin(technologies.index[has]) & sources.scenario.unit_commitment
    own = generators[named]
    of_own = technologies.loc[own["technology"]].set_axis(own.index, axis=0)
    burnt = pd.DataFrame({year: of_own["start_mmbtu_per_mw"] for year in sources.years}, index=own.index)
    fuel = fuel_usd_per_mwh(own, burnt, sources, Problems())
    kg_per_mmbtu = pd.concat([pd.Series({"": 0.0}), sources.folder.frame("fuels")["co2_kg_per_mmbtu"]])
    emitted = kg_per_mmbtu[own["fuel"]].to_numpy(dtype=float) * of_own["start_mmbtu_per_mw"].to_numpy() / KG_PER_T
    table = of_own.assign(start_co2_t_per_mw=emitted)[list(COMMITMENT_COLUMNS)]
    return {"commitment": table, "start_usd_per_mw": fuel.add(of_own["start_usd_per_mw"], axis=0)}
