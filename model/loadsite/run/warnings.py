"""What may be a mistake: in the inputs, and in what the solution does with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import pandas as pd

from loadsite.inputs.case import Case
from loadsite.inputs.plausibility.finding import Finding, findings_table
from loadsite.origin import Origin
from loadsite.results.tables import Results

UNSERVED = 2e-5
"""Share of a year's load above which unserved energy is told: the reliability standard of Australia's market."""
UNSERVED_SOURCE = "AEMC reliability standard: 0.002 % of the energy of a region in a year"
MUCH_UNSERVED = 0.01
"""Share above which the figures, not the grid, are likely to be wrong."""
LEAST_MW = 1e-3
"""Power below which two directions at once are rounding; answers are good to 1e-6 GW."""


def warnings(case: Case, results: Results) -> pd.DataFrame:
    """file, line, field, value, what, expected, source: those of the solution first, then those of the inputs.

    `file` is the name of a file of the inputs, whatever folder they were read from, or the table of the result that
    shows it.
    """
    inputs = [replace(each, origin=each.origin.without_folder) for each in case.findings]
    found = [*_unserved(results), *_cycling(results), *_both_ways(results), *inputs]
    return findings_table(found)


def _unserved(results: Results) -> Iterator[Finding]:
    """Years and zones in which more than the standard stays unserved."""
    balance = results.balance
    weight_h = balance["snapshot"].map(results.snapshots.set_index("snapshot")["weight_h"]).to_numpy(dtype=float)
    grid_withdrawal_mw = balance[["load_mw", "campuses_mw", "grid_withdrawal_mw"]].to_numpy(dtype=float).sum(axis=1)
    energy = pd.DataFrame({
        "year": balance["year"].to_numpy(), "zone": balance["zone"].astype(str).to_numpy(),
        "unserved_mwh": balance["unserved_mw"].to_numpy(dtype=float) * weight_h,
        "load_mwh": -grid_withdrawal_mw * weight_h,
    })  # fmt: skip
    for year in energy["year"].unique():
        of_year = energy[energy["year"] == year]
        unserved_mwh, load_mwh = float(of_year["unserved_mwh"].sum()), float(of_year["load_mwh"].sum())
        if unserved_mwh <= UNSERVED * load_mwh:
            continue
        worst = of_year.groupby("zone")["unserved_mwh"].sum().sort_values(ascending=False, kind="stable")
        share = unserved_mwh / load_mwh
        loud = ": are load and capacity in the same unit?" if share > MUCH_UNSERVED else ""
        yield Finding(
            Origin("balance"), "unserved_mw", f"{share:.3%} of the load of {year}, {unserved_mwh:,.0f} MWh,",
            f"stays unserved, {worst.iloc[0] / unserved_mwh:.0%} of it in {worst.index[0]}{loud}",
            f"at most {UNSERVED:.3%}", UNSERVED_SOURCE)


def _cycling(results: Results) -> Iterator[Finding]:
    """Storage that charges and discharges in the same hour: a linear program may burn energy in its losses so."""
    for each in _at_once(results, results.storage, "storage", "charge_mw", "discharge_mw"):
        yield Finding(
            Origin("storage"), each.label, f"{each.hours:,.0f} hours of {each.year}, {each.mwh:,.0f} MWh,",
            "are charged and discharged at once: energy that has no other use is burnt in the losses of the storage",
            "one or the other in an hour", "a linear program has no decision between the two")


def _both_ways(results: Results) -> Iterator[Finding]:
    """Pairs of zones whose lines flow both ways in the same hour, which burns energy in their losses."""
    flows = results.flows.astype({"from_zone": str, "to_zone": str})
    by_pair = flows.groupby(["from_zone", "to_zone", "year", "snapshot"], sort=False)["sent_mw"].sum().reset_index()
    there = by_pair[by_pair["from_zone"] < by_pair["to_zone"]]
    back = by_pair.rename(columns={"from_zone": "to_zone", "to_zone": "from_zone", "sent_mw": "back_mw"})
    pairs = there.merge(back, on=["from_zone", "to_zone", "year", "snapshot"])
    pairs = pairs.assign(pair=pairs["from_zone"] + " and " + pairs["to_zone"])
    for each in _at_once(results, pairs, "pair", "sent_mw", "back_mw"):
        yield Finding(
            Origin("flows"), each.label, f"{each.hours:,.0f} hours of {each.year}, {each.mwh:,.0f} MWh,",
            "flow both ways at once: energy that has no other use is burnt in the losses of the lines",
            "one way in an hour", "a linear program has no decision between the two")


@dataclass(frozen=True)
class _AtOnce:
    """Hours and energy of a year in which a thing does two things at once."""

    label: str
    year: int
    hours: float
    mwh: float


def _at_once(results: Results, table: pd.DataFrame, label: str, one: str, other: str) -> list[_AtOnce]:
    """What does both, most energy first; hours are those of the year that the model's hours stand for."""
    both_mw = table[[one, other]].min(axis=1).to_numpy(dtype=float)
    some = both_mw > LEAST_MW
    weight_h = table["snapshot"][some].map(results.snapshots.set_index("snapshot")["weight_h"]).to_numpy(dtype=float)
    energy = pd.DataFrame({"label": table[label][some].astype(str).to_numpy(), "year": table["year"][some].to_numpy(),
                           "hours": weight_h, "mwh": both_mw[some] * weight_h})  # fmt: skip
    summed = energy.groupby(["label", "year"], sort=False)[["hours", "mwh"]].sum().reset_index()
    summed = summed.sort_values("mwh", ascending=False, kind="stable")
    return [_AtOnce(str(row["label"]), int(row["year"]), float(row["hours"]), float(row["mwh"]))
            for row in summed.to_dict("records")]  # fmt: skip
