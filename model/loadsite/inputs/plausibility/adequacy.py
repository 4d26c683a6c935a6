"""Load against what could serve it, and markets without a reserve margin."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from loadsite.inputs.case import Case
from loadsite.inputs.plausibility.finding import Finding
from loadsite.inputs.sources import Sources
from loadsite.origin import Origin

MOST_LOAD_OVER_SUPPLY = 2.0
"""Peak of a zone over what stands in it and may be imported. 0.2 to 0.9 in the zones of the four states; a load in kW
has several hundred."""
LEAST_LOAD_OVER_SUPPLY = 0.05
"""Peak of all zones over all that stands; 0.7 in the four states. A load in GW has 0.0007."""


def load_without_supply(sources: Sources, case: Case) -> Iterator[Finding]:
    """Zones whose load is far above what could serve them, and load far below all capacity."""
    year = case.horizon.years.index[0]
    grid = case.grid
    peak_mw = grid.load_mw.max(axis=1) * grid.load_factor[year]
    fleet_mw = case.fleet.existing_mw[year].groupby(case.fleet.generators["zone"]).sum()
    stored_mw = case.storage_fleet.storage.groupby("zone")["power_mw"].sum()
    import_mw = grid.lines.groupby("to_zone")["capacity_mw"].sum()
    stands_mw = fleet_mw.reindex(peak_mw.index).fillna(0.0) + stored_mw.reindex(peak_mw.index).fillna(0.0)
    supply_mw = stands_mw + import_mw.reindex(peak_mw.index).fillna(0.0)
    shown = sources.folder.hourly_shown["load"]
    for zone in peak_mw.index[peak_mw > MOST_LOAD_OVER_SUPPLY * supply_mw]:
        yield Finding(
            Origin(shown), str(zone), f"{peak_mw[zone]:,.0f} MW at the peak of {year}",
            f"is far above the {supply_mw[zone]:,.0f} MW that stand in the zone or may be imported: is the load in kW?",
            f"at most {MOST_LOAD_OVER_SUPPLY:g} times that", "0.2 to 0.9 times in the zones of the four states")
    together = float((grid.load_mw.mul(grid.load_factor[year], axis=0)).sum().max())
    if 0 < together < LEAST_LOAD_OVER_SUPPLY * float(stands_mw.sum()):
        yield Finding(
            Origin(shown), "", f"{together:,.0f} MW at the peak of {year}, all zones together",
            f"is far below the {stands_mw.sum():,.0f} MW that stand: is the load in GW?",
            f"at least {LEAST_LOAD_OVER_SUPPLY:g} times that", "0.7 times in the four states")


def markets_without_margin(sources: Sources, case: Case) -> Iterator[Finding]:
    """Markets with load that reserve_margins.csv leaves out, while reserve margins are on."""
    if not sources.scenario.reserve_margins:
        return
    rows = sources.folder.tables["reserve_margins"]
    load_mw = case.grid.load_mw.max(axis=1).groupby(case.grid.zones["market"]).max()
    for market in np.setdiff1d(load_mw.index[load_mw > 0].astype(str), case.grid.reserve_margins.index.astype(str)):
        yield Finding(Origin(rows.shown), "market", f'no row for "{market}", which has load',
                      "leaves that market without a reserve margin, though reserve_margins is true",
                      "a row, with margin_share 0 for none")  # fmt: skip
