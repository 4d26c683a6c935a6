"""What the tables of a result and their columns mean, and in which unit. Said once; `datapackage.json` tells it."""

from __future__ import annotations

TABLES: dict[str, str] = {
    "siting": "campuses by site and year: MW, energy, price",
    "siting_by_state": "campuses by state and year",
    "siting_by_market": "campuses by market and year",
    "siting_by_zone": "campuses by zone and year",
    "zone_ranges": "how few and how many MW zones hold in answers that cost no more, within the proven gap",
    "shortfall": "MW of requested campus load, placed and missing, and what one more MW costs",
    "reliability": "reserve margins and unserved energy by year, all markets together",
    "reliability_by_market": "reserve margins and unserved energy by market and year",
    "built": "what enters service, by year",
    "build_out": "what is built against the annual build limits of the plan and the interconnection queues",
    "capacity": "what stands, and the energy it moves",
    "retirements": "what is kept and retired of what may be retired by choice, by year",
    "storage_boundaries": "state of charge at the ends of periods, and the most that storage can hold",
    "adequacy": "reserve margin by market and year, term by term, and its price",
    "costs": "costs and penalties by term of the objective, present value over the model years",
    "campus_costs": "what power costs at each campus, by what it is paid for",
    "zone_years": "a year of every zone: load, price, unserved and curtailed energy",
    "emissions": "carbon dioxide emitted over a year",
    "limits": "shadow prices of limits: what one more MW of each would save in a year",
    "hosting_limits": "hosting capacity gained: MW of campus that one more MW of each limit would add",
    "hosting_rules": "rules, interruption budgets and unserved energy that limit the MW that fit, and by how many",
    "rules": "rows of the modeller's rules: limit, activity, shadow price",
    "shadow_prices": "rows of the yearly constraints: limit, activity, shadow price",
    "warnings": "what may be a mistake, in the inputs or in what the solution does with them",
    "families": "families of constraints: what their shadow prices mean",
    "samples": "each load year by itself",
    "snapshots": "hours of the model, and how many hours of the year each stands for",
    "dispatch": "generation by the hour",
    "flows": "flows of lines by the hour",
    "storage": "storage by the hour",
    "campuses": "campuses by the hour",
    "prices": "prices of zones by the hour",
    "balance": "the balance of every zone by the hour; its terms add up to zero",
    "hourly_shadow_prices": "rows of an hourly constraint: limit, activity, shadow price",
}
"""table -> what it holds; `baseline_<table>` is the same of the grid without campuses"""

COLUMNS: dict[str, str] = {
    "activity": "where the row is, in its `unit`", "announced_mw": "MW announced for the site",
    "requested_mw": "requested load of the campus", "requested_mwh": "requested energy of campuses over the year",
    "available_mw": "what the generator could have given", "binding": "whether the rule is binding",
    "binds": "whether the limit is used up and one more MW of it would save money",
    "broken": "by how much a soft rule is broken, in its `unit`", "broken_usd": "what breaking it costs",
    "built_mw": "what enters service in the year",
    "campus_peak_mw": "highest hourly draw of the firm part of the campuses on the grid",
    "campus_shortfall_mw": "requested campus load that is not placed", "campus_mw": "MW of campus placed",
    "campus_price_usd_per_mw_year": "marginal cost of campus load: what one more MW costs, wherever it fits best",
    "campus_price_valid_for_mw": "for how many MW more that is valid; blank where unknown",
    "campus_price_beyond_usd_per_mw_year": "what one more MW of campus costs beyond; blank where unknown",
    "campus_price_less_usd_per_mw_year": "what one MW of campus less saves; blank where unknown",
    "campus_price_known": "how well that is known: exact, within the gap, or at least (a dual)",
    "campuses_mw": "what campuses fed by the grid alone draw, negative",
    "adequacy.campuses_mw": "firm load of the campuses, with their margin",
    "capacity_mw": "what stands in the year, built and existing",
    "capacity_price_usd_per_mw_year": "shadow price of firm capacity: what one more MW would save",
    "capacity_usd_per_mwh": "part of the reserve margin, per MWh", "charge_mw": "power that charges storage",
    "chips": "chips at the watts per chip of the scenario", "co2_t": "carbon dioxide emitted over the year",
    "congestion_usd_per_mwh": "price of the zone against the average of all load, per MWh served",
    "connection_usd": "annuity of the connection", "connection_usd_per_mwh": "annuity of the connection, per MWh",
    "corridor": "pair of zones between which transmission can be built",
    "curtailed_mwh": "what wind, sun and the like could have given and did not",
    "discharge_mw": "power that storage gives", "grid_withdrawal_mw": "what campuses take from the grid",
    "balance.grid_withdrawal_mw": "what campuses with on-site generation draw, negative",
    "grid_withdrawal_mwh": "energy that campuses take from the grid over the year",
    "fill_order": "place among sites the model cannot tell apart, which are filled in that order; 0: alone",
    "interchangeable": "the first of the sites that the model cannot tell from this one",
    "least_mw": "fewest MW of the zone in answers that cost no more, within the proven gap",
    "most_mw": "most MW of the zone in answers that cost no more, within the proven gap",
    "energy_mwh": "energy generated, discharged or sent over the year",
    "storage_boundaries.energy_mwh": "most energy that the storage can hold",
    "energy_usd_per_mwh": "grid withdrawals at the average price of all load in their hour, per MWh served",
    "equation": "the constraint, in the names of the program", "existing_mw": "what stands already",
    "firm_capacity_mw": "capacity credit of all plants and storage that stand", "full_cost_usd_per_mwh":
    "full cost of campus power: all parts together, per MWh served; missing where no campus stands",
    "interruption_usd_per_mwh": "interrupted campus load at its strike price, per MWh served",
    "campus_costs.unserved_usd_per_mwh": "campus load left unserved at the value of lost load, per MWh served",
    "costs.kind": "cost: what is paid; penalty: what the objective adds for what is missing, or for risk",
    "least_shortfall_mw": "firm capacity missing without campuses, whatever is built within lead times, build limits "
    "and queues: a proven lower bound",
    "margin_share": "firm capacity over peak load with campuses, less 1",
    "margin_without_campuses_share": "the same plants over peak load without campuses, less 1",
    "margins_missed": "markets that miss their reserve margin by more than 1 MW",
    "margins_required": "markets with a reserve margin",
    "reliability.requested_mwh": "load and requested campus load over the year",
    "reliability_by_market.requested_mwh": "load and requested campus load over the year",
    "required_margin_share": "reserve margin of the market; missing where it has none",
    "required_mw": "peak load with campuses and its reserve margin; missing where there is none",
    "reliability.shortfall_mw": "firm capacity missing from the reserve margins",
    "reliability_by_market.shortfall_mw": "firm capacity missing from the reserve margin",
    "shortfall_same_plants_mw": "the same, without campuses and with the same plants",
    "shortfall_usd": "missing firm capacity at its price, in one year",
    "unserved_h": "hours of the year with more than 0.01 MW, and more than 1e-5 of a market, unserved",
    "unserved_share": "unserved_mwh over requested_mwh", "unserved_usd": "unserved energy at the value of lost load",
    "zonal_price_usd_per_mwh": "price of the zone, averaged over what the campus is served",
    "siting.price_usd_per_mwh": "marginal value of power at the campus, behind the meter with on-site generation; off "
    "the grid it holds the marginal cost of campus load and is no cost: see full_cost_usd_per_mwh",
    "family": "family of constraints", "file": "file of the rule", "from_zone": "zone that sends",
    "generation_mw": "what is generated", "generator": "generator", "group": "what a rule's row is for",
    "expected": "what is usual", "field": "column, key or thing that it is about",
    "warnings.file": "file of the inputs, or table of the result", "warnings.line": "line of the file, 0 where none is",
    "warnings.source": "where the usual range comes from", "value": "the value, with its unit",
    "what": "why it may be a mistake",
    "holds_for_less": "how far the limit can be lowered at this shadow price, in its `unit`; blank where unknown",
    "holds_for_more": "how far the limit can be raised at this shadow price, in its `unit`; blank where unknown",
    "inflow_mw": "what lines bring, after losses", "kind": "kind of thing or limit",
    "known": "how well it is known: exact, within the gap, or at most (a dual)", "label": "name of the thing",
    "boundary": "number of the boundary between periods, which `opening_boundary` and `closing_boundary` of a period "
    "name",
    "storage_boundaries.state_of_charge_mwh": "energy in the storage at that boundary",
    "limit": "limit of the row, in its `unit`",
    "limit_mw": "the limit", "limit_shadow_price_usd_per_mw_year": "what one more MW allowed at the site would save",
    "line": "line between zones", "rules.line": "line of the rule in its file",
    "load_mw": "load without campuses, negative", "load_mwh": "load over the year, without campuses",
    "margin_mw": "reserve margin on the peak load", "market": "market region", "meaning": "what it is, in words",
    "name": "name in words", "rules.name": "name of the rule", "new_mw": "all that is built up to the year",
    "operating_usd": "fuel, variable cost, emissions, unserved load and interruptions of one year",
    "origin": "source: file and line", "outflow_mw": "what lines send away, negative",
    "onsite_generation_mw": "what on-site generation gives",
    "onsite_generation_mwh": "energy of on-site generation over the year",
    "onsite_mw": "on-site generation, standing and built",
    "onsite_usd_per_mwh": "fuel, variable and fixed cost, emissions, annuities of on-site generation, per MWh served",
    "interrupted_mw": "campus load interrupted", "interrupted_mwh": "campus load interrupted over the year",
    "kept_mw": "what is kept in the year", "planned_mw": "what stands after the retirements of the tables",
    "retired_mw": "what is retired by choice by then", "saved_usd": "fixed cost of a year that is saved",
    "peak_load_mw": "highest load of the market in an hour", "period": "run of snapshots, such as a day; -1 for none",
    "placed_mw": "MW of campus placed", "plan_technology": "what the plan calls the technology",
    "premium_usd_per_mw_year": "cost premium over the marginal site: what one MW costs more here, at least",
    "price_unit": "unit of the shadow price", "price_usd_per_mwh": "price of electricity; over a year an average",
    "probability": "probability of the load year", "received_mw": "what arrives, after losses",
    "rent_usd": "shadow price times the limit", "rows": "rows of the family", "rule": "the rule as written",
    "sample": "load year", "sense": "<=, >= or ==", "sent_mw": "what the line sends", "sentence": "the row in words",
    "served_mwh": "energy that the campus is served over the year",
    "rules.known": "how well the prices are known: exact, within the gap, or dual (one of those between the two)",
    "shadow_price": "what one more unit of the limit changes, in `price_unit`",
    "shadow_price_less": "what one unit less of the limit changes, in `price_unit`; blank where unknown",
    "shadow_prices.shadow_price": "dual: a price between what one more unit changes and what one less does",
    "hourly_shadow_prices.shadow_price": "what one more MW or MWh of the limit changes, in USD",
    "shortfall_mw": "what is missing", "side": "which side of the row holds", "sign": "how to read the sign",
    "excluded": "reasons of the layers the site lies in, each with file and line",
    "site": "site", "site_charge_usd": "what layers charge for standing there",
    "sites": "sites with at least 1 MW",
    "slack": "how far the row is from its limit",
    "snapshot": "hour of the model, see the table `snapshots`", "source": "where the rule comes from, as it says",
    "stands": "whether it is what stands today, not a limit that someone sets", "state": "state",
    "state_of_charge_mwh": "energy in the storage at the end of the hour", "status": "how far the site has come",
    "storage": "storage", "target_mw": "MW of requested campus load", "technology": "technology",
    "term": "term of the objective", "time": "when a rule's row holds",
    "time_zone": "IANA name of the zone's time zone; blank where it has none", "time_utc": "start of the hour, UTC",
    "to_zone": "zone that receives",
    "unit": "unit of limit and activity",
    "unserved_mw": "load left unserved", "unserved_mwh": "energy left unserved over the year", "usd": "cost",
    "used_mw": "what counts towards the limit", "used_share": "used_mw over limit_mw",
    "valid_for_mw": "valid range: for how many MW more the shadow price holds; blank where unknown",
    "weight_h": "hours of the year that the hour stands for",
    "shadow_price_mw_per_mw": "hosting capacity gained: MW of campus that one more MW of the limit adds",
    "within_tolerance": "whether the row binds with slack that the gap leaves open",
    "shadow_price_beyond_usd_per_mw_year": "what one more MW would save beyond; blank where unknown",
    "shadow_price_mw_per_unit": "hosting capacity gained: MW of campus that one `unit` of the limit adds: more of "
    "what is allowed, less of what is required",
    "shadow_price_usd_per_mw_year": "shadow price of the limit: what one more MW would save", "year": "model year",
    "zone": "zone",
}  # fmt: skip
"""column -> what it means; `table.column` where a table means something else by it"""

UNITS = (
    ("_usd_per_mw_year", "USD/MW-year"), ("_usd_per_mwh", "USD/MWh"), ("_mw_per_mw", "MW/MW"), ("_share", "1"),
    ("_mwh", "MWh"), ("_mw", "MW"), ("_usd", "USD"), ("_t", "t"), ("_h", "h"),
)  # fmt: skip


def meaning(table: str, column: str) -> str:
    """What a column of a table means; "" where nobody has said it."""
    plain = table.removeprefix("baseline_").split("/")[0]
    return COLUMNS.get(f"{plain}.{column}", COLUMNS.get(column, ""))


def about(table: str) -> str:
    """What a table holds; "" where nobody has said it."""
    plain = table.removeprefix("baseline_").split("/")[0]
    words = TABLES.get(plain, "")
    return f"{words}; of the grid without campuses" if words and table.startswith("baseline_") else words


def unit(column: str) -> str:
    """The unit that the name of a column tells, "" for text, labels and what has a column of units beside it."""
    if column == "usd":
        return "USD"
    if column == "probability":
        return "1"
    return next((told for ending, told in UNITS if column.endswith(ending)), "")


def heading(column: str) -> str:
    """A column in words, its unit in brackets: `full_cost_usd_per_mwh` is "full cost [USD/MWh]"."""
    if column == "usd":
        return "amount [USD]"
    ending, told = next(((each, unit) for each, unit in UNITS if column.endswith(each)), ("", ""))
    if ending in ("", "_share"):
        return column.replace("_", " ")
    return f"{column.removesuffix(ending).replace('_', ' ')} [{told}]"
