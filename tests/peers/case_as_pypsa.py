"""The same question asked of PyPSA, through the network that `loadsite export --format pypsa` writes.

Only the tables of a Case are shared; nothing of loadsite's equations, units or arrays.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import pandas as pd
import pypsa

from loadsite.export.to_pypsa.folder import check_can_be_said
from loadsite.export.to_pypsa.further import as_tables, further_constraints
from loadsite.export.to_pypsa.network import campus, network_of
from loadsite.export.to_pypsa.solve_network import solve
from loadsite.inputs.case import Case


@dataclass(frozen=True)
class Peer:
    """PyPSA's optimum."""

    cost_usd: float
    price: pd.DataFrame
    """zone by snapshot [USD/MWh]"""
    campus_mw: pd.Series


def solved_by_pypsa(case: Case) -> Peer:
    """Build the network, add what PyPSA has no component for, solve with HiGHS."""
    check_can_be_said(case)
    quiet()
    network = network_of(case)
    solve(network, *as_tables(further_constraints(case)))
    return peer(network, case)


def peer(network: pypsa.Network, case: Case) -> Peer:
    """What a solved network says."""
    prices = network.buses_t.marginal_price[list(case.grid.zones.index)].T
    sites = case.sites.sites.index
    return Peer(
        cost_usd=network.objective,
        price=prices.set_axis(case.horizon.snapshots.index, axis=1),
        campus_mw=network.generators["p_nom_opt"].loc[[campus(site) for site in sites]].set_axis(sites),
    )


def quiet() -> None:
    """Keep what PyPSA and linopy tell of their work out of the tests."""
    logging.getLogger("linopy").setLevel(logging.ERROR)
    logging.getLogger("pypsa").setLevel(logging.ERROR)
