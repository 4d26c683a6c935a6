"""What is usual: a range for each figure that can be off by a unit, and where the range comes from. Said once.

Sources tell published figures, most of them as they stand in the shipped sites folder; how much wider than those a
range is, is an estimate. The ranges are wide on purpose. They let through whatever has been built or seriously
published, and catch a wrong unit (kW for MW, USD/MW for USD/kW, kg for t, per cent for shares), which is off by a
factor of a hundred or more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ATB = "NREL Annual Technology Baseline 2024"
REEDS = "NREL ReEDS 2024"
UNITS = "EIA-860 unit list of 2025 (PowerGenome)"
TECHDATA = "PyPSA technology-data 2026"
STATEMENTS = "press, filings and company statements of 2024 to 2026"
ESTIMATE = "an estimate"
STATES = "the four states"
"""The shipped sites folder, whose rows have sources of their own."""


@dataclass(frozen=True)
class Usual:
    """From `least` to `most`; zero is usual too where it means that there is none of it."""

    least: float
    most: float
    unit: str
    source: str
    zero_too: bool = False

    def holds(self, value: float) -> bool:
        """Whether a value is usual."""
        return self.least <= value <= self.most or (self.zero_too and value == 0)

    def __str__(self) -> str:
        zero = "0, or " if self.zero_too and self.least > 0 else ""
        return f"{zero}{self.least:,.6g} to {self.most:,.6g}{f' {self.unit}' if self.unit else ''}"


def _heat_rate(said: str) -> Usual:
    return Usual(3.412, 25, "MMBtu/MWh", f"3.412 is an efficiency of 100 %; {said}", zero_too=True)


def _variable(said: str) -> Usual:
    return Usual(0, 100, "USD/MWh", said)


def _fixed(said: str) -> Usual:
    return Usual(100, 500_000, "USD/MW-year", said, zero_too=True)


def _efficiency(said: str) -> Usual:
    return Usual(0.3, 0.99, "", f"{said}; less is {ESTIMATE}, of hydrogen and back")


def _fleet(said: str) -> Usual:
    return Usual(0, 500_000, "MW", said)


def _site(said: str) -> Usual:
    return Usual(0, 20_000, "MW", said)


_KM = Usual(0, 300, "km", f"{ESTIMATE}: a campus farther from its grid than from the next state")
_LIFE = (5, 100, "years")

ROWS: Final[dict[tuple[str, str], Usual]] = {
    ("technology_costs", "investment_usd_per_kw"): Usual(
        100, 25_000, "USD/kW", f"{ATB} and market quotes; {STATES}: 959 to 12,226"),
    ("technology_costs", "fixed_usd_per_kw_year"): Usual(
        0.1, 500, "USD/kW-year", f"{ATB}; {STATES}: 16.1 to 145.8", zero_too=True),
    ("technology_costs", "variable_usd_per_mwh"): _variable(f"{ATB}, without fuel; {STATES}: 0 to 7.79"),
    ("technology_costs", "heat_rate_mmbtu_per_mwh"): _heat_rate(f"{ATB}; {STATES}: 6.159 to 9.717"),
    ("technologies", "water_m3_per_mwh"): Usual(0, 10, "m3/MWh", f"{REEDS}; {STATES}: 0 to 2.601"),
    ("technologies", "duration_h"): Usual(
        0.25, 1000, "h", f"{ATB} and {REEDS}; {STATES}: 4 to 15.5; days are {ESTIMATE}, of hydrogen"),
    ("technologies", "round_trip_efficiency"): _efficiency(f"{ATB} and {REEDS}; {STATES}: 0.8 to 0.85"),
    ("technologies", "lead_time_years"): Usual(0, 20, "years", f"{STATEMENTS}; {STATES}: 2 to 9"),
    ("technologies", "life_years"): Usual(*_LIFE, f"{ATB}; {STATES}: 15 to 60"),
    ("technologies", "real_rate"): Usual(0.005, 0.15, "", f"{TECHDATA}; {STATES}: 0.0438 to 0.0565"),
    ("generators", "capacity_mw"): _fleet(f"{UNITS}; {STATES}: 1.2 to 33,272.1"),
    ("generators", "heat_rate_mmbtu_per_mwh"): _heat_rate(f"{UNITS}; {STATES}: 6.868 to 25"),
    ("generators", "variable_usd_per_mwh"): _variable(f"{UNITS}, without fuel; {STATES}: 0 to 62.27"),
    ("generators", "fixed_usd_per_mw_year"): _fixed(f"{UNITS}; {STATES}, all rows but one: 1,143 to 419,479"),
    ("storage", "power_mw"): _fleet(f"{UNITS}; {STATES}: 5.7 to 5,364.6"),
    ("storage", "round_trip_efficiency"): _efficiency(f"{REEDS}; {STATES}: 0.8 to 0.85"),
    ("storage", "variable_usd_per_mwh"): _variable(f"{UNITS}; {STATES}: 0 to 2.81"),
    ("storage", "fixed_usd_per_mw_year"): _fixed(f"{UNITS}; {STATES}: 12,774 to 56,059"),
    ("fuels", "co2_kg_per_mmbtu"): Usual(
        40, 300, "kg/MMBtu", f"{REEDS} and US EPA, 40 CFR 98 table C-1; {STATES}: 53.06 to 95.49", zero_too=True),
    ("fuel_prices", "price_usd_per_mmbtu"): Usual(
        0.1, 60, "USD/MMBtu", f"US EIA, Annual Energy Outlook 2025; {STATES}: 0.729 to 16.024", zero_too=True),
    ("corridors", "length_km"): Usual(
        1, 3500, "km", f"{ESTIMATE}, beyond the 595 of Howard to Solstice at 765 kV; {STATES}: 131 to 965"),
    ("corridors", "expansion_usd_per_mw_km"): Usual(
        100, 20_000, "USD/MW-km", f"{REEDS} and lines of 2024 and 2025; {STATES}: 2,237 to 3,107", zero_too=True),
    ("corridors", "expansion_limit_mw"): Usual(
        0, 100_000, "MW", f"{REEDS}: 3,281 on a line of 765 kV and 192 miles; {STATES}: 1,000 to 6,600"),
    ("lines", "capacity_mw"): Usual(0, 100_000, "MW", f"{REEDS}; {STATES}: 5.3 to 22,709.7"),
    ("lines", "loss_share"): Usual(0, 0.2, "", f"{REEDS}: 1 % in 100 miles; {STATES}: 0.0081 to 0.0599"),
    ("connection_costs", "line_usd_per_mw_km"): Usual(
        10, 50_000, "USD/MW-km", f"{REEDS} and lines of 2024 and 2025; {STATES}: 2,237 to 3,236", zero_too=True),
    ("connection_costs", "station_usd_per_mw"): Usual(
        1_000, 2_000_000, "USD/MW", f"{ESTIMATE}: 150 USD/kW for planning, 1,077 for Port Washington; {STATES}: "
        "100,000 to 110,000", zero_too=True),
    ("connection_costs", "connection_kv"): Usual(
        10, 1200, "kV", f"{STATEMENTS}; {STATES}: 138 to 765; more is {ESTIMATE}"),
    ("queues", "queue_mw"): Usual(
        0, 1_000_000, "MW", f"NREL ReEDS of June 2026: 2,050,000 in all of the United States by 2030; {STATES}: 20 to "
        "41,551"),
    ("load_growth", "load_factor"): Usual(
        0.2, 10, "", f"EIA-930 and {STATEMENTS}, the load of a year over that of 2024; {STATES}: 0.5815 to 1.517"),
    ("reserve_margins", "margin_share"): Usual(
        0, 0.6, "", f"NREL ReEDS of June 2026: 0.09 to 0.2 in the United States; {STATES}: 0.076 to 0.137"),
    ("sites", "announced_mw"): _site(f"{STATEMENTS}; {STATES}: 0 to 11,000"),
    ("sites", "limit_mw"): _site(f"{STATEMENTS}; {STATES}: 0 to 10,000"),
    ("sites", "connection_kv"): Usual(10, 1200, "kV", f"{STATEMENTS}; {STATES}: 138 to 765; more is {ESTIMATE}"),
    ("sites", "connection_km"): _KM,
    ("sites", "onsite_mw"): _site(f"{STATEMENTS}; {STATES}: 0 to 1,200"),
    ("sites", "onsite_limit_mw"): _site(f"{STATEMENTS}; {STATES}: 0 to 7,650"),
    ("site_phases", "limit_mw"): _site(f"{STATEMENTS}; {STATES}: 50 to 10,000"),
}
"""(table, column) -> what is usual"""

KEYS: Final[dict[tuple[str, ...], Usual]] = {
    ("prices", "value_of_lost_load_usd_per_mwh"): Usual(
        500, 200_000, "USD/MWh", f"{ESTIMATE} around the 10,000 of the shipped scenarios"),
    ("prices", "capacity_shortfall_usd_per_mw_year"): Usual(
        5_000, 2_000_000, "USD/MW-year", f"{STATEMENTS}: 333.44 USD/MW-day in PJM 2027/28, 121,706 a year, and 666.50 "
        "in MISO in summer 2025", zero_too=True),
    ("prices", "co2_usd_per_t"): Usual(0, 1_000, "USD/t", f"{ESTIMATE}: most studies stay below 400"),
    ("campus", "load_factor"): Usual(0.1, 1, "", f"{ESTIMATE}: 0.6 to 0.95 for campuses that train"),
    ("campus", "interruption_usd_per_mwh"): Usual(
        0, 100_000, "USD/MWh", f"{ESTIMATE} around the 300 of the shipped scenarios"),
    ("campus", "connection_km"): _KM,
    ("campus", "watts_per_chip"): Usual(
        100, 20_000, "W", f"{STATEMENTS}: 4.5 GW for about 2 million chips, 2,250 of the facility for each"),
    ("transmission", "life_years"): Usual(*_LIFE, f"{REEDS}: 40"),
    ("transmission", "upkeep_share"): Usual(0, 0.1, "1/year", f"{REEDS}: 0.015"),
    ("finance", "discount_rate"): Usual(0, 0.15, "1/year", f"{TECHDATA}: real rates of 0.0438 to 0.0565"),
    ("place", "shortfall_usd_per_mw_year"): Usual(
        10_000, 1e9, "USD/MW-year", f"{ESTIMATE}: less than a MW of campus costs would place nothing"),
}
"""Key of a scenario -> what is usual"""

TARGET: Final = Usual(
    1, 500_000, "MW", f"{STATEMENTS}: 100,000 a year are requested in all of the United States", zero_too=True)
PLAN: Final = Usual(0, 1_000, "GW/year", f"{STATEMENTS}: 429 in China and 51 in the United States in 2024")
DURATION: Final = Usual(
    0.25, 1000, "h", f"energy_mwh over power_mw; {UNITS}, {STATES}: 0.555 to 15.5; days are {ESTIMATE}, of hydrogen")
