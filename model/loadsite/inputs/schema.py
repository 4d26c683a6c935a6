"""Every table of a sites folder: its columns, their units, bounds, blanks and references. Said once.

The readers check against it, the errors quote it, `loadsite schema` prints it and `datapackage.json`
agrees with it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from math import inf, nan
from typing import Final


class Kind(Enum):
    """What a cell holds."""

    TEXT = "text"
    NUMBER = "number"
    INTEGER = "integer"
    FLAG = "true or false"


class Required(Enum):
    """Marks a column whose cells may not be blank."""

    CELL = "required"


REQUIRED: Final = Required.CELL
type_of_blank = Required | float | int | str | bool


@dataclass(frozen=True)
class Column:
    """One column: what it means, its unit, and what a cell may hold.

    `blank` is the value that a blank cell stands for; `REQUIRED` means a cell may not be blank.
    `refers_to` is "table.column"; the cell must stand there.
    """

    name: str
    kind: Kind
    meaning: str
    unit: str = ""
    least: float = -inf
    most: float = inf
    blank: type_of_blank = REQUIRED
    refers_to: str = ""
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """One table: its file, the columns that name a row, and all columns.

    `columns` may also hold `source`, `confidence` and `note`: free text on where a row comes from. `absent` is what
    follows where there is no such file; without it the file is required.
    """

    name: str
    file: str
    meaning: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    absent: str = ""

    @property
    def column_names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


PROVENANCE: Final = (
    Column("source", Kind.TEXT, "where the row's figures come from", blank=""),
    Column("confidence", Kind.TEXT, "how well the figures are known", blank="",
           one_of=("confirmed_2plus", "single_source", "derived", "estimate", "")),
    Column("note", Kind.TEXT, "what a reader should know", blank=""),
)


def _text(name: str, meaning: str, **more: object) -> Column:
    return Column(name, Kind.TEXT, meaning, **more)  # type: ignore[arg-type]


def _share(name: str, meaning: str, **more: object) -> Column:
    return Column(name, Kind.NUMBER, meaning, unit="1", least=0, most=1, **more)  # type: ignore[arg-type]


def _amount(name: str, meaning: str, unit: str, **more: object) -> Column:
    return Column(name, Kind.NUMBER, meaning, unit=unit, **{"least": 0, **more})  # type: ignore[arg-type]


def _year(name: str, meaning: str, **more: object) -> Column:
    return Column(name, Kind.INTEGER, meaning, unit="year", least=1990, most=2100, **more)  # type: ignore[arg-type]


def _variable(meaning: str) -> Column:
    """A cost that is negative where more is paid than it costs."""
    return Column("variable_usd_per_mwh", Kind.NUMBER, meaning, unit="USD/MWh", least=-1000)


def _production_credit(until: Column) -> tuple[Column, ...]:
    paid = "production_credit_usd_per_mwh", "tax credit paid per MWh generated", "USD/MWh"
    return _amount(*paid, blank=0.0, most=1000), until


IN_SERVICE: Final = (
    _year("in_service_year", "first year in service; blank: it stands already", blank=0),
    _year("retirement_year", "first year without it; blank: it stays, less what retirements.csv says", blank=9999),
)
PLANT_STATE: Final = _text(
    "state", "state it stands in, one of those of its zone, two letters; blank: all of them", blank="")
ZONES = Table(
    "zones", "zones.geojson", "areas inside which power flows freely", ("zone",),
    (
        _text("zone", "short name of the zone"),
        _text("name", "name of the zone in words: what it covers"),
        _text("market", "market region, the area of one reserve margin"),
        _text("states", "states the zone touches, two letters each, separated by spaces", blank=""),
        _text("time_zone", "IANA name of its time zone, such as America/Chicago; blank where rules select no local "
              "hours", blank=""),
    ),
)
STATES = Table(
    "states", "states.geojson", "outlines of the states", ("state",),
    (_text("state", "two-letter name"), _text("name", "name of the state")),
    absent="each site names its state in a column `state`",
)
CORRIDORS = Table(
    "corridors", "corridors.csv", "pairs of zones between which transmission can be added", ("corridor",),
    (
        _text("corridor", "name of the pair of zones"),
        _amount("length_km", "distance between the load centres of the two zones", "km"),
        _amount("expansion_usd_per_mw_km", "cost of new transmission", "USD/MW-km"),
        _amount("expansion_limit_mw", "most that can be added, over all years", "MW"),
        Column("lead_time_years", Kind.INTEGER, "years from decision to service", unit="years", least=0, most=30),
    ),
    absent="no transmission can be added",
)
LINES = Table(
    "lines", "lines.csv", "directed transfer limits between zones; each direction is a row", ("line",),
    (
        _text("line", "name of the directed line"),
        _text("from_zone", "zone that sends", refers_to="zones.zone"),
        _text("to_zone", "zone that receives", refers_to="zones.zone"),
        _text("corridor", "pair of zones the line belongs to; blank where it can not be expanded", blank="",
              refers_to="corridors.corridor"),
        _text("kind", "alternating current, or a direct current tie", one_of=("AC", "DC")),
        _amount("capacity_mw", "transfer limit used by default", "MW"),
        _amount("capacity_low_mw", "lowest of the published limits", "MW"),
        _amount("capacity_high_mw", "highest of the published limits", "MW"),
        _share("loss_share", "share of the sent power that is lost"),
        _text("basis", "how the limit was obtained", blank=""),
        _amount("fixed_usd_per_mw_year", "fixed cost of what stands, once for both directions", "USD/MW-year",
                blank=0.0),
        _amount("hurdle_usd_per_mwh", "what is paid per MWh sent: hurdle rate, wheeling and variable cost", "USD/MWh",
                blank=0.0),
    ),
    absent="zones exchange no power",
)
FUELS = Table(
    "fuels", "fuels.csv", "fuels and what burning them emits", ("fuel",),
    (
        _text("fuel", "name of the fuel"),
        _amount("co2_kg_per_mmbtu", "carbon dioxide emitted by burning it", "kg/MMBtu"),
    ),
    absent="nothing burns fuel",
)
FUEL_PRICES = Table(
    "fuel_prices", "fuel_prices.csv", "fuel prices by zone and year; straight lines between years",
    ("zone", "fuel", "year"),
    (
        _text("zone", "zone where the fuel is burnt", refers_to="zones.zone"),
        _text("fuel", "name of the fuel", refers_to="fuels.fuel"),
        _year("year", "calendar year"),
        _amount("price_usd_per_mmbtu", "delivered price", "USD/MMBtu"),
    ),
    absent="nothing burns fuel",
)
TECHNOLOGIES = Table(
    "technologies", "technologies.csv", "kinds of generator and storage, existing and new", ("technology",),
    (
        _text("technology", "short name"),
        _text("name", "name in words"),
        _text("dispatch", "what limits it hourly: its MW (firm), a weather profile, an energy budget per "
              "period (energy_budget), or its stored energy (storage)",
              one_of=("firm", "profile", "energy_budget", "storage")),
        _text("profile", "prefix of its columns in the availability file, for profile and energy_budget", blank=""),
        _text("fuel", "fuel burnt; blank for none", blank="", refers_to="fuels.fuel"),
        _text("plan_technology", "name under which build-out plans count it; blank: it is not built for the grid",
              blank=""),
        _share("outage_share", "share of the time it is out of service"),
        _share("capacity_credit_share", "share of its MW that counts towards the reserve margin"),
        _amount("ramp_share_per_h", "most change of output per hour, of its MW; blank for no limit", "1/h",
                blank=inf),
        _amount("water_m3_per_mwh", "water consumed", "m3/MWh"),
        _amount("duration_h", "energy per MW of new storage; storage only", "h", blank=nan),
        _share("round_trip_efficiency", "energy out per energy in; storage only", blank=nan),
        _amount("least_duration_h", "least energy per MW, where energy is built apart from power; storage only", "h",
                blank=0.0),
        _amount("most_duration_h", "most energy per MW, where energy is built apart from power; storage only", "h",
                blank=inf),
        Column("lead_time_years", Kind.INTEGER, "years from decision to service; blank where it cannot be built",
               unit="years", least=0, most=30, blank=-1),
        Column("life_years", Kind.INTEGER, "years over which the investment is recovered; blank where it cannot "
               "be built", unit="years", least=1, most=100, blank=-1),
        _share("minimum_output_share", "least output of what is committed, of its available MW", blank=0.0),
        _amount("start_usd_per_mw", "cost of a start without fuel", "USD/MW", blank=0.0),
        _amount("start_mmbtu_per_mw", "fuel burnt by a start", "MMBtu/MW", blank=0.0),
        Column("minimum_up_h", Kind.INTEGER, "hours that it stays on after a start", unit="h", least=0, most=8784,
               blank=0),
        Column("minimum_down_h", Kind.INTEGER, "hours that it stays off after a shutdown", unit="h", least=0,
               most=8784, blank=0),
        _share("real_rate", "real rate of return; blank where it cannot be built", blank=nan),
    ),
)
TECHNOLOGY_COSTS = Table(
    "technology_costs", "technology_costs.csv",
    "cost of building each technology; straight lines between years. What is not here cannot be built",
    ("technology", "year"),
    (
        _text("technology", "short name", refers_to="technologies.technology"),
        _year("year", "year in which it enters service"),
        _amount("investment_usd_per_kw", "investment at today's market prices, used by the model", "USD/kW"),
        _amount("published_usd_per_kw", "overnight cost of the published outlook, for comparison", "USD/kW"),
        _amount("fixed_usd_per_kw_year", "fixed cost", "USD/kW-year"),
        _variable("variable cost without fuel"),
        _amount("heat_rate_mmbtu_per_mwh", "fuel burnt per energy; zero without fuel", "MMBtu/MWh", blank=0.0),
        _amount("energy_investment_usd_per_kwh", "investment in energy, built apart from power; storage only",
                "USD/kWh", blank=0.0),
        _amount("energy_fixed_usd_per_kwh_year", "fixed cost of energy built apart from power; storage only",
                "USD/kWh-year", blank=0.0),
        _amount("charge_usd_per_mwh", "variable cost of charging; storage only", "USD/MWh", blank=0.0),
        *_production_credit(Column(
            "production_credit_years", Kind.INTEGER, "years of service in which the credit is paid", unit="years",
            least=0, most=100, blank=0)),
        _share("investment_credit_share", "share of the investment that a tax credit pays", blank=0.0),
    ),
    absent="nothing can be built",
)
GENERATORS = Table(
    "generators", "generators.csv", "the existing fleet, one row per zone and technology", ("generator",),
    (
        _text("generator", "name, zone.technology"),
        _text("zone", "zone it stands in", refers_to="zones.zone"),
        _text("technology", "what it is", refers_to="technologies.technology"),
        _amount("capacity_mw", "net capacity in the base year", "MW"),
        _amount("heat_rate_mmbtu_per_mwh", "fuel burnt per energy; zero without fuel", "MMBtu/MWh", blank=0.0),
        _variable("variable cost without fuel"),
        _amount("fixed_usd_per_mw_year", "fixed cost", "USD/MW-year"),
        _share("outage_share", "share of the time it is out of service"),
        _share("capacity_credit_share", "share of its MW that counts towards the reserve margin"),
        *IN_SERVICE,
        PLANT_STATE,
        _year("may_retire_from_year", "first year in which it may be retired where that costs less; blank: never",
              blank=9999),
        _amount("kept_mw", "what its owners have committed to keep", "MW", blank=0.0),
        *_production_credit(_year("production_credit_until_year", "last year in which the credit is paid", blank=0)),
    ),
    absent="no generator stands",
)
RETIREMENTS = Table(
    "retirements", "retirements.csv", "MW of the existing fleet that leave service, by year",
    ("generator", "year"),
    (
        _text("generator", "name", refers_to="generators.generator"),
        _year("year", "first year without it"),
        _amount("retired_mw", "capacity that leaves", "MW"),
    ),
    absent="nothing leaves service",
)
STORAGE = Table(
    "storage", "storage.csv", "the existing storage, one row per zone and technology", ("storage",),
    (
        _text("storage", "name, zone.technology"),
        _text("zone", "zone it stands in", refers_to="zones.zone"),
        _text("technology", "what it is", refers_to="technologies.technology"),
        _amount("power_mw", "most it can charge or discharge", "MW"),
        _amount("energy_mwh", "most it can hold", "MWh"),
        _share("round_trip_efficiency", "energy out per energy in"),
        _variable("variable cost of discharge"),
        _amount("charge_usd_per_mwh", "variable cost of charging", "USD/MWh", blank=0.0),
        _amount("fixed_usd_per_mw_year", "fixed cost", "USD/MW-year"),
        _share("outage_share", "share of the time it is out of service"),
        _share("capacity_credit_share", "share of its MW that counts towards the reserve margin"),
        *IN_SERVICE,
        PLANT_STATE,
    ),
    absent="no storage stands",
)
QUEUES = Table(
    "queues", "queues.csv",
    "MW waiting for an interconnection; new MW of that kind in that zone may not exceed it. No row: no cap",
    ("zone", "plan_technology"),
    (
        _text("zone", "zone of the queue", refers_to="zones.zone"),
        _text("plan_technology", "kind of supply, as build-out plans count it"),
        _amount("queue_mw", "MW in the queue", "MW"),
        _year("by_year", "last year the cap holds for; later years are not capped"),
    ),
    absent="no queue limits what is built",
)
LOAD_GROWTH = Table(
    "load_growth", "load_growth.csv",
    "load of a year against the load year, without the campuses placed here; straight lines between years",
    ("zone", "year"),
    (
        _text("zone", "name of the zone", refers_to="zones.zone"),
        _year("year", "calendar year"),
        _amount("load_factor", "load divided by the load of the base year 2024", "1"),
    ),
    absent="every year has the load of the load year",
)
RESERVE_MARGINS = Table(
    "reserve_margins", "reserve_margins.csv", "planning reserve margin of each market", ("market",),
    (
        _text("market", "market region", refers_to="zones.market"),
        _text("name", "name of the market in words; blank: its code", blank=""),
        _amount("margin_share", "firm capacity above peak load, as a share of peak load", "1"),
    ),
    absent="no market has a reserve margin",
)
SITES = Table(
    "sites", "sites.geojson", "places where a campus may stand; zone and state come from where the point lies",
    ("site",),
    (
        _text("site", "short name"),
        _text("name", "name in words"),
        _text("kind", "what stands there today",
              one_of=("announced_campus", "ai_campus", "retired_plant_site", "plant_interconnection", "substation")),
        _amount("announced_mw", "MW announced or MW of the plant; zero where not published", "MW",
                blank=0.0),
        _amount("limit_mw", "most MW of campus, unless site_phases says otherwise for the year", "MW"),
        _amount("connection_kv", "voltage of the connection", "kV"),
        _amount("connection_km", "distance to the grid; blank: the scenario's default", "km", blank=nan),
        Column("off_grid", Kind.FLAG, "true: no draw from the grid before grid_year", blank=False),
        Column("grid_year", Kind.INTEGER, "first year an off-grid campus may draw from the grid; blank: never",
               unit="year", least=1990, most=2100, blank=9999),
        _amount("onsite_mw", "on-site generation, stated or under construction", "MW", blank=0.0),
        _amount("onsite_limit_mw", "most on-site generation, stated and new together", "MW", blank=0.0),
        _text("onsite_technology", "what the on-site generation is; blank where there is none", blank="",
              refers_to="technologies.technology"),
        _text("status", "how far the project is", blank=""),
        _text("coordinates", "how the coordinates were obtained", blank="",
              one_of=("estimate", "approx", "plant database")),
    ),
)
SITE_COORDINATES: Final = (
    Column("longitude", Kind.NUMBER, "longitude, EPSG:4326; in sites.csv only", unit="degrees"),
    Column("latitude", Kind.NUMBER, "latitude, EPSG:4326; in sites.csv only", unit="degrees"),
)
"""Where a site of a CSV file lies; other formats hold points."""
ZONE_COORDINATES: Final = (
    Column("longitude", Kind.NUMBER, "longitude of the load center, EPSG:4326; in zones.csv only", unit="degrees",
           least=-180, most=180),
    Column("latitude", Kind.NUMBER, "latitude of the load center, EPSG:4326; in zones.csv only", unit="degrees",
           least=-90, most=90),
)
"""Where a zone lies that has no outline."""
SITE_ZONE: Final = Column("zone", Kind.TEXT, "zone that the site lies in; with zones.csv only", refers_to="zones.zone")
SITE_STATE: Final = Column("state", Kind.TEXT, "state that the site lies in; only where there is no file of states")
WHERE_IT_LIES: Final = {"zones": ZONE_COORDINATES, "sites": (*SITE_COORDINATES, SITE_ZONE, SITE_STATE)}
"""Columns that say where a row lies in place of shapes, by table."""
SITE_PHASES = Table(
    "site_phases", "site_phases.csv",
    "most MW of campus at a site by year, cumulative; it holds until the next row, zero before the first",
    ("site", "year"),
    (
        _text("site", "short name of the site", refers_to="sites.site"),
        _year("year", "calendar year"),
        _amount("limit_mw", "most MW of campus in that year", "MW"),
        _amount("committed_mw", "MW of campus that stand or are committed by then: no less is placed", "MW", blank=0.0),
    ),
    absent="`limit_mw` of the site holds in every year",
)
CONNECTION_COSTS = Table(
    "connection_costs", "connection_costs.csv", "cost of connecting a campus to the grid, by voltage",
    ("connection_kv",),
    (
        _amount("connection_kv", "voltage", "kV"),
        _amount("line_usd_per_mw_km", "line to the grid", "USD/MW-km"),
        _amount("station_usd_per_mw", "substation", "USD/MW"),
        Column("life_years", Kind.INTEGER, "years over which it is paid", unit="years", least=1, most=100),
    ),
)

TABLES: Final = (
    ZONES, STATES, CORRIDORS, LINES, FUELS, FUEL_PRICES, TECHNOLOGIES, TECHNOLOGY_COSTS, GENERATORS, RETIREMENTS,
    STORAGE, QUEUES, LOAD_GROWTH, RESERVE_MARGINS, SITES, SITE_PHASES, CONNECTION_COSTS,
)
