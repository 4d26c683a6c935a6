"""What a planner asks first, answered in a line each: where, what is built, at what cost, is it reliable, how sure, and
what would change it. Said once, for the screen and for the report.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

import pandas as pd

from loadsite.results.one_more import OneMore, next_campus, size
from loadsite.results.reliability_words import Said, power

PLACED_MW = 1.0
"""A site with less is empty."""
TOLERANCE = 0.002
"""Sites with a smaller share of all MW placed are within the tolerance of an answer: proofs leave as much open."""
NOTHING_MW = 0.01
"""Less is rounding."""
LEAST_MW = 0.5
"""Less of a technology is not built."""
NAMED, ZONES, LIMITS = 4, 3, 4
TECHNOLOGIES = {
    "gas_cc": "combined-cycle gas", "gas_ct": "gas turbines", "gas_st": "gas steam", "gas_ic": "gas engines",
    "gas_recip": "gas engines", "battery": "batteries",
}  # fmt: skip
"""Technologies whose labels are abbreviations, in words."""
YEAR_H = 8784
"""Hours of a year, for a limit that is used in every hour [h]."""
PARTS = "energy, congestion, reserve margin, connection, on-site generation, interruption"
NO_RANGES = "the result holds no near-optimal ranges: other sitings of the same cost may exist"


@dataclass(frozen=True)
class Answer:
    """A question, the answer in a line, and what else to know of it."""

    question: str
    answer: str
    more: tuple[str, ...] = ()


def where(siting: pd.DataFrame, year: int) -> Answer:
    """MW by state, then the largest sites; what is placed below the tolerance is added up in words."""
    of_year = siting[siting["year"] == year].astype({"state": object, "name": object})
    placed = of_year[of_year["campus_mw"] >= tolerance_mw(of_year)]
    ranked = placed.sort_values("campus_mw", ascending=False, kind="stable")
    by_state = of_year.groupby("state")["campus_mw"].sum().sort_values(ascending=False, kind="stable")
    states = ", ".join(f"{state} {mw:,.0f}" for state, mw in by_state.items() if mw >= PLACED_MW)
    largest = [f"{name} {mw:,.0f}" for name, mw in zip(ranked["name"], ranked["campus_mw"], strict=True)]
    count = f"{len(placed)} {'site' if len(placed) == 1 else 'sites'} of {len(of_year)} candidates"
    more = [f"{count}; largest: {', '.join(largest[:NAMED])} MW"] if largest else []
    below = below_tolerance(of_year)
    return Answer("Where?", f"{states} MW" if states else "No campus is placed", (*more, *([below] if below else [])))


def tolerance_mw(of_year: pd.DataFrame) -> float:
    """What a site must hold to be told as a campus: less may be an artefact of the gap [MW]."""
    return max(PLACED_MW, TOLERANCE * float(of_year["campus_mw"].sum()))


def below_tolerance(of_year: pd.DataFrame) -> str:
    """Sites that hold less than the tolerance of the answer, in one line; "" where there are none."""
    tolerance = tolerance_mw(of_year)
    little = of_year.loc[(of_year["campus_mw"] > NOTHING_MW) & (of_year["campus_mw"] < tolerance), "campus_mw"]
    if not len(little):
        return ""
    return (f"{len(little)} {'site holds' if len(little) == 1 else 'sites hold'} less than {size(tolerance)} MW each, "
            f"{size(float(little.sum()))} MW in all: within the tolerance of the answer")  # fmt: skip


def build(built: pd.DataFrame, without: pd.DataFrame | None, year: int) -> Answer:
    """New capacity up to the year by technology; `without` is the same of the grid without campuses, if solved."""
    told = _by_technology(built, year)
    total = sum(told.values())
    if total < LEAST_MW:
        return Answer("What must be built?", "Nothing new")
    answer = f"{power(total)} by {year}: {_listed(told)}"
    if without is None:
        return Answer("What must be built?", answer, (
            "for load growth and campuses together; a scenario with baseline: true tells them apart",))  # fmt: skip
    before = _by_technology(without, year)
    names = list(dict.fromkeys([*told, *before]))
    change = {name: told.get(name, 0.0) - before.get(name, 0.0) for name in names}
    signs = [f"{name} {'+' if mw > 0 else '−'}{power(abs(mw))}" for name, mw in
             sorted(change.items(), key=lambda each: -abs(each[1])) if abs(mw) >= LEAST_MW]  # fmt: skip
    return Answer("What must be built?", answer, (f"because of the campuses: {', '.join(signs) or 'no change'}",))


def _by_technology(built: pd.DataFrame, year: int) -> dict[str, float]:
    table = built[(built["year"] <= year) & built["kind"].ne("line")].astype({"technology": object})
    summed = table.groupby("technology")["built_mw"].sum().sort_values(ascending=False, kind="stable")
    return {TECHNOLOGIES.get(str(name), str(name).replace("_", " ")): float(mw) for name, mw in summed.items()
            if mw >= LEAST_MW}  # fmt: skip


def _listed(told: dict[str, float]) -> str:
    return ", ".join(f"{name} {power(mw)}" for name, mw in told.items())


def cost(
    campus_costs: pd.DataFrame, siting: pd.DataFrame, shortfall: pd.DataFrame, shortfall_usd: float | None, year: int
) -> Answer:
    """All-in USD per MWh of campus load, averaged over what campuses are served, its range by site, and the next MW."""
    table = campus_costs[(campus_costs["year"] == year) & (campus_costs["served_mwh"] > 0.0)]
    question = "What does it cost?"
    if not len(table):
        return Answer(question, "No campus is served")
    served, full = table["served_mwh"], table["full_cost_usd_per_mwh"]
    answer = f"{float((served * full).sum() / served.sum()):,.2f} USD/MWh of campus load, all-in"
    more = [f"{full.min():,.2f} to {full.max():,.2f} USD/MWh by campus: {PARTS}"]
    of_year = siting[siting["year"] == year]
    row = shortfall[shortfall["year"] == year].iloc[0]
    hours = float(of_year["requested_mwh"].sum() / of_year["campus_mw"].sum())
    return Answer(question, answer, (*more, next_mw(row, hours, shortfall_usd)))


def next_mw(row: pd.Series, hours: float, shortfall_usd: float | None) -> str:
    """The marginal cost of campus load per MWh at its hours of load in a year [h], and per MW-year with its range.

    `shortfall_usd` is the price of falling short [USD/MW-year], where there is one.
    """
    usd = float(row["campus_price_usd_per_mw_year"])
    if shortfall_usd is not None and usd >= shortfall_usd * (1 - 1e-6):
        return "no place is left for one more MW at less than the price of falling short"
    told = OneMore(usd, float(row["campus_price_valid_for_mw"]), float(row["campus_price_beyond_usd_per_mw_year"]),
                   str(row["campus_price_known"]))  # fmt: skip
    words = next_campus(told, float(row["campus_price_less_usd_per_mw_year"]))
    if not isfinite(usd):
        return words
    return f"marginal cost of campus load: {usd / hours:,.2f} USD/MWh over {hours:,.0f} h of load a year; {words}"


def reliable(margins: Said, load: Said) -> Answer:
    """Yes or no, then what both sentences say beyond that."""
    bad = [said for said in (margins, load) if said.good is False]
    verdict = "Yes" if not bad else "No"
    first = "; ".join(_short(said.words) for said in (bad or [margins, load]))
    more = [_rest(said.words) for said in (bad or [margins, load])]
    return Answer("Is it reliable?", f"{verdict}: {first}", tuple(each for each in more if each))


def _short(words: str) -> str:
    """A sentence up to its first bracket or semicolon."""
    return words.partition(" (")[0].partition(";")[0]


def _rest(words: str) -> str:
    """What follows; the brackets around its beginning are left out."""
    return words.removeprefix(_short(words)).removeprefix("; ").removeprefix(" (").replace(")", "", 1)


def close(gap_musd: float | None, objective_musd: float) -> str:
    """How near the cost is to the least there may be; `gap_musd` is None where an optimum was found as one program."""
    if gap_musd is None:
        return "optimal: no other siting costs less"
    per_cent = f"{100 * gap_musd / max(abs(objective_musd), 1e-9):.1e}"
    return f"cost within {float(per_cent):.{max(0, 1 - int(per_cent.partition('e')[2]))}f} % of the proven least"


def sure(ranges: pd.DataFrame | None, close: str, resolution: str) -> Answer:
    """MW of the largest zones with their ranges at the same cost; `close` is how near to the least cost it is."""
    question = "How sure is it?"
    held = ranges[ranges["campus_mw"] >= PLACED_MW] if ranges is not None else pd.DataFrame()
    tested = _error_of_time(resolution)
    if not len(held):
        return Answer(question, f"{close[0].upper()}{close[1:]}", (NO_RANGES, *tested))
    ranked = held.sort_values("campus_mw", ascending=False, kind="stable")
    columns = (ranked[name] for name in ("zone", "least_mw", "most_mw"))
    told = [f"{zone} {least:,.0f} to {most:,.0f}" for zone, least, most in zip(*columns, strict=True)]
    also = [f"also {', '.join(told[ZONES:])} MW"] if told[ZONES:] else []
    return Answer(question, f"At the same cost: {', '.join(told[:ZONES])} MW", (
        *also, f"{close}; within a zone, sites that the model cannot tell apart may swap", *tested))  # fmt: skip


def _error_of_time(resolution: str) -> tuple[str, ...]:
    """What leaving hours out changes, where the resolution says it; nothing where no hour is left out."""
    measured = resolution.partition("; against all ")[2]
    if measured:
        return (f"error of leaving hours out, against all {measured}",)
    unknown = "error was not measured" in resolution
    return ("error of leaving hours out: not measured on these inputs",) if unknown else ()


def change(limits: pd.DataFrame, hosts: bool) -> Answer:
    """The most valuable binding limits that someone sets, each with its source."""
    shadow_price = "shadow_price_mw_per_mw" if hosts else "shadow_price_usd_per_mw_year"
    held = limits[~limits["stands"] & (limits[shadow_price] >= (1e-3 if hosts else PLACED_MW))]
    question = "What would change it?"
    if not len(held):
        return Answer(question, "No limit that someone sets is binding")
    told = [_limit(rows, shadow_price, hosts) for rows in _alike(held, shadow_price)[:LIMITS]]
    return Answer(question, f"One MW more of {told[0]}", tuple(f"then {each}" for each in told[1:]))


def _alike(held: pd.DataFrame, shadow_price: str) -> list[pd.DataFrame]:
    """Limits in order, those of one kind and the same shadow price together."""
    key = held["kind"].astype(str) + " " + held[shadow_price].map(lambda value: f"{value:.3e}")
    return [rows for _, rows in held.groupby(key, sort=False)]


def _limit(rows: pd.DataFrame, shadow_price: str, hosts: bool) -> str:
    first = rows.iloc[0]
    value = float(first[shadow_price])
    unit = f"{value:,.2f} MW of campus" if hosts else f"{value:,.0f} USD/MW-year"
    labels = [str(label) for label in rows["label"]]
    named = ", ".join(labels[:NAMED]) + (f" and {len(labels) - NAMED} more" if len(labels) > NAMED else "")
    each = " each" if len(labels) > 1 else ""
    origin = f" ({first['origin']})" if first["origin"] and not each else ""
    return f"{first['kind']} {named}: {unit}{each}{origin}"


def per_mwh(usd_per_mw_year: float) -> float:
    """A shadow price [USD/MW-year] of a limit that is used in every hour of a year, per MWh [USD/MWh]."""
    return usd_per_mw_year / YEAR_H
