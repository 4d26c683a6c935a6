"""The keys of a scenario file and of a plan file: their meaning, units, bounds and defaults. Said once."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]
Amount = Annotated[float, Field(ge=0, le=1e12)]
CalendarYear = Annotated[int, Field(ge=1990, le=2100)]
FileName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,79}$")]


class Keys(BaseModel):
    """A mapping of a YAML file: frozen, no key unread, no value converted."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class PlaceKeys(Keys):
    """Place this many MW; what falls short has a price, or is not allowed."""

    target_mw: dict[CalendarYear, Amount] = Field(
        description="for each of `years`, the MW of requested campus load, all sites together [MW]")
    shortfall_usd_per_mw_year: Amount | None = Field(
        default=None, description="price of each requested MW that is not placed; without it nothing may fall short "
        "[USD/MW-year]")
    unserved_limit_share: Share | None = Field(
        default=None, description="energy that may stay unserved in a year, as a share of the year's load; without it "
        "only its price limits it [1]")


class HostKeys(Keys):
    """Find the most MW that fit."""

    unserved_limit_share: Share = Field(
        description="energy that may stay unserved in a year, as a share of the year's load [1]")


class TimeKeys(Keys):
    """Which hours stand for a year."""

    load_year: CalendarYear | None = Field(
        default=None, description="calendar year of the load file whose hours are used")
    load_years: dict[CalendarYear, Annotated[float, Field(gt=0, le=1)]] | None = Field(
        default=None, min_length=1, max_length=100, description="instead of load_year: several calendar years of the "
        "load file with their probabilities, which add up to 1; one decision where to build is made for all of them")
    resolution: Literal["hours", "days", "weeks", "periods"] = Field(
        default="days", description="hours: every hour; days or weeks: representative ones, extreme ones among them; "
        "periods: those of a table")
    periods: str | None = Field(
        default=None, description="for periods: CSV table of the columns of `periods`, relative to this file: when "
        "each begins, its hours and how many times it counts")
    count: int | None = Field(
        default=None, ge=3, le=366,
        description="how many representative days or weeks, at least 3; needed for days and weeks only")
    from_utc: str | None = Field(
        default=None, description="for hours: start of the first hour, such as 2024-08-12T00:00; "
        "without it the start of the load year")
    until_utc: str | None = Field(
        default=None, description="for hours: end of the last hour, such as 2024-08-19T00:00; "
        "without it the end of the load year")
    period: Literal["day", "week", "all"] = Field(
        default="week", description="for hours: length of the periods over which storage and water budgets close")
    state_of_charge: Literal["cyclic", "inter_period", "own"] = Field(
        default="cyclic", description="for hours: cyclic: storage begins and ends every period at one state of charge; "
        "inter_period: each period begins at the state of charge at which the one before ended, which is exact and "
        "takes longer to solve. For all resolutions, own: storage ends each period at the state of charge at which it "
        "began it, another one in every period")
    cyclic: bool = Field(
        default=False, description="whether the first hour of a period follows on its last one in ramps and in unit "
        "commitment; without it nothing comes before the first hour")
    scaled_to_year: bool = Field(
        default=True, description="for hours: whether a window shorter than a year stands for all of it; false: each "
        "of its hours counts once")
    measured_error: str | None = Field(
        default=None, max_length=300,
        description="how the answer was found to differ from one over more hours, in words; told with results of "
        "exactly what it was measured on")
    measured_on: Annotated[str, Field(pattern="^[0-9a-f]{12}$")] | None = Field(
        default=None, description="hash of what measured_error was measured on: all keys but name, baseline and solve, "
        "and all files; tests/benchmarks/time_error.py prints it")

    @property
    def samples(self) -> dict[int, float]:
        """Load year -> its probability."""
        if self.load_years is not None:
            return dict(self.load_years)
        assert self.load_year is not None  # one of the two is given, as the scenario was checked
        return {self.load_year: 1.0}


class PriceKeys(Keys):
    """Prices in dollars of the cost year."""

    value_of_lost_load_usd_per_mwh: Amount = Field(description="price of unserved energy [USD/MWh]")
    capacity_shortfall_usd_per_mw_year: Amount = Field(
        default=150_000, description="price of each MW of reserve margin not met [USD/MW-year]")
    co2_usd_per_t: Amount = Field(default=0, description="price of carbon dioxide emitted [USD/t]")


class CoolingKeys(Keys):
    """How the draw of a campus follows the weather of its climate."""

    file: str = Field(description="CSV table of the columns of `cooling`, relative to this file")
    by: str = Field(
        description="what names the climate of a site: zone, state, market, or a label that `labels` carries to it")


class CampusKeys(Keys):
    """Requested load of every campus, and what of it may be interrupted."""

    load_factor: Share = Field(default=0.8, description="average draw of a campus as a share of its MW [1]")
    interruptible_share: Share = Field(
        default=0, description="share of the campus load that may be interrupted; the rest is firm [1]")
    interruption_energy_share: Share = Field(
        default=0, description="most energy interrupted in a year, as a share of the requested energy [1]")
    interruption_usd_per_mwh: Amount = Field(default=300, description="price paid for interrupted energy [USD/MWh]")
    connection_km: Amount = Field(
        default=15, description="distance to the grid of sites that do not state theirs [km]")
    watts_per_chip: float = Field(
        default=2250, gt=0, le=1e6, description="facility power per chip, above 0 [W]")
    cooling: CoolingKeys | None = Field(
        default=None, description="a mapping of file and by; without it a campus draws the same in every hour")


class LayerKeys(Keys):
    """A file of places: GeoPackage, GeoJSON, GeoParquet or Shapefile."""

    file: str = Field(description="the file, relative to this one; it ends in .gpkg, .geojson, .parquet or .shp")
    layer: str = Field(default="", description="which layer, of a GeoPackage that holds several")


class ExclusionKeys(LayerKeys):
    """Polygons in which no campus may stand, only a small one, or only at a price. One of the three is given."""

    reason: str = Field(min_length=1, max_length=200, description="why, in words that the answer repeats")
    where: dict[str, list[str]] = Field(
        default={}, description="column: values, of the polygons that count; without it all of them")
    within_km: Annotated[float, Field(ge=0, le=1000)] = Field(
        default=0, description="how far beyond its polygons the layer reaches [km]")
    bar: bool = Field(default=False, description="true: no campus may stand there")
    limit_mw: Amount | None = Field(default=None, description="most MW of a campus that stands there [MW]")
    usd_per_mw_year: Amount | None = Field(
        default=None, description="what a campus that stands there pays [USD/MW-year]")


class LabelKeys(LayerKeys):
    """A column of polygons that becomes a label of the sites in them, for `sites_where` and for rules."""

    column: str = Field(description="the column")
    label: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")] = Field(
        description="name of the label: small letters, digits and _")
    outside: str | None = Field(
        default=None, description="the label of a site that lies in no polygon; without it such a site is an error")


class TransmissionKeys(Keys):
    """Which transfer limits hold, and how new lines are paid for."""

    limits: Literal["published", "low", "high"] = Field(
        default="published", description="which column of lines.csv: capacity_mw, capacity_low_mw or capacity_high_mw")
    life_years: int = Field(
        default=40, ge=1, le=100, description="years over which new lines are paid; 40 as in ReEDS [years]")
    upkeep_share: Share = Field(
        default=0.015, description="yearly upkeep of new lines as a share of their investment; 0.015 as in ReEDS "
        "[1/year]")


class FinanceKeys(Keys):
    """What money costs."""

    discount_rate: Annotated[float, Field(ge=0, le=0.5)] = Field(
        default=0.0536, description="real rate of investments without a rate of their own, and of years against "
        "each other; 0.0536 from 8 % debt, 10.5 % equity and 2.5 % inflation [1/year]")
    discount_to: CalendarYear | None = Field(
        default=None, description="year to which costs of the model years are discounted; without it the first model "
        "year")


class RiskKeys(Keys):
    """How much the costs of bad load years count beyond their probability."""

    level: Annotated[float, Field(ge=0, le=0.999)] = Field(
        description="share of the load years, by probability, that are not bad: 0.8 looks at the worst fifth [1]")
    weight: Share = Field(
        description="weight of the mean operating cost of the bad years; the mean of all years has the rest [1]")


class SolveKeys(Keys):
    """How the linear program is solved."""

    method: Literal["auto", "single", "decomposed"] = Field(
        default="auto",
        description="single: one linear program for all periods; decomposed: period by period, to a proven gap; "
        "auto: by the size of the program")
    relative_gap: Annotated[float, Field(ge=1e-8, le=0.1)] = Field(
        default=1e-4, description="decomposed: most that the answer may cost above the proven lower bound, as a share")
    campus_gap: Annotated[float, Field(ge=1e-6, le=10)] = Field(
        default=1e-2, description="decomposed: the same, as a share of what the campuses cost")
    processes: int = Field(default=1, ge=1, le=256, description="decomposed: worker processes")
    threads: int = Field(default=2, ge=1, le=256, description="single: threads of the solver")
    time_limit_s: float = Field(default=600, gt=0, le=1e7, description="most seconds of solving, above 0 [s]")


class Scenario(Keys):
    """One question: where, when, at what prices, and by which hours."""

    name: FileName = Field(description="name of the scenario: letters, digits, _ - and . (it names the results folder)")
    sites: str = Field(description="sites folder, relative to this file")
    plan: str = Field(description="build-out plan, relative to this file")
    years: list[CalendarYear] = Field(min_length=1, max_length=50, description="model years, rising, after base_year")
    base_year: CalendarYear = Field(
        description="the existing fleet is that of the end of this year; lead times count from then")
    cost_year: CalendarYear = Field(description="the year whose dollars all costs are in")
    place: PlaceKeys | None = Field(default=None, description="a mapping of target_mw and shortfall_usd_per_mw_year")
    host: HostKeys | None = Field(default=None, description="a mapping of unserved_limit_share")
    time: TimeKeys = Field(description="a mapping that says which hours stand for a year")
    prices: PriceKeys = Field(description="a mapping of prices")
    campus: CampusKeys = Field(default=CampusKeys(), description="a mapping of requested load of campuses")
    transmission: TransmissionKeys = Field(default=TransmissionKeys(), description="a mapping about lines")
    reserve_margins: bool = Field(default=True, description="whether reserve_margins.csv must be met")
    finance: FinanceKeys = Field(default=FinanceKeys(), description="a mapping of rates")
    risk: RiskKeys | None = Field(
        default=None, description="a mapping of level and weight, with time.load_years; without it load years count by "
        "their probability alone")
    unit_commitment: bool = Field(
        default=True, description="whether technologies with a minimum output or a cost of starts are committed")
    baseline: bool = Field(
        default=False, description="whether the same grid is also solved without campuses, to tell what they change")
    solve: SolveKeys = Field(default=SolveKeys(), description="a mapping about the solver")
    parameters: dict[str, float | str] = Field(
        default={}, max_length=1000, description="names that rules may use for numbers: a number, or text such as "
        "11.5 GW")
    rules: list[str] = Field(
        default=[], max_length=200, description="rule files, YAML or CSV, relative to this file")
    only_sites: list[str] | None = Field(
        default=None, min_length=1, description="names of the sites to consider; without it all of them")
    sites_where: dict[str, list[str]] = Field(
        default={}, description="label: values, of the sites to consider: zone, state, market, kind, status or one of "
        "`labels`; without it all of them")
    connect_to: list[LayerKeys] = Field(
        default=[], max_length=20, description="layers of substations and lines with the column voltage_kv: a site "
        "that states no connection_km is connected to the nearest of its voltage")
    exclusions: list[ExclusionKeys] = Field(
        default=[], max_length=100, description="layers of polygons in which no campus may stand, or not freely")
    labels: list[LabelKeys] = Field(
        default=[], max_length=50, description="layers of polygons whose columns become labels of sites")


class Plan(Keys):
    """How fast a country builds, and how that is shared out to zones."""

    name: FileName = Field(description="name of the plan: letters, digits, _ - and .")
    title: str = Field(description="the plan in words")
    national_gw_per_year: dict[str, Annotated[float, Field(ge=0, le=10_000)]] = Field(
        description="plan_technology of technologies.csv, or other for what the model does not build: "
        "new GW per year in the whole country [GW/year]")
    apportionment: str = Field(
        description="column of zone_shares.csv, in the plan's folder, that shares it out to zones")
    source: str = Field(description="where the figures come from")
    confidence: Literal["confirmed_2plus", "single_source", "derived", "estimate"] = Field(
        description="how well the figures are known")
