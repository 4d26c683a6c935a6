"""Tables and hourly files that a sites folder may lack: nothing of what they say holds then."""

from __future__ import annotations

from math import inf, nan
from typing import Final

from loadsite.inputs.hourly_schema import Series
from loadsite.inputs.schema import Column, Kind, Table

_MONTH: Final = Column("month", Kind.INTEGER, "month of the year, UTC", unit="1", least=1, most=12)

FUEL_PRICE_MONTHS: Final = Table(
    "fuel_price_months", "fuel_price_months.csv",
    "what the price of a fuel in a month is above, or below, that of fuel_prices.csv", ("zone", "fuel", "month"),
    (
        Column("zone", Kind.TEXT, "zone where the fuel is burnt", refers_to="zones.zone"),
        Column("fuel", Kind.TEXT, "name of the fuel", refers_to="fuels.fuel"),
        _MONTH,
        Column("added_usd_per_mmbtu", Kind.NUMBER, "added to the price of the year", unit="USD/MMBtu", least=-1000,
               most=1000),
    ),
    absent="a fuel costs the same in every month",
)  # fmt: skip
PLANNED_OUTAGES: Final = Table(
    "planned_outages", "planned_outages.csv",
    "share of a fleet that is out for maintenance in a month, beside its outage_share", ("zone", "technology", "month"),
    (
        Column("zone", Kind.TEXT, "zone of the fleet; a row that says all holds where no other row does"),
        Column("technology", Kind.TEXT, "what it is, standing and new", refers_to="technologies.technology"),
        _MONTH,
        Column("planned_outage_share", Kind.NUMBER, "share of its MW that is out", unit="1", least=0, most=1),
    ),
    absent="nothing is out for maintenance",
)  # fmt: skip
ZONE_BUILDS: Final = Table(
    "zone_builds", "zone_builds.csv",
    "where a technology may be built: only in the zones of its rows; one without rows, in every zone",
    ("technology", "zone"),
    (
        Column("technology", Kind.TEXT, "what may be built", refers_to="technology_costs.technology"),
        Column("zone", Kind.TEXT, "where it may be built", refers_to="zones.zone"),
        Column("limit_mw", Kind.NUMBER, "most that may be built, all years together; blank: no limit of its own",
               unit="MW", least=0, blank=inf),
        Column("investment_factor", Kind.NUMBER, "investment here over that of technology_costs.csv", unit="1",
               least=0, most=100, blank=1.0),
        Column("added_investment_usd_per_kw", Kind.NUMBER, "investment beside it, such as the way to the grid",
               unit="USD/kW", least=0, blank=0.0),
        Column("variable_usd_per_mwh", Kind.NUMBER, "variable cost here; blank: that of technology_costs.csv",
               unit="USD/MWh", least=-1000, blank=nan),
    ),
    absent="every technology that can be built may be built in every zone",
)  # fmt: skip
DEMAND_RESPONSE: Final = Table(
    "demand_response", "demand_response.csv",
    "load of zones that is reduced at a price: demand response, or price-responsive load in segments", ("response",),
    (
        Column("response", Kind.TEXT, "name of the program or segment"),
        Column("zone", Kind.TEXT, "zone whose load it is", refers_to="zones.zone"),
        Column("reduced_mw", Kind.NUMBER, "most that it reduces in an hour", unit="MW", least=0, blank=0.0),
        Column("load_share", Kind.NUMBER, "most that it reduces of the load of the hour, beside reduced_mw", unit="1",
               least=0, most=1, blank=0.0),
        Column("usd_per_mwh", Kind.NUMBER, "what is paid for it", unit="USD/MWh", least=0),
        Column("hours_per_year", Kind.NUMBER, "most energy in a year, in hours of its reduced_mw; blank: no limit",
               unit="h", least=0, most=8784, blank=inf),
        Column("capacity_credit_share", Kind.NUMBER, "share of its reduced_mw that counts towards the reserve margin",
               unit="1", least=0, most=1, blank=0.0),
    ),
    absent="load does not respond to prices",
)  # fmt: skip
COMMITTED_BUILDS: Final = Table(
    "committed_builds", "committed_builds.csv",
    "new MW that are committed or under construction, by year: no less is built of that technology there",
    ("technology", "zone", "year"),
    (
        Column("technology", Kind.TEXT, "what is built", refers_to="technology_costs.technology"),
        Column("zone", Kind.TEXT, "where it is built", refers_to="zones.zone"),
        Column("year", Kind.INTEGER, "first year with it; it holds until the next row", unit="year", least=1990,
               most=2100),
        Column("committed_mw", Kind.NUMBER, "MW built by then, all years together", unit="MW", least=0),
    ),
    absent="nothing new is committed",
)  # fmt: skip
PERIODS: Final = Table(
    "periods", "periods.csv", "the periods that stand for a year; a scenario names the file under time.periods",
    ("start_utc",),
    (
        Column("start_utc", Kind.TEXT, "start of its first hour, such as 2024-08-12T00:00"),
        Column("hours", Kind.INTEGER, "its length", unit="h", least=1, most=8784),
        Column("weight", Kind.NUMBER, "how many times it counts", unit="1", least=1e-6, most=1e6),
    ),
)  # fmt: skip
COOLING: Final = Table(
    "cooling", "cooling.csv",
    "power usage effectiveness by climate, month and hour; a scenario names the file under campus.cooling",
    ("climate", "month", "hour_utc"),
    (
        Column("climate", Kind.TEXT, "name of the climate; a site has the one that its label names"),
        Column("month", Kind.INTEGER, "month", unit="1", least=1, most=12),
        Column("hour_utc", Kind.INTEGER, "hour of the day, by its start, UTC", unit="1", least=0, most=23),
        Column("pue", Kind.NUMBER, "power of the whole campus over that of its chips and servers", unit="1", least=1,
               most=5),
    ),
)  # fmt: skip
"""These two stand in no sites folder: a scenario names their files."""
OPTIONAL_TABLES: Final = (FUEL_PRICE_MONTHS, PLANNED_OUTAGES, ZONE_BUILDS, COMMITTED_BUILDS, DEMAND_RESPONSE)

FUEL_PRICE_HOURS: Final = Series(
    "fuel_price_hours", "fuel_price_hours.parquet",
    "what the price of a fuel in an hour is above, or below, that of fuel_prices.csv and fuel_price_months.csv",
    "USD/MMBtu", -1000, 1000, "one column per fuel and zone, named fuel.zone",
    absent="a fuel costs the same in every hour of a month",
)
OPTIONAL_SERIES: Final = (FUEL_PRICE_HOURS,)
