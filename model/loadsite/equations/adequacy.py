"""Adequacy: firm capacity of a market covers its peak load and its campuses, with the planning reserve margin."""

from __future__ import annotations

from typing import Any

from loadsite.equations.families import Facts, Limit
from loadsite.equations.limit_origins import from_table


def reserve_margin(m: Any, r: Any, y: Any) -> Any:
    """Firm capacity built, less what the campuses need, covers what the existing fleet leaves open. [GW]

    sum(credit * built) + sum(storage_credit * storage_built) + sum(kept_credit * kept) + capacity_shortfall[r, y]
    - sum(margin_factor[r] * firm_draw[c, y] * campus[c, y]) >= firm_capacity_needed[r, y]

    firm_draw is the highest hourly draw of the firm tranche per MW of campus, zero for off-grid campuses;
    firm_capacity_needed is peak load times one plus the margin, less the capacity credit of what stands whatever is
    decided.
    Shadow price [M$/GW-year]: the capacity price.
    """
    return (
        sum(m.credit[g] * m.built[g, v] for g in m.candidates_in_market[r] for v in m.years_until[y])
        + sum(m.storage_credit[s] * m.storage_built[s, v] for s in m.new_storage_in_market[r] for v in m.years_until[y])
        + sum(m.kept_credit[g] * m.kept[g, y] for g in m.retiring_in_market[r])
        + m.capacity_shortfall[r, y]
        - sum(m.margin_factor[r] * m.firm_draw[c, y] * m.campus[c, y] for c in m.sites_in_market[r])
        >= m.firm_capacity_needed[r, y]
    )


RESERVE_MARGIN = Facts(
    limit=Limit("reserve margin", from_table("reserve_margins"), one_more="firm capacity in {}"),
    called="reserve margin of {}",
    part="firm capacity for its peak, with the reserve margin",
    audited=("reserve margin of *",),
)
