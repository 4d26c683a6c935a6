"""What PyPSA has no component for, as plain linear constraints on its variables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from loadsite.export.to_pypsa.network import campus, missing, new_line
from loadsite.inputs.case import Case

BUILT, ENERGY = "p_nom", "energy"
"""What a term counts of a component: the MW built, or the MWh over the snapshots, each by its weight."""


@dataclass(frozen=True)
class Further:
    """One constraint: a name, its sense, its constant, and terms of component, attribute, name and coefficient."""

    name: str
    sense: str
    constant: float
    terms: tuple[tuple[str, str, str, float], ...]


def further_constraints(case: Case) -> list[Further]:
    """Reserve margins, budgets of interrupted energy, lines built both ways, and the limit on unserved energy."""
    return [*_reserve_margins(case), *_interruption_budgets(case), *_corridors(case), *_unserved_limit(case)]


def as_tables(constraints: list[Further]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """constraint, sense, constant; and constraint, component, attribute, name, coefficient."""
    rows = [(each.name, each.sense, each.constant) for each in constraints]
    terms = [(each.name, *term) for each in constraints for term in each.terms]
    return (
        pd.DataFrame(rows, columns=["constraint", "sense", "constant"]),
        pd.DataFrame(terms, columns=["constraint", "component", "attribute", "name", "coefficient"]),
    )


def _reserve_margins(case: Case) -> Iterator[Further]:
    """Firm capacity built, and missing, covers the margin over the peak that what stands does not."""
    (year,) = case.horizon.years.index
    market_of = case.grid.zones["market"]
    fleet, storage_fleet, sites = case.fleet, case.storage_fleet, case.sites
    generators = fleet.generators.assign(mw=fleet.existing_mw[year], limit=fleet.build_limit_mw[year])
    storage = storage_fleet.storage.assign(mw=storage_fleet.existing_mw[year], limit=storage_fleet.build_limit_mw[year])
    for market, margin in case.grid.reserve_margins["margin_share"].items():
        standing_mw, terms = 0.0, [("Generator", BUILT, missing(str(market)), 1.0)]
        for component, table in (("Generator", generators), ("StorageUnit", storage)):
            inside = table[table["zone"].map(market_of) == market]
            standing_mw += float((inside["mw"] * inside["capacity_credit_share"]).sum())
            terms += [(component, BUILT, str(name), float(credit))
                      for name, credit in inside.loc[inside["limit"] > 0, "capacity_credit_share"].items()]  # fmt: skip
        for site in map(str, sites.sites.index[sites.sites["market"] == market]):
            firm = (1.0 - case.contract.interruptible_share) * sites.load_shape.loc[site].max()
            grid_withdrawal = float((1.0 + margin) * firm * sites.on_grid.loc[site, year])
            terms.append(("Generator", BUILT, campus(site), -grid_withdrawal))
        needed_mw = float((1.0 + margin) * case.grid.peak_load_mw.loc[str(market), year])
        yield Further(f"margin {market}", ">=", needed_mw - standing_mw, tuple(terms))


def _interruption_budgets(case: Case) -> Iterator[Further]:
    """Over the year a campus takes at least what its budget of interruptions leaves."""
    if case.contract.interruptible_share == 0:
        return
    weight_h = case.horizon.snapshots["weight_h"].to_numpy(dtype=float)
    for site in case.sites.sites.index:
        requested_h = float(weight_h @ case.sites.load_shape.loc[site].to_numpy(dtype=float))
        least_h = (1.0 - case.contract.interruption_energy_share) * requested_h
        terms = (("Generator", ENERGY, campus(site), 1.0), ("Generator", BUILT, campus(site), -least_h))
        yield Further(f"interruption {site}", ">=", 0.0, terms)


def _corridors(case: Case) -> Iterator[Further]:
    """What is built in a corridor serves each of its directions."""
    (year,) = case.horizon.years.index
    lines = case.grid.lines
    for corridor, limit_mw in case.grid.corridor_limit_mw[year].items():
        first, *others = [new_line(line) for line in lines.index[lines["corridor"] == corridor]] or [""]
        for other in others if limit_mw > 0 else []:
            yield Further(f"corridor {corridor} {other}", "==", 0.0,
                          (("Link", BUILT, first, 1.0), ("Link", BUILT, other, -1.0)))  # fmt: skip


def _unserved_limit(case: Case) -> Iterator[Further]:
    share = case.placement.unserved_limit_share
    if share is None:
        return
    (year,) = case.horizon.years.index
    grid = case.grid
    weight_h = case.horizon.snapshots["weight_h"].to_numpy(dtype=float)
    load_mwh = float((grid.load_mw.to_numpy(dtype=float) @ weight_h) @ grid.load_factor[year].to_numpy(dtype=float))
    buses = [*grid.zones.index, *(f"meter {site}" for site in case.sites.with_onsite)]
    terms = tuple(("Generator", ENERGY, f"unserved {bus}", 1.0) for bus in buses)
    yield Further("unserved_limit", "<=", share * load_mwh, terms)
