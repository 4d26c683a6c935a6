"""What one more MW of each limit is worth over a year: sites, pace, queues, lines, rights of way, what stands.

Hourly limits are added up over the hours they bind. Worth is told in money of the model year, or, when hosting, in MW
of campus that one more MW lets in. It is what the next MW is worth: the dual at a kink may say more, and of the limits
that were not asked it is told as what it is, a bound.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.inputs.case import Case, Target
from loadsite.results.families import MW, USD_PER_MW, Solved
from loadsite.results.limit_directions import direction, target_direction
from loadsite.results.one_more import AT_MOST, OneMore, Slopes, settle
from loadsite.solve.moved import Known, Moved

SETTLED = 20
"""Of so many of the dearest limits it is found out what the next MW is worth: those that `why` and the report show."""
LEAST_WORTH = 0.5
"""Duals below this are told as they are [USD/MW-year]."""
DEAREST = 60
"""Limits that are moved together where the answer is found period by period."""
LEAST_MW = 1e-6
"""The same when hosting [MW/MW]."""


@dataclass(frozen=True)
class Limited:
    """One kind of limit: what it is called, its labels, and by label and year its MW and worth.

    `worth` is what one more GW takes off the objective [M$/GW, or GW/GW when hosting]; `origin` is the table that
    holds it in `Case.origins`. `stands`: it is what stands today, not a limit that someone sets.
    """

    kind: str
    origin: str
    one_more: str
    labels: pd.Index
    limit_mw: Floats
    worth: Floats
    stands: bool = False


def limits(solved: Solved, slopes: Slopes | None = None) -> pd.DataFrame:
    """kind, label, year, limit_mw, worth_usd_per_mw_year, valid_for_mw, worth_beyond_usd_per_mw_year, known, rent_usd,
    stands, sentence, origin; the dearest first.

    worth_usd_per_mw_year is what one more MW saves, for the next valid_for_mw; what one more saves then follows.
    `known` is exact, within the gap, or at most: the dual alone, for the limits of a large program that are not among
    the dearest. rent_usd is worth times limit: what the whole limit holds back, at the margin. `origin` is file:line.
    """
    table = _asked(solved, slopes or Slopes(solved))
    years = pd.Index(solved.years)
    price = USD_PER_MW / solved.present_value[years.get_indexer(pd.Index(table["year"]))]
    table.insert(4, "worth_usd_per_mw_year", table.pop("worth") * price + 0.0)
    table.insert(6, "worth_beyond_usd_per_mw_year", table.pop("worth_beyond") * price + 0.0)
    table["rent_usd"] = table["worth_usd_per_mw_year"] * table["limit_mw"].replace(np.inf, 0.0)
    table["sentence"] = [
        _saves(what, OneMore(-worth, valid, -beyond, known))
        for what, worth, valid, beyond, known in zip(
            table.pop("one_more"), table["worth_usd_per_mw_year"], table["valid_for_mw"],
            table["worth_beyond_usd_per_mw_year"], table["known"], strict=True)
    ]  # fmt: skip
    return _ranked(table, "worth_usd_per_mw_year")


def hosting_limits(solved: Solved, slopes: Slopes | None = None) -> pd.DataFrame:
    """kind, label, year, limit_mw, valid_for_mw, known, stands, origin, worth_mw_per_mw, sentence; those that let in
    most first.
    """
    table = _asked(solved, slopes or Slopes(solved))
    table["worth_mw_per_mw"] = table.pop("worth") + 0.0
    table = table.drop(columns="worth_beyond")
    table["sentence"] = [
        f"one more MW of {what} would let in {'at most ' if known == AT_MOST else ''}{worth:,.2f} MW of campus"
        for what, worth, known in zip(table.pop("one_more"), table["worth_mw_per_mw"], table["known"], strict=True)
    ]
    return _ranked(table, "worth_mw_per_mw")


def dearest(solved: Solved) -> list[list[Moved]]:
    """Directions of the MW of campus asked for, each year by itself; of the limits that hold most back by their duals,
    those of nothing apart; and of what stands. Those of a party can be moved together: what one needs more of, another
    party gives.
    """
    case, program = solved.case, solved.program
    table = _listed(solved)
    table = table[table["worth"] > 0.0].sort_values("worth", ascending=False, kind="stable")
    stands, nothing = table["stands"].astype(bool), table["limit_mw"] == 0.0
    parties = [
        [direction(case, program, str(kind), str(label), int(year))
         for kind, label, year in zip(rows["kind"], rows["label"], rows["year"], strict=True)]
        for rows in (table[~stands & ~nothing].head(DEAREST), table[~stands & nothing].head(DEAREST),
                     table[stands].head(SETTLED))
    ]  # fmt: skip
    asked_for = solved.years if isinstance(case.placement, Target) else []
    return [*([target_direction(program, year)] for year in asked_for), *parties]


def worth_of(limits: pd.DataFrame, kind: str, labels: pd.Index, years: list[int]) -> Floats:
    """Label by year: what the table of that name says that one more MW of a kind of limit is worth [USD/MW-year]."""
    own = limits[limits["kind"] == kind].set_index(["label", "year"])["worth_usd_per_mw_year"]
    asked = pd.MultiIndex.from_product([labels, years], names=["label", "year"])
    return np.asarray(own.loc[asked].to_numpy(dtype=float).reshape(len(labels), len(years)))


def _saves(what: str, told: OneMore) -> str:
    saved = f"{abs(told.usd):,.0f} USD a year"
    if told.known == AT_MOST:
        return f"one more MW of {what} would save at most {saved}"
    return f"one more MW of {what} would save {saved}{told.in_words(verb='saves') if told.usd else ''}"


def _asked(solved: Solved, slopes: Slopes) -> pd.DataFrame:
    """The table with what the next MW of the dearest limits is worth [M$/GW, or GW/GW]. A dual of zero is exact: no
    limit that lets more in is worth less.
    """
    table = _listed(solved)
    worth = np.maximum(table["worth"].to_numpy(dtype=float), 0.0)
    years = pd.Index(solved.years)
    weight = solved.present_value[years.get_indexer(pd.Index(table["year"]))]
    told = worth / weight * USD_PER_MW >= LEAST_WORTH if isinstance(solved.case.placement, Target) else worth > LEAST_MW
    # what is worth nothing is worth no more further on
    valid, beyond = np.where(told | (worth > 0.0), np.nan, np.inf), np.where(told | (worth > 0.0), np.nan, 0.0)
    known = np.where(worth > 0.0, AT_MOST, Known.WITHIN_GAP if solved.solution.gap else Known.EXACT).astype(object)

    def ask(at: int) -> float | None:
        row = table.iloc[at]
        moved = direction(solved.case, solved.program, str(row["kind"]), str(row["label"]), int(row["year"]))
        side = slopes.side(moved, 1.0)
        if side is None:
            return None
        worth[at], valid[at], beyond[at] = max(0.0, -side.slope), side.valid * MW, np.maximum(0.0, -side.beyond)
        known[at] = slopes.known
        return float(worth[at] / weight[at])

    stands, left = table["stands"].to_numpy(dtype=bool), slopes.budget
    for group in (~stands, stands):
        places = np.flatnonzero(group & told)
        left -= settle(worth[places] / weight[places], lambda k, at=places: ask(int(at[k])), SETTLED, left)  # type: ignore[misc]
    table["worth"] = np.where(told, worth, np.maximum(table["worth"], 0.0))
    table.insert(4, "valid_for_mw", valid)
    table["worth_beyond"], table["known"] = beyond, known
    return table


def _listed(solved: Solved) -> pd.DataFrame:
    parts = []
    for limited in _all(solved):
        at_label, at_year = np.indices(limited.worth.shape).reshape(2, -1)
        labels = limited.labels[at_label]
        years = np.array(solved.years)[at_year]
        parts.append(
            pd.DataFrame(
                {
                    "kind": limited.kind,
                    "label": labels.astype(object),
                    "year": years,
                    "limit_mw": np.broadcast_to(limited.limit_mw, limited.worth.shape).reshape(-1),
                    "worth": limited.worth.reshape(-1),
                    "stands": limited.stands,
                    "one_more": [limited.one_more.format(label) + _because(solved.case, limited.origin, label, year)
                                 for label, year in zip(labels, years, strict=True)],
                    "origin": [
                        limit_origin(solved.case, limited.origin, str(label), int(year))
                        for label, year in zip(labels, years, strict=True)
                    ],
                }
            )
        )
    filled = [part for part in parts if len(part)] or parts[:1]  # a case without any limit has a table without rows
    return pd.concat(filled, ignore_index=True)


def _ranked(table: pd.DataFrame, by: str) -> pd.DataFrame:
    last = [name for name in ("sentence", "origin") if name in table]
    ranked = table.sort_values([by, "kind", "label", "year"], ascending=[False, True, True, True], kind="stable")
    return ranked[[name for name in table.columns if name not in last] + last].reset_index(drop=True)


def _all(solved: Solved) -> Iterator[Limited]:
    case = solved.case
    reduced, dual = _Reduced(solved), _Dual(solved)
    years = len(solved.years)

    yield Limited("site limit", "site_phases", "campus allowed at {}", solved.labels("campus"),
                  case.sites.limit_mw.to_numpy(dtype=float), reduced("campus"))  # fmt: skip

    lines = case.grid.lines
    worth = reduced("flow").sum(axis=2)
    expandable = dual.labels("expandable_flow_limit")
    worth[lines.index.get_indexer(expandable)] += dual("expandable_flow_limit").sum(axis=2)
    yield Limited("transfer limit", "lines", "transfer limit on {}", lines.index,
                  lines["capacity_mw"].to_numpy(dtype=float)[:, None], worth)  # fmt: skip

    corridors = solved.labels("line_built")
    yield Limited("right of way", "corridors", "new transmission allowed in {}", corridors,
                  case.grid.corridor_limit_mw.loc[corridors].to_numpy(dtype=float),
                  reduced("line_built") + dual("corridor_limit"))  # fmt: skip

    paces, queues = dual.labels("pace"), dual.labels("queue")
    yield Limited("build-out pace", "pace", "{} built in time", paces,
                  case.build_out.pace_limit_mw.loc[paces].to_numpy(dtype=float), dual("pace"))  # fmt: skip
    yield Limited("interconnection queue", "queue", "{} in the queue", queues,
                  case.build_out.queue_limit_mw.loc[queues].to_numpy(dtype=float), dual("queue"))  # fmt: skip

    for family, table, limit, origin in (
        ("built", case.fleet.generators, case.fleet.build_limit_mw, "generators"),
        ("storage_built", case.stores.storage, case.stores.build_limit_mw, "storage"),
    ):
        labels = solved.labels(family)
        early = _before_lead_time(table.loc[labels], limit.loc[labels])
        some = np.asarray(early.any(axis=1), dtype=bool)
        yield Limited("lead time", origin, "{} in service before its lead time", labels[some],
                      np.zeros((int(some.sum()), years)), np.where(early, reduced(family), 0.0)[some])  # fmt: skip

    markets = dual.labels("reserve_margin")
    needed = solved.program.row_block("reserve_margin").of(solved.program.row_lower) * 1e3
    yield Limited("reserve margin", "reserve_margins", "firm capacity in {}", markets, needed,
                  -dual("reserve_margin"))  # fmt: skip

    yield from _behind_the_meter(solved, reduced, dual)
    yield from _standing(solved, reduced, dual)


def _before_lead_time(candidates: pd.DataFrame, limit_mw: pd.DataFrame) -> npt.NDArray[np.bool_]:
    """Candidate by year: nothing of its technology may enter service in its zone yet; true of its first vintage only.
    """
    kind = candidates[["zone", "technology"]].astype(str)
    allowed = limit_mw.groupby([kind["zone"], kind["technology"]], sort=False).transform("max")
    return np.asarray((allowed.to_numpy() == 0) & ~kind.duplicated().to_numpy()[:, None])


def _behind_the_meter(solved: Solved, reduced: _Reduced, dual: _Dual) -> Iterator[Limited]:
    case, labels = solved.case, solved.labels("drawn")
    sites = case.sites.sites.loc[labels]
    allowed = (sites["own_supply_limit_mw"] - sites["own_supply_mw"]).clip(lower=0.0).to_numpy(dtype=float)
    has_supply = (sites["own_supply_technology"] != "").to_numpy()
    yield Limited("own supply limit", "sites", "own supply allowed at {}", labels[has_supply],
                  allowed[has_supply, None], dual("own_supply_limit")[has_supply])  # fmt: skip
    island = (case.sites.on_grid.loc[labels] == 0).any(axis=1).to_numpy()
    yield Limited("island", "sites", "grid connection at {}", labels[island],
                  np.zeros((int(island.sum()), len(solved.years))), reduced("drawn").sum(axis=2)[island])  # fmt: skip


def _standing(solved: Solved, reduced: _Reduced, dual: _Dual) -> Iterator[Limited]:
    """What stands today, per MW of it: its output, ramps, water and storage room together."""
    case, generators, storage = solved.case, solved.labels("generation"), solved.labels("charge")
    fleet = case.fleet.generators.loc[generators]
    availability = case.fleet.availability.loc[generators].to_numpy(dtype=float)
    worth = (reduced("generation") * availability[:, None, :]).sum(axis=2)
    ramping, watered = dual.labels("ramp_up"), dual.labels("energy_budget")
    ramp_share = fleet.loc[ramping, "ramp_share_per_h"].to_numpy(dtype=float)[:, None]
    ramps = (dual("ramp_up") + dual("ramp_down")).sum(axis=2)
    worth[generators.get_indexer(ramping)] += ramps * ramp_share
    water = case.fleet.energy_availability.loc[watered].to_numpy(dtype=float)
    by_period = np.add.reduceat(water, case.horizon.periods["first"].to_numpy(dtype=int), axis=1)
    worth[generators.get_indexer(watered)] += (dual("energy_budget") * by_period[:, None, :]).sum(axis=2)
    stands = ~fleet["candidate"].to_numpy(dtype=bool)
    existing = case.fleet.existing_mw.loc[generators].to_numpy(dtype=float)
    yield Limited("existing fleet", "generators", "{}", generators[stands], existing[stands], worth[stands], True)

    store = case.stores.storage.loc[storage]
    power, energy = (store[name].to_numpy(dtype=float)[:, None] for name in ("power_mw", "energy_mwh"))
    hours = np.divide(energy, power, out=np.zeros_like(power), where=power > 0)
    availability_of_store = store["availability"].to_numpy(dtype=float)[:, None]
    worth = (reduced("charge") + reduced("discharge")).sum(axis=2) * availability_of_store
    worth = worth + (reduced("state_of_charge").sum(axis=2) + reduced("storage_level").sum(axis=2)) * hours
    stands = ~store["candidate"].to_numpy(dtype=bool)
    yield Limited("existing storage", "storage", "{}", storage[stands], power[stands], worth[stands], True)


class _Reduced:
    """By family of decisions: what one more unit of its upper bound takes off the objective."""

    def __init__(self, solved: Solved) -> None:
        self.solved = solved

    def __call__(self, family: str) -> Floats:
        block = self.solved.program.column_block(family)
        bounded = np.isfinite(block.of(self.solved.program.upper))
        price = np.minimum(block.of(self.solved.solution.reduced_cost), 0.0)
        return np.where(bounded, -price, 0.0)


class _Dual:
    """By family of constraints: what one more unit of its limit takes off the objective."""

    def __init__(self, solved: Solved) -> None:
        self.solved = solved

    def __call__(self, family: str) -> Floats:
        return 0.0 - self.solved.program.row_block(family).of(self.solved.solution.row_dual)

    def labels(self, family: str) -> pd.Index:
        labels: pd.Index = pd.Index(self.solved.program.row_block(family).axes[0].labels)
        return labels


def _because(case: Case, table: str, label: str, year: int) -> str:
    """Why a site is limited, where a layer of the scenario limits it."""
    layer = case.sites.exclusion_at_limit(label, year) if table == "site_phases" else None
    return "" if layer is None else f" ({layer['reason']})"


def limit_origin(case: Case, table: str, label: str, year: int) -> str:
    """file:line of a limit; for a site, what limits it in the year: a layer it lies in, its phase, or its own row.

    "" for what no file says.
    """
    if table == "site_phases":
        layer = case.sites.exclusion_at_limit(label, year)
        if layer is not None:
            return str(layer["origin"])
        table = "sites"
        phases = [
            (int(key[1]), place)
            for (of, key), place in case.origins.items()
            if of == "site_phases" and key[0] == label
        ]
        reached = [place for start, place in sorted(phases) if start <= year]
        if reached:
            return reached[-1]
    return case.origins.get((table, label), "")
