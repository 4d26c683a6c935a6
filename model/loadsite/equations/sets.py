"""Index sets of the linear program: what exists, what may be built, and what belongs to what."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from typing import Any

import numpy as np
import pandas as pd
import pyomo.environ as pyomo

from loadsite.inputs.case import Case

MEMBER = {
    "sites": "site", "supplied_sites": "site", "candidates": "generator", "generators": "generator",
    "zone_limits": "zone and technology", "committed_builds": "zone and technology", "committed_sites": "site",
    "committed_generators": "generator", "committed_ramping": "generator", "up_generators": "generator",
    "down_generators": "generator", "retiring_generators": "generator", "retiring_ramping": "generator",
    "ramping_generators": "generator", "ramping_candidates": "generator", "budget_generators": "generator",
    "storage": "storage", "new_storage": "storage",
    "lines": "line", "expandable_lines": "line", "expandable_corridors": "corridor", "zones": "zone",
    "margin_markets": "market", "annual_builds": "annual_build", "queues": "queue", "years": "year",
    "later_years": "year",
    "snapshots": "snapshot", "first_snapshots": "snapshot", "later_snapshots": "snapshot",
    "last_snapshots": "snapshot", "periods": "period", "samples": "sample",
}  # fmt: skip
"""What one member of an index set is."""


def declare_sets(m: Any, case: Case) -> None:
    """Declare every index set on the model, in the order of the case's tables."""
    _time(m, case)
    _grid(m, case)
    _fleet(m, case)
    _storage_fleet(m, case)
    _sites(m, case)
    _limits(m, case)


def buildable(build_limit_mw: pd.DataFrame) -> pd.Index:
    """Rows that may be built in at least one model year."""
    return build_limit_mw.index[(build_limit_mw > 0).any(axis=1)]


def _time(m: Any, case: Case) -> None:
    years = list(case.horizon.years.index)
    periods = case.horizon.periods
    snapshots = case.horizon.snapshots.index
    m.years = _set(years)
    m.later_years = _set(years[1:])
    m.years_until = pyomo.Set(m.years, initialize={year: years[: k + 1] for k, year in enumerate(years)})
    m.snapshots = pyomo.RangeSet(0, len(snapshots) - 1)
    m.first_snapshots = _set(periods["first"])
    m.later_snapshots = _set(snapshots.difference(pd.Index(periods["first"])))
    m.last_snapshots = _set(periods["last"])
    m.periods = _set(periods.index)
    m.boundaries = _set(pd.unique(periods["opening_boundary"]))
    m.snapshots_of = pyomo.Set(
        m.periods,
        initialize={p: range(row["first"], row["last"] + 1) for p, row in periods.iterrows()},
    )
    m.samples = _set(case.horizon.samples.index)
    of_sample = case.horizon.sample_of_snapshot.to_numpy()
    m.snapshots_of_sample = pyomo.Set(
        m.samples, initialize={w: [int(t) for t in np.flatnonzero(of_sample == w)] for w in m.samples}
    )


def _grid(m: Any, case: Case) -> None:
    lines = case.grid.lines
    m.zones = _set(case.grid.zones.index)
    m.lines = _set(lines.index)
    m.expandable_corridors = _set(buildable(case.grid.corridor_limit_mw))
    m.expandable_lines = _set(lines.index[lines["corridor"].isin(list(m.expandable_corridors))])
    m.lines_into = _members(m.zones, lines["to_zone"])
    m.lines_out_of = _members(m.zones, lines["from_zone"])
    m.margin_markets = _set(case.grid.reserve_margins.index)


def _fleet(m: Any, case: Case) -> None:
    generators = case.fleet.generators
    may_be_built = buildable(case.fleet.build_limit_mw)
    standing = ~generators["candidate"]
    present = generators.index[standing | generators.index.isin(may_be_built)]
    m.generators = _set(present)
    m.candidates = _set(may_be_built)
    moving = case.fleet.fuel_added_usd_per_mwh.index
    m.moving_fuel_generators = _set(present[present.isin(moving)])
    m.generators_in = _members(m.zones, generators.loc[present, "zone"])
    ramps = standing & np.isfinite(generators["ramp_share_per_h"].to_numpy(dtype=float))
    retires = generators.index.isin(case.fleet.retirement.index)
    committed = generators.index.isin(case.fleet.commitment.index)
    m.ramping_generators = _set(generators.index[ramps & ~retires & ~committed])
    m.retiring_generators = _set(generators.index[retires])
    m.retiring_ramping = _set(generators.index[ramps & retires & ~committed])
    may_ramp = generators.loc[may_be_built, "ramp_share_per_h"].to_numpy(dtype=float)
    # at a share of 1 or more the limit on generation says as much
    m.ramping_candidates = _set(
        may_be_built[(may_ramp < 1.0) & ~may_be_built.isin(case.fleet.commitment.index)])
    m.budget_generators = _set(generators.index[standing & (generators["dispatch"] == "energy_budget")])
    m.retiring_in_market = _members(m.margin_markets, _market_of(case, generators.loc[retires, "zone"]))
    m.candidates_in_market = _members(m.margin_markets, _market_of(case, generators.loc[may_be_built, "zone"]))


def _storage_fleet(m: Any, case: Case) -> None:
    storage = case.storage_fleet.storage
    may_be_built = buildable(case.storage_fleet.build_limit_mw)
    present = storage.index[~storage["candidate"] | storage.index.isin(may_be_built)]
    m.storage = _set(present)
    m.new_storage = _set(may_be_built)
    m.storage_in = _members(m.zones, storage.loc[present, "zone"])
    m.new_storage_in_market = _members(m.margin_markets, _market_of(case, storage.loc[may_be_built, "zone"]))


def _sites(m: Any, case: Case) -> None:
    sites = case.sites.sites
    supplied = sites.index.isin(case.sites.with_onsite)
    m.sites = _set(sites.index)
    m.supplied_sites = _set(sites.index[supplied])
    m.grid_sites_in = _members(m.zones, sites.loc[~supplied, "zone"])
    m.supplied_sites_in = _members(m.zones, sites.loc[supplied, "zone"])
    m.sites_in_market = _members(m.margin_markets, sites["market"])


def _limits(m: Any, case: Case) -> None:
    generators = case.fleet.generators.loc[list(m.candidates)]
    storage = case.storage_fleet.storage.loc[list(m.new_storage)]
    annual_builds, queues = case.build_out.annual_build.index, case.build_out.queue.index
    limited_annual_builds = annual_builds[
        annual_builds.isin(generators["annual_build"]) | annual_builds.isin(storage["annual_build"])]
    limited_queues = queues[queues.isin(generators["queue"]) | queues.isin(storage["queue"])]
    m.annual_builds = _set(limited_annual_builds)
    m.annual_build_generators = _members(m.annual_builds, generators["annual_build"])
    m.annual_build_storage = _members(m.annual_builds, storage["annual_build"])
    m.queues = _set(limited_queues)
    m.zone_limits = _set(case.build_out.zone_limit.index)
    m.zone_limit_generators = _members(m.zone_limits, _named_by_zone(case.build_out.zone_limit, generators))
    m.zone_limit_storage = _members(m.zone_limits, _named_by_zone(case.build_out.zone_limit, storage))
    m.committed_sites = _set(case.sites.committed_mw.index)
    m.committed_builds = _set(case.build_out.committed.index)
    m.committed_build_generators = _members(m.committed_builds, _named_by_zone(case.build_out.committed, generators))
    m.committed_build_storage = _members(m.committed_builds, _named_by_zone(case.build_out.committed, storage))
    m.queue_generators = _members(m.queues, generators["queue"])
    m.queue_storage = _members(m.queues, storage["queue"])


def _named_by_zone(named: pd.DataFrame, things: pd.DataFrame) -> pd.Series:
    """thing -> the label of its technology and zone in a table of such pairs; blank where they have none."""
    label = pd.Series(named.index, index=pd.MultiIndex.from_frame(named[["technology", "zone"]]), dtype=object)
    pairs = pd.MultiIndex.from_frame(things[["technology", "zone"]])
    return pd.Series(label.reindex(pairs).to_numpy(), index=things.index, dtype=object)


def _market_of(case: Case, zones: pd.Series) -> pd.Series:
    return zones.map(case.grid.zones["market"])


def _set(labels: Iterable[Hashable]) -> Any:
    return pyomo.Set(initialize=[_plain(label) for label in labels])


def _members(owners: Any, owner_of: pd.Series) -> Any:
    """owner -> what belongs to it, in the order of the table; empty where nothing does."""
    belonging: dict[Hashable, list[Hashable]] = {owner: [] for owner in owners}
    for label, owner in owner_of.items():
        if owner in belonging:
            belonging[owner].append(_plain(label))
    return pyomo.Set(owners, initialize=belonging)


def _plain(label: Hashable) -> Hashable:
    """Python's own number for a numpy one, which Pyomo's sets would tell apart."""
    return int(label) if isinstance(label, np.integer) else label
