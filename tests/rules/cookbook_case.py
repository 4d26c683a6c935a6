"""A case of four hours in January and four in July on which every rule of the cookbook binds."""

from __future__ import annotations

import pandas as pd

from loadsite.inputs.case import Case
from small_cases import Corridor, Generator, Line, Period, Site, Zone, make_case

WIND = (0.5, 0.6, 0.4, 0.3, 0.2, 0.1, 0.15, 0.3)
SUN = (0.0, 0.1, 0.3, 0.2, 0.8, 0.9, 0.7, 0.4)


def cookbook_case(interruption_usd_per_mwh: float = 80.0, load_factor: float = 1.0) -> Case:
    """West Texas, a zone of New Mexico, and one that lies in both; two sites in West Texas, one in New Mexico."""
    generators = [
        Generator("ERCOT_W.gas_cc", "ERCOT_W", 11_000, 25, technology="gas_cc", credit=0.9, water=0.8),
        Generator("ERCOT_W.wind", "ERCOT_W", 3_000, 0, 1, availability=WIND, technology="wind", credit=0.2),
        Generator("ERCOT_W.wind.new", "ERCOT_W", candidate=True, availability=WIND, technology="wind", credit=0.2,
                  build_usd_per_mw_year=110_000, fixed_usd_per_mw_year=20_000),
        Generator("ERCOT_W.gas_cc.new", "ERCOT_W", candidate=True, fuel_usd_per_mwh=24, technology="gas_cc", credit=0.9,
                  build_usd_per_mw_year=100_000, water=0.8),
        Generator("NM_PNM.gas_cc", "NM_PNM", 2_600, 38, technology="gas_cc", credit=0.9, water=1.1),
        Generator("NM_PNM.solar", "NM_PNM", 600, 0, 1, availability=SUN, technology="solar", credit=0.3),
        Generator("NM_PNM.solar.new", "NM_PNM", candidate=True, availability=SUN, technology="solar", credit=0.3,
                  build_usd_per_mw_year=95_000, fixed_usd_per_mw_year=15_000),
        Generator("NM_PNM.gas_ct.new", "NM_PNM", candidate=True, fuel_usd_per_mwh=60, technology="gas_ct", credit=0.95,
                  build_usd_per_mw_year=70_000, water=0.1),
        Generator("SPS.wind", "SPS", 900, 0, 1, availability=WIND, technology="wind", state="TX", credit=0.2),
        Generator("SPS.solar", "SPS", 500, 0, 1, availability=SUN, technology="solar", state="NM", credit=0.3),
        Generator("SPS.gas_cc", "SPS", 2_500, 33, technology="gas_cc", credit=0.9, water=0.9),
    ]  # fmt: skip
    case = make_case(
        [Zone("ERCOT_W", [7_000, 7_400, 8_100, 7_700, 8_800, 9_600, 10_200, 9_100], "ERCOT", load_factor, "TX"),
         Zone("NM_PNM", [1_300, 1_400, 1_500, 1_450, 1_900, 2_100, 2_200, 2_000], "WECC", load_factor, "NM"),
         Zone("SPS", [1_500, 1_600, 1_700, 1_650, 2_000, 2_200, 2_300, 2_100], "SPP", load_factor, "NM TX")],
        generators,
        lines=[Line("w_nm", "ERCOT_W", "NM_PNM", 1_400, 0.02, ""), Line("nm_w", "NM_PNM", "ERCOT_W", 1_400, 0.02, ""),
               Line("w_sps", "ERCOT_W", "SPS", 900, 0.03, ""), Line("sps_w", "SPS", "ERCOT_W", 900, 0.03, "")],
        corridors=[Corridor("none")],
        sites=[Site("abilene", "ERCOT_W", 1_800, connection_usd_per_mw_year=9_000),
               Site("odessa", "ERCOT_W", 1_500, load_shape=0.9, connection_usd_per_mw_year=11_000),
               Site("luna", "NM_PNM", 900, load_shape=0.95, connection_usd_per_mw_year=30_000)],
        periods=[Period(4, 1098.0), Period(4, 1098.0)], target_mw=3_200, shortfall_usd_per_mw_year=2e7,
        interruptible_share=0.5, interruption_energy_share=0.2, interruption_usd_per_mwh=interruption_usd_per_mwh,
    )  # fmt: skip
    hours = [*pd.date_range("2024-01-10 17:00", periods=4, freq="h"), *pd.date_range("2024-07-10 17:00", periods=4,
             freq="h")]  # fmt: skip
    case.horizon.snapshots["time_utc"] = hours
    case.sites.sites["state"] = ["TX", "TX", "NM"]
    return case
