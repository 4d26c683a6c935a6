"""Why an answer is what it is: what one more MW at a site would cost, what makes a zone dear, what a rule does.

At an optimum the cost of one more unit of a decision is told by the rows it stands in: its own cost, less the
coefficient times the shadow price of each row. What is left is the worth of its bound. So the parts add up exactly.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.equations.rules import PREFIX
from loadsite.inputs.case import Case
from loadsite.results.families import MW, USD, Solved
from loadsite.results.holding import Holding, Worth, money
from loadsite.solve.labels import label_at
from loadsite.solve.matrix import rows_matrix

PARTS = {
    "balance": "its power from the grid",
    "own_supply_balance": "its power behind the meter",
    "reserve_margin": "firm capacity for its peak, with the reserve margin",
    "pause_limit": "being paused when power is dear",
    "pause_budget": "being paused when power is dear",
    "pause_budget_of_sample": "being paused when power is dear",
    "no_shrinking": "keeping it in later years",
    "target": "counting towards the MW asked for",
}
LEAST_USD = 0.5
"""Parts below this are rounding [USD/MW-year]."""


def why_site(solved: Solved, site: str) -> pd.DataFrame:
    """year, part, usd_per_mw_year, origin: what one more MW at a site would cost (negative: save), part by part.

    The parts of a year add up to `one more MW`, which is below zero where the limit of the site holds back a campus
    that would pay, zero where the site is filled as far as it pays, and above zero where it is too dear.
    """
    block = solved.program.column_block("campus")
    sites = [str(label) for label in block.axes[0].labels]
    matrix = rows_matrix(solved.program).tocsc()
    rows = []
    for number, year in enumerate(solved.years):
        column = block.start + sites.index(site) * len(solved.years) + number
        per_year = USD / MW / solved.present_value[number]
        span = slice(matrix.indptr[column], matrix.indptr[column + 1])
        parts = _of_the_place(solved, site, float(solved.program.cost[column]), number)
        for row, value in zip(matrix.indices[span], matrix.data[span], strict=True):
            part = _part(solved.case, label_at(solved.program.rows, int(row)).partition("[")[0], year)
            parts[part] = parts.get(part, 0.0) - float(value * solved.solution.row_dual[row])
        told = [(year, part, cost * per_year + 0.0, origin) for (part, origin), cost in parts.items()]
        kept = [each for each in told if abs(each[2]) >= LEAST_USD]
        rows += sorted(kept, key=lambda each: -abs(each[2]))
        rows.append((year, "one more MW", sum(each[2] for each in told), ""))
    return pd.DataFrame(rows, columns=["year", "part", "usd_per_mw_year", "origin"])


def _of_the_place(solved: Solved, site: str, cost: float, number: int) -> dict[tuple[str, str], float]:
    """What the objective says of a campus at a site: its connection, and what each layer it lies in charges. [M$/GW]"""
    layers = solved.case.sites.exclusions
    charging = layers[(layers["site"] == site) & (layers["usd_per_mw_year"] > 0)]
    weight = float(solved.present_value[number]) * MW / USD
    charged: dict[tuple[str, str], float] = {}
    for reason, usd, origin in zip(charging["reason"], charging["usd_per_mw_year"], charging["origin"], strict=True):
        part = (f"its place: {reason}", str(origin))
        charged[part] = charged.get(part, 0.0) + float(usd) * weight
    connection = ("connection to the grid", solved.case.origins.get(("sites", site), ""))
    return {connection: cost - sum(charged.values()), **charged}


def site_verdict(solved: Solved, site: str, holding: Holding | None = None) -> list[str]:
    """By year: one sentence on what stops the site from taking more, and for how many MW that holds."""
    block = solved.program.column_block("campus")
    position = [str(label) for label in block.axes[0].labels].index(site)
    placed = solved.value("campus")[position]
    limit = solved.case.sites.limit_mw.loc[site].to_numpy(dtype=float)
    table = why_site(solved, site)
    said = []
    for number, year in enumerate(solved.years):
        of_year = table[table["year"] == year]
        worth = float(of_year.loc[of_year["part"] == "one more MW", "usd_per_mw_year"].iloc[0])
        at_limit = placed[number] >= limit[number] - 1e-3 * max(1.0, limit[number])
        here = f"{year}: {placed[number]:,.0f} of {limit[number]:,.0f} MW;"
        if at_limit:
            layer = solved.case.sites.exclusion_at_limit(site, year)
            what = "its own limit" if layer is None else f"{layer['reason']} ({layer['origin']})"
            reach = holding.of_site(site, year, allowed=True) if holding else None
            far = Worth.of(reach, solved.present_value[number]).in_words(verb="saves")
            saves = f"one MW more allowed saves {max(0.0, -worth):,.0f} USD a year{far}"
            said.append(f"{here} {what} stops it, {saves}")
        elif worth > 1.0:
            reach = holding.of_site(site, year, allowed=False) if holding else None
            far = Worth.of(reach, solved.present_value[number]).in_words()
            costs = f"one MW more here costs {worth:,.0f} USD a year more than elsewhere{far}"
            said.append(f"{here} it is too dear: {costs}")
        else:
            said.append(f"{here} one MW more here costs as much as the dearest MW placed elsewhere")
    return said


def why_zone(solved: Solved, limits: pd.DataFrame, rules: pd.DataFrame, zone: str) -> pd.DataFrame:
    """kind, label, year, limit_mw, worth_usd_per_mw_year, sentence, origin: the limits of one zone that bind.

    Lines into and out of it, what stands and may be built in it, its sites, and the rules that name any of these.
    """
    case = solved.case
    labels = _labels_of(case, zone)
    own = limits[limits["label"].isin(labels) & (limits["worth_usd_per_mw_year"] > LEAST_USD)]
    columns = ["kind", "label", "year", "limit_mw", "worth_usd_per_mw_year", "sentence", "origin"]
    touching = [
        rule.name
        for rule in case.rules
        if any(set(members) & labels for term in rule.terms for members in term.members.values())
    ]
    priced = rules[rules["name"].isin(touching) & (rules["shadow_price"] != 0.0)].copy()
    weight = np.array([abs(price) for price in priced["shadow_price"]])
    priced["worth_usd_per_mw_year"] = weight
    dearest = priced.sort_values("worth_usd_per_mw_year", ascending=False).drop_duplicates("name")
    if dearest.empty:
        return own[columns].reset_index(drop=True)
    of_rules = pd.DataFrame(
        {
            "kind": "rule", "label": dearest["name"], "year": dearest["year"], "limit_mw": dearest["limit"],
            "worth_usd_per_mw_year": dearest["worth_usd_per_mw_year"],
            "sentence": dearest["sentence"] + " (" + dearest["unit"] + "; its dearest row)",
            "origin": dearest["file"] + ":" + dearest["line"].astype(str),
        }
    )  # fmt: skip
    return pd.concat([own[columns], of_rules[columns]], ignore_index=True)


def why_rule(rules: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows of one rule that bind, the dearest first; all of them where none does."""
    own = rules[rules["name"] == name]
    binding = own[own["binding"]]
    shown = binding if len(binding) else own
    return shown.reindex(shown["shadow_price"].abs().sort_values(ascending=False, kind="stable").index)


def rule_verdict(solved: Solved, rules: pd.DataFrame, name: str, holding: Holding) -> list[str]:
    """How many rows of a rule bind, and what its number is worth in all of them at once."""
    rule = next(each for each in solved.case.rules if each.name == name)
    own = rules[rules["name"] == name]
    count = int(own["binding"].sum())
    said = [f"{count:,} of {len(own):,} rows bind" if count else f"none of {len(own):,} rows binds"]
    reach = holding.of_rule(rule)
    if reach is not None and reach.price != 0.0:
        less = rule.sense == ">="
        worth = Worth.of(reach, 1.0, less)
        verb = "saves" if (worth.usd > 0) == less else "costs"
        unit = rule.unit or "unit"
        said.append(f"1 {unit} {'less asked for' if less else 'more'} in all its rows {verb} {money(worth.usd)} USD"
                    f"{worth.in_words(unit, verb)}")  # fmt: skip
    return said


def how_far(table: pd.DataFrame, holding: Holding, first: int) -> pd.DataFrame:
    """The table with `good_for_mw`: for how many MW each of the first limits keeps its worth; missing elsewhere.

    MW more of what is allowed; MW less of a reserve margin, which is asked for.
    """
    known = [
        holding.of_limit(kind, label, year)
        for kind, label, year in zip(table["kind"][:first], table["label"][:first], table["year"][:first], strict=True)
    ]
    far = [
        np.nan if reach is None else (reach.less if kind == "reserve margin" else reach.more) * MW
        for reach, kind in zip(known, table["kind"][:first], strict=True)
    ]
    return table.assign(good_for_mw=pd.Series(far + [np.nan] * (len(table) - len(far)), table.index, dtype=float))


def _part(case: Case, family: str, year: int) -> tuple[str, str]:
    if family.startswith(PREFIX):
        name = family.removeprefix(PREFIX)
        return f"rule {name}", case.origins.get(("rules", name), "")
    origin = ""
    if family == "target":
        keys = (f"place.target_mw.{year}", "place.target_mw")
        origin = next((case.origins[of] for of in (("scenario", key) for key in keys) if of in case.origins), "")
    return PARTS.get(family, family.replace("_", " ")), origin


def _labels_of(case: Case, zone: str) -> set[str]:
    """Everything that lies in a zone, or leads into or out of it."""
    lines = case.grid.lines
    touching = lines[(lines["from_zone"] == zone) | (lines["to_zone"] == zone)]
    found = {zone, str(case.grid.zones["market"].loc[zone]), *touching.index, *touching["corridor"]}
    for table in (case.fleet.generators, case.stores.storage, case.sites.sites):
        found |= set(table.index[table["zone"] == zone])
    for limits in (case.build_out.pace, case.build_out.queue):
        found |= set(limits.index[limits["zone"] == zone])
    return {str(label) for label in found}
