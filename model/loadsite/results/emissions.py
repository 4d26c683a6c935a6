"""Carbon dioxide emitted over a year. [t]"""

from __future__ import annotations

import pandas as pd

from loadsite.results.families import Solved, long_table


def emissions(solved: Solved) -> pd.DataFrame:
    """zone, technology, year, co2_t: generators of the grid, and campuses' on-site generation as technology `on-site
    generation`."""
    generators = solved.labels("generation")
    fleet = solved.case.fleet.generators.loc[generators]
    grid = (solved.value("generation") @ solved.weight_h) * fleet["co2_t_per_mwh"].to_numpy(dtype=float)[:, None]
    committed = solved.labels("started")
    of_starts = solved.case.fleet.commitment.loc[committed, "start_co2_t_per_mw"].to_numpy(dtype=float)
    grid[generators.get_indexer(committed)] += (solved.value("started") @ solved.weight_h) * of_starts[:, None]
    sites = solved.labels("onsite_generation")
    places = solved.case.sites.sites.loc[sites]
    own = solved.value("onsite_generation") @ solved.weight_h
    own = own * places["onsite_co2_t_per_mwh"].to_numpy(dtype=float)[:, None]
    parts = [
        long_table({"label": generators, "year": solved.years}, {"co2_t": grid},
                   {"label": fleet[["zone", "technology"]]}),
        long_table({"label": sites, "year": solved.years}, {"co2_t": own},
                   {"label": places[["zone"]].assign(technology="on-site generation")}),
    ]  # fmt: skip
    plain = [part.astype({"zone": object, "technology": object}) for part in parts]
    # an empty part has no numbers that could tell what kind they are of
    plain = [part for part in plain if len(part)] or plain
    summed = pd.concat(plain).groupby(["zone", "technology", "year"], sort=False)["co2_t"].sum().reset_index()
    return summed[summed["co2_t"] > 0.0].reset_index(drop=True)
