"""Prices of an hour: what one more MW of load costs at every bus, as energy at the reference bus plus congestion.

    price_i = energy of the island + sum over binding limits of shadow price * factor of the limit at bus i

Both parts depend on which bus is the reference, their sum does not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from loadsite.nodal.dcopf import Dispatch
from loadsite.nodal.limits import Limits

BINDING = 1e-7
"""A smaller shadow price is rounding [USD/MWh]."""


def bus_prices(limits: Limits, dispatch: Dispatch) -> pd.DataFrame:
    """Price of every bus and its parts [USD/MWh]."""
    network = limits.network
    energy = dispatch.energy_usd_per_mwh[network.island]
    congestion = dispatch.shadow_prices_usd_per_mwh @ limits.factors(dispatch.keys)
    return pd.DataFrame({
        "snapshot": dispatch.snapshot.name, "bus": network.grid.buses.index,
        "price_usd_per_mwh": energy + congestion, "energy_usd_per_mwh": energy, "congestion_usd_per_mwh": congestion,
    })  # fmt: skip


def binding_limits(limits: Limits, dispatch: Dispatch) -> pd.DataFrame:
    """Limits with a shadow price, the highest first: branch, outage, flow, limit, and what one more MW of it saves."""
    grid = limits.network.grid
    lower, upper = limits.bounds(dispatch.keys)
    flows = limits.of_flows(dispatch.keys, dispatch.flows_mw)
    price = dispatch.shadow_prices_usd_per_mwh
    rows = [
        {
            "snapshot": dispatch.snapshot.name, "branch": str(grid.branches.index[key.branch]),
            "outage": str(grid.branches.index[key.outage]) if key.outage >= 0 else "",
            "from_bus": str(grid.branches["from_bus"].iloc[key.branch]),
            "to_bus": str(grid.branches["to_bus"].iloc[key.branch]),
            "flow_mw": float(flows[at]), "limit_mw": float(lower[at] if price[at] > 0 else upper[at]),
            "shadow_price_usd_per_mwh": float(abs(price[at])),
        }
        for at, key in enumerate(dispatch.keys) if abs(price[at]) > BINDING
    ]  # fmt: skip
    columns = ["snapshot", "branch", "outage", "from_bus", "to_bus", "flow_mw", "limit_mw", "shadow_price_usd_per_mwh"]
    return pd.DataFrame(rows, columns=columns).sort_values("shadow_price_usd_per_mwh", ascending=False,
                                                           kind="stable", ignore_index=True)  # fmt: skip


def branch_flows(limits: Limits, dispatch: Dispatch) -> pd.DataFrame:
    """Flow of every branch without an outage, and its limits [MW]."""
    network = limits.network
    closed = network.law.susceptance_mw_per_rad != 0.0
    return pd.DataFrame({
        "snapshot": dispatch.snapshot.name, "branch": network.grid.branches.index,
        "flow_mw": np.where(closed, dispatch.flows_mw, 0.0), "lower_mw": network.law.lower_mw,
        "upper_mw": network.law.upper_mw,
    })  # fmt: skip


def generation(limits: Limits, dispatch: Dispatch) -> pd.DataFrame:
    """Output of every generator, and MW sent by every DC line."""
    grid = limits.network.grid
    made = [("generator", grid.generators.index, dispatch.generation_mw), ("dc_line", grid.dc_lines.index,
                                                                          dispatch.sent_mw)]  # fmt: skip
    return pd.concat([
        pd.DataFrame({"snapshot": dispatch.snapshot.name, "kind": kind, "name": names, "mw": mw})
        for kind, names, mw in made
    ], ignore_index=True)  # fmt: skip


def certificates(limits: Limits, dispatches: list[Dispatch]) -> pd.DataFrame:
    """What is proven of every hour: cost, bound, gap, rows, and limits looked at that are no rows."""
    rows = []
    for each in dispatches:
        worst = max(each.certificate.checks, key=lambda check: check.error / check.allowed)
        rows.append({
            "snapshot": each.snapshot.name, "convention": str(limits.network.law.convention),
            "cost_usd_per_h": each.cost_usd_per_h, "bound_usd_per_h": each.bound_usd_per_h, "gap_share": each.gap,
            "largest_error": worst.error, "largest_error_of": worst.name, "rows": len(each.keys),
            "limits_checked": each.checked.candidates, "worst_left_out": (
                limits.label(each.checked.worst) if each.checked.worst is not None else ""),
            "worst_left_out_mw": each.checked.worst_mw, "balance_error_mw": each.residual_mw, "rounds": each.rounds,
        })  # fmt: skip
    return pd.DataFrame(rows)
