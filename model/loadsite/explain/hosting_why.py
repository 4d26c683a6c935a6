"""Why no more MW fit: what one more MW at a site, or of load in a zone, does to the MW of campus that fit in all.

Told from the solve that asks for the most MW, where what holds them back binds. Where the same MW are then placed at
least cost there is room, and it does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, isnan, nan

import numpy as np
import pandas as pd

from loadsite.explain.why import (
    at_limit,
    labels_of_zone,
    one_more_here,
    parts_by_rows,
    rules_touching,
    what_stops,
)
from loadsite.origin import NOWHERE
from loadsite.results.families import MW, Solved
from loadsite.results.hosting_rules import COLUMNS
from loadsite.results.one_more import AT_LEAST, AT_MOST, Slopes, size
from loadsite.solve.moved import Known, Moved, row_moved

COUNTS = "counting towards the MW that fit"
LEAST_MW = 1e-6
"""Less is rounding [MW of campus per MW, or per unit of a rule]."""
AS_MANY = 1e-4
"""MW of campus per MW that differ by less are as many."""


@dataclass(frozen=True)
class _Rise:
    """By how many MW what fits in all rises with one unit more of something, over how many units, and how well that is
    known; `AT_MOST` where it is the bound that a dual gives.
    """

    mw: float
    valid: float
    known: str

    @property
    def bound(self) -> str:
        """Said before a rise; before a fall it is the other bound."""
        return f"{AT_MOST} " if self.known == AT_MOST else ""

    @property
    def lower_bound(self) -> str:
        """Said before a fall."""
        return f"{AT_LEAST} " if self.known == AT_MOST else ""

    def over(self) -> str:
        """How far it is valid, in words."""
        if isnan(self.valid):
            return ""
        within = ", within the gap" if self.known == Known.WITHIN_GAP else ""
        return ", however many" if self.valid == inf else f", over the next {size(self.valid)} MW{within}"


def fits_verdict(solved: Solved, placed: pd.DataFrame) -> list[str]:
    """By year: the most MW of campus that fit, and how many of them are placed at least cost where that is fewer."""
    said = []
    fit_mw = solved.value("campus").sum(axis=0)
    placed_mw = placed.set_index("year")["placed_mw"]
    for year, mw in zip(solved.years, fit_mw, strict=True):
        fewer = f"; {placed_mw[year]:,.0f} of them are placed at least cost" if mw - placed_mw[year] >= 1.0 else ""
        said.append(f"{year}: {mw:,.0f} MW of campus fit{fewer}")
    return said


def hosting_site_verdict(solved: Solved, site: str, slopes: Slopes) -> list[str]:
    """By year: one sentence on what stops the site from taking more, and what one MW more there does to all MW."""
    block = solved.program.column_block("campus")
    position = [str(label) for label in block.axes[0].labels].index(site)
    placed = solved.value("campus")[position]
    limit = solved.case.sites.limit_mw.loc[site].to_numpy(dtype=float)
    said = []
    for number, year in enumerate(solved.years):
        column = block.start + position * len(solved.years) + number
        rise = _rise(solved, *one_more_here(solved, column, slopes))
        here = f"{year}: {placed[number]:,.0f} of {limit[number]:,.0f} MW where the most fit;"
        if at_limit(solved, column):
            stops = what_stops(solved.case, site, year)
            said.append(f"{here} {stops} stops it, one MW more allowed adds {rise.bound}{max(0.0, rise.mw):,.2f} MW "
                        f"of campus{rise.over()}")  # fmt: skip
        elif rise.mw < -AS_MANY:
            said.append(f"{here} one MW more here leaves room for {rise.lower_bound}{-rise.mw:,.3g} MW of campus less "
                        f"in all{rise.over()}")  # fmt: skip
        else:
            said.append(f"{here} one MW more here takes the place of one elsewhere")
    return said


def hosting_site(solved: Solved, site: str, slopes: Slopes) -> pd.DataFrame:
    """year, part, mw_of_campus, origin: what one more MW at a site does to the MW that fit in all, part by part.

    The MW itself counts 1, what it needs takes the place of others. The parts of a year add up to `one more MW`.
    """
    block = solved.program.column_block("campus")
    sites = [str(label) for label in block.axes[0].labels]
    rows = []
    for number, year in enumerate(solved.years):
        column = block.start + sites.index(site) * len(solved.years) + number
        own = {(COUNTS, NOWHERE): float(solved.program.cost[column])}
        parts = parts_by_rows(solved, column, year, slopes, own)
        told = [(year, part, -cost + 0.0, str(origin))
                for (part, origin), cost in parts.items() if abs(cost) >= LEAST_MW]  # fmt: skip
        rows += sorted(told, key=lambda each: -abs(each[2]))
        rows.append((year, "one more MW", sum(each[2] for each in told), ""))
    return pd.DataFrame(rows, columns=["year", "part", "mw_of_campus", "origin"])


def hosting_zone_verdict(solved: Solved, zone: str, slopes: Slopes) -> list[str]:
    """By year: the MW of campus in the zone, and how many MW of campus one MW more of load there leaves no room for."""
    sites = solved.case.sites.sites
    inside = (sites.loc[list(solved.labels("campus")), "zone"] == zone).to_numpy()
    placed = solved.value("campus")[inside].sum(axis=0)
    block = solved.program.row_block("balance")
    rows = np.arange(block.start, block.start + int(np.prod(block.shape))).reshape(block.shape)
    position = [str(label) for label in block.axes[0].labels].index(zone)
    said = []
    for number, year in enumerate(solved.years):
        rise = _rise(solved, slopes, row_moved(rows[position, number].reshape(-1)))
        said.append(f"{year}: {placed[number]:,.0f} MW of campus in {zone} where the most fit; one MW more of load "
                    f"there in every hour leaves room for {rise.lower_bound}{max(0.0, -rise.mw):,.3g} MW of campus less"
                    f"{rise.over()}")  # fmt: skip
    return said


def hosting_zone(solved: Solved, limits: pd.DataFrame, rules: pd.DataFrame, zone: str) -> pd.DataFrame:
    """The limits of one zone, the rules that name anything of it, and the shares that hold for all zones or campuses,
    as `holding_back` tells them.
    """
    labels = labels_of_zone(solved.case, zone)
    own = limits[limits["label"].isin(labels)]
    touching = (rules["kind"] != "rule") | rules["label"].isin(rules_touching(solved.case, labels))
    return holding_back(own, rules[touching])


def holding_back(limits: pd.DataFrame, rules: pd.DataFrame) -> pd.DataFrame:
    """kind, label, year, limit, unit, shadow_price_mw_per_unit, sentence, origin: what limits the MW that fit:
    rules and shares, then limits in MW.
    """
    binding = limits[limits["shadow_price_mw_per_mw"] > LEAST_MW]
    in_mw = binding.assign(unit="MW", limit=binding["limit_mw"],
        shadow_price_mw_per_unit=binding["shadow_price_mw_per_mw"])
    parts = [part for part in (rules, in_mw[COLUMNS]) if len(part)]
    return pd.concat(parts, ignore_index=True) if parts else rules


def _rise(solved: Solved, slopes: Slopes, moved: Moved) -> _Rise:
    side = slopes.side(moved, 1.0)
    if side is None:
        return _Rise(-moved.price(solved.solution.row_dual, solved.solution.reduced_cost) + 0.0, nan, AT_MOST)
    return _Rise(-side.slope + 0.0, side.valid * MW, slopes.known)
