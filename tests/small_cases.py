"""Cases for tests, written out in a few lines: zones, generators, storage, lines and sites as Python values.

A value by year may be one number for all years or a number per year; a value by snapshot likewise.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf

import numpy as np
import pandas as pd

from loadsite.inputs import case as tables

Values = float | Sequence[float]
YEAR = 2030


@dataclass
class Zone:
    """A zone and its load."""

    name: str
    load_mw: Values = 0.0
    market: str = "market"
    load_factor: Values = 1.0
    states: str = "TX"
    time_zone: str = ""


@dataclass
class Generator:
    """An existing fleet, or with `candidate` one that may be built."""

    name: str
    zone: str
    mw: Values = 0.0
    fuel_usd_per_mwh: Values = 0.0
    variable_usd_per_mwh: Values = 0.0
    fixed_usd_per_mw_year: Values = 0.0
    candidate: bool = False
    build_limit_mw: Values = inf
    build_usd_per_mw_year: Values = 0.0
    availability: Values = 1.0
    dispatch: str = "firm"
    energy_availability: Values = 1.0
    annual_build: str = ""
    queue: str = ""
    credit: float = 0.0
    ramp: float = inf
    co2: float = 0.0
    fuel: str = ""
    heat_rate: float = 0.0
    water: float = 0.0
    state: str = ""
    technology: str = "thing"


@dataclass
class Storage:
    """Existing storage, or with `candidate` storage that may be built."""

    name: str
    zone: str
    mw: float = 0.0
    mwh: float = 0.0
    charge_efficiency: float = 1.0
    discharge_efficiency: float = 1.0
    variable_usd_per_mwh: Values = 0.0
    fixed_usd_per_mw_year: Values = 0.0
    candidate: bool = False
    build_limit_mw: Values = inf
    build_usd_per_mw_year: Values = 0.0
    duration_h: float = 4.0
    availability: float = 1.0
    annual_build: str = ""
    queue: str = ""
    credit: float = 0.0
    state: str = ""


@dataclass
class Line:
    """A directed line; `corridor` names the pair of zones it belongs to."""

    name: str
    from_zone: str
    to_zone: str
    mw: float
    loss_share: float = 0.0
    corridor: str = "corridor"


@dataclass
class Corridor:
    """A pair of zones between which transmission may be added."""

    name: str = "corridor"
    limit_mw: Values = 0.0
    build_usd_per_mw_year: float = 0.0


@dataclass
class Site:
    """A place for a campus. With `onsite_limit_mw` it may have on-site generation; `on_grid` 0 makes it off-grid."""

    name: str
    zone: str
    limit_mw: Values = 1000.0
    on_grid: Values = 1.0
    load_shape: Values = 1.0
    connection_usd_per_mw_year: float = 0.0
    onsite_mw: float = 0.0
    onsite_limit_mw: float = 0.0
    onsite_availability: float = 1.0
    onsite_co2: float = 0.0
    onsite_heat_rate: float = 0.0
    onsite_water: float = 0.0
    onsite_build_limit_mw: Values = inf
    onsite_build_usd_per_mw_year: Values = 0.0
    onsite_usd_per_mwh: Values = 0.0


@dataclass
class Period:
    """A run of hours, each of which stands for `weight_h` hours of a year of its sample."""

    hours: int
    weight_h: float = 1.0
    sample: int = 2024


def make_case(
    zones: Sequence[Zone],
    generators: Sequence[Generator] = (),
    storage_fleet: Sequence[Storage] = (),
    lines: Sequence[Line] = (),
    corridors: Sequence[Corridor] = (Corridor(),),
    sites: Sequence[Site] = (),
    *,
    periods: Sequence[Period] = (Period(1),),
    inter_period: bool = False,
    samples: dict[int, float] | None = None,
    risk: tables.Risk | None = None,
    years: Sequence[int] = (YEAR,),
    present_value: Values = 1.0,
    target_mw: Values = 0.0,
    shortfall_usd_per_mw_year: float = 1e6,
    hosting_unserved_share: float | None = None,
    interruptible_share: float = 0.0,
    interruption_energy_share: float = 0.0,
    interruption_usd_per_mwh: float = 0.0,
    value_of_lost_load: float = 10_000.0,
    co2_usd_per_t: float = 0.0,
    capacity_shortfall_usd_per_mw_year: float = 150_000.0,
    reserve_margins: dict[str, float] | None = None,
    peak_load_mw: dict[str, Values] | None = None,
    annual_build_limit_mw: dict[str, Values] | None = None,
    queue_limit_mw: dict[str, Values] | None = None,
) -> tables.Case:
    """A Case without files. Without `hosting_unserved_share` it is a target of `target_mw`."""
    years = list(years)
    samples = samples or {2024: 1.0}
    snapshots = _snapshots(periods, samples)
    by_year = _Frames(years)
    by_snapshot = _Frames(list(snapshots.index))
    if hosting_unserved_share is None:
        placement: tables.Target | tables.Hosting = tables.Target(
            pd.Series(_wide(target_mw, len(years)), index=years), shortfall_usd_per_mw_year
        )
    else:
        placement = tables.Hosting(hosting_unserved_share)
    market_of = {zone.name: zone.market for zone in zones}
    return tables.Case(
        name="small",
        placement=placement,
        contract=tables.Contract(interruptible_share, interruption_energy_share, interruption_usd_per_mwh,
            watts_per_chip=2250.0),
        prices=tables.Prices(value_of_lost_load, capacity_shortfall_usd_per_mw_year, co2_usd_per_t),
        horizon=tables.Horizon(
            years=pd.DataFrame({"present_value_weight": _wide(present_value, len(years))}, index=years),
            snapshots=snapshots,
            periods=_periods(periods, samples, inter_period),
            resolution="written out",
            samples=pd.DataFrame({"probability": samples}).rename_axis("sample"),
        ),
        grid=_grid(zones, lines, corridors, by_year, by_snapshot, reserve_margins or {}, peak_load_mw or {}),
        fleet=_fleet(generators, by_year, by_snapshot),
        storage_fleet=_storage_fleet(storage_fleet, by_year),
        build_out=tables.BuildOut(
            annual_build=_limits(annual_build_limit_mw or {}),
            annual_build_limit_mw=by_year(annual_build_limit_mw or {}),
            queue=_limits(queue_limit_mw or {}),
            queue_limit_mw=by_year(queue_limit_mw or {}),
        ),
        sites=_sites(sites, market_of, by_year, by_snapshot),
        origins={},
        input_hashes={},
        cost_year=2024,
        risk=risk,
    )


class _Frames:
    """Makes a frame of values by label and column, each given as one number or one per column."""

    def __init__(self, columns: list[int]) -> None:
        self.columns = columns

    def __call__(self, values: dict[str, Values]) -> pd.DataFrame:
        rows = np.array([_wide(value, len(self.columns)) for value in values.values()])
        return pd.DataFrame(rows.reshape(len(values), len(self.columns)), index=list(values), columns=self.columns)

    def of(self, rows: Sequence[object], field: str) -> pd.DataFrame:
        """One field of the things, by their names."""
        return self({row.name: getattr(row, field) for row in rows})


def _wide(value: Values, count: int) -> np.ndarray:
    return np.broadcast_to(np.asarray(value, dtype=float), count).copy()


def _snapshots(periods: Sequence[Period], samples: dict[int, float]) -> pd.DataFrame:
    number = np.repeat(np.arange(len(periods)), [period.hours for period in periods])
    return pd.DataFrame({
        "time_utc": pd.date_range("2024-01-01", periods=len(number), freq="h"),
        "period": number,
        "weight_h": np.array([period.weight_h * samples[period.sample] for period in periods])[number],
    })


def _periods(periods: Sequence[Period], samples: dict[int, float], inter_period: bool) -> pd.DataFrame:
    hours = np.array([period.hours for period in periods])
    last = hours.cumsum() - 1
    return pd.DataFrame({
        "sample": [period.sample for period in periods],
        "start_utc": pd.Timestamp("2024-01-01") + pd.to_timedelta(last + 1 - hours, unit="h"),
        "hours": hours,
        "weight": [period.weight_h * samples[period.sample] for period in periods],
        "first": last + 1 - hours,
        "last": last,
        "opening_boundary": np.arange(len(periods)) if inter_period else 0,
        "closing_boundary": np.roll(np.arange(len(periods)), -1) if inter_period else 0,
    })


def _grid(
    zones: Sequence[Zone],
    lines: Sequence[Line],
    corridors: Sequence[Corridor],
    by_year: _Frames,
    by_snapshot: _Frames,
    reserve_margins: dict[str, float],
    peak_load_mw: dict[str, Values],
) -> tables.Grid:
    return tables.Grid(
        zones=_table(zones, {"name": "name", "market": "market", "states": "states", "time_zone": "time_zone",
                             "market_name": "market"}),
        lines=_table(lines, {
            "from_zone": "from_zone", "to_zone": "to_zone", "corridor": "corridor", "capacity_mw": "mw",
            "loss_share": "loss_share",
        }).assign(kind="AC"),
        corridors=_table(corridors, {"build_usd_per_mw_year": "build_usd_per_mw_year"}).assign(length_km=100.0),
        corridor_limit_mw=by_year.of(corridors, "limit_mw"),
        load_mw=by_snapshot.of(zones, "load_mw"),
        load_factor=by_year.of(zones, "load_factor"),
        reserve_margins=pd.DataFrame({"margin_share": pd.Series(reserve_margins, dtype=float)}),
        peak_load_mw=by_year(peak_load_mw),
    )


def _fleet(generators: Sequence[Generator], by_year: _Frames, by_snapshot: _Frames) -> tables.Fleet:
    budgets = [g for g in generators if g.dispatch == "energy_budget"]
    return tables.Fleet(
        generators=_table(generators, {
            "zone": "zone", "candidate": "candidate", "dispatch": "dispatch", "annual_build": "annual_build",
            "queue": "queue",
            "capacity_credit_share": "credit", "ramp_share_per_h": "ramp", "co2_t_per_mwh": "co2",
            "fuel": "fuel", "heat_rate_mmbtu_per_mwh": "heat_rate", "water_m3_per_mwh": "water", "state": "state",
            "technology": "technology",
        }).astype({"candidate": bool}),
        existing_mw=by_year.of(generators, "mw"),
        build_limit_mw=by_year({g.name: g.build_limit_mw if g.candidate else 0.0 for g in generators}),
        build_usd_per_mw_year=by_year.of(generators, "build_usd_per_mw_year"),
        fixed_usd_per_mw_year=by_year.of(generators, "fixed_usd_per_mw_year"),
        fuel_usd_per_mwh=by_year.of(generators, "fuel_usd_per_mwh"),
        variable_usd_per_mwh=by_year.of(generators, "variable_usd_per_mwh"),
        availability=by_snapshot.of(generators, "availability"),
        energy_availability=by_snapshot.of(budgets, "energy_availability"),
    )


def _storage_fleet(storage_fleet: Sequence[Storage], by_year: _Frames) -> tables.StorageFleet:
    return tables.StorageFleet(
        storage=_table(storage_fleet, {
            "zone": "zone", "candidate": "candidate", "annual_build": "annual_build", "queue": "queue",
            "power_mw": "mw",
            "energy_mwh": "mwh", "duration_h": "duration_h", "charge_efficiency": "charge_efficiency",
            "discharge_efficiency": "discharge_efficiency", "availability": "availability",
            "capacity_credit_share": "credit", "state": "state",
        }).assign(technology="battery").astype({"candidate": bool}),
        build_limit_mw=by_year({s.name: s.build_limit_mw if s.candidate else 0.0 for s in storage_fleet}),
        build_usd_per_mw_year=by_year.of(storage_fleet, "build_usd_per_mw_year"),
        fixed_usd_per_mw_year=by_year.of(storage_fleet, "fixed_usd_per_mw_year"),
        variable_usd_per_mwh=by_year.of(storage_fleet, "variable_usd_per_mwh"),
    )


def _sites(
    sites: Sequence[Site], market_of: dict[str, str], by_year: _Frames, by_snapshot: _Frames
) -> tables.Sites:
    table = _table(sites, {
        "name": "name", "zone": "zone", "onsite_mw": "onsite_mw", "onsite_limit_mw": "onsite_limit_mw",
        "onsite_availability": "onsite_availability", "onsite_co2_t_per_mwh": "onsite_co2",
        "onsite_heat_rate_mmbtu_per_mwh": "onsite_heat_rate", "onsite_water_m3_per_mwh": "onsite_water",
    })
    return tables.Sites(
        sites=table.assign(
            kind="announced_campus", state="TX", market=table["zone"].map(market_of), longitude=-100.0, latitude=32.0,
            status="announced", announced_mw=0.0, onsite_technology="", onsite_fuel="",
        ),
        limit_mw=by_year.of(sites, "limit_mw"),
        on_grid=by_year.of(sites, "on_grid"),
        load_shape=by_snapshot.of(sites, "load_shape"),
        connection_usd_per_mw_year=pd.Series(
            {s.name: s.connection_usd_per_mw_year for s in sites}, dtype=float
        ),
        onsite_build_limit_mw=by_year.of(sites, "onsite_build_limit_mw"),
        onsite_build_usd_per_mw_year=by_year.of(sites, "onsite_build_usd_per_mw_year"),
        onsite_usd_per_mwh=by_year.of(sites, "onsite_usd_per_mwh"),
    )


def _table(rows: Sequence[object], columns: dict[str, str]) -> pd.DataFrame:
    """Columns of a table from fields of the things, by their names."""
    data = {column: [getattr(row, field) for row in rows] for column, field in columns.items()}
    return pd.DataFrame(data, index=pd.Index([row.name for row in rows], dtype=object))


def _limits(limits: dict[str, Values]) -> pd.DataFrame:
    technology, zone = zip(*(label.split(".") for label in limits), strict=True) if limits else ((), ())
    return pd.DataFrame({"plan_technology": technology, "zone": zone}, index=list(limits))


def every_family(**changes: object) -> tables.Case:
    """A grid of three zones in which every constraint family of the linear program has rows.

    Two periods of unequal weight, two model years, all numbers unlike each other.
    """
    random = np.random.default_rng(5)

    def shape() -> np.ndarray:
        return random.uniform(0.2, 1.0, 7).round(3)

    arguments: dict[str, object] = {
        "zones": [
            Zone("west", 900 * shape(), "ERCOT", (1.1, 1.2)),
            Zone("north", 700 * shape(), "ERCOT", (1.05, 1.3)),
            Zone("plains", 400 * shape(), "SPP", (1.0, 1.02)),
        ],
        "generators": [
            Generator("west.gas", "west", 650, 28, 3, 11_000, credit=0.9, co2=0.4),
            Generator("west.wind", "west", (300, 260), 0, 1.5, 23_000, availability=shape(), credit=0.2,
                      dispatch="profile"),
            Generator("north.coal", "north", (600, 450), 21, 5, 41_000, availability=0.87, credit=0.8, ramp=0.15,
                      co2=0.95),
            Generator("plains.hydro", "plains", 250, 0, 1, 17_000, availability=0.9, dispatch="energy_budget",
                      energy_availability=shape() * 0.6, credit=0.5),
            Generator("plains.nuclear", "plains", 380, 7, 2.5, 90_000, availability=0.93, credit=0.95, ramp=0.05),
            Generator("west.new_solar", "west", candidate=True, build_usd_per_mw_year=(61_000, 55_000),
                      fixed_usd_per_mw_year=(13_000, 12_500), availability=shape() * [0, 1, 1, 0, 1, 1, 0],
                      dispatch="profile", annual_build="solar.west", queue="solar.west", credit=0.1),
            Generator("north.new_gas", "north", candidate=True, build_limit_mw=(0, inf),
                      build_usd_per_mw_year=(98_000, 96_000), fixed_usd_per_mw_year=14_000, fuel_usd_per_mwh=(26, 27),
                      variable_usd_per_mwh=2, availability=0.94, annual_build="gas.north", credit=0.94, co2=0.35,
                      ramp=0.35),
            Generator("plains.new_reactor", "plains", candidate=True, build_limit_mw=0.0),
        ],
        "storage_fleet": [
            Storage("west.battery", "west", 120, 250, 0.93, 0.92, 1.1, 8_000, availability=0.97, credit=0.6),
            Storage("north.new_battery", "north", charge_efficiency=0.95, discharge_efficiency=0.94,
                  variable_usd_per_mwh=(0.8, 0.7), fixed_usd_per_mw_year=9_000, candidate=True,
                  build_usd_per_mw_year=(52_000, 47_000), duration_h=3.0, availability=0.96,
                  annual_build="battery.north",
                  queue="battery.north", credit=0.55),
        ],
        "lines": [
            Line("west_north", "west", "north", 210, 0.02, "west-north"),
            Line("north_west", "north", "west", 180, 0.02, "west-north"),
            Line("north_plains", "north", "plains", 90, 0.03, "north-plains"),
            Line("plains_north", "plains", "north", 110, 0.03, "north-plains"),
        ],
        "corridors": [Corridor("west-north", (150, 300), 31_000), Corridor("north-plains")],
        "sites": [
            Site("abilene", "west", (400, 700), load_shape=0.6 + 0.4 * shape(), connection_usd_per_mw_year=9_100),
            Site("dallas", "north", 350, load_shape=0.8, connection_usd_per_mw_year=5_300),
            Site("tulsa", "plains", (100, 250), load_shape=0.75, connection_usd_per_mw_year=7_700, onsite_mw=60,
                 onsite_limit_mw=140, onsite_availability=0.91, onsite_co2=0.5,
                 onsite_build_usd_per_mw_year=(120_000, 118_000),
                 onsite_usd_per_mwh=(44, 45)),
            Site("island", "west", 180, on_grid=(0, 1), load_shape=0.85, connection_usd_per_mw_year=1_900,
                 onsite_mw=90, onsite_limit_mw=200, onsite_availability=0.92, onsite_co2=0.52,
                 onsite_build_usd_per_mw_year=111_000, onsite_usd_per_mwh=41),
        ],
        "periods": [Period(4, 1200.0), Period(3, 1328.0)],
        "years": [2030, 2035],
        "present_value": (5.0, 3.9),
        "target_mw": (650, 1100),
        "shortfall_usd_per_mw_year": 2.5e6,
        "interruptible_share": 0.25,
        "interruption_energy_share": 0.01,
        "interruption_usd_per_mwh": 290.0,
        "co2_usd_per_t": 17.0,
        "reserve_margins": {"ERCOT": 0.1375, "SPP": 0.16},
        "peak_load_mw": {"ERCOT": (1800, 2000), "SPP": (430, 440)},
        "annual_build_limit_mw": {"solar.west": (400, 500), "gas.north": 600, "battery.north": (150, 160)},
        "queue_limit_mw": {"solar.west": (700, inf), "battery.north": (220, 260)},
    }
    return make_case(**{**arguments, **changes})


def every_family_hosting(**changes: object) -> tables.Case:
    """The same grid with less load at its peak, asked for the most MW that fit."""
    peak_load_mw = {"ERCOT": (1100, 1000), "SPP": (330, 340)}
    return every_family(**{"hosting_unserved_share": 0.01, "peak_load_mw": peak_load_mw, **changes})


def random_grid(zones: int, hours: int, seed: int, **changes: object) -> tables.Case:
    """A made-up grid of any size: a ring of zones with five fleets, three candidates, storage, lines and sites each.

    One model year, one period that stands for the whole year. The same arguments give the same numbers.
    """
    random = np.random.default_rng(seed)
    names = [f"z{k}" for k in range(zones)]
    hour = np.arange(hours)
    sun = np.maximum(0.0, np.sin(2 * np.pi * (hour - 6) / 24))

    def between(low: float, high: float) -> float:
        return round(float(random.uniform(low, high)), 4)

    grid_zones, generators, storage_fleet, lines, corridors, sites = [], [], [], [], [], []
    for k, name in enumerate(names):
        peak = between(800, 3000)
        swing = 0.75 + 0.2 * np.sin(2 * np.pi * (hour - between(8, 12)) / 24) + 0.05 * random.standard_normal(hours)
        wind = np.clip(0.4 + 0.25 * np.cumsum(random.standard_normal(hours)) / 4, 0.02, 0.95).round(4)
        grid_zones.append(Zone(name, (peak * swing).round(3), market="south" if k % 2 else "north"))
        generators += [
            Generator(f"{name}.wind", name, peak * between(0.1, 0.4), 0, between(0, 2), 20_000, availability=wind,
                      credit=0.15),
            Generator(f"{name}.nuclear", name, peak * between(0.1, 0.3), between(7, 9), 2, 90_000, availability=0.93,
                      credit=0.95),
            Generator(f"{name}.coal", name, peak * between(0.1, 0.4), between(20, 30), 5, 40_000, availability=0.85,
                      ramp=between(0.1, 0.3), co2=0.95, credit=0.85),
            Generator(f"{name}.gas", name, peak * between(0.2, 0.6), between(25, 60), 3, 15_000, availability=0.9,
                      co2=0.4, credit=0.9),
            Generator(f"{name}.hydro", name, peak * between(0.02, 0.1), 0, 1, 30_000, dispatch="energy_budget",
                      energy_availability=between(0.2, 0.6), credit=0.5),
            Generator(f"{name}.new_solar", name, candidate=True, build_usd_per_mw_year=between(55_000, 75_000),
                      availability=(sun * random.uniform(0.5, 1.0, hours)).round(4), annual_build=f"solar.{name}",
                      credit=0.1),
            Generator(f"{name}.new_wind", name, candidate=True, build_usd_per_mw_year=between(90_000, 130_000),
                      availability=wind, annual_build=f"wind.{name}", credit=0.15),
            Generator(f"{name}.new_gas", name, candidate=True, build_usd_per_mw_year=between(90_000, 120_000),
                      fuel_usd_per_mwh=between(24, 40), availability=0.93, annual_build=f"gas.{name}", co2=0.35,
                      credit=0.92),
        ]
        storage_fleet += [
            Storage(f"{name}.battery", name, peak * 0.05, peak * 0.15, 0.93, 0.92, between(0.5, 1.5), 8_000,
                credit=0.6),
            Storage(f"{name}.new_battery", name, charge_efficiency=0.93, discharge_efficiency=0.93, candidate=True,
                  variable_usd_per_mwh=between(0.2, 0.9), build_usd_per_mw_year=between(45_000, 70_000),
                  annual_build=f"battery.{name}", credit=0.55),
        ]
        beyond = names[(k + 1) % zones]
        if zones > 1:
            corridor = f"{name}-{beyond}"
            corridors.append(Corridor(corridor, 300.0 if k % 2 else 0.0, between(20_000, 60_000)))
            lines += [
                Line(f"{name}_{beyond}", name, beyond, between(100, 500), between(0.01, 0.04), corridor),
                Line(f"{beyond}_{name}_back", beyond, name, between(100, 500), between(0.01, 0.04), corridor),
            ]
        sites.append(Site(f"{name}.site", name, between(200, 800), load_shape=between(0.7, 0.9),
                          connection_usd_per_mw_year=between(2_000, 12_000)))
    annual_build_limit_mw = {f"{kind}.{name}": limit for name in names
                     for kind, limit in (("solar", 1500), ("wind", 800), ("gas", 600), ("battery", 500))}
    arguments: dict[str, object] = {
        "zones": grid_zones, "generators": generators, "storage_fleet": storage_fleet, "lines": lines,
        "corridors": corridors,
        "sites": sites, "periods": [Period(hours, round(8784 / hours, 6))], "target_mw": 150.0 * zones,
        "shortfall_usd_per_mw_year": 5e6, "co2_usd_per_t": 10.0, "annual_build_limit_mw": annual_build_limit_mw,
    }
    return make_case(**{**arguments, **changes})
