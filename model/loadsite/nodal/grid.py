"""A grid: its buses, branches, generators and DC lines in service, ready to be computed with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.arrays.linear_program import Floats
from loadsite.origin import Origin

Positions = npt.NDArray[np.int64]


@dataclass(frozen=True)
class CostPoints:
    """A piecewise linear cost: output [MW] ascending, and cost there [USD/h], convex."""

    power_mw: Floats
    cost_usd_per_h: Floats


@dataclass(frozen=True)
class Grid:
    """A checked grid. Every frame holds what is in service, indexed by its key; `left_out` counts what is not."""

    name: str
    buses: pd.DataFrame
    branches: pd.DataFrame
    generators: pd.DataFrame
    cost_points: Mapping[str, CostPoints]
    dc_lines: pd.DataFrame
    outages: pd.DataFrame
    snapshots: pd.DataFrame
    snapshot_areas: pd.DataFrame
    snapshot_loads: pd.DataFrame
    snapshot_generators: pd.DataFrame
    left_out: Mapping[str, int]
    origins: Mapping[str, Mapping[str, Origin]]
    remarks: tuple[str, ...] = ()

    @cached_property
    def bus_position(self) -> dict[str, int]:
        """bus -> its position."""
        return {str(bus): position for position, bus in enumerate(self.buses.index)}

    def positions(self, names: pd.Series) -> Positions:
        """Positions of the buses of those names."""
        return np.array([self.bus_position[str(name)] for name in names], dtype=np.int64)

    @cached_property
    def branch_from(self) -> Positions:
        """Position of the bus at which each branch begins."""
        return self.positions(self.branches["from_bus"])

    @cached_property
    def branch_to(self) -> Positions:
        """Position of the bus at which each branch ends."""
        return self.positions(self.branches["to_bus"])

    @cached_property
    def generator_bus(self) -> Positions:
        """Position of the bus of each generator."""
        return self.positions(self.generators["bus"])
