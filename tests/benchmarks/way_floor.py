"""The floor: index arithmetic on numpy arrays, a scipy matrix, HiGHS. Fast, and nobody can read what it means."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import highspy
import numpy as np
import numpy.typing as npt
import scipy.sparse
from siting_data import BUILDABLE, RAMPING, SitingData

Array = npt.NDArray[np.generic]


@dataclass
class RawProgram:
    """Columns, rows and entries as they are appended."""

    column_count: int = 0
    row_count: int = 0
    lower: list[Array] = field(default_factory=list)
    upper: list[Array] = field(default_factory=list)
    cost: list[Array] = field(default_factory=list)
    row_lower: list[Array] = field(default_factory=list)
    row_upper: list[Array] = field(default_factory=list)
    entry_rows: list[Array] = field(default_factory=list)
    entry_columns: list[Array] = field(default_factory=list)
    entry_values: list[Array] = field(default_factory=list)

    def columns(self, *shape: int, lower: object = 0.0, upper: object = np.inf, cost: object = 0.0) -> Array:
        """New columns; returns their numbers in that shape."""
        first, self.column_count = self.column_count, self.column_count + math.prod(shape)
        for kept, given in ((self.lower, lower), (self.upper, upper), (self.cost, cost)):
            kept.append(np.broadcast_to(given, shape).ravel())
        return np.arange(first, self.column_count, dtype=np.int32).reshape(shape)

    def rows(self, *shape: int, lower: object = -np.inf, upper: object = np.inf) -> Array:
        """New rows; returns their numbers in that shape."""
        first, self.row_count = self.row_count, self.row_count + math.prod(shape)
        for kept, given in ((self.row_lower, lower), (self.row_upper, upper)):
            kept.append(np.broadcast_to(given, shape).ravel())
        return np.arange(first, self.row_count, dtype=np.int32).reshape(shape)

    def entries(self, rows: Array, columns: Array, values: object) -> None:
        """Matrix entries; the three broadcast together."""
        for kept, given in zip(
            (self.entry_rows, self.entry_columns, self.entry_values),
            np.broadcast_arrays(rows, columns, np.asarray(values, dtype=float)),
            strict=True,
        ):
            kept.append(given.ravel())

    def matrix(self) -> scipy.sparse.csc_array:
        """The entries by columns, without zeros."""
        triplets = _joined(self.entry_values), (_joined(self.entry_rows), _joined(self.entry_columns))
        matrix = scipy.sparse.csc_array(triplets, shape=(self.row_count, self.column_count))
        matrix.eliminate_zeros()
        return matrix


def _joined(parts: list[Array]) -> Array:
    """The parts end to end; the list is emptied, so that they are not held twice."""
    whole = np.concatenate(parts)
    parts.clear()
    return whole


def build(data: SitingData) -> RawProgram:
    """The LP of `siting_rules`, in the same order of rows and columns."""
    lp = RawProgram()
    zones, sites, snapshots = data.zone_count, data.site_count, data.snapshot_count

    generation = lp.columns(
        zones, data.technology_count, snapshots,
        upper=data.generation_upper_mw(), cost=data.generation_cost[:, :, None],
    )
    charge = lp.columns(zones, snapshots, cost=data.charge_cost[:, None])
    discharge = lp.columns(zones, snapshots)
    level = lp.columns(zones, snapshots)
    unserved = lp.columns(zones, snapshots, cost=data.value_of_lost_load)
    line_mw = data.line_mw[:, None]
    flow = lp.columns(data.line_count, snapshots, lower=-line_mw, upper=line_mw)
    served = lp.columns(sites, snapshots)
    campus = lp.columns(sites, upper=data.site_limit_mw, cost=data.site_cost)
    built = lp.columns(
        zones, len(BUILDABLE), upper=data.build_limit_mw[:, BUILDABLE], cost=data.build_cost[:, BUILDABLE]
    )
    storage_built = lp.columns(zones, upper=data.storage_build_limit_mw, cost=data.storage_build_cost)

    balance = lp.rows(zones, snapshots, lower=data.load_mw, upper=data.load_mw)
    lp.entries(balance[:, None, :], generation, 1)
    lp.entries(balance, discharge, 1)
    lp.entries(balance, charge, -1)
    lp.entries(balance, unserved, 1)
    lp.entries(balance[data.line_to], flow, 1)
    lp.entries(balance[data.line_from], flow, -1)
    lp.entries(balance[data.site_zone], served, -1)

    availability = data.availability[:, BUILDABLE]
    generation_limit = lp.rows(
        zones, len(BUILDABLE), snapshots, upper=availability * data.existing_mw[:, BUILDABLE, None]
    )
    lp.entries(generation_limit, generation[:, BUILDABLE], 1)
    lp.entries(generation_limit, built[:, :, None], -availability)

    storage_balance = lp.rows(zones, snapshots, lower=0, upper=0)
    lp.entries(storage_balance, level, 1)
    lp.entries(storage_balance, np.roll(level, 1, axis=1), -1)
    lp.entries(storage_balance, charge, -data.storage_efficiency)
    lp.entries(storage_balance, discharge, 1 / data.storage_efficiency)

    for limited, hours in ((level, data.storage_hours), (charge, 1), (discharge, 1)):
        limit = lp.rows(zones, snapshots, upper=hours * data.storage_mw[:, None])
        lp.entries(limit, limited, 1)
        lp.entries(limit, storage_built[:, None], -hours)

    served_limit = lp.rows(sites, snapshots, upper=0)
    lp.entries(served_limit, served, 1)
    lp.entries(served_limit, campus[:, None], -1)

    ramp_mw = (data.ramp_share[RAMPING] * data.existing_mw[:, RAMPING])[:, :, None]
    now, before = generation[:, RAMPING, 1:], generation[:, RAMPING, :-1]
    for up, down in ((now, before), (before, now)):
        ramp = lp.rows(*now.shape, upper=ramp_mw)
        lp.entries(ramp, up, 1)
        lp.entries(ramp, down, -1)

    unserved_budget = lp.rows(sites, lower=0)
    lp.entries(unserved_budget[:, None], served, 1)
    lp.entries(unserved_budget, campus, -(1 - data.unserved_share) * snapshots)
    lp.entries(lp.rows(1, lower=data.target_mw), campus, 1)
    emission_cap = lp.rows(1, upper=data.emission_cap_t)
    lp.entries(emission_cap, generation[:, data.emitting], data.emissions[data.emitting][:, None])
    return lp


def hand_over(lp: RawProgram) -> highspy.Highs:
    """The arrays to HiGHS in one call."""
    matrix = lp.matrix()
    highs = highspy.Highs()
    highs.setOptionValue("output_flag", False)
    status = highs.passModel(
        lp.column_count, lp.row_count, matrix.nnz,
        int(highspy.MatrixFormat.kColwise), int(highspy.ObjSense.kMinimize), 0.0,
        _joined(lp.cost), _joined(lp.lower), _joined(lp.upper), _joined(lp.row_lower), _joined(lp.row_upper),
        matrix.indptr, matrix.indices, matrix.data,
        np.zeros(lp.column_count, dtype=np.int32),
    )
    if status == highspy.HighsStatus.kError:
        raise RuntimeError("HiGHS refused the arrays")
    return highs
