"""Why an answer is what it is: what one more MW at a site would cost, what makes a zone expensive, what a rule does.

At an optimum the cost of one more unit of a decision is told by the rows it stands in: its own cost, less the
coefficient times the shadow price of each row. What is left is the shadow price of its bound. So the parts add up
exactly.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from loadsite.equations import build as page
from loadsite.equations.rules import PREFIX
from loadsite.inputs.case import Case, Target
from loadsite.origin import NOWHERE, Origin
from loadsite.results.binding import binds_within
from loadsite.results.families import MW, USD, USD_PER_MW, Solved
from loadsite.results.limit_directions import rule_direction
from loadsite.results.limit_parts import label_of
from loadsite.results.one_more import OneMore, Slopes, money, next_campus
from loadsite.results.rule_prices import eased_price
from loadsite.results.siting import shortfall
from loadsite.solve.matrix import column_entries
from loadsite.solve.moved import Moved, lower_moved, together, upper_moved

KINK = "beyond the shadow prices of the answer, which change with one more MW"
NEAR_GW = 1e-3
"""A site is full where no more than that share of its limit is left (or, of a small one, of 1 GW)."""
LEAST_USD = 0.5
"""Parts below this are rounding [USD/MW-year]."""


def why_site(solved: Solved, site: str, slopes: Slopes) -> pd.DataFrame:
    """year, part, usd_per_mw_year, origin: what one more MW at a site would cost (negative: save), part by part.

    The parts of a year add up to `one more MW`, which is below zero where the limit of the site stops a campus
    that would pay, zero where the site is filled as far as it pays, and above zero where it is too expensive. They are
    told by the shadow prices that are right for one more MW. Where only those of the answer are known, what one more MW
    costs beyond them is a part of its own.
    """
    block = solved.program.column_block("campus")
    sites = [str(label) for label in block.axes[0].labels]
    rows = []
    for number, year in enumerate(solved.years):
        column = block.start + sites.index(site) * len(solved.years) + number
        per_year = USD / MW / solved.present_value[number]
        own = _of_the_place(solved, site, float(solved.program.cost[column]), number)
        parts = parts_by_rows(solved, column, year, slopes, own)
        told = [(year, part, cost * per_year + 0.0, str(origin)) for (part, origin), cost in parts.items()]
        kept = [each for each in told if abs(each[2]) >= LEAST_USD]
        rows += sorted(kept, key=lambda each: -abs(each[2]))
        rows.append((year, "one more MW", sum(each[2] for each in told), ""))
    return pd.DataFrame(rows, columns=["year", "part", "usd_per_mw_year", "origin"])


def parts_by_rows(
    solved: Solved, column: int, year: int, slopes: Slopes, own: dict[tuple[str, Origin], float]
) -> dict[tuple[str, Origin], float]:
    """(part, origin) -> what it adds to the objective with one more unit of campus in a column: its own cost, of which
    the parts are given, and what each row it stands in adds.
    """
    asked, moved = one_more_here(solved, column, slopes)
    found = asked.duals(moved, 1.0) if asked.can_tell else None
    row_dual = solved.solution.row_dual if found is None else found[0]
    parts = dict(own)
    for row, value in column_entries(solved.program, column):
        part = _part(solved, row, year)
        parts[part] = parts.get(part, 0.0) - value * float(row_dual[row])
    side = asked.side(moved, 1.0) if found is None else None
    if side is not None and np.isfinite(side.slope):
        parts[KINK, NOWHERE] = side.slope - sum(parts.values())
    return parts


def _of_the_place(solved: Solved, site: str, cost: float, number: int) -> dict[tuple[str, Origin], float]:
    """What the objective says of a campus at a site: its connection, and what each layer it lies in charges. [M$/GW]"""
    layers = solved.case.sites.exclusions
    charging = layers[(layers["site"] == site) & (layers["usd_per_mw_year"] > 0)]
    weight = float(solved.present_value[number]) * MW / USD
    charged: dict[tuple[str, Origin], float] = {}
    for reason, usd, origin in zip(charging["reason"], charging["usd_per_mw_year"], charging["origin"], strict=True):
        part = (f"its place: {reason}", origin)
        charged[part] = charged.get(part, 0.0) + float(usd) * weight
    connection = ("connection to the grid", solved.case.origins.get(("sites", site), NOWHERE))
    return {connection: cost - sum(charged.values()), **charged}


def one_more_here(solved: Solved, column: int, slopes: Slopes) -> tuple[Slopes, Moved]:
    """What to ask for one more MW of campus in a column: of a full site its limit, of an empty one the least that must
    be there. Of another the MW that stand there are held, and moved.
    """
    at = np.array([column])
    if at_limit(solved, column):
        return slopes, upper_moved(at)
    value, sensitivity = float(solved.solution.primal[column]), solved.solution.sensitivity
    if value <= NEAR_GW or not slopes.can_tell:
        return slopes, lower_moved(at)
    if sensitivity is not None:
        return Slopes(solved, of=sensitivity.held(column)), together(lower_moved(at), upper_moved(at))
    lower, upper = solved.program.lower.copy(), solved.program.upper.copy()
    lower[column] = upper[column] = value
    held = replace(solved, program=replace(solved.program, lower=lower, upper=upper))
    return Slopes(held), together(lower_moved(at), upper_moved(at))


def at_limit(solved: Solved, column: int) -> bool:
    """Whether a decision is at its upper bound, or as near as the gap leaves it where that changes the cost by more
    than the gap.
    """
    value, limit = float(solved.solution.primal[column]), float(solved.program.upper[column])
    if value >= limit - NEAR_GW * max(1.0, limit):
        return True
    price = np.array([min(0.0, float(solved.solution.reduced_cost[column]))])
    return bool(binds_within(price, np.array([limit - value]), np.array([limit]), solved)[0])


def site_verdict(solved: Solved, site: str, slopes: Slopes) -> list[str]:
    """By year: one sentence on what stops the site from taking more, and for how many MW that is valid."""
    block = solved.program.column_block("campus")
    position = [str(label) for label in block.axes[0].labels].index(site)
    placed = solved.value("campus")[position]
    limit = solved.case.sites.limit_mw.loc[site].to_numpy(dtype=float)
    said = []
    for number, year in enumerate(solved.years):
        column = block.start + position * len(solved.years) + number
        told = _one_more(solved, *one_more_here(solved, column, slopes), number)
        here = f"{year}: {placed[number]:,.0f} of {limit[number]:,.0f} MW;"
        if at_limit(solved, column):
            what = what_stops(solved.case, site, year)
            saves = f"one MW more allowed saves {max(0.0, -told.usd):,.0f} USD a year{told.in_words(verb='saves')}"
            said.append(f"{here} {what} stops it, {saves}")
            continue
        if told.usd > 1.0:
            costs = f"one MW more here costs {told.usd:,.0f} USD a year more than elsewhere{told.in_words()}"
            said.append(f"{here} it is too expensive: {costs}")
        else:
            said.append(f"{here} one MW more here costs as much as the most expensive MW placed elsewhere")
    return said


def what_stops(case: Case, site: str, year: int) -> str:
    """What says how many MW a full site may have: its own limit, or the layer that it lies in."""
    layer = case.sites.exclusion_at_limit(site, year)
    return "its own limit" if layer is None else f"{layer['reason']} ({layer['origin']})"


def _one_more(solved: Solved, slopes: Slopes, moved: Moved, number: int) -> OneMore:
    """What one unit more of a direction costs, in the year of that number; the dual's bound where nothing is known."""
    weight = float(solved.present_value[number])
    side = slopes.side(moved, 1.0)
    if side is None:
        slope = moved.price(solved.solution.row_dual, solved.solution.reduced_cost)
        return OneMore.at_most(slope * USD_PER_MW / weight)
    return OneMore.of(side, slopes.known, weight)


def campus_verdict(solved: Solved, slopes: Slopes) -> list[str]:
    """By year: what one more MW of campus costs, for how many MW, and what one less saves where that is another price.
    """
    if not isinstance(solved.case.placement, Target):
        return []
    said = []
    table = shortfall(solved, solved.case.placement, slopes)
    for year, usd, valid, beyond, less, known in zip(
        *(table[name] for name in ("year", "campus_price_usd_per_mw_year", "campus_price_valid_for_mw",
                                   "campus_price_beyond_usd_per_mw_year", "campus_price_less_usd_per_mw_year",
                                   "campus_price_known")), strict=True
    ):  # fmt: skip
        said.append(f"{year}: {next_campus(OneMore(usd, valid, beyond, known), less)}")
    return said


def why_zone(solved: Solved, limits: pd.DataFrame, rules: pd.DataFrame, zone: str) -> pd.DataFrame:
    """kind, label, year, limit_mw, shadow_price_usd_per_mw_year, valid_for_mw, known, sentence, origin: the limits of
    one zone that bind.

    Lines into and out of it, what stands and may be built in it, its sites, and the rules that name any of these.
    """
    case = solved.case
    labels = labels_of_zone(case, zone)
    own = limits[limits["label"].isin(labels) & (limits["shadow_price_usd_per_mw_year"] > LEAST_USD)]
    columns = ["kind", "label", "year", "limit_mw", "shadow_price_usd_per_mw_year", "valid_for_mw", "known", "sentence",
               "origin"]
    priced = rules[rules["name"].isin(rules_touching(case, labels)) & (eased_price(rules) != 0.0)].copy()
    priced["shadow_price_usd_per_mw_year"] = eased_price(priced).abs()
    most_expensive = priced.sort_values("shadow_price_usd_per_mw_year", ascending=False).drop_duplicates("name")
    if most_expensive.empty:
        return own[columns].reset_index(drop=True)
    of_rules = pd.DataFrame(
        {
            "kind": "rule", "label": most_expensive["name"], "year": most_expensive["year"],
            "limit_mw": most_expensive["limit"],
            "shadow_price_usd_per_mw_year": most_expensive["shadow_price_usd_per_mw_year"],
            "valid_for_mw": np.where(most_expensive["sense"] == ">=", most_expensive["holds_for_less"],
                most_expensive["holds_for_more"]),
            "known": most_expensive["known"],
            "sentence": most_expensive["sentence"] + " (" + most_expensive["unit"] + "; its most binding row)",
            "origin": [str(case.origins["rules", name]) for name in most_expensive["name"]],
        }
    )  # fmt: skip
    return pd.concat([own[columns], of_rules[columns]], ignore_index=True)


def why_rule(rules: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of one rule that bind, the most expensive first; all of them where none does."""
    own = rules[rules["name"] == name]
    binding = own[own["binding"]]
    shown = binding if len(binding) else own
    return shown.reindex(eased_price(shown).abs().sort_values(ascending=False, kind="stable").index)


def rule_verdict(solved: Solved, rules: pd.DataFrame, name: str, slopes: Slopes) -> list[str]:
    """How many rows of a rule bind, and the shadow price of its number in all of them at once."""
    rule = next(each for each in solved.case.rules if each.name == name)
    own = rules[rules["name"] == name]
    count = int(own["binding"].sum())
    said = [f"{count:,} of {len(own):,} rows bind" if count else f"none of {len(own):,} rows binds"]
    less = rule.sense == ">="
    side = slopes.side(rule_direction(solved.program, rule), -1.0 if less else 1.0)
    if side is not None and side.slope != 0.0 and np.isfinite(side.slope):
        told = OneMore.of(side, slopes.known, 1.0)
        verb = "saves" if (told.usd > 0) == less else "costs"
        unit = rule.unit or "unit"
        said.append(f"1 {unit} {'less required' if less else 'more'} in all its rows {verb} {money(told.usd)} USD"
                    f"{told.in_words(unit, verb)}")  # fmt: skip
    return said


def _part(solved: Solved, row: int, year: int) -> tuple[str, Origin]:
    """What a row is called in the price of one more MW, and where its limit is stated."""
    block = next(block for block in solved.program.rows if row < block.start + block.size)
    if block.name.startswith(PREFIX):
        name = block.name.removeprefix(PREFIX)
        return f"rule {name}", solved.case.origins.get(("rules", name), NOWHERE)
    facts = page.record(block.name).facts
    origin = NOWHERE if facts.limit is None else facts.limit.origin(solved.case, label_of(block, row), year)
    return facts.part or block.name.replace("_", " "), origin


def rules_touching(case: Case, labels: set[str]) -> list[str]:
    """Names of the rules that name any of the labels."""
    return [
        rule.name
        for rule in case.rules
        if any(set(members) & labels for term in rule.terms for members in term.members.values())
    ]


def labels_of_zone(case: Case, zone: str) -> set[str]:
    """Everything that lies in a zone, or leads into or out of it."""
    lines = case.grid.lines
    touching = lines[(lines["from_zone"] == zone) | (lines["to_zone"] == zone)]
    found = {zone, str(case.grid.zones["market"].loc[zone]), *touching.index, *touching["corridor"]} - {""}
    for table in (case.fleet.generators, case.storage_fleet.storage, case.sites.sites):
        found |= set(table.index[table["zone"] == zone])
    for limits in (case.build_out.annual_build, case.build_out.queue):
        found |= set(limits.index[limits["zone"] == zone])
    return {str(label) for label in found}
