"""What is usual: a range for each figure that can be off by a unit, and where the range comes from. Said once.

The ranges are wide on purpose. They let through whatever has been built or seriously published, and catch a wrong unit
(kW for MW, USD/MW for USD/kW, kg for t, per cent for shares), which is off by a factor of a hundred or more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ATB = "NREL Annual Technology Baseline 2024"


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


_INVESTMENT = Usual(100, 25_000, "USD/kW", f"{ATB}: 1,040 for a gas turbine to 22,000 for deep geothermal; less for "
                    "batteries of an hour")
_VARIABLE = Usual(0, 100, "USD/MWh", f"{ATB}: 0 to 10, without fuel")
_HEAT_RATE = Usual(3.412, 25, "MMBtu/MWh", f"3.412 is an efficiency of 100 %; {ATB}: 6.2 to 10.7, old peakers to 20",
                   zero_too=True)
_FIXED_MW = Usual(100, 500_000, "USD/MW-year", f"{ATB}: 18,000 for solar to 175,000 for nuclear", zero_too=True)
_WATER = Usual(0, 10, "m3/MWh", "Macknick and others 2012: at most 4.6, geothermal with a cooling tower")
_FLEET = Usual(0, 500_000, "MW", "EIA-860 2024: all gas plants of the United States have about 500,000")
_SITE = Usual(0, 20_000, "MW", "largest campus announced: 10,000")
_EFFICIENCY = Usual(0.3, 0.99, "", f"{ATB}: 0.85 for batteries; 0.3 for hydrogen and back")
_LIFE = Usual(5, 100, "years", f"{ATB}: 15 for batteries to 60 for nuclear")
_RATE = Usual(0.005, 0.15, "", f"{ATB}: real rates of 0.044 to 0.057; utilities ask for up to 0.1")
_CORRIDOR = Usual(100, 20_000, "USD/MW-km", "NREL ReEDS 2024: 2,237 for 765 kV to 3,236 for 230 kV", zero_too=True)

ROWS: Final[dict[tuple[str, str], Usual]] = {
    ("technology_costs", "investment_usd_per_kw"): _INVESTMENT,
    ("technology_costs", "fixed_usd_per_kw_year"): Usual(
        0.1, 500, "USD/kW-year", f"{ATB}: 18 for solar to 175 for nuclear", zero_too=True),
    ("technology_costs", "variable_usd_per_mwh"): _VARIABLE,
    ("technology_costs", "heat_rate_mmbtu_per_mwh"): _HEAT_RATE,
    ("technologies", "water_m3_per_mwh"): _WATER,
    ("technologies", "duration_h"): Usual(0.25, 1000, "h", f"{ATB}: 2 to 10; days for hydrogen"),
    ("technologies", "round_trip_efficiency"): _EFFICIENCY,
    ("technologies", "lead_time_years"): Usual(0, 20, "years", f"{ATB} and EIA: 1 for batteries to 10 for nuclear"),
    ("technologies", "life_years"): _LIFE,
    ("technologies", "real_rate"): _RATE,
    ("generators", "capacity_mw"): _FLEET,
    ("generators", "heat_rate_mmbtu_per_mwh"): _HEAT_RATE,
    ("generators", "variable_usd_per_mwh"): _VARIABLE,
    ("generators", "fixed_usd_per_mw_year"): _FIXED_MW,
    ("storage", "power_mw"): _FLEET,
    ("storage", "round_trip_efficiency"): _EFFICIENCY,
    ("storage", "variable_usd_per_mwh"): _VARIABLE,
    ("storage", "fixed_usd_per_mw_year"): _FIXED_MW,
    ("fuels", "co2_kg_per_mmbtu"): Usual(
        40, 300, "kg/MMBtu", "40 CFR 98 table C-1: 53.06 for gas to 274 for blast furnace gas", zero_too=True),
    ("fuel_prices", "price_usd_per_mmbtu"): Usual(
        0.1, 60, "USD/MMBtu", "EIA: 0.5 at Waha to 4.3 at Henry Hub, gas in 2024 to 2026; hydrogen in ReEDS 20",
        zero_too=True),
    ("corridors", "length_km"): Usual(1, 3500, "km", "longest line in service: 3,300 km, Changji to Guquan"),
    ("corridors", "expansion_usd_per_mw_km"): _CORRIDOR,
    ("corridors", "expansion_limit_mw"): Usual(0, 100_000, "MW", "a line of 765 kV carries up to 3,300"),
    ("lines", "capacity_mw"): Usual(0, 100_000, "MW", "NREL ReEDS 2024: the largest interface carries 17,000"),
    ("lines", "loss_share"): Usual(0, 0.2, "", "NREL ReEDS 2024: about 1 % in 100 miles"),
    ("connection_costs", "line_usd_per_mw_km"): Usual(
        10, 50_000, "USD/MW-km", "NREL ReEDS 2024: 2,237 for 765 kV to 3,236 for 230 kV", zero_too=True),
    ("connection_costs", "station_usd_per_mw"): Usual(
        1_000, 2_000_000, "USD/MW", "planning figures of 100 to 150 USD/kW", zero_too=True),
    ("connection_costs", "connection_kv"): Usual(10, 1200, "kV", "765 kV in the United States, 1,100 kV in China"),
    ("queues", "queue_mw"): Usual(0, 1_000_000, "MW", "LBNL Queued Up 2024: 2,600,000 in all of the United States"),
    ("load_growth", "load_factor"): Usual(0.2, 10, "", "the load of a year over that of 2024"),
    ("reserve_margins", "margin_share"): Usual(0, 0.6, "", "NERC 2024: targets of 0.1 to 0.35"),
    ("sites", "announced_mw"): _SITE,
    ("sites", "limit_mw"): _SITE,
    ("sites", "connection_kv"): Usual(10, 1200, "kV", "765 kV in the United States, 1,100 kV in China"),
    ("sites", "connection_km"): Usual(0, 300, "km", "a campus farther from its grid than from the next state"),
    ("sites", "own_supply_mw"): _SITE,
    ("sites", "own_supply_limit_mw"): _SITE,
    ("site_phases", "limit_mw"): _SITE,
}
"""(table, column) -> what is usual"""

KEYS: Final[dict[tuple[str, ...], Usual]] = {
    ("prices", "value_of_lost_load_usd_per_mwh"): Usual(
        500, 200_000, "USD/MWh", "MISO 10,000; Brattle for ERCOT 2024: 35,000"),
    ("prices", "capacity_shortfall_usd_per_mw_year"): Usual(
        5_000, 2_000_000, "USD/MW-year", "PJM 2027/28: 333 USD/MW-day, 122,000 a year", zero_too=True),
    ("prices", "co2_usd_per_t"): Usual(0, 1_000, "USD/t", "US EPA 2023: social cost of up to 340"),
    ("campus", "load_factor"): Usual(0.1, 1, "", "NERC and LBNL 2024: 0.5 to 0.95"),
    ("campus", "pause_usd_per_mwh"): Usual(0, 100_000, "USD/MWh", "ERCOT's cap is 5,000"),
    ("campus", "connection_km"): Usual(0, 300, "km", "a campus farther from its grid than from the next state"),
    ("campus", "watts_per_chip"): Usual(100, 20_000, "W", "2,250 of the facility for each of 2 million chips, 4.5 GW"),
    ("transmission", "life_years"): _LIFE,
    ("transmission", "upkeep_share"): Usual(0, 0.1, "1/year", "NREL ReEDS 2024: 0.015"),
    ("finance", "discount_rate"): Usual(0, 0.15, "1/year", f"{ATB}: real rates of 0.044 to 0.057"),
    ("place", "shortfall_usd_per_mw_year"): Usual(
        10_000, 1e9, "USD/MW-year", "less than a MW of campus costs would place nothing"),
}
"""Key of a scenario -> what is usual"""

TARGET: Final = Usual(1, 500_000, "MW", "100,000 a year are asked for in all of the United States", zero_too=True)
PLAN: Final = Usual(0, 1_000, "GW/year", "429 in China and 51 in the United States in 2024")
DURATION: Final = Usual(0.25, 1000, "h", f"energy_mwh over power_mw; {ATB}: 2 to 10, days for hydrogen")
