"""The linear program of one hour: generation within limits, every island balanced, the limits of flows that are rows.

    sum of what generators and DC lines inject in an island = what its buses take out             row `balance` [MW]
    lower <= base + sum_j factor_j x_j <= upper                                                   row `flow` [MW]

`base` is the flow without any generation, of loads, shunts, fixed losses and phase shifts. Costs are in USD/h, powers
in MW, so shadow prices are in USD/MWh.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sparse

from loadsite.arrays.linear_program import Axis, Block, Floats, LinearProgram
from loadsite.nodal.cost_curve import pieces_of_points
from loadsite.nodal.network import Network
from loadsite.nodal.snapshot import Snapshot
from loadsite.solve.warm_start import SMALLEST_COEFFICIENT


@dataclass(frozen=True)
class Injections:
    """What columns inject: bus by column, and by bus what is taken out whatever they do [MW]."""

    matrix: sparse.csc_array
    fixed_mw: Floats

    def of(self, x: Floats) -> Floats:
        """Injection by bus [MW]."""
        return np.asarray(self.matrix @ x) + self.fixed_mw


@dataclass(frozen=True)
class FlowRows:
    """Rows of flows: labels, coefficients by column, limits [MW] with the base flow taken off."""

    labels: tuple[str, ...]
    matrix: Floats
    lower: Floats
    upper: Floats


@dataclass(frozen=True)
class SnapshotProgram:
    """Program of one hour, and by column the cost of its square [USD/MW2h], which the program leaves out."""

    program: LinearProgram
    square: Floats


def injections_of(network: Network, snapshot: Snapshot) -> Injections:
    """Columns are the generators, then the DC lines; a DC line injects what it sends less what it loses."""
    grid = network.grid
    n, generators, lines = len(grid.buses), len(grid.generators), len(grid.dc_lines)
    sends, receives = (grid.positions(grid.dc_lines[name]) for name in ("from_bus", "to_bus"))
    share, lost = (grid.dc_lines[name].to_numpy(float) for name in ("loss_share", "loss_mw"))
    column = np.arange(generators + lines)
    matrix = sparse.csc_array(
        (np.concatenate([np.ones(generators), -np.ones(lines), 1.0 - share]),
         (np.concatenate([grid.generator_bus, sends, receives]), np.concatenate([column, column[generators:]]))),
        shape=(n, generators + lines),
    )  # fmt: skip
    fixed = -snapshot.withdrawal_mw
    np.subtract.at(fixed, receives, lost)
    return Injections(matrix, fixed)


def snapshot_program(
    network: Network, snapshot: Snapshot, injections: Injections, flow_rows: FlowRows
) -> SnapshotProgram:
    """The program with those rows of flows; generators whose cost is given by points have a column for every piece."""
    grid = network.grid
    costs = grid.generators
    generators, lines = len(costs), len(grid.dc_lines)
    pieces = [
        (at, pieces_of_points(grid.cost_points[str(name)], snapshot.p_min_mw[at], snapshot.p_max_mw[at]))
        for at, name in enumerate(costs.index) if str(name) in grid.cost_points
    ]  # fmt: skip
    constant = costs["cost_usd_per_h"].to_numpy(float).copy()
    linear = costs["cost_usd_per_mwh"].to_numpy(float)
    for at, each in pieces:
        constant[at] = each.start_usd_per_h
    widths = np.concatenate([each.widths_mw for _, each in pieces]) if pieces else np.empty(0)
    slopes = np.concatenate([each.slopes_usd_per_mwh for _, each in pieces]) if pieces else np.empty(0)
    owner = np.concatenate([np.full(len(each.widths_mw), row) for row, (_, each) in enumerate(pieces)]) if pieces else (
        np.empty(0, dtype=np.int64))  # fmt: skip
    by_points = np.array([at for at, _ in pieces], dtype=np.int64)
    own, more = generators + lines, len(widths)

    balance = sparse.csr_array(
        (np.ones(len(network.island)), (network.island, np.arange(len(network.island)))),
        shape=(network.island_count, len(network.island)),
    )  # fmt: skip
    demand = -np.asarray(balance @ injections.fixed_mw)
    link = sparse.hstack([
        sparse.csr_array((np.ones(len(pieces)), (np.arange(len(pieces)), by_points)), shape=(len(pieces), own)),
        sparse.csr_array((-np.ones(more), (owner, np.arange(more))), shape=(len(pieces), more)),
    ]) if pieces else sparse.csr_array((0, own + more))  # fmt: skip
    starts = np.array([each.start_mw for _, each in pieces])
    blocks = [_wide(balance @ injections.matrix, more), link, _wide(sparse.csr_array(flow_rows.matrix), more)]
    matrix = sparse.csr_array(sparse.vstack([each for each in blocks if each.shape[0]], format="csr"))
    matrix.data[np.abs(matrix.data) < SMALLEST_COEFFICIENT] = 0.0
    matrix.eliminate_zeros()
    matrix.sort_indices()
    cost = np.concatenate([linear, grid.dc_lines["cost_usd_per_mwh"].to_numpy(float), slopes])
    named = [("generation", "generator", costs.index), ("sent", "dc_line", grid.dc_lines.index),
             ("piece", "piece", np.arange(more))]  # fmt: skip
    rows = [("balance", "reference_bus", grid.buses.index[network.references]),
            ("cost_pieces", "generator", costs.index[by_points]), ("flow", "branch", flow_rows.labels)]  # fmt: skip
    program = LinearProgram(
        name=f"{grid.name}, {snapshot.name}",
        columns=_blocks(named),
        rows=_blocks(rows),
        lower=np.concatenate([snapshot.p_min_mw, grid.dc_lines["p_min_mw"].to_numpy(float), np.zeros(more)]),
        upper=np.concatenate([snapshot.p_max_mw, grid.dc_lines["p_max_mw"].to_numpy(float), widths]),
        row_lower=np.concatenate([demand, starts, flow_rows.lower]),
        row_upper=np.concatenate([demand, starts, flow_rows.upper]),
        starts=matrix.indptr.astype(np.int32),
        indices=matrix.indices.astype(np.int32),
        values=matrix.data.astype(np.float64),
        cost=cost,
        offset=float(constant.sum()),
        cost_terms={"generation": (np.arange(len(cost), dtype=np.int32), cost)},
        cost_term_constants={"generation": float(constant.sum())},
    )
    square = np.zeros(own + more)
    square[:generators] = costs["cost_usd_per_mw2h"].to_numpy(float)
    square[by_points] = 0.0
    return SnapshotProgram(program, square)


def _wide(matrix: sparse.csr_array, more: int) -> sparse.csr_array:
    return sparse.csr_array(sparse.hstack([matrix, sparse.csr_array((matrix.shape[0], more))], format="csr"))


def _blocks(named: Sequence[tuple[str, str, Any]]) -> tuple[Block, ...]:
    made, start = [], 0
    for name, axis, labels in named:
        made.append(Block(name, start, (Axis(axis, np.asarray(labels, dtype=object)),)))
        start += len(labels)
    return tuple(made)
