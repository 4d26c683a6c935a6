"""The published DC optima of the IEEE PES Power Grid Library, typical conditions, v23.07 (CC BY 4.0), convention of
PowerModels. Source: its BASELINE.md, column DC. The cases are read from the folder that LOADSITE_VALIDATION names.
"""

from __future__ import annotations

import pytest
from grids import network_of
from validation import validation_folder

from loadsite.nodal.dcopf import solve_snapshot
from loadsite.nodal.flow_law import Convention
from loadsite.nodal.limits import Limits
from loadsite.nodal.open_grid import open_grid
from loadsite.nodal.snapshot import snapshots_of

PUBLISHED_USD_PER_H = {
    "case3_lmbd": 5.6959e3, "case5_pjm": 1.7480e4, "case14_ieee": 2.0515e3, "case24_ieee_rts": 6.1001e4,
    "case30_as": 7.6760e2, "case30_ieee": 7.4728e3, "case39_epri": 1.3689e5, "case60_c": 9.0700e4,
    "case73_ieee_rts": 1.8300e5, "case118_ieee": 9.3101e4, "case162_ieee_dtc": 1.0146e5, "case179_goc": 7.5188e5,
    "case197_snem": 1.4741e0, "case240_pserc": 3.2714e6, "case300_ieee": 5.1785e5, "case500_goc": 4.4055e5,
    "case793_goc": 2.5831e5, "case1354_pegase": 1.2182e6, "case1888_rte": 1.3529e6, "case2000_goc": 9.4304e5,
    "case2383wp_k": 1.8041e6,
}  # fmt: skip


@pytest.mark.parametrize("name", PUBLISHED_USD_PER_H)
def test_the_published_optimum_to_five_digits(name):
    grid = open_grid(validation_folder("pglib") / f"pglib_opf_{name}.m")
    dispatch = solve_snapshot(Limits(network_of(grid, Convention.POWERMODELS)), snapshots_of(grid)[0])
    assert f"{dispatch.cost_usd_per_h:.4e}" == f"{PUBLISHED_USD_PER_H[name]:.4e}"
    assert abs(dispatch.gap) < 1e-9
    assert dispatch.residual_mw < 1e-6


def test_the_conventions_differ():
    """In the convention of MATPOWER the taps of the 162-bus case move its optimum."""
    grid = open_grid(validation_folder("pglib") / "pglib_opf_case162_ieee_dtc.m")
    dispatch = solve_snapshot(Limits(network_of(grid, Convention.MATPOWER)), snapshots_of(grid)[0])
    assert f"{dispatch.cost_usd_per_h:.4e}" != f"{PUBLISHED_USD_PER_H['case162_ieee_dtc']:.4e}"
