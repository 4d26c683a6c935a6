"""What each sample (load year) is like by itself, though one decision where to build was made for all of them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.equations.time_sets import SNAPSHOT_SETS
from loadsite.results.families import USD, Solved, long_table
from loadsite.results.prices import zone_prices


def samples(solved: Solved) -> pd.DataFrame:
    """sample, year, probability, operating_usd, load_mwh, price_usd_per_mwh, unserved_mwh, interrupted_mwh, co2_t.

    Each as if the sample came to pass for sure, over one year, not discounted. operating_usd is fuel, variable cost,
    emissions, unserved load and interruptions (and hourly soft rules broken); load_mwh is without campuses, and what
    the price is averaged over. With risk, prices of the hours of a bad sample carry its extra weight.
    """
    case = solved.case
    by_sample = _hours_of_samples(solved)
    load_mw = case.grid.load_mw.to_numpy()[:, None, :] * case.grid.load_factor.to_numpy()[:, :, None]
    paid = (zone_prices(solved) * load_mw).sum(axis=0) @ by_sample
    load_mwh = load_mw.sum(axis=0) @ by_sample
    unserved = solved.value("unserved").sum(axis=0) + solved.value("campus_unserved").sum(axis=0)
    values = {
        "probability": case.horizon.samples["probability"].to_numpy(dtype=float)[:, None],
        "operating_usd": (_operating_usd_per_h(solved) @ by_sample).T,
        "load_mwh": load_mwh.T,
        "price_usd_per_mwh": np.divide(paid, load_mwh, out=np.zeros_like(paid), where=load_mwh > 0).T,
        "unserved_mwh": (unserved @ by_sample).T,
        "interrupted_mwh": (solved.value("interrupted").sum(axis=0) @ by_sample).T,
        "co2_t": (_co2_t_per_h(solved) @ by_sample).T,
    }
    return long_table({"sample": case.horizon.samples.index, "year": solved.years}, values)


def _hours_of_samples(solved: Solved) -> Floats:
    """Snapshot by sample: hours of a year of the sample that the snapshot stands for; zero where it is of another."""
    horizon = solved.case.horizon
    labels = horizon.samples.index.to_numpy()
    own = horizon.sample_of_snapshot.to_numpy()[:, None] == labels[None, :]
    return np.where(own, solved.weight_h[:, None] / horizon.samples["probability"].to_numpy(dtype=float), 0.0)


def _operating_usd_per_h(solved: Solved) -> Floats:
    """Year by snapshot: what the decisions of an hour cost, the hour and the year counted once [USD/h]."""
    program = solved.program
    total = np.zeros((len(solved.years), len(solved.weight_h)))
    for block in program.columns:
        if not block.size or block.axes[-1].name not in SNAPSHOT_SETS:
            continue
        cost = block.of(program.cost * solved.solution.primal) / solved.once(block) * USD
        total += cost.reshape(-1, *total.shape).sum(axis=0)
    return total


def _co2_t_per_h(solved: Solved) -> Floats:
    """Year by snapshot: carbon dioxide of generators and on-site generation [t/h]."""
    case = solved.case
    grid = case.fleet.generators.loc[solved.labels("generation"), "co2_t_per_mwh"].to_numpy(dtype=float)
    own = case.sites.sites.loc[solved.labels("onsite_generation"), "onsite_co2_t_per_mwh"].to_numpy(dtype=float)
    starts = case.fleet.commitment.loc[solved.labels("started"), "start_co2_t_per_mw"].to_numpy(dtype=float)
    decided = ((starts, "started"), (grid, "generation"), (own, "onsite_generation"))
    return np.asarray(sum(np.tensordot(rate, solved.value(family), axes=1) for rate, family in decided))
