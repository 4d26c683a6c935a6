"""Terms that help, screens, tables, the report and the documents use: each explained once, and called the same
everywhere.

`loadsite schema glossary` shows them; docs/glossary.md is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Term:
    """A term, its unit ("" for none), what it means, and the keys, columns or tables in which it shows."""

    name: str
    unit: str
    meaning: str
    shows_in: str


TERMS: Final = (
    Term("all-in cost of campus power", "USD/MWh",
         "What power costs a campus: energy, congestion, its part of the reserve margin, connection, on-site "
         "generation, interruption and unserved load, per MWh served.", "campus_costs: full_cost_usd_per_mwh"),
    Term("annual build limit", "MW",
         "The most of a technology that may enter service in a zone in a year. The plan gives it for the country; zone "
         "shares divide it. A model year may use the years since the model year before.",
         "plan: national_gw_per_year; build_out; limits: annual build limit"),
    Term("audit", "", "The balances, limits and costs of a result recomputed from the input tables, "
         "without the solver.",
         "run.json; loadsite verify"),
    Term("baseline case", "", "The run that others are compared against: the first one named.", "loadsite compare"),
    Term("binding", "", "A limit is binding where it is met with equality and relaxing it would lower the cost.",
         "limits: binds; rules: binding"),
    Term("campus", "MW", "Load of AI computing placed at a site: its highest draw from the grid and from on-site "
         "generation.",
         "siting: campus_mw"),
    Term("case", "", "One question with all its inputs. A case of a batch is pending, running, interrupted, optimal, "
         "not proven, infeasible, failed or timed out.", "loadsite status"),
    Term("case-dependent", "", "A site with campus load in some of the cases compared, but not in all; in all: robust.",
         "loadsite compare --report"),
    Term("certificate", "", "Proof of an answer, recomputed from the matrix without the solver: it is feasible, and "
         "optimal or within a stated gap.", "run.json; loadsite verify"),
    Term("curtailment", "MWh", "Available wind and solar output that is not used. Campus load is interrupted, never "
         "curtailed.", "zone_years: curtailed_mwh"),
    Term("cyclic state of charge", "MWh", "Storage begins and ends every period at one state of charge.",
         "time.state_of_charge: cyclic"),
    Term("gap", "1", "The most by which the cost of an answer can exceed the least cost, as proven.",
         "solve.relative_gap; run.json"),
    Term("grid withdrawals", "MW, MWh", "Power and energy that a campus takes from the grid.",
         "campuses: grid_withdrawal_mw; siting: grid_withdrawal_mwh; rule quantity grid_withdrawal"),
    Term("hosting capacity", "MW", "The most campus load that fits with at most a stated share of load unserved.",
         "host; hosting_limits"),
    Term("inter-period state of charge", "MWh",
        "Each period begins at the state of charge at which the one before ended, "
         "so that storage carries energy over weeks.", "time.state_of_charge: inter_period"),
    Term("interruptible load", "1", "Share of a campus that may be interrupted; the rest is firm.",
         "campus.interruptible_share"),
    Term("interruption", "MWh", "Interruptible campus load that is not served, at its strike price. A yearly budget "
         "limits it.", "campus.interruption_energy_share, campus.interruption_usd_per_mwh; siting: interrupted_mwh"),
    Term("marginal cost of campus load", "USD/MW-year",
        "What one more MW of campus costs wherever it fits best: the dual "
         "of the target.", "shortfall: campus_price_usd_per_mw_year"),
    Term("market", "", "The region of one reserve margin, such as ERCOT or MISO. A zone belongs to one market.",
         "zones; adequacy"),
    Term("near-optimal range", "MW",
        "The least and most MW of a site or zone among all answers within a stated cost of "
         "the best (modelling to generate alternatives, MGA).", "loadsite compare --swing; zone_ranges"),
    Term("off-grid campus", "", "A campus without grid connection, served by on-site generation alone, until its "
         "grid_year.", "sites: off_grid, grid_year"),
    Term("on-site generation", "MW, MWh", "A plant at the campus, behind the meter.",
         "sites: onsite_mw, onsite_limit_mw, onsite_technology; siting: onsite_generation_mwh"),
    Term("penalty", "USD", "What the objective adds for what is missing (firm capacity, unserved load, campus load not "
         "placed) or for risk. It is no cost that anyone pays.", "costs: kind"),
    Term("requested load", "MW, MWh",
        "Load that campuses request: their MW times the load factor in every hour, before "
         "interruption.", "place.target_mw; campuses: requested_mw; siting: requested_mwh"),
    Term("reserve margin", "1", "Firm capacity above peak load, as a share of peak load.",
         "reserve_margins; adequacy; reliability"),
    Term("scenario", "", "A file that states one question: where, when, at what prices, and over which hours.",
         "loadsite run"),
    Term("shadow price", "USD/MW-year", "Marginal value of a limit: what one more MW of it would save in a year; of an "
         "hourly limit, summed over the hours in which it is binding.",
         "limits: shadow_price_usd_per_mw_year; shadow_prices; rules"),
    Term("site", "", "A place where a campus may stand.", "sites; siting"),
    Term("source", "", "The place in an input file that states a limit: file:line.", "limits: origin; rules: origin"),
    Term("storage", "MW, MWh", "Batteries and pumped hydro.", "storage; technologies: dispatch"),
    Term("total system cost", "USD", "Investment, fixed and operating cost of the whole grid with its campuses, and "
         "penalties, as present value over the model years; investment is annualised.", "costs"),
    Term("unserved load", "MWh", "Load that is not served although it is firm, at the value of lost load.",
         "zone_years: unserved_mwh; reliability"),
    Term("valid range", "MW", "For how many MW more the shadow price of a limit holds.", "limits: valid_for_mw"),
    Term("zone", "", "An area inside which power flows freely in the model.", "zones; zone_years"),
)
