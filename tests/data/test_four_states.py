"""What a stranger would check before trusting the tables of the four states."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow.parquet as pq
import pytest
import shapely
from ruamel.yaml import YAML

from loadsite.inputs.hourly_schema import SERIES
from loadsite.inputs.schema import PROVENANCE, REQUIRED, TABLES, Table

ROOT = Path(__file__).parents[2]
SITES = ROOT / "sites" / "four_states"
PLANS = ROOT / "scenarios" / "plans"
MEGABYTE = 1_000_000


def csv(name: str) -> pd.DataFrame:
    return pd.read_csv(SITES / f"{name}.csv")


@pytest.fixture(scope="module")
def zones() -> gpd.GeoDataFrame:
    return gpd.read_file(SITES / "zones.geojson")


@pytest.fixture(scope="module")
def states() -> gpd.GeoDataFrame:
    return gpd.read_file(SITES / "states.geojson")


@pytest.fixture(scope="module")
def sites(zones: gpd.GeoDataFrame, states: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Every site once per zone and state it lies in."""
    points = gpd.read_file(SITES / "sites.geojson")
    with_zone = points.sjoin(zones[["zone", "market", "geometry"]], predicate="within").drop(columns="index_right")
    return with_zone.sjoin(states[["state", "geometry"]], predicate="within")


@pytest.fixture(scope="module")
def package() -> dict[str, dict]:
    described = json.loads((SITES / "datapackage.json").read_text(encoding="utf-8"))
    return {"sources": {each["name"]: each for each in described["sources"]},
            "resources": {each["name"]: each for each in described["resources"]}}


# ---- places

@pytest.mark.parametrize(("layer", "count"), [("zones", 24), ("states", 29)])
def test_outlines_are_valid_and_share_borders_without_overlap(layer: str, count: int) -> None:
    outlines = gpd.read_file(SITES / f"{layer}.geojson")
    assert len(outlines) == count
    assert outlines.crs.to_epsg() == 4326
    assert outlines.is_valid.all()
    assert shapely.coverage_is_valid(outlines.geometry.to_numpy())


def test_a_zone_touches_the_states_it_names(zones: gpd.GeoDataFrame, states: gpd.GeoDataFrame) -> None:
    """At least 0.1 % of the zone lies in each state it names, and nearly all of it in those states together."""
    outline = states.to_crs(5070).set_index("state").geometry
    for zone in zones.to_crs(5070).itertuples():
        inside = {state: zone.geometry.intersection(outline[state]).area / zone.geometry.area
                  for state in zone.states.split()}
        assert min(inside.values()) > 0.001, (zone.zone, inside)
        assert sum(inside.values()) > 0.999, (zone.zone, inside)


def test_every_site_lies_in_one_zone_and_one_state(sites: gpd.GeoDataFrame) -> None:
    assert len(sites) == sites["site"].nunique() == 64
    assert set(sites["state"]) == {"TX", "NM", "OH", "WI"}
    assert (sites["kind"] == "announced_campus").sum() == 8


@pytest.mark.parametrize(("site", "zone", "state"), [
    ("abilene", "ERCOT_W", "TX"), ("ports", "PJM_AEPOH", "OH"), ("lighthouse", "MISO_Z2", "WI"),
    ("lordstown", "PJM_ATSI", "OH"), ("jupiter", "NM_PNM", "NM"), ("meta_elp", "EPE", "TX"), ("tolk", "SPS", "TX"),
    ("martinlake", "ERCOT_N", "TX"), ("welsh", "SPP_S", "TX"), ("kyger", "PJM_AEPOH", "OH"),
    ("miamifort", "PJM_DAYDEOK", "OH"), ("genoa", "MISO_Z1", "WI"), ("portwash_gs", "MISO_Z2", "WI"),
])
def test_well_known_sites_lie_where_they_should(sites: gpd.GeoDataFrame, site: str, zone: str, state: str) -> None:
    found = sites.set_index("site").loc[site]
    assert (found["zone"], found["state"]) == (zone, state)


def test_islands_have_a_supply_of_their_own(sites: gpd.GeoDataFrame) -> None:
    off_grid = sites[sites["off_grid"]].set_index("site")
    assert set(off_grid.index) == {"frontier", "jupiter", "gwranch"}
    assert (off_grid["onsite_limit_mw"] >= off_grid["limit_mw"]).all()
    assert (sites["onsite_mw"] <= sites["onsite_limit_mw"]).all()


# ---- fleet and grid

def test_the_fleet_is_as_large_as_the_readme_says() -> None:
    storage = csv("storage").groupby("technology")[["power_mw", "energy_mwh"]].sum() / 1000
    assert csv("generators")["capacity_mw"].sum() / 1000 == pytest.approx(689.7, abs=0.05)
    assert storage.loc["battery"].tolist() == pytest.approx([25.3, 66.8], abs=0.05)
    assert storage.loc["pumped_hydro"].tolist() == pytest.approx([8.9, 137.3], abs=0.05)


def test_what_burns_fuel_has_a_believable_heat_rate() -> None:
    fuel = csv("technologies").set_index("technology")["fuel"]
    fleet = csv("generators")
    burns = fleet["technology"].map(fuel).notna()
    assert fleet.loc[burns, "heat_rate_mmbtu_per_mwh"].between(6, 26).all()
    assert fleet.loc[~burns, "heat_rate_mmbtu_per_mwh"].isna().all()


def test_no_more_is_retired_than_stands() -> None:
    retired = csv("retirements").groupby("generator")["retired_mw"].sum()
    standing = csv("generators").set_index("generator")["capacity_mw"]
    assert (retired <= standing[retired.index] + 0.5).all()


def test_every_line_has_its_way_back_and_its_limit_lies_in_the_published_range() -> None:
    lines = csv("lines")
    there = set(zip(lines["from_zone"], lines["to_zone"], strict=True))
    assert {(to, start) for start, to in there} == there
    assert (lines["capacity_low_mw"] <= lines["capacity_mw"]).all()
    assert (lines["capacity_mw"] <= lines["capacity_high_mw"]).all()
    assert set(lines["corridor"]) == set(csv("corridors")["corridor"])


def test_today_s_gas_costs_more_than_the_outlook_says() -> None:
    costs = csv("technology_costs").set_index(["technology", "year"])
    assert costs.loc[("gas_cc", 2030), "investment_usd_per_kw"] == 2300
    assert costs.loc[("gas_cc", 2030), "published_usd_per_kw"] == pytest.approx(1159.3 * 313.689 / 292.655, abs=1)


def test_every_zone_has_every_fuel_price() -> None:
    prices = csv("fuel_prices")
    assert len(prices) == 24 * 4 * 4
    assert not prices.duplicated(["zone", "fuel", "year"]).any()


# ---- hours

def hours_without_a_gap(frame: pd.DataFrame, first: str, end: str) -> bool:
    expected = pd.date_range(first, end, freq="h", inclusive="left", tz="UTC")
    return bool((frame["hour_utc"].to_numpy() == expected.tz_localize(None).to_numpy()).all())


def test_load_runs_through_five_years() -> None:
    load = pd.read_parquet(SITES / "load.parquet")
    load["hour_utc"] = load["hour_utc"].dt.tz_localize(None)
    assert len(load) == 2 * 8784 + 3 * 8760
    assert hours_without_a_gap(load, "2020-01-01", "2025-01-01")
    assert not load.isna().any().any()
    assert (load.drop(columns="hour_utc") > 0).all().all()


def test_load_peaks_as_the_markets_published() -> None:
    """ERCOT 2023 85.5 GW, PJM 2021 149.6 GW, SPP 2023 56.2 GW."""
    load = pd.read_parquet(SITES / "load.parquet").set_index("hour_utc")
    peak = {year: load.loc[str(year)] for year in (2021, 2023)}
    assert peak[2023].filter(like="ERCOT").sum(axis=1).max() == pytest.approx(85_500, rel=0.01)
    assert peak[2021].filter(like="PJM").sum(axis=1).max() == pytest.approx(149_600, rel=0.01)
    assert peak[2023][["SPS", "SPP_S", "SPP_N"]].sum(axis=1).max() == pytest.approx(56_200, rel=0.01)


def test_availability_covers_a_leap_year_and_all_that_needs_it(zones: gpd.GeoDataFrame) -> None:
    available = pd.read_parquet(SITES / "availability.parquet")
    available["hour_utc"] = available["hour_utc"].dt.tz_localize(None)
    assert len(available) == 8784
    assert hours_without_a_gap(available, "2012-01-01", "2013-01-01")
    values = available.drop(columns="hour_utc")
    assert values.notna().all().all()
    assert values.min().min() >= 0
    assert values.max().max() <= 1
    fleet = csv("generators").merge(csv("technologies")[["technology", "profile"]], on="technology")
    needed = {f"{row.profile}.{row.zone}" for row in fleet.dropna(subset=["profile"]).itertuples()}
    needed |= {f"{profile}.{zone}" for profile in ("wind", "solar") for zone in zones["zone"]}
    assert needed <= set(values.columns)


def test_wind_of_texas_and_pjm_gives_what_was_measured() -> None:
    """Mean of the fleet: ERCOT 0.368, PJM 0.290, measured 2019 to 2021."""
    mean = pd.read_parquet(SITES / "availability.parquet").drop(columns="hour_utc").mean()
    wind = csv("generators").query("technology == 'wind'")
    for market, measured in (("ERCOT", 0.368), ("PJM", 0.290)):
        fleet = wind[wind["zone"].str.startswith(market)]
        share = mean["wind." + fleet["zone"]].to_numpy()
        assert (share * fleet["capacity_mw"]).sum() / fleet["capacity_mw"].sum() == pytest.approx(measured, abs=0.002)


# ---- plans

@pytest.mark.parametrize(("plan", "gw_per_year"), [("us_51", 51), ("us_100", 100), ("china_429", 429)])
def test_a_plan_adds_up_to_its_pace(plan: str, gw_per_year: float) -> None:
    keys = YAML(typ="safe").load((PLANS / f"{plan}.yaml").read_text(encoding="utf-8"))
    assert keys["name"] == plan
    assert sum(keys["national_gw_per_year"].values()) == pytest.approx(gw_per_year)


def test_zone_shares_are_shares_of_the_nation(zones: gpd.GeoDataFrame) -> None:
    shares = pd.read_csv(PLANS / "zone_shares.csv").set_index("zone")
    assert set(shares.index) == set(zones["zone"])
    assert shares["existing_capacity"].sum() == pytest.approx(723.9 / 1300, abs=0.001)
    assert (shares[["existing_capacity", "population", "recent_additions"]].sum() < 1).all()


# ---- description and size

@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_package_describes_every_column(table: Table, package: dict[str, dict]) -> None:
    described = package["resources"][table.name]
    fields = {each["name"]: each for each in described["schema"]["fields"]}
    provenance = [column.name for column in PROVENANCE]
    stated = tuple(column for column in table.columns if column.name in fields or column.blank is REQUIRED)
    assert tuple(name for name in fields if name not in provenance) == tuple(column.name for column in stated)
    assert described["schema"]["primaryKey"] == list(table.key)
    for column in stated:
        field = fields[column.name]
        assert (field.get("unit", ""), field["description"]) == (column.unit, column.meaning)
        assert field["year"]
        assert field["confidence"] in {"confirmed_2plus", "single_source", "derived", "estimate"}
        assert set(field["sources"]) <= set(package["sources"])
    path = SITES / described["path"]
    written = gpd.read_file(path).drop(columns="geometry") if path.suffix == ".geojson" else pd.read_csv(path)
    assert list(written.columns) == list(fields)
    assert len(written) == described["rows"]


@pytest.mark.parametrize("series", SERIES, ids=lambda series: series.name)
def test_the_package_describes_every_hourly_column(series: object, package: dict[str, dict]) -> None:
    described = package["resources"][series.name]  # type: ignore[attr-defined]
    fields = [each["name"] for each in described["schema"]["fields"]]
    assert fields == pq.read_schema(SITES / described["path"]).names
    assert pq.read_metadata(SITES / described["path"]).num_rows == described["rows"]


def test_the_folder_stays_small() -> None:
    size = {path.name: path.stat().st_size for path in SITES.iterdir()}
    assert sum(size.values()) < 6 * MEGABYTE
    assert max(size.values()) < 2 * MEGABYTE
    assert size["zones.geojson"] < 0.4 * MEGABYTE


@pytest.mark.parametrize("path", sorted([*SITES.glob("*.*"), *PLANS.glob("*.*")]), ids=lambda path: path.name)
def test_text_files_end_their_lines_plainly(path: Path) -> None:
    if path.suffix != ".parquet":
        text = path.read_bytes()
        assert b"\r" not in text
        assert text.endswith(b"\n")
