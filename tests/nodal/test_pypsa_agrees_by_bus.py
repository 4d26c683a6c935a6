"""Networks of PyPSA, exported by it: the optimum that loadsite finds for the folder costs what PyPSA's own costs, and
has its prices, which are unique as the generators that set them have squares in their cost.
"""

from __future__ import annotations

import logging

import numpy as np
import pypsa
import pytest
from grids import network_of

from loadsite.nodal.hours import solve_hours
from loadsite.nodal.limits import Limits
from loadsite.nodal.open_grid import open_grid
from loadsite.nodal.prices import BINDING, bus_prices
from loadsite.nodal.snapshot import snapshots_of

HOURS = ["h1", "h2"]


def network(seed: int) -> pypsa.Network:
    """A meshed network with transformers, taps, shifts, a link, a shunt, and loads and wind that vary."""
    draw = np.random.default_rng(seed)
    made = pypsa.Network()
    made.set_snapshots(HOURS)
    names = [f"n{at}" for at in range(9)]
    made.add("Bus", names, v_nom=[230.0] * 6 + [115.0] * 3, x=draw.uniform(-100, -95, 9), y=draw.uniform(30, 34, 9))
    for number in range(9):
        one, other = names[number % 6], names[(number * 2 + 1) % 6]
        if one != other:
            made.add("Line", f"l{number}", bus0=one, bus1=other, x=float(draw.uniform(20, 120)), r=3.0,
                     s_nom=float(draw.uniform(25, 60)), s_max_pu=0.8)  # fmt: skip
    for number, (one, other) in enumerate((("n0", "n6"), ("n2", "n7"), ("n4", "n8"))):
        made.add("Transformer", f"t{number}", bus0=one, bus1=other, x=0.12, s_nom=150.0, tap_ratio=1 + 0.03 * number,
                 phase_shift=2.0 * number)  # fmt: skip
    made.add("Line", ["m0", "m1"], bus0=["n6", "n7"], bus1=["n7", "n8"], x=[15.0, 22.0], s_nom=[70.0, 400.0])
    made.add("Link", "k", bus0="n1", bus1="n8", p_nom=20.0, efficiency=0.95, p_min_pu=0, marginal_cost=0.5)
    made.add("ShuntImpedance", "s", bus="n3", g=1e-5)
    for number in range(4):
        made.add("Generator", f"g{number}", bus=names[int(draw.integers(9))], p_nom=180.0, carrier="gas",
                 marginal_cost=float(draw.uniform(10, 50)), marginal_cost_quadratic=float(draw.uniform(0.02, 0.1)))
    made.add("Generator", "wind", bus="n5", p_nom=90.0, p_max_pu=[0.9, 0.2], marginal_cost=1.0)
    made.add("Load", [f"d{at}" for at in range(9)], bus=names, p_set=draw.uniform(5, 45, (2, 9)))
    made.add("Load", "fixed", bus="n3", p_set=11.0)
    return made


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 3, 4, 5, 6])
def test_cost_flows_and_prices(tmp_path, seed):
    logging.getLogger("pypsa").setLevel(logging.ERROR)
    logging.getLogger("linopy").setLevel(logging.ERROR)
    made = network(seed)
    made.export_to_csv_folder(tmp_path / "network")
    # PyPSA has shunts in its power flow alone: in its optimum they are a load
    made.add("Load", "shunt", bus="n3", p_set=1e-5 * 230**2)
    # by itself HiGHS adds 1e-7 to every square, which moves the price at the wind by 7e-6
    tight = {"dual_feasibility_tolerance": 1e-10, "qp_regularization_value": 0.0}
    status, _ = made.optimize(solver_name="highs", include_objective_constant=False, solver_options=tight)
    assert status == "ok"
    grid = open_grid(tmp_path / "network")
    limits = Limits(network_of(grid))
    solved = solve_hours(limits, snapshots_of(grid))
    assert [each.snapshot.name for each in solved] == HOURS
    assert sum(each.cost_usd_per_h for each in solved) == pytest.approx(made.objective, rel=1e-7)
    for each in solved:
        flows = dict(zip(grid.branches.index, each.flows_mw, strict=True))
        for kind in ("Line", "Transformer"):
            for name, mw in made.c[kind].dynamic["p0"].loc[each.snapshot.name].items():
                assert flows[name] == pytest.approx(mw, abs=2e-3)
        prices = bus_prices(limits, each).set_index("bus")["price_usd_per_mwh"]
        theirs = made.c["Bus"].dynamic["marginal_price"].loc[each.snapshot.name]
        assert prices.to_numpy() == pytest.approx(theirs[prices.index].to_numpy(), rel=1e-6)
    assert any((np.abs(each.shadow_prices_usd_per_mwh) > BINDING).any() for each in solved)
