"""linopy: labelled arrays of variables and constraints (xarray), its direct hand-over to HiGHS."""

from __future__ import annotations

from collections.abc import Sequence

import highspy
import linopy
import numpy as np
import numpy.typing as npt
import pandas as pd
import xarray as xr
from linopy.io import to_highspy
from siting_data import BUILDABLE, RAMPING, SitingData


def build(data: SitingData) -> linopy.Model:
    """The LP of `siting_rules`, with linopy's default options: the same rows and columns."""
    m = linopy.Model()
    zone = pd.RangeIndex(data.zone_count, name="zone")
    technology = pd.RangeIndex(data.technology_count, name="technology")
    buildable = pd.Index(BUILDABLE, name="technology")
    ramping = pd.Index(RAMPING, name="technology")
    emitting = pd.Index(data.emitting, name="technology")
    snapshot = pd.RangeIndex(data.snapshot_count, name="snapshot")
    line = pd.RangeIndex(data.line_count, name="line")
    site = pd.RangeIndex(data.site_count, name="site")

    generation = m.add_variables(
        0, _labelled(data.generation_upper_mw(), zone, technology, snapshot), name="generation"
    )
    charge, discharge, level, unserved = (
        m.add_variables(lower=0, coords=[zone, snapshot], name=name)
        for name in ("charge", "discharge", "state_of_charge", "unserved")
    )
    line_mw = _labelled(np.repeat(data.line_mw[:, None], data.snapshot_count, axis=1), line, snapshot)
    flow = m.add_variables(-line_mw, line_mw, name="flow")
    served = m.add_variables(lower=0, coords=[site, snapshot], name="served")
    campus = m.add_variables(0, _labelled(data.site_limit_mw, site), name="campus")
    built = m.add_variables(
        0, _labelled(data.build_limit_mw[:, BUILDABLE], zone, buildable), name="built"
    )
    storage_built = m.add_variables(0, _labelled(data.storage_build_limit_mw, zone), name="storage_built")

    net_supply = (
        generation.sum("technology") + discharge - charge + unserved
        + flow.groupby(_zone_of(data.line_to, line)).sum()
        - flow.groupby(_zone_of(data.line_from, line)).sum()
        - served.groupby(_zone_of(data.site_zone, site)).sum()
    )
    m.add_constraints(net_supply == _labelled(data.load_mw, zone, snapshot), name="balance")

    availability = _labelled(data.availability[:, BUILDABLE], zone, buildable, snapshot)
    existing = _labelled(data.existing_mw, zone, technology)
    m.add_constraints(
        generation.sel(technology=BUILDABLE) - availability * built
        <= availability * existing.sel(technology=BUILDABLE),
        name="generation_limit",
    )

    efficiency, hours = data.storage_efficiency, data.storage_hours
    m.add_constraints(
        level - level.roll(snapshot=1) - efficiency * charge + (1 / efficiency) * discharge == 0,
        name="storage_balance",
    )
    storage_existing = _labelled(data.storage_mw, zone)
    m.add_constraints(level - hours * storage_built <= hours * storage_existing, name="storage_limit")
    m.add_constraints(charge - storage_built <= storage_existing, name="charge_limit")
    m.add_constraints(discharge - storage_built <= storage_existing, name="discharge_limit")
    m.add_constraints(served - campus <= 0, name="served_limit")

    ramp_mw = _labelled(data.ramp_share[RAMPING], ramping) * existing.sel(technology=RAMPING)
    ramped = generation.sel(technology=RAMPING)
    later = slice(1, None)
    step = ramped.isel(snapshot=later) - ramped.shift(snapshot=1).isel(snapshot=later)
    m.add_constraints(step <= ramp_mw, name="ramp_up")
    m.add_constraints(-step <= ramp_mw, name="ramp_down")

    least_served_hours = (1 - data.unserved_share) * data.snapshot_count
    m.add_constraints(served.sum("snapshot") - least_served_hours * campus >= 0, name="unserved_budget")
    m.add_constraints(campus.sum() >= data.target_mw, name="target")
    emissions = _labelled(data.emissions[data.emitting], emitting)
    m.add_constraints(
        (generation.sel(technology=data.emitting) * emissions).sum() <= data.emission_cap_t, name="emission_cap"
    )

    m.add_objective(
        (generation * _labelled(data.generation_cost, zone, technology)).sum()
        + (charge * _labelled(data.charge_cost, zone)).sum()
        + data.value_of_lost_load * unserved.sum()
        + (built * _labelled(data.build_cost[:, BUILDABLE], zone, buildable)).sum()
        + (storage_built * _labelled(data.storage_build_cost, zone)).sum()
        + (campus * _labelled(data.site_cost, site)).sum()
    )
    return m


def hand_over(m: linopy.Model) -> highspy.Highs:
    """linopy's own direct hand-over, without names."""
    highs = to_highspy(m)
    highs.setOptionValue("output_flag", False)
    return highs


def _labelled(values: npt.NDArray[np.float64], *indexes: pd.Index) -> xr.DataArray:
    return xr.DataArray(values, coords=list(indexes))


def _zone_of(zones: Sequence[int] | npt.NDArray[np.int64], index: pd.Index) -> xr.DataArray:
    return xr.DataArray(zones, coords=[index], name="zone")
