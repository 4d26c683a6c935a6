"""Short names of long columns, for files whose names end after ten letters."""

from __future__ import annotations

FULL_NAMES = {
    "ann_mw": "announced_mw", "conn_kv": "connection_kv", "conn_km": "connection_km", "own_mw": "own_supply_mw",
    "own_lim_mw": "own_supply_limit_mw", "own_tech": "own_supply_technology", "coords": "coordinates",
}  # fmt: skip
"""What a Shapefile, whose names end after ten letters, calls the longer columns of the table of sites."""
