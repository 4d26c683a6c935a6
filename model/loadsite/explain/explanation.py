"""What is told of a site, a zone or a rule of an answer: sentences, and a table."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from loadsite.errors import LoadsiteError
from loadsite.explain.hosting_why import (
    fits_verdict,
    holding_back,
    hosting_site,
    hosting_site_verdict,
    hosting_zone,
    hosting_zone_verdict,
)
from loadsite.explain.power_words import power_cost_words, zone_verdict
from loadsite.explain.why import campus_verdict, rule_verdict, site_verdict, why_rule, why_site, why_zone
from loadsite.inputs.case import Case
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.results.families import Solved
from loadsite.results.hosting_rules import note_of_rule
from loadsite.results.one_more import Slopes

LEAST_USD = 0.5
"""Limits with a lower shadow price are left out [USD/MW-year]."""
SLOPES_S = 60.0
"""What finding out what one more MW costs may take, and how far that is valid [s]."""
NOT_KNOWN = "the figures are duals, bounds of the shadow price of one more MW; their valid range is not known"


class NoSuchThing(LoadsiteError):
    """A site, zone or rule was asked about that the scenario does not have."""


@dataclass(frozen=True)
class Topic:
    """What an explanation is asked of: a site, a zone, a rule, or with none of them the binding constraints."""

    site: str | None = None
    zone: str | None = None
    rule: str | None = None

    def __post_init__(self) -> None:
        if sum(each is not None for each in (self.site, self.zone, self.rule)) > 1:
            raise ValueError("expected one of site, zone and rule")

    def check(self, case: Case) -> None:
        """NoSuchThing where the case has no site, zone or rule of that name."""
        for what, name, known in (("site", self.site, case.sites.sites.index),
                                  ("zone", self.zone, case.grid.zones.index),
                                  ("rule", self.rule, [each.name for each in case.rules])):  # fmt: skip
            if name is not None and name not in list(known):
                hint = did_you_mean(name, list(known)) or f"expected one of {listed(list(known), 12)}"
                raise NoSuchThing(f'"{name[:60]}" is no {what} of {case.name}; {hint}')


@dataclass(frozen=True)
class Explanation:
    """Sentences, and the table they rest on: a row per part of a cost, per binding constraint, or per row of a rule."""

    verdict: list[str]
    table: pd.DataFrame


def explain(solved: Solved, tables: Mapping[str, pd.DataFrame], topic: Topic) -> Explanation:
    """Of the least-cost solve of a target and the tables of its result."""
    slopes = Slopes(solved, time.monotonic() + SLOPES_S)
    known = [] if slopes.can_tell else [NOT_KNOWN]
    if topic.site is not None:
        power = power_cost_words(tables["campus_costs"], topic.site)
        said = [*site_verdict(solved, topic.site, slopes), *power, *known]
        return Explanation(said, why_site(solved, topic.site, slopes))
    if topic.zone is not None:
        table = why_zone(solved, tables["limits"], tables["rules"], topic.zone)
        return Explanation([*zone_verdict(solved, tables["zone_years"], topic.zone), *known], table)
    if topic.rule is not None:
        rules = tables["rules"]
        return Explanation([*rule_verdict(solved, rules, topic.rule, slopes), *known], why_rule(rules, topic.rule))
    limits = tables["limits"]
    highest_shadow_prices = limits[~limits["stands"] & (limits["shadow_price_usd_per_mw_year"] > LEAST_USD)]
    return Explanation([*campus_verdict(solved, slopes), *known], highest_shadow_prices)


def explain_hosting(most: Solved, tables: Mapping[str, pd.DataFrame], topic: Topic) -> Explanation:
    """Of the solve for the most MW that fit; what power costs is told where they are placed at least cost."""
    slopes = Slopes(most, time.monotonic() + SLOPES_S)
    limits, rules = tables["hosting_limits"], tables["hosting_rules"]
    fits = fits_verdict(most, tables["shortfall"])
    known = [] if slopes.can_tell else [NOT_KNOWN]
    if topic.site is not None:
        power = [f"at least cost, {each}" for each in power_cost_words(tables["campus_costs"], topic.site)]
        said = [*fits, *hosting_site_verdict(most, topic.site, slopes), *power, *known]
        return Explanation(said, hosting_site(most, topic.site, slopes))
    if topic.zone is not None:
        said = [*fits, *hosting_zone_verdict(most, topic.zone, slopes), *known]
        return Explanation(said, hosting_zone(most, limits, rules, topic.zone))
    if topic.rule is not None:
        return Explanation([*fits, *note_of_rule(most.case, rules, topic.rule)], rules)
    return Explanation([*fits, *known], holding_back(limits[~limits["stands"]], rules))
