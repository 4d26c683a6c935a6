"""What stands, what is built, and how much energy it moves in a year."""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.equations.data import firm_capacity_mw
from loadsite.results.families import USD_PER_MW, Axes, Solved, long_table


def capacity(solved: Solved) -> pd.DataFrame:
    """kind, label, zone, technology, year, existing_mw, new_mw, capacity_mw, energy_mwh.

    `kind` is generator, storage, line or on-site generation; `new_mw` is all that is built up to the year. `energy_mwh`
    is what is generated, discharged or sent over the year. A line's zone is the one that sends. New transmission serves
    every line of its corridor.
    """
    parts = (_generators(solved), _storage(solved), _lines(solved), _onsite(solved))
    return _joined(list(parts))


def built(solved: Solved) -> pd.DataFrame:
    """kind, label, zone, technology, year, built_mw: what enters service in the year; only what may be built at all.

    For transmission the label and the zone are the corridor.
    """
    generators, storage = solved.case.fleet.generators, solved.case.storage_fleet.storage
    sites = solved.case.sites.sites
    corridors = solved.labels("line_built")
    corridor = pd.DataFrame({"zone": corridors, "technology": "line"}, index=corridors)
    own = sites[["zone"]].assign(technology=sites["onsite_technology"])
    kinds = {
        "generator": ("built", generators),
        "storage": ("storage_built", storage),
        "line": ("line_built", corridor),
        "on-site generation": ("onsite_built", own),
    }
    return _joined(
        [
            _kind(kind, solved, solved.labels(family), about, {"built_mw": solved.value(family)})
            for kind, (family, about) in kinds.items()
        ]
    )


def storage_boundaries(solved: Solved) -> pd.DataFrame:
    """storage, year, level (the number that periods open and close at), energy_mwh (most it can hold),
    state_of_charge_mwh."""
    storage = solved.case.storage_fleet.storage.loc[solved.labels("boundary_state_of_charge")]
    new = _standing(solved.on("storage_built", storage.index)) * storage["duration_h"].to_numpy()[:, None]
    standing = solved.case.storage_fleet.existing_mwh.loc[storage.index].to_numpy(dtype=float)
    energy = standing + np.where(storage["candidate"].to_numpy()[:, None], new, 0.0)
    boundaries = solved.value("boundary_state_of_charge")
    return long_table(
        {"storage": storage.index, "year": solved.years, "boundary": np.arange(boundaries.shape[2])},
        {"energy_mwh": np.repeat(energy[:, :, None], boundaries.shape[2], 2), "state_of_charge_mwh": boundaries},
    )


def adequacy(solved: Solved) -> pd.DataFrame:
    """market, year and the terms of the reserve margin [MW], with its price.

    existing_mw + new_mw + shortfall_mw covers peak_load_mw + margin_mw + campuses_mw; campuses with their margin.
    capacity_price_usd_per_mw_year is shadow price of firm capacity: what one more MW would save.
    """
    case = solved.case
    markets = solved.labels("capacity_shortfall")
    margin = case.grid.reserve_margins.loc[markets, "margin_share"].to_numpy(dtype=float)[:, None]
    peak = case.grid.peak_load_mw.loc[markets].to_numpy(dtype=float)
    market_of = case.grid.zones["market"]
    new = np.zeros_like(peak)
    for family, table in (("built", case.fleet.generators), ("storage_built", case.storage_fleet.storage)):
        own = table.loc[solved.labels(family)]
        credit = own["capacity_credit_share"].to_numpy(dtype=float)[:, None] * _standing(solved.value(family))
        new += _summed(credit, own["zone"].map(market_of), markets)
    sites = case.sites
    firm_draw = (1.0 - case.contract.interruptible_share) * sites.load_shape.to_numpy().max(axis=1)
    need = firm_draw[:, None] * sites.on_grid.to_numpy(dtype=float) * solved.value("campus")
    campuses = _summed(need, sites.sites["market"], markets) * (1.0 + margin)
    rows = solved.program.row_block("reserve_margin")
    price = rows.of(solved.solution.row_dual) / solved.once(rows) * USD_PER_MW + 0.0
    return long_table(
        {"market": markets, "year": solved.years},
        {
            "peak_load_mw": peak,
            "margin_mw": margin * peak,
            "campuses_mw": campuses,
            "existing_mw": firm_capacity_mw(case, solved.existing_mw).loc[markets].to_numpy(dtype=float),
            "new_mw": new,
            "shortfall_mw": solved.value("capacity_shortfall"),
            "capacity_price_usd_per_mw_year": price,
        },
    )


def _generators(solved: Solved) -> pd.DataFrame:
    labels = solved.labels("generation")
    existing = solved.existing_mw.loc[labels].to_numpy(dtype=float)
    new = _standing(solved.on("built", labels))
    energy = solved.value("generation") @ solved.weight_h
    return _capacities("generator", solved, labels, solved.case.fleet.generators, existing, new, energy)


def _storage(solved: Solved) -> pd.DataFrame:
    labels = solved.labels("discharge")
    storage = solved.case.storage_fleet.storage
    existing = solved.case.storage_fleet.existing_mw.loc[labels].to_numpy(dtype=float)
    new = _standing(solved.on("storage_built", labels))
    energy = solved.value("discharge") @ solved.weight_h
    return _capacities("storage", solved, labels, storage, existing, new, energy)


def _lines(solved: Solved) -> pd.DataFrame:
    lines = solved.case.grid.lines
    about = lines[["from_zone", "kind"]].set_axis(["zone", "technology"], axis=1)
    existing = np.repeat(lines["capacity_mw"].to_numpy(dtype=float)[:, None], len(solved.years), axis=1)
    corridors = solved.case.grid.corridors.index
    new = solved.case.grid.on_lines(_standing(solved.on("line_built", corridors)))
    energy = solved.value("flow") @ solved.weight_h
    return _capacities("line", solved, lines.index, about, existing, new, energy)


def _onsite(solved: Solved) -> pd.DataFrame:
    sites = solved.case.sites.sites.loc[solved.labels("onsite_built")]
    about = sites[["zone"]].assign(technology=sites["onsite_technology"])
    existing = np.repeat(sites["onsite_mw"].to_numpy(dtype=float)[:, None], len(solved.years), axis=1)
    new = _standing(solved.value("onsite_built"))
    energy = solved.value("onsite_generation") @ solved.weight_h
    return _capacities("on-site generation", solved, sites.index, about, existing, new, energy)


def _capacities(
    kind: str, solved: Solved, labels: pd.Index, about: pd.DataFrame, existing: Floats, new: Floats, energy: Floats
) -> pd.DataFrame:
    values = {"existing_mw": existing, "new_mw": new, "capacity_mw": existing + new, "energy_mwh": energy}
    return _kind(kind, solved, labels, about, values)


def _kind(
    kind: str, solved: Solved, labels: pd.Index, about: pd.DataFrame, values: dict[str, Floats]
) -> pd.DataFrame:
    axes: Axes = {"kind": [kind], "label": labels, "year": solved.years}
    spread = {name: value[None] for name, value in values.items()}
    return long_table(axes, spread, about={"label": about[["zone", "technology"]]})


def _joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """One table of several kinds; labels as plain text, as the kinds have different ones."""
    text = ["kind", "label", "zone", "technology"]
    plain = [part.astype(dict.fromkeys(text, object)) for part in parts]
    # An empty part has no numbers that could tell what kind they are of.
    return pd.concat([part for part in plain if len(part)] or plain, ignore_index=True)


def _standing(built_mw: Floats) -> Floats:
    """What has been built up to each year, from what is built in each [label, year]."""
    return np.cumsum(built_mw, axis=1)


def _summed(values: Floats, owner_of: pd.Series, owners: pd.Index) -> Floats:
    """Rows added up by owner; rows of other owners are left out."""
    summed = np.zeros((len(owners), values.shape[1]))
    position = owners.get_indexer(pd.Index(owner_of))
    np.add.at(summed, position[position >= 0], values[position >= 0])
    return summed
