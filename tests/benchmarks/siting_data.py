"""Seeded data of the benchmark LP: made up, the size and shape of a real grid, the same at every run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

TECHNOLOGIES = ("solar", "wind", "nuclear", "coal", "combined_cycle", "peaker", "hydro", "biomass")
BUILDABLE = [0, 1, 4, 5]
RAMPING = [2, 3]
HOURS_PER_YEAR = 8760


@dataclass(frozen=True)
class SitingData:
    """All numbers of the benchmark LP. Z zones, K technologies, L lines, C sites, T snapshots of one hour."""

    load_mw: Floats
    """(Z, T) load without campuses [MW]"""
    availability: Floats
    """(Z, K, T) share of a generator's MW that can run [1]"""
    existing_mw: Floats
    """(Z, K) generators that stand [MW]"""
    generation_cost: Floats
    """(Z, K) [USD/MWh]"""
    emissions: Floats
    """(K,) [t/MWh]; zero for technologies that burn nothing"""
    build_limit_mw: Floats
    """(Z, K) most that can be built [MW]; zero where nothing can"""
    build_cost: Floats
    """(Z, K) cost of a new MW over the horizon [USD/MW]"""
    ramp_share: Floats
    """(K,) most that generation moves in an hour, as a share of the existing MW [1]; used for RAMPING only"""
    storage_mw: Floats
    """(Z,) storage that stands [MW]"""
    storage_build_limit_mw: Floats
    """(Z,) [MW]"""
    storage_build_cost: Floats
    """(Z,) [USD/MW]"""
    charge_cost: Floats
    """(Z,) [USD/MWh]"""
    line_from: Integers
    """(L,) zone at which a line starts; its flow is negative when it runs the other way"""
    line_to: Integers
    """(L,) zone at which it ends"""
    line_mw: Floats
    """(L,) transfer limit, the same both ways [MW]"""
    site_zone: Integers
    """(C,) zone of a site"""
    site_limit_mw: Floats
    """(C,) [MW]"""
    site_cost: Floats
    """(C,) cost of connecting a MW over the horizon [USD/MW]"""
    target_mw: float
    """campus MW to be placed, over all sites [MW]"""
    emission_cap_t: float
    """[t]"""
    storage_hours: float = 4.0
    """energy per MW of storage [h]"""
    storage_efficiency: float = 0.93
    """of charging, and of discharging [1]"""
    unserved_share: float = 0.01
    """share of its yearly energy that a campus may go without [1]"""
    value_of_lost_load: float = 5000.0
    """[USD/MWh]"""

    @property
    def zone_count(self) -> int:
        return self.load_mw.shape[0]

    @property
    def snapshot_count(self) -> int:
        return self.load_mw.shape[1]

    @property
    def technology_count(self) -> int:
        return len(TECHNOLOGIES)

    @property
    def line_count(self) -> int:
        return len(self.line_mw)

    @property
    def site_count(self) -> int:
        return len(self.site_zone)

    @property
    def emitting(self) -> list[int]:
        """Technologies that emit."""
        return np.flatnonzero(self.emissions).tolist()

    def generation_upper_mw(self) -> Floats:
        """(Z, K, T) most that each generator can run [MW]; inf where that is a row, because more can be built."""
        upper = self.availability * self.existing_mw[:, :, None]
        upper[:, BUILDABLE] = np.inf
        return upper


def make(zones: int, snapshots: int, seed: int = 20300101) -> SitingData:
    """A grid of `zones` zones over `snapshots` hours. The same arguments give the same numbers.

    Zone z has lines to zones z+1 and z+3 (counted round) and one or two sites. Costs of building are those of a
    year times the share of a year that the horizon is.
    """
    random = np.random.default_rng(seed)
    hour = np.arange(snapshots)
    zone = np.arange(zones)
    horizon_years = snapshots / HOURS_PER_YEAR

    peak_mw = random.uniform(800, 3000, zones)
    load_mw = _load(random, peak_mw, hour)
    site_zone = np.repeat(zone, 1 + zone % 2)
    site_limit_mw = random.uniform(200, 800, len(site_zone))
    return SitingData(
        load_mw=load_mw,
        availability=_availability(random, zones, hour),
        existing_mw=peak_mw[:, None] * random.uniform(0.05, 0.35, (zones, len(TECHNOLOGIES))),
        generation_cost=np.array([0, 0, 8, 28, 38, 70, 1, 55]) * random.uniform(0.9, 1.1, (zones, len(TECHNOLOGIES)))
        + random.uniform(0.01, 0.5, (zones, len(TECHNOLOGIES))),
        emissions=np.array([0, 0, 0, 0.95, 0.37, 0.55, 0, 0.05]),
        build_limit_mw=peak_mw[:, None] * np.array([3.0, 3.0, 0, 0, 1.0, 1.0, 0, 0]),
        build_cost=np.array([55e3, 90e3, 0, 0, 85e3, 60e3, 0, 0])
        * random.uniform(0.8, 1.2, (zones, len(TECHNOLOGIES))) * horizon_years,
        ramp_share=np.array([0, 0, 0.05, 0.15, 0, 0, 0, 0]),
        storage_mw=0.05 * peak_mw,
        storage_build_limit_mw=peak_mw,
        storage_build_cost=60e3 * random.uniform(0.8, 1.2, zones) * horizon_years,
        charge_cost=random.uniform(0.1, 0.3, zones),
        line_from=np.concatenate([zone, zone]),
        line_to=np.concatenate([(zone + 1) % zones, (zone + 3) % zones]),
        line_mw=random.uniform(100, 500, 2 * zones),
        site_zone=site_zone,
        site_limit_mw=site_limit_mw,
        site_cost=random.uniform(20e3, 120e3, len(site_zone)) * horizon_years,
        target_mw=float(0.4 * site_limit_mw.sum()),
        emission_cap_t=float(0.25 * load_mw.sum()),
    )


def _load(random: np.random.Generator, peak_mw: Floats, hour: Integers) -> Floats:
    """A daily wave that peaks at another hour in each zone, a yearly wave, and noise; at least a tenth of the peak."""
    shape = (len(peak_mw), len(hour))
    peak_hour = random.uniform(13, 17, (len(peak_mw), 1))
    share = (
        0.65
        + 0.2 * np.cos(2 * np.pi * (hour - peak_hour) / 24)
        + 0.1 * np.cos(2 * np.pi * hour / HOURS_PER_YEAR)
        + 0.05 * random.standard_normal(shape)
    )
    return np.maximum(share, 0.1) * peak_mw[:, None]


def _availability(random: np.random.Generator, zones: int, hour: Integers) -> Floats:
    """Sun by day under passing clouds, wandering wind, hydro by zone; constant shares of the rest. Four decimals."""
    shape = (zones, len(hour))
    availability = np.ones((zones, len(TECHNOLOGIES), len(hour)))
    sun = np.maximum(0, np.sin(2 * np.pi * (hour - 6) / 24))
    availability[:, 0] = sun * random.uniform(0.4, 1.0, shape)
    wandering = np.cumsum(random.standard_normal(shape), axis=1)
    availability[:, 1] = 0.5 + 0.45 * np.sin(0.15 * wandering + random.uniform(0, 6, (zones, 1)))
    availability[:, 2] = 0.95
    availability[:, 3] = 0.9
    availability[:, 6] = random.uniform(0.3, 0.6, (zones, 1))
    return availability.round(4)
