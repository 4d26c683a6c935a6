"""A case small enough to read and rich enough to use every family: three zones, two years, two days of six hours.

`west` is windy and cheap, `east` holds most load, `south` is a market of its own behind a lossy line and a direct
current tie. Four sites: one on the grid in the west, one in the east, one with on-site generation in the south and an
island.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from loadsite.inputs.case import (
    BuildOut,
    Case,
    Contract,
    Fleet,
    Grid,
    Horizon,
    Hosting,
    Prices,
    Sites,
    StorageFleet,
    Target,
)
from loadsite.solve import Method, ProofOptions, SolveOptions

EXACT = ProofOptions(Method.SINGLE, SolveOptions(threads=1))
"""Solved as one program, to an optimal vertex."""

YEARS = [2030, 2035]
HOURS = 12
INF = np.inf


def by_year(index: pd.Index, **rows: float | list[float]) -> pd.DataFrame:
    """One row per label of `index`, one column per year; a single number holds for every year."""
    assert list(rows) == list(index), (list(rows), list(index))
    values = [[row] * len(YEARS) if not isinstance(row, list) else row for row in rows.values()]
    return pd.DataFrame(np.array(values, dtype=float), index=index, columns=YEARS)


def labelled(name: str, *labels: str) -> pd.Index:
    return pd.Index(labels, name=name)


def worked_case(name: str = "worked") -> Case:
    """10 % of the load of a real state, in shape and price."""
    return Case(
        name=name,
        placement=Target(pd.Series({2030: 600.0, 2035: 1000.0}), 3_000_000.0),
        contract=Contract(0.3, 0.01, 90.0, 2250.0),
        prices=Prices(10_000.0, 120_000.0, 20.0),
        horizon=_horizon(),
        grid=_grid(),
        fleet=_fleet(),
        storage_fleet=_storage_fleet(),
        build_out=_build_out(),
        sites=_sites(),
        origins={
            ("sites", "prairie"): "sites/small/sites.geojson:1",
            ("lines", "west>east"): "sites/small/lines.csv:2",
            ("lines", "east>west"): "sites/small/lines.csv:3",
        },
        input_hashes={"worked.yaml": "0" * 64},
        cost_year=2024,
    )


def hosting_case() -> Case:
    """The same grid, asked for the most MW that fit."""
    return replace(worked_case("worked_hosting"), placement=Hosting(0.0005))


def _horizon() -> Horizon:
    start = pd.to_datetime(["2024-01-15", "2024-08-20"], utc=True)
    times = [day + pd.Timedelta(hours=h) for day in start for h in range(6)]
    weight = np.repeat([800.0, 664.0], 6)
    snapshots = pd.DataFrame(
        {"time_utc": times, "period": np.repeat([0, 1], 6), "weight_h": weight}, index=pd.RangeIndex(HOURS)
    )
    periods = pd.DataFrame(
        {"sample": 2024, "start_utc": start, "hours": 6, "weight": [800.0, 664.0], "first": [0, 6], "last": [5, 11],
         "opening_boundary": 0, "closing_boundary": 0}
    )
    years = pd.DataFrame({"present_value_weight": [4.5, 3.5]}, index=pd.Index(YEARS, name="year"))
    return Horizon(years, snapshots, periods, "2 representative days of 6 hours",
                   pd.DataFrame({"probability": [1.0]}, index=pd.Index([2024], name="sample")))


def _grid() -> Grid:
    zones = pd.DataFrame(
        {
            "name": ["the windy west", "the east", "the south"],
            "market": ["PLAINS", "PLAINS", "GULF"],
            "states": ["TX NM", "TX", "TX"],
            "time_zone": ["America/Denver", "America/Chicago", "America/Chicago"],
            "market_name": ["Plains Pool", "Plains Pool", "Gulf Pool"],
        },
        index=labelled("zone", "west", "east", "south"),
    )
    lines = pd.DataFrame(
        [
            ["west", "east", "east-west", "AC", 400.0, 0.0],
            ["east", "west", "east-west", "AC", 300.0, 0.0],
            ["east", "south", "east-south", "DC", 150.0, 0.05],
            ["south", "east", "east-south", "DC", 150.0, 0.05],
        ],
        index=labelled("line", "west>east", "east>west", "east>south", "south>east"),
        columns=["from_zone", "to_zone", "corridor", "kind", "capacity_mw", "loss_share"],
    )
    corridor = labelled("corridor", "east-west", "east-south")
    corridors = pd.DataFrame({"length_km": [400.0, 300.0], "build_usd_per_mw_year": [30_000.0, 60_000.0]}, corridor)
    shape = np.array([0.7, 0.65, 0.8, 0.9, 1.0, 0.85, 0.9, 0.85, 1.0, 1.1, 1.2, 1.05])
    load = pd.DataFrame(np.outer([500.0, 2500.0, 1200.0], shape), index=zones.index, columns=range(HOURS))
    factor = by_year(zones.index, west=[1.0, 1.1], east=[1.05, 1.2], south=[1.0, 1.05])
    market = labelled("market", "PLAINS", "GULF")
    return Grid(
        zones=zones,
        lines=lines,
        corridors=corridors,
        corridor_limit_mw=by_year(corridor, **{"east-west": [150.0, 350.0], "east-south": 0.0}),
        load_mw=load,
        load_factor=factor,
        reserve_margins=pd.DataFrame({"margin_share": [0.12, 0.15]}, market),
        peak_load_mw=by_year(market, PLAINS=[3000.0, 3400.0], GULF=[1200.0, 1350.0]),
    )


def _fleet() -> Fleet:
    rows = {
        "west.wind": ["west", "wind", False, "profile", "", "", "", 0.15, INF, 0.0, 0.0],
        "west.coal": ["west", "coal", False, "firm", "coal", "", "", 0.9, 0.05, 0.95, 1.8],
        "east.nuclear": ["east", "nuclear", False, "firm", "uranium", "", "", 0.95, 0.01, 0.0, 2.3],
        "east.gas_cc": ["east", "gas_cc", False, "firm", "gas", "", "", 0.9, INF, 0.37, 0.8],
        "south.hydro": ["south", "hydro", False, "energy_budget", "", "", "", 0.6, INF, 0.0, 0.0],
        "south.gas_ct": ["south", "gas_ct", False, "firm", "gas", "", "", 0.9, INF, 0.55, 0.1],
        "west.new_wind": ["west", "wind", True, "profile", "", "wind.west", "wind.west", 0.15, INF, 0.0, 0.0],
        "east.new_gas_cc": ["east", "gas_cc", True, "firm", "gas", "gas.east", "gas.east", 0.9, INF, 0.35, 0.8],
        "south.new_solar": ["south", "solar", True, "profile", "", "solar.south", "", 0.3, INF, 0.0, 0.0],
        "south.new_gas_ct": ["south", "gas_ct", True, "firm", "gas", "gas.south", "gas.south", 0.9, INF, 0.5, 0.1],
        "east.new_nuclear": ["east", "nuclear", True, "firm", "uranium", "", "", 0.95, INF, 0.0, 2.3],
    }  # fmt: skip
    columns = [
        "zone", "technology", "candidate", "dispatch", "fuel", "annual_build", "queue", "capacity_credit_share",
        "ramp_share_per_h", "co2_t_per_mwh", "water_m3_per_mwh",
    ]  # fmt: skip
    generators = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("generator")
    labels = generators.index
    wind = np.array([0.5, 0.45, 0.4, 0.35, 0.3, 0.4, 0.35, 0.3, 0.15, 0.1, 0.1, 0.2])
    sun = np.array([0.0, 0.2, 0.5, 0.6, 0.3, 0.0, 0.0, 0.3, 0.7, 0.8, 0.4, 0.0])
    given = {
        "west.wind": wind, "west.coal": 0.88, "east.nuclear": 0.93, "east.gas_cc": 0.92, "south.hydro": 0.97,
        "south.gas_ct": 0.9, "west.new_wind": wind, "east.new_gas_cc": 0.94, "south.new_solar": sun,
        "south.new_gas_ct": 0.92, "east.new_nuclear": 0.93,
    }  # fmt: skip
    availability = pd.DataFrame([np.full(HOURS, 1.0) * share for share in given.values()], index=labels)
    water = pd.DataFrame([np.repeat([0.45, 0.3], 6)], index=labelled("generator", "south.hydro"))

    def each(*values: float | list[float]) -> pd.DataFrame:
        return by_year(labels, **dict(zip(labels, values, strict=True)))

    return Fleet(
        generators=generators,
        existing_mw=each(1200.0, [900.0, 500.0], 1000.0, 1400.0, 300.0, 800.0, 0, 0, 0, 0, 0),
        build_limit_mw=each(0, 0, 0, 0, 0, 0, INF, INF, INF, INF, [0.0, INF]),
        build_usd_per_mw_year=each(0, 0, 0, 0, 0, 0, 110e3, [120e3, 115e3], 70e3, 90e3, [300e3, 550e3]),
        fixed_usd_per_mw_year=each(30e3, 60e3, 150e3, 20e3, 40e3, 15e3, 30e3, 20e3, 15e3, 14e3, 140e3),
        fuel_usd_per_mwh=each(0, 22.0, 7.0, [26.0, 28.0], 0, [38.0, 41.0], 0, [24.0, 26.0], 0, [35.0, 38.0], 7.0),
        variable_usd_per_mwh=each(0, 5.0, 3.0, 2.0, 1.0, 6.0, 0, 2.0, 0, 5.0, 3.0),
        availability=availability,
        energy_availability=water,
    )


def _storage_fleet() -> StorageFleet:
    rows = {
        "east.battery": ["east", "battery", False, "", "", 200.0, 300.0, 4.0, 0.93, 0.92, 0.97, 0.7],
        "south.new_battery": ["south", "battery", True, "battery.south", "", 0.0, 0.0, 4.0, 0.93, 0.93, 0.97, 0.7],
    }  # fmt: skip
    columns = [
        "zone", "technology", "candidate", "annual_build", "queue", "power_mw", "energy_mwh", "duration_h",
        "charge_efficiency", "discharge_efficiency", "availability", "capacity_credit_share",
    ]  # fmt: skip
    storage = pd.DataFrame.from_dict(rows, orient="index", columns=columns).rename_axis("storage")
    labels = storage.index

    def each(*values: float | list[float]) -> pd.DataFrame:
        return by_year(labels, **dict(zip(labels, values, strict=True)))

    return StorageFleet(storage, each(0, INF), each(0, 45_000.0), each(9e3, 9e3), each(0.5, 0.4))


def _build_out() -> BuildOut:
    annual_builds = labelled("annual_build", "wind.west", "gas.east", "solar.south", "gas.south", "battery.south")
    queues = labelled("queue", "wind.west", "gas.east", "gas.south")
    annual_build = pd.DataFrame([label.split(".") for label in annual_builds], index=annual_builds,
        columns=["plan_technology", "zone"])
    queue = annual_build.loc[queues].rename_axis("queue")
    annual_build_limit = {"wind.west": [250.0, 400.0], "gas.east": [900.0, 700.0], "solar.south": 300.0,
                  "gas.south": [500.0, 600.0], "battery.south": [80.0, 200.0]}  # fmt: skip
    queue_limit = {"wind.west": [600.0, 600.0], "gas.east": [800.0, INF], "gas.south": [700.0, 1500.0]}
    return BuildOut(annual_build, by_year(annual_builds, **annual_build_limit), queue, by_year(queues, **queue_limit))


def _sites() -> Sites:
    labels = labelled("site", "prairie", "harbour", "refinery", "mine")
    sites = pd.DataFrame(
        {
            "name": ["Prairie", "Harbour", "Refinery", "Mine"],
            "kind": ["substation", "ai_campus", "announced_campus", "announced_campus"],
            "zone": ["west", "east", "south", "west"],
            "state": ["TX", "TX", "TX", "NM"],
            "market": ["PLAINS", "PLAINS", "GULF", "PLAINS"],
            "longitude": [-101.0, -96.0, -95.0, -103.5],
            "latitude": [33.0, 32.0, 29.0, 34.0],
            "status": "planned",
            "announced_mw": [0.0, 300.0, 400.0, 200.0],
            "onsite_technology": ["", "", "gas_ct", "gas_ct"],
            "onsite_mw": [0.0, 0.0, 60.0, 40.0],
            "onsite_limit_mw": [0.0, 0.0, 150.0, 90.0],
            "onsite_availability": [1.0, 1.0, 0.95, 0.95],
            "onsite_co2_t_per_mwh": [0.0, 0.0, 0.5, 0.5],
            "onsite_fuel": ["", "", "gas", "gas"],
            "onsite_heat_rate_mmbtu_per_mwh": [0.0, 0.0, 9.0, 9.0],
            "onsite_water_m3_per_mwh": [0.0, 0.0, 0.1, 0.1],
        },
        index=labels,
    )
    shape = np.tile([0.75, 0.8, 0.85, 0.85, 0.8, 0.75], 2)
    return Sites(
        sites=sites,
        limit_mw=by_year(labels, prairie=[300.0, 450.0], harbour=[250.0, 400.0], refinery=350.0, mine=200.0),
        on_grid=by_year(labels, prairie=1, harbour=1, refinery=1, mine=0),
        load_shape=pd.DataFrame(np.tile(shape, (4, 1)), index=labels),
        connection_usd_per_mw_year=pd.Series([9_000.0, 6_000.0, 7_000.0, 0.0], index=labels),
        onsite_build_limit_mw=by_year(labels, prairie=0, harbour=0, refinery=INF, mine=INF),
        onsite_build_usd_per_mw_year=by_year(labels, prairie=0, harbour=0, refinery=130e3, mine=130e3),
        onsite_usd_per_mwh=by_year(labels, prairie=0, harbour=0, refinery=[45.0, 48.0], mine=[36.0, 39.0]),
    )
