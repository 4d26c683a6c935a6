"""Solve an exported network with PyPSA: `python solve_network.py` in its folder.

Needs PyPSA 1.0 or later and HiGHS, and nothing of loadsite. The constraints that PyPSA has no component for are in
further_constraints.csv and further_terms.csv; here they are added to PyPSA's own linear program.
"""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pypsa
import xarray


def solved(folder: Path) -> pypsa.Network:
    """The network of a folder, at its optimum; RuntimeError where there is none."""
    network = pypsa.Network(str(folder / "network"))
    constraints = pd.read_csv(folder / "further_constraints.csv")
    solve(network, constraints, pd.read_csv(folder / "further_terms.csv"))
    return network


def solve(network: pypsa.Network, constraints: pd.DataFrame, terms: pd.DataFrame) -> None:
    """Add the further constraints and solve; RuntimeError where there is no optimum."""
    model = network.optimize.create_model(include_objective_constant=False)
    hours = xarray.DataArray(network.snapshot_weightings["objective"].to_numpy(), {"snapshot": network.snapshots})
    of_constraint = dict(iter(terms.groupby("constraint", sort=False)))
    for name, sense, constant in constraints.itertuples(index=False):
        parts = []
        for (component, attribute), part in of_constraint[name].groupby(["component", "attribute"], sort=False):
            names = part["name"].to_list()
            coefficient = xarray.DataArray(part["coefficient"].to_numpy(dtype=float), {"name": names})
            if attribute == "p_nom":
                parts.append((model[f"{component}-p_nom"].sel(name=names) * coefficient).sum())
            else:
                parts.append((model[f"{component}-p"].sel(name=names) * coefficient * hours).sum())
        total = sum(parts[1:], start=parts[0])
        model.add_constraints(total, "=" if sense == "==" else sense, constant, name=f"further-{name}")
    options = {"solver": "simplex", "output_flag": False}
    status, condition = network.optimize.solve_model(solver_name="highs", solver_options=options)
    if (status, condition) != ("ok", "optimal"):
        raise RuntimeError(f"no optimum: {status}, {condition}")


if __name__ == "__main__":
    answer = solved(Path(__file__).parent)
    print(f"cost of the model year: {answer.objective:,.2f} USD")
    campuses = answer.generators[answer.generators["carrier"] == "campus"]
    print(campuses["p_nom_opt"].round(3).to_string())
