"""The program of the most firm load at a bus: generation within limits, every island balanced, limits of flows.

    most campus   subject to   sum of injections in an island = withdrawals + campus, where it stands     [MW]
                               lower <= base + sum_j factor_j x_j - factor_of_bus campus <= upper         [MW]

The dual of a limit is then MW of campus let in by one MW of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sparse

from loadsite.arrays.linear_program import Axis, Block, Floats, LinearProgram
from loadsite.nodal.flow_rows import RowKey
from loadsite.nodal.limits import Limits
from loadsite.nodal.snapshot import Snapshot
from loadsite.nodal.snapshot_program import injections_of
from loadsite.solve.warm_start import SMALLEST_COEFFICIENT


@dataclass(frozen=True)
class _Row:
    """A limit over the columns without a campus, and its factor at every bus."""

    coefficients: Floats
    of_bus: Floats
    lower: float
    upper: float


class HeadroomPrograms:
    """Programs of one hour, for any bus and any rows; what is the same in all of them is worked out once."""

    def __init__(self, limits: Limits, snapshot: Snapshot) -> None:
        self.limits = limits
        self.snapshot = snapshot
        network = limits.network
        self.network = network
        self.injections = injections_of(network, snapshot)
        buses = len(network.island)
        self._islands = sparse.csr_array((np.ones(buses), (network.island, np.arange(buses))),
                                         shape=(network.island_count, buses))  # fmt: skip
        self._balance = np.asarray((self._islands @ self.injections.matrix).todense())
        self._demand = -np.asarray(self._islands @ self.injections.fixed_mw)
        grid = network.grid
        self.lower = np.concatenate([snapshot.p_min_mw, grid.dc_lines["p_min_mw"].to_numpy(float)])
        self.upper = np.concatenate([snapshot.p_max_mw, grid.dc_lines["p_max_mw"].to_numpy(float)])
        self.most_mw = float(np.maximum(self.upper, 0.0).sum() + np.maximum(-snapshot.withdrawal_mw, 0.0).sum())
        self._base = network.flows(self.injections.fixed_mw)
        self._rows: dict[RowKey, _Row] = {}

    def _rows_of(self, keys: Sequence[RowKey]) -> list[_Row]:
        new = [key for key in keys if key not in self._rows]
        if new:
            factors = self.limits.factors(new)
            coefficients = np.asarray(factors @ self.injections.matrix)
            lower, upper = self.limits.bounds(new)
            base = self.limits.of_flows(new, self._base)
            for at, key in enumerate(new):
                self._rows[key] = _Row(coefficients[at], factors[at], lower[at] - base[at], upper[at] - base[at])
        return [self._rows[key] for key in keys]

    def program(self, bus: int, keys: Sequence[RowKey], campus_mw: float | None = None) -> LinearProgram:
        """The program of a bus with those rows; with `campus_mw` the campus is that large, and generation of least cost
        is looked for.
        """
        network, rows = self.network, self._rows_of(keys)
        campus = np.zeros((network.island_count + len(rows), 1))
        campus[network.island[bus], 0] = -1.0
        campus[network.island_count:, 0] = [-row.of_bus[bus] for row in rows]
        dense = np.hstack([np.vstack([self._balance, *(row.coefficients for row in rows)]), campus])
        dense[np.abs(dense) < SMALLEST_COEFFICIENT] = 0.0
        matrix = sparse.csr_array(dense)
        most = self.most_mw if campus_mw is None else campus_mw
        cost = np.append(np.zeros(len(self.lower)), -1.0) if campus_mw is None else self._cost()
        grid = network.grid
        generators = len(grid.generators)
        labels = np.array([self.limits.label(key) for key in keys], dtype=object)
        return LinearProgram(
            name=f"{grid.name}, {self.snapshot.name}, headroom of {grid.buses.index[bus]}",
            columns=(
                Block("generation", 0, (Axis("generator", grid.generators.index.to_numpy(object)),)),
                Block("sent", generators, (Axis("dc_line", grid.dc_lines.index.to_numpy(object)),)),
                Block("campus", len(self.lower), (Axis("bus", grid.buses.index.to_numpy(object)[[bus]]),)),
            ),
            rows=(
                Block("balance", 0, (Axis("reference_bus", grid.buses.index.to_numpy(object)[network.references]),)),
                Block("flow", network.island_count, (Axis("branch", labels),)),
            ),
            lower=np.append(self.lower, most if campus_mw is not None else 0.0),
            upper=np.append(self.upper, most),
            row_lower=np.concatenate([self._demand, [row.lower for row in rows]]),
            row_upper=np.concatenate([self._demand, [row.upper for row in rows]]),
            starts=matrix.indptr.astype(np.int32), indices=matrix.indices.astype(np.int32), values=matrix.data,
            cost=cost, offset=0.0, cost_terms={"campus": (np.arange(len(cost), dtype=np.int32), cost)},
            cost_term_constants={"campus": 0.0},
        )  # fmt: skip

    def _cost(self) -> Floats:
        """Cost of each column per MW, squares taken at half of what a generator can give."""
        costs, lines = self.network.grid.generators, self.network.grid.dc_lines
        slope = costs["cost_usd_per_mwh"].to_numpy(float) + (
            costs["cost_usd_per_mw2h"].to_numpy(float) * np.maximum(self.snapshot.p_max_mw, 0.0))
        for at, name in enumerate(costs.index):
            points = self.network.grid.cost_points.get(str(name))
            if points is not None:
                slope[at] = (points.cost_usd_per_h[-1] - points.cost_usd_per_h[0]) / np.ptp(points.power_mw)
        return np.concatenate([slope, lines["cost_usd_per_mwh"].to_numpy(float), [0.0]])

    def flows(self, x: Floats, bus: int) -> Floats:
        """Flow of every branch without an outage at a point of the program [MW]."""
        injection = self.injections.of(x[:-1])
        injection[bus] -= x[-1]
        return self.network.flows(injection)
