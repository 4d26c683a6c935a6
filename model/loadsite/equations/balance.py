"""Balance: in every zone and hour, what comes in is what goes out. The most important equation."""

from __future__ import annotations

from typing import Any

from loadsite.equations.families import Facts


def balance(m: Any, z: Any, y: Any, t: Any) -> Any:
    """Generation, storage, lines and unserved load meet the load of the zone and its campuses. [GW]

    sum(generation) + sum(discharge - charge) + sum((1 - loss_share) * flow into z) - sum(flow out of z) + unserved
    + sum(reduced)
    - sum(load_shape * campus - interrupted, campuses fed by the grid alone)
    - sum(grid_withdrawal, campuses with on-site generation) == base_load[z, t] * load_factor[z, y]

    Shadow price over weight and present value [M$/GWh]: the price of electricity in the zone and hour.
    """
    return (
        sum(m.generation[g, y, t] for g in m.generators_in[z])
        + sum(m.discharge[s, y, t] - m.charge[s, y, t] for s in m.storage_in[z])
        + sum(m.received_share[l] * m.flow[l, y, t] for l in m.lines_into[z])  # noqa: E741
        - sum(m.flow[l, y, t] for l in m.lines_out_of[z])  # noqa: E741
        + m.unserved[z, y, t]
        + sum(m.reduced[d, y, t] for d in m.responses_in[z])
        - sum(m.load_shape[c, t] * m.campus[c, y] - m.interrupted[c, y, t] for c in m.grid_sites_in[z])
        - sum(m.grid_withdrawal[c, y, t] for c in m.supplied_sites_in[z])
        == m.base_load[z, t] * m.load_factor[z, y]
    )


BALANCE = Facts(part="its power from the grid", audited=("balance of zones",))
