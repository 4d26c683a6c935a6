"""A whole study small enough to work out on paper: three zones, two markets, two states, two sites.

    study = write_tiny_study(tmp_path)                                   # path of its scenario file
    study = write_tiny_study(tmp_path, lines=edit("AC,400", "AC,-400"), plan=edit("gas: 1", "gas: 2"))

An override is named like the file without its ending (`scenario`, `plan`, `zone_shares`, any table, `load`,
`availability`, or a table or hourly file that a folder may lack) and is either what the file shall hold or a function
of what it would hold.

NORTH and SOUTH form market M1 in state AA; ISLE, joined to SOUTH by one direct current tie, is market M2 in state BB.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from loadsite.inputs.optional_tables import OPTIONAL_SERIES, OPTIONAL_TABLES

SCENARIO = """\
name: tiny
sites: ../sites/tiny
plan: plans/tiny_plan.yaml
years: [2030]
base_year: 2025
cost_year: 2024
place:
  target_mw: {2030: 300}
  shortfall_usd_per_mw_year: 5000000
time:
  load_year: 2024
  resolution: hours
  from_utc: 2024-08-12T00:00
  until_utc: 2024-08-13T00:00
prices:
  value_of_lost_load_usd_per_mwh: 10000
  capacity_shortfall_usd_per_mw_year: 150000
  co2_usd_per_t: 0
campus:
  load_factor: 0.8
  interruptible_share: 0.25
  interruption_energy_share: 0.005
  interruption_usd_per_mwh: 300
  connection_km: 15
  watts_per_chip: 2250
transmission: {limits: published}
reserve_margins: true
finance:
  discount_rate: 0.05
solve:
  method: single
  threads: 1
  time_limit_s: 60
"""

PLAN = """\
name: tiny_plan
title: a tenth of everything
national_gw_per_year:
  gas: 1
  solar: 4
  wind: 2
  battery: 1
apportionment: population
source: made up for the tests
confidence: estimate
"""

ZONE_SHARES = """\
zone,population,capacity
NORTH,0.2,0.3
SOUTH,0.1,0.2
ISLE,0.05,0.1
"""

CORRIDORS = """\
corridor,length_km,expansion_usd_per_mw_km,expansion_limit_mw,lead_time_years
NORTH-SOUTH,200,1000,500,4
ISLE-SOUTH,300,2000,300,8
"""

LINES = """\
line,from_zone,to_zone,corridor,kind,capacity_mw,capacity_low_mw,capacity_high_mw,loss_share,basis
NORTH>SOUTH,NORTH,SOUTH,NORTH-SOUTH,AC,400,300,500,0.02,made up
SOUTH>NORTH,SOUTH,NORTH,NORTH-SOUTH,AC,300,200,400,0.02,made up
ISLE>SOUTH,ISLE,SOUTH,ISLE-SOUTH,DC,100,100,100,0.05,made up
SOUTH>ISLE,SOUTH,ISLE,ISLE-SOUTH,DC,100,100,100,0.05,made up
"""

FUELS = """\
fuel,co2_kg_per_mmbtu
gas,53
coal,96
"""

FUEL_PRICES = """\
zone,fuel,year,price_usd_per_mmbtu
NORTH,gas,2025,3
NORTH,gas,2035,5
SOUTH,gas,2025,2
SOUTH,gas,2035,4
ISLE,gas,2030,6
NORTH,coal,2025,2
NORTH,coal,2035,2
"""

TECHNOLOGIES = """\
technology,name,dispatch,profile,fuel,plan_technology,outage_share,capacity_credit_share,ramp_share_per_h,\
water_m3_per_mwh,duration_h,round_trip_efficiency,lead_time_years,life_years,real_rate
gas_cc,combined cycle,firm,,gas,gas,0.05,0.9,0.5,0.8,,,5,30,0.06
gas_ct,gas turbine,firm,,gas,gas,0.1,0.9,,0.1,,,3,30,
coal,coal steam,firm,,coal,,0.1,0.85,0.2,1.9,,,,,
solar,solar,profile,solar,,solar,0,0.3,,0,,,2,30,0.04
wind,onshore wind,profile,wind,,wind,0,0.2,,0,,,3,25,0.05
hydro,reservoir,energy_budget,hydro,,,0.05,0.6,,0,,,,,
battery,4 h battery,storage,,,battery,0.02,0.8,,0,4,0.81,1,15,0.05
gas_recip,gas engine,firm,,gas,,0.08,0.9,,0,,,1,20,0.08
"""

TECHNOLOGY_COSTS = """\
technology,year,investment_usd_per_kw,published_usd_per_kw,fixed_usd_per_kw_year,variable_usd_per_mwh,\
heat_rate_mmbtu_per_mwh
gas_cc,2025,2400,1200,30,2,6.4
gas_cc,2035,2000,1200,30,2,6.4
gas_ct,2030,1500,1000,20,5,10
solar,2025,1400,1100,20,0,
solar,2035,1000,900,16,0,
wind,2030,1600,1300,30,0,
battery,2030,1200,1000,25,1,
gas_recip,2030,2000,1800,35,8,9
"""

GENERATORS = """\
generator,zone,technology,capacity_mw,heat_rate_mmbtu_per_mwh,variable_usd_per_mwh,fixed_usd_per_mw_year,\
outage_share,capacity_credit_share
NORTH.gas_cc,NORTH,gas_cc,600,7,2,12000,0.05,0.95
NORTH.coal,NORTH,coal,500,10,4,40000,0.1,0.9
NORTH.wind,NORTH,wind,400,,0,30000,0,0.2
SOUTH.gas_ct,SOUTH,gas_ct,500,11,5,10000,0.1,0.9
SOUTH.solar,SOUTH,solar,300,,0,20000,0,0.4
ISLE.gas_ct,ISLE,gas_ct,300,10,5,10000,0.1,0.9
ISLE.hydro,ISLE,hydro,100,,1,15000,0.05,0.6
"""

RETIREMENTS = """\
generator,year,retired_mw
NORTH.coal,2028,200
NORTH.coal,2032,300
"""

STORAGE = """\
storage,zone,technology,power_mw,energy_mwh,round_trip_efficiency,variable_usd_per_mwh,fixed_usd_per_mw_year,\
outage_share,capacity_credit_share
SOUTH.battery,SOUTH,battery,100,200,0.81,1,10000,0.02,0.5
"""

QUEUES = """\
zone,plan_technology,queue_mw,by_year
NORTH,wind,900,2032
SOUTH,solar,1500,2028
"""

LOAD_GROWTH = """\
zone,year,load_factor
NORTH,2024,1
NORTH,2034,1.5
SOUTH,2024,1
SOUTH,2034,1.2
ISLE,2024,1
ISLE,2034,1.1
"""

RESERVE_MARGINS = """\
market,margin_share
M1,0.15
M2,0.1
"""

SITE_PHASES = """\
site,year,limit_mw
plain,2028,100
plain,2031,400
"""

CONNECTION_COSTS = """\
connection_kv,line_usd_per_mw_km,station_usd_per_mw,life_years
345,2000,100000,40
138,4000,150000,40
"""


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    """A rectangle of longitude and latitude."""
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def collection(*features: tuple[dict[str, Any], dict[str, Any]]) -> str:
    """GeoJSON text of (properties, geometry) pairs."""
    return json.dumps({
        "type": "FeatureCollection",
        "features": [{"type": "Feature", "properties": fields, "geometry": shape} for fields, shape in features],
    }, indent=1)


ZONES = collection(
    ({"zone": "NORTH", "name": "the north", "market": "M1", "states": "AA"}, box(-100, 33, -98, 35)),
    ({"zone": "SOUTH", "name": "the south", "market": "M1", "states": "AA"}, box(-100, 31, -98, 33)),
    ({"zone": "ISLE", "name": "the island", "market": "M2", "states": "BB"}, box(-96, 31, -94, 35)),
)
STATES = collection(
    ({"state": "AA", "name": "Alpha"}, box(-100, 31, -98, 35)),
    ({"state": "BB", "name": "Beta"}, box(-96, 31, -94, 35)),
)
PLAIN_SITE = {
    "site": "plain", "name": "Plain field", "kind": "announced_campus", "announced_mw": 500, "limit_mw": 600,
    "connection_kv": 345, "connection_km": None, "off_grid": False, "grid_year": None, "onsite_mw": 0,
    "onsite_limit_mw": 0, "onsite_technology": None, "status": "announced", "coordinates": "estimate",
}
OFF_GRID_SITE = {
    "site": "cove", "name": "Hidden cove", "kind": "ai_campus", "announced_mw": 200, "limit_mw": 200,
    "connection_kv": 138, "connection_km": 5, "off_grid": True, "grid_year": 2032, "onsite_mw": 50,
    "onsite_limit_mw": 250, "onsite_technology": "gas_recip", "status": "under construction",
    "coordinates": "approx",
}
SITES = collection(
    (PLAIN_SITE, {"type": "Point", "coordinates": [-99.0, 34.0]}),
    (OFF_GRID_SITE, {"type": "Point", "coordinates": [-95.0, 33.0]}),
)


def load_frame(year: int = 2024) -> pd.DataFrame:
    """Load of a calendar year: 700, 500 and 200 MW, a fifth more at 20:00 UTC than at 08:00, highest on 12 August."""
    hours = pd.date_range(f"{year}-01-01", f"{year + 1}-01-01", freq="h", inclusive="left", tz="UTC")
    swing = 1 + 0.1 * np.cos((hours.hour - 20) / 24 * 2 * np.pi)
    season = 1 + 0.2 * np.cos((hours.dayofyear - 225) / 366 * 2 * np.pi)
    shape = np.asarray(swing * season)
    return pd.DataFrame({"hour_utc": hours, "NORTH": 700 * shape, "SOUTH": 500 * shape, "ISLE": 200 * shape})


def availability_frame(year: int = 2012) -> pd.DataFrame:
    """Availability of a weather year: sun from 12:00 to 24:00 UTC, wind that turns over ten days, water by season."""
    hours = pd.date_range(f"{year}-01-01", f"{year + 1}-01-01", freq="h", inclusive="left", tz="UTC")
    sun = np.clip(np.sin((hours.hour - 12) / 12 * np.pi), 0, None) * (0.7 + 0.2 * np.sin(hours.dayofyear / 58))
    wind = 0.4 + 0.3 * np.sin(np.arange(len(hours)) / 240 * 2 * np.pi)
    water = 0.5 + 0.2 * np.cos((hours.dayofyear - 120) / 366 * 2 * np.pi)
    shares = {"solar": (sun, 0.9), "wind": (wind, 0.8), "hydro": (water, 1.0)}
    frame = pd.DataFrame({"hour_utc": hours})
    for profile, (share, factor) in shares.items():
        for position, zone in enumerate(("NORTH", "SOUTH", "ISLE")):
            if profile != "hydro" or zone == "ISLE":
                frame[f"{profile}.{zone}"] = np.asarray(share) * factor**position
    return frame


@cache
def _parquet(made: Callable[[], pd.DataFrame]) -> bytes:
    """The file of a frame as it stands without an override, written once."""
    file = BytesIO()
    made().to_parquet(file, index=False)
    return file.getvalue()


Override = str | pd.DataFrame | Callable[..., Any]
TABLES: dict[str, str] = {
    "corridors.csv": CORRIDORS, "lines.csv": LINES, "fuels.csv": FUELS, "fuel_prices.csv": FUEL_PRICES,
    "technologies.csv": TECHNOLOGIES, "technology_costs.csv": TECHNOLOGY_COSTS, "generators.csv": GENERATORS,
    "retirements.csv": RETIREMENTS, "storage.csv": STORAGE, "queues.csv": QUEUES, "load_growth.csv": LOAD_GROWTH,
    "reserve_margins.csv": RESERVE_MARGINS, "site_phases.csv": SITE_PHASES, "connection_costs.csv": CONNECTION_COSTS,
    "zones.geojson": ZONES, "states.geojson": STATES, "sites.geojson": SITES,
}
TEXTS = {
    "scenarios/tiny.yaml": ("scenario", SCENARIO),
    "scenarios/plans/tiny_plan.yaml": ("plan", PLAN),
    "scenarios/plans/zone_shares.csv": ("zone_shares", ZONE_SHARES),
    **{f"sites/tiny/{file}": (file.partition(".")[0], text) for file, text in TABLES.items()},
}
FRAMES = {
    "sites/tiny/load.parquet": ("load", load_frame),
    "sites/tiny/availability.parquet": ("availability", availability_frame),
}


def write_tiny_study(folder: Path, **overrides: Override) -> Path:
    """Write the study into `folder`; the path of its scenario file. Overrides are as in the module's docstring."""
    may_lack = {each.name: f"sites/tiny/{each.file}" for each in (*OPTIONAL_TABLES, *OPTIONAL_SERIES)}
    known = {name for name, _ in (*TEXTS.values(), *FRAMES.values())}
    assert set(overrides) <= known | set(may_lack), f"no such file to override: {set(overrides) - known}"
    for file, (name, text) in TEXTS.items():
        path = folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        override = overrides.get(name, text)
        path.write_text(override(text) if callable(override) else override, encoding="utf-8")
    for file, (name, made) in FRAMES.items():
        override = overrides.get(name)
        if override is None:
            (folder / file).write_bytes(_parquet(made))
        else:
            (override(made()) if callable(override) else override).to_parquet(folder / file, index=False)
    for name in [name for name in may_lack if name in overrides]:
        path, held = folder / may_lack[name], overrides[name]
        if isinstance(held, str):
            path.write_text(held, encoding="utf-8")
        else:
            held.to_parquet(path, index=False)
    return folder / "scenarios" / "tiny.yaml"


def edit(old: str, new: str) -> Callable[[str], str]:
    """The override that writes `new` where `old` first stands; `old` must stand there."""

    def edited(text: str) -> str:
        assert old in text, f"nothing to edit: {old!r}"
        return text.replace(old, new, 1)

    return edited
