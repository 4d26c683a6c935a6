"""PyPSA: a network of buses, generators, storage units and links, which PyPSA turns into a linopy model.

The optimum is that of `siting_rules`; the matrix is not. PyPSA writes bounds as rows, counts all MW of what can be
built as a decision, and needs a large generator for unserved load and a generator of negative sign for a campus.
"""

from __future__ import annotations

import highspy
import numpy as np
import numpy.typing as npt
import pandas as pd
import pypsa
from linopy.io import to_highspy
from siting_data import BUILDABLE, RAMPING, TECHNOLOGIES, SitingData

NEVER_BINDING_MW = 1e6


def build(data: SitingData) -> pypsa.Network:
    """The network and its model, with PyPSA's default options."""
    n = pypsa.Network()
    n.set_snapshots(range(data.snapshot_count))
    zones = _names("zone", data.zone_count)
    n.add("Carrier", TECHNOLOGIES, co2_emissions=data.emissions)
    n.add("Carrier", "AC")
    n.add("Bus", zones)
    loads = _names("load", data.zone_count)
    n.add("Load", loads, bus=zones, p_set=pd.DataFrame(data.load_mw.T, columns=loads))
    for k, technology in enumerate(TECHNOLOGIES):
        _add_generators(n, data, zones, k, technology)
    n.add(
        "Generator", _names("unserved", data.zone_count), bus=zones,
        p_nom=NEVER_BINDING_MW, marginal_cost=data.value_of_lost_load,
    )
    storage = _names("storage", data.zone_count)
    n.add(
        "StorageUnit", storage, bus=zones, p_nom_extendable=True,
        p_nom_min=data.storage_mw, p_nom_max=data.storage_mw + data.storage_build_limit_mw,
        capital_cost=data.storage_build_cost, max_hours=data.storage_hours,
        efficiency_store=data.storage_efficiency, efficiency_dispatch=data.storage_efficiency,
        cyclic_state_of_charge=True,
    )
    n.add(
        "Link", _names("line", data.line_count),
        bus0=[zones[z] for z in data.line_from], bus1=[zones[z] for z in data.line_to],
        p_nom=data.line_mw, p_min_pu=-1.0, carrier="AC",
    )
    campuses = _names("campus", data.site_count)
    n.add(
        "Generator", campuses, bus=[zones[z] for z in data.site_zone], sign=-1.0,
        p_nom_extendable=True, p_nom_max=data.site_limit_mw, capital_cost=data.site_cost,
    )
    n.add(
        "GlobalConstraint", "emission_cap", type="primary_energy", carrier_attribute="co2_emissions",
        sense="<=", constant=data.emission_cap_t,
    )
    m = n.optimize.create_model(include_objective_constant=False)

    served = m.variables["Generator-p"].sel(name=campuses).sum("snapshot")
    campus = m.variables["Generator-p_nom"].sel(name=campuses)
    least_served_hours = (1 - data.unserved_share) * data.snapshot_count
    m.add_constraints(served - least_served_hours * campus >= 0, name="unserved_budget")
    m.add_constraints(campus.sum() >= data.target_mw, name="target")
    charge_cost = pd.Series(data.charge_cost, index=pd.Index(storage, name="name"))
    m.objective += (m.variables["StorageUnit-p_store"] * charge_cost).sum()

    # PyPSA prices all MW, those that stand included; the rules price what is built.
    n.meta["cost_of_existing"] = float(
        (data.build_cost * data.existing_mw)[:, BUILDABLE].sum() + data.storage_build_cost @ data.storage_mw
    )
    return n


def hand_over(n: pypsa.Network) -> highspy.Highs:
    """linopy's direct hand-over; the cost of what stands is taken off, so that objectives compare."""
    highs = to_highspy(n.model)
    highs.setOptionValue("output_flag", False)
    highs.changeObjectiveOffset(-n.meta["cost_of_existing"])
    return highs


def _add_generators(n: pypsa.Network, data: SitingData, zones: list[str], k: int, technology: str) -> None:
    names = [f"{technology}_{zone}" for zone in zones]
    existing_mw = data.existing_mw[:, k]
    options: dict[str, bool | float | npt.NDArray[np.float64]] = {}
    if k in BUILDABLE:
        options["p_nom_extendable"] = True
        options["p_nom_min"] = existing_mw
        options["p_nom_max"] = existing_mw + data.build_limit_mw[:, k]
        options["capital_cost"] = data.build_cost[:, k]
    if k in RAMPING:
        options["ramp_limit_up"] = options["ramp_limit_down"] = data.ramp_share[k]
    n.add(
        "Generator", names, bus=zones, carrier=technology, p_nom=existing_mw,
        marginal_cost=data.generation_cost[:, k],
        p_max_pu=pd.DataFrame(data.availability[:, k].T, columns=names), **options,
    )


def _names(kind: str, count: int) -> list[str]:
    return [f"{kind}_{number}" for number in range(count)]
