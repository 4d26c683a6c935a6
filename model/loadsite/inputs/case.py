"""Case: all that the equations may know about one question, checked and frozen.

Tables are pandas frames whose index names the things of the grid; a unit stands in every column's or field's name.
Frames "by year" have one column per model year, frames "by snapshot" one column per snapshot.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.inputs.case_rules import CaseRule
from loadsite.inputs.plausibility.finding import Finding
from loadsite.origin import Origin


@dataclass(frozen=True)
class Target:
    """Place this many MW of campus by each model year, or fall short at a price."""

    target_mw: pd.Series
    """by year: MW of requested campus load, all sites together [MW]"""
    shortfall_usd_per_mw_year: float
    """price of each requested MW that is not placed; inf: nothing may fall short [USD/MW-year]"""
    unserved_limit_share: float | None = None
    """energy that may stay unserved in a year, as a share of the year's load; None: no limit beside its price [1]"""


@dataclass(frozen=True)
class Hosting:
    """Place the most MW of campus that fit, with no more energy unserved than stated."""

    unserved_limit_share: float
    """energy that may stay unserved in a year, as a share of the year's load [1]"""


@dataclass(frozen=True)
class Contract:
    """What every campus asks of the grid and what it may be asked to give up."""

    interruptible_share: float
    """share of the campus load that may be interrupted; the rest is firm [1]"""
    interruption_energy_share: float
    """most energy interrupted in a year, as a share of the requested energy [1]"""
    interruption_usd_per_mwh: float
    """strike price of interrupted energy [USD/MWh]"""
    watts_per_chip: float
    """facility power per chip [W]"""


@dataclass(frozen=True)
class Risk:
    """How operating costs of bad samples count: the mean of those beyond the level, against the mean of all."""

    level: float
    """share of the samples, by probability, that are not bad [1]"""
    weight: float
    """weight of the mean over the bad ones, conditional value at risk [1]"""


@dataclass(frozen=True)
class Prices:
    """Prices that the scenario sets, in dollars of the cost year."""

    value_of_lost_load_usd_per_mwh: float
    capacity_shortfall_usd_per_mw_year: float
    co2_usd_per_t: float


@dataclass(frozen=True)
class Grid:
    """The places: zones, the lines between them, and what stands in them today."""

    zones: pd.DataFrame
    """zone -> name, market, states, time_zone (IANA; "" where it has none), market_name (in words)"""
    lines: pd.DataFrame
    """directed line -> from_zone, to_zone, corridor ("" where it can not be expanded), kind, capacity_mw, loss_share,
    and where lines have one hurdle_usd_per_mwh"""
    corridors: pd.DataFrame
    """corridor -> length_km, build_usd_per_mw_year (annuity and upkeep)"""
    corridor_limit_mw: pd.DataFrame
    """corridor by year: most new MW in service by then, zero before its lead time [MW]"""
    load_mw: pd.DataFrame
    """zone by snapshot: load of the load year without the campuses placed here [MW]"""
    load_factor: pd.DataFrame
    """zone by year: load of the model year over load of the load year [1]"""
    reserve_margins: pd.DataFrame
    """market -> margin_share; empty where the scenario sets reserve margins off"""
    peak_load_mw: pd.DataFrame
    """market by year: highest hourly load of the whole load year, grown to the model year [MW]"""

    def on_lines(self, of_corridors: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """What corridors have, in the order of `corridors`, by the lines of each; zero for a line without one."""
        of_corridors = np.concatenate([of_corridors, np.zeros_like(of_corridors, shape=(1, *of_corridors.shape[1:]))])
        return of_corridors[self.corridors.index.get_indexer(pd.Index(self.lines["corridor"]))]

    @property
    def hurdle_usd_per_mwh(self) -> pd.Series:
        """line: what is paid per MWh sent [USD/MWh]"""
        nothing = pd.Series(0.0, index=self.lines.index)
        return self.lines.get("hurdle_usd_per_mwh", nothing).astype(float)

    @property
    def line_fixed_usd(self) -> float:
        """Fixed cost of all lines that stand, of one year [USD]."""
        usd_per_mw = self.lines.get("fixed_usd_per_mw_year", pd.Series(0.0, index=self.lines.index)).astype(float)
        return float((usd_per_mw * self.lines["capacity_mw"]).sum())


COMMITMENT_COLUMNS: Final = (
    "minimum_output_share", "minimum_up_h", "minimum_down_h", "start_mmbtu_per_mw", "start_co2_t_per_mw",
)  # fmt: skip


@dataclass(frozen=True)
class Fleet:
    """Generators: one technology in one zone; existing fleets and candidates for building together."""

    generators: pd.DataFrame
    """generator -> zone, technology, candidate (bool), dispatch (firm, profile or energy_budget), fuel, annual_build,
    queue (labels of the limits it counts towards, "" for none), capacity_credit_share, ramp_share_per_h (inf for none),
    co2_t_per_mwh, heat_rate_mmbtu_per_mwh, water_m3_per_mwh, and where it is known the state ("": all of the zone's). A
    candidate whose running costs depend on when it is
    built stands once per year of service"""
    existing_mw: pd.DataFrame
    """generator by year: what stands, after retirements; zero for candidates [MW]"""
    build_limit_mw: pd.DataFrame
    """generator by year: inf where it may be built, zero before its lead time and for existing fleets [MW]"""
    build_usd_per_mw_year: pd.DataFrame
    """generator by year of service: annuity of the investment, paid from then on [USD/MW-year]"""
    fixed_usd_per_mw_year: pd.DataFrame
    """existing fleet by year; candidate by year of service, paid from then on [USD/MW-year]"""
    fuel_usd_per_mwh: pd.DataFrame
    """generator by year: price times heat rate [USD/MWh]"""
    variable_usd_per_mwh: pd.DataFrame
    """generator by year: variable cost without fuel [USD/MWh]"""
    availability: pd.DataFrame
    """generator by snapshot: share of its MW that it can give; for energy budgets one minus outage [1]"""
    energy_availability: pd.DataFrame
    """generator with an energy budget, by snapshot: share of its MW that its water allows on average [1]"""
    fuel_added_usd_per_mwh: pd.DataFrame = field(default_factory=pd.DataFrame)
    """generator whose fuel price moves within the year, by snapshot: what is added to fuel_usd_per_mwh [USD/MWh]"""
    commitment: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(COMMITMENT_COLUMNS)))
    """fleet with unit commitment -> minimum_output_share, minimum_up_h, minimum_down_h, start_mmbtu_per_mw,
    start_co2_t_per_mw"""
    start_usd_per_mw: pd.DataFrame = field(default_factory=pd.DataFrame)
    """fleet with unit commitment by year: cost of a start, the fuel it burns among it [USD/MW]"""
    retirement: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["from_year", "kept_mw"]))
    """existing fleet that may be retired by choice in some model year -> from_year, kept_mw (committed to stay)"""

    @property
    def always_standing_mw(self) -> pd.DataFrame:
        """generator by year: what stands whatever is decided; zero for what may be retired and candidates [MW]"""
        stays = ~self.existing_mw.index.isin(self.retirement.index)
        return self.existing_mw.mul(stays.astype(float), axis=0)

    @property
    def least_kept_mw(self) -> pd.DataFrame:
        """what may be retired by year: what has to stay, all of it before its year [MW]"""
        existing = self.existing_mw.loc[self.retirement.index]
        committed = existing.clip(upper=self.retirement["kept_mw"].astype(float), axis=0)
        early = self.retirement["from_year"].to_numpy(dtype=float)[:, None] > existing.columns.to_numpy()[None, :]
        return committed.where(~early, existing)


@dataclass(frozen=True)
class StorageFleet:
    """Storage: existing and candidates together."""

    storage: pd.DataFrame
    """storage -> zone, technology, candidate (bool), annual_build, queue, power_mw and energy_mwh (existing, nameplate;
    zero for candidates), duration_h (energy per MW built), charge_efficiency, discharge_efficiency,
    availability (share of MW in service), capacity_credit_share, and where it is known the state"""
    build_limit_mw: pd.DataFrame
    """storage by year, as for generators [MW]"""
    build_usd_per_mw_year: pd.DataFrame
    fixed_usd_per_mw_year: pd.DataFrame
    variable_usd_per_mwh: pd.DataFrame
    """storage by year: cost of discharge [USD/MWh]"""
    energy_usd_per_mwh_year: pd.DataFrame = field(default_factory=pd.DataFrame)
    """candidate whose energy is built apart from its power, of a duration_h of 0, by year of service: annuity and fixed
    cost of the energy [USD/MWh-year]"""
    duration_range_h: pd.DataFrame = field(
        default_factory=lambda: pd.DataFrame(columns=["least_duration_h", "most_duration_h"]))
    """the same candidates -> least_duration_h, most_duration_h (inf for none): energy per MW of power"""
    charge_usd_per_mwh: pd.DataFrame = field(default_factory=pd.DataFrame)
    """storage by year: cost of charging; empty: none [USD/MWh]"""
    in_service: pd.DataFrame = field(default_factory=pd.DataFrame)
    """storage by year: 1 where it is in service, 0 before and after; empty: always. 1 for candidates"""

    @property
    def existing_mw(self) -> pd.DataFrame:
        """storage by year: power that stands; zero for candidates [MW]"""
        return self._standing("power_mw")

    @property
    def existing_mwh(self) -> pd.DataFrame:
        """storage by year: energy that what stands can hold; zero for candidates [MWh]"""
        return self._standing("energy_mwh")

    def _standing(self, column: str) -> pd.DataFrame:
        years = self.build_limit_mw.columns
        still = pd.DataFrame({year: self.storage[column].astype(float) for year in years}, columns=years)
        return still if self.in_service.empty else still * self.in_service


@dataclass(frozen=True)
class BuildOut:
    """How fast things can be built: the annual build limits of the plan and the interconnection queues."""

    annual_build: pd.DataFrame
    """label plan_technology.zone -> plan_technology, zone"""
    annual_build_limit_mw: pd.DataFrame
    """annual_build by year: most new MW entering service since the model year before in which lead times let any
    [MW]"""
    queue: pd.DataFrame
    """label plan_technology.zone -> plan_technology, zone"""
    queue_limit_mw: pd.DataFrame
    """queue by year: most new MW by then, over all years so far; inf where the queue's year has passed [MW]"""
    zone_limit: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["technology", "zone", "limit_mw"]))
    """label zone.technology -> technology, zone, limit_mw: most that may be built of it there, all years together [MW]
    """
    committed: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=["technology", "zone"]))
    """label zone.technology -> technology, zone: what is committed to be built"""
    committed_mw: pd.DataFrame = field(default_factory=pd.DataFrame)
    """label of `committed` by year: fewest new MW by then, all years so far [MW]"""


EXCLUSION_COLUMNS: Final = ("site", "reason", "limit_mw", "usd_per_mw_year", "origin")
CONNECTION_COLUMNS: Final = ("kv", "km", "usd_per_mw_year", "origin", "by")


@dataclass(frozen=True)
class Sites:
    """Candidate places for campuses."""

    sites: pd.DataFrame
    """site -> name, kind, zone, state, market, longitude, latitude, status, announced_mw, onsite_technology,
    onsite_mw, onsite_limit_mw, onsite_availability, onsite_co2_t_per_mwh, onsite_fuel,
    onsite_heat_rate_mmbtu_per_mwh (of the first model year), onsite_water_m3_per_mwh"""
    limit_mw: pd.DataFrame
    """site by year: most MW of campus [MW]"""
    on_grid: pd.DataFrame
    """site by year: 1 where the campus may draw from the grid, 0 while it is off-grid"""
    load_shape: pd.DataFrame
    """site by snapshot: what a campus of 1 MW asks for [MW/MW]"""
    connection_usd_per_mw_year: pd.Series
    """site: annuity of the connection [USD/MW-year]"""
    onsite_build_limit_mw: pd.DataFrame
    """site by year: inf where on-site generation may be built, zero before its lead time or where there is none [MW]"""
    onsite_build_usd_per_mw_year: pd.DataFrame
    """site by year of service: annuity and fixed cost of new on-site generation; zero where there is none
    [USD/MW-year]"""
    onsite_usd_per_mwh: pd.DataFrame
    """site by year: fuel and variable cost of on-site generation [USD/MWh]"""
    connection: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(CONNECTION_COLUMNS)))
    """site -> kv, km and usd_per_mw_year of its connection, the source that says how far it is, and by what; for
    showing"""
    labels: pd.DataFrame = field(default_factory=pd.DataFrame)
    """site by label: what the scenario's layers carry to the sites, as text"""
    exclusions: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(EXCLUSION_COLUMNS)))
    """a row per site and layer it lies in: site, reason, limit_mw (0: barred, inf: not limited; `limit_mw` by year
    keeps to it already), usd_per_mw_year (what a campus pays there), origin"""

    committed_mw: pd.DataFrame = field(default_factory=pd.DataFrame)
    """site with campus that is committed, by year: fewest MW of campus [MW]"""

    @property
    def charge_usd_per_mw_year(self) -> pd.Series:
        """site: what its campus pays for standing in exclusion layers, all of them together [USD/MW-year]"""
        paid = self.exclusions.groupby("site")["usd_per_mw_year"].sum()
        return paid.reindex(self.sites.index).fillna(0.0).astype(float)

    @property
    def excluded(self) -> pd.Series:
        """site: reasons of the layers it lies in, each with its file and line; "" where it lies in none"""
        layers = self.exclusions
        words = [f"{reason} ({at})" for reason, at in zip(layers["reason"], layers["origin"], strict=True)]
        told = pd.Series(words, index=layers.index, dtype=object)
        return told.groupby(layers["site"]).agg("; ".join).reindex(self.sites.index).fillna("").astype(object)

    def exclusion_at_limit(self, site: str, year: int) -> pd.Series | None:
        """The row of `exclusions` that sets the limit of a site in a year; None where its own limit is lower."""
        of_site = self.exclusions[self.exclusions["site"] == site]
        setting = of_site[of_site["limit_mw"] <= self.limit_mw.loc[site, year]].sort_values("limit_mw", kind="stable")
        return None if setting.empty else setting.iloc[0]

    @property
    def with_onsite(self) -> pd.Index:
        """Sites that have, or may build, on-site generation, and off-grid campuses."""
        off_grid = (self.on_grid == 0).any(axis=1)
        return self.sites.index[(self.sites["onsite_limit_mw"] > 0) | off_grid]


@dataclass(frozen=True)
class Horizon:
    """Model years and the hours that stand for them."""

    years: pd.DataFrame
    """year -> present_value_weight: how many times a cost of that year counts in the objective"""
    snapshots: pd.DataFrame
    """snapshot 0, 1, ... -> time_utc (start of the hour), period, weight_h (hours of the year it stands for)"""
    periods: pd.DataFrame
    """period 0, 1, ... -> sample, start_utc, hours, weight (how many times it counts in a year), first, last
    (snapshots), opening_boundary, closing_boundary (numbers of the states of charge between which it runs)"""
    resolution: str
    """in words: how the year is represented"""
    samples: pd.DataFrame
    """sample (a load year) -> probability; weights of its periods and snapshots are multiplied by it, so that sums over
    all snapshots are expected values"""
    cyclic: bool = False
    """whether the first hour of a period follows on its last one in ramps and unit commitment"""

    @property
    def hour_before(self) -> npt.NDArray[np.int64]:
        """By snapshot: the one an hour before in the same period; the first of a period stands for itself"""
        number = np.arange(len(self.snapshots))
        return number - ~np.isin(number, self.periods["first"].to_numpy(dtype=int))

    @property
    def sample_of_snapshot(self) -> pd.Series:
        """snapshot -> sample"""
        of_period = self.periods["sample"].loc[self.snapshots["period"]]
        return of_period.set_axis(self.snapshots.index)


RESPONSE_COLUMNS: Final = (
    "zone", "reduced_mw", "load_share", "usd_per_mwh", "hours_per_year", "capacity_credit_share",
)  # fmt: skip


@dataclass(frozen=True)
class Case:
    """One question to the linear program. Frozen; made by `loadsite.inputs.read_case`."""

    name: str
    placement: Target | Hosting
    contract: Contract
    prices: Prices
    horizon: Horizon
    grid: Grid
    fleet: Fleet
    storage_fleet: StorageFleet
    build_out: BuildOut
    sites: Sites
    origins: Mapping[tuple[str, str | tuple[str | int, ...]], Origin]
    """(table, label) -> where the row or key stands; files by their names alone.

    Tables are those of the schema, a row's label its key, a tuple where that has several parts; candidates stand under
    "generators" and "storage"; "annual_build" and "queue" by their labels; rules under "rules"; keys of the scenario
    under
    "scenario", such as "place.target_mw".
    """
    input_hashes: Mapping[str, str]
    """file, from the folder of the scenario -> SHA-256 of every file read"""
    cost_year: int
    """the year whose dollars all costs are in"""
    rules: tuple[CaseRule, ...] = ()
    """limits that the modeller wrote"""
    limitations: tuple[str, ...] = ()
    """what the answer leaves out, in sentences"""
    risk: Risk | None = None
    """None: samples count by their probability alone"""
    responses: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=list(RESPONSE_COLUMNS)))
    """demand response -> zone, reduced_mw, load_share, usd_per_mwh, hours_per_year (inf: no limit),
    capacity_credit_share"""
    findings: tuple[Finding, ...] = ()
    """what may be a mistake in the inputs"""
