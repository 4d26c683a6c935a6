"""Short names of long columns, for files whose names end after ten letters."""

from __future__ import annotations

FULL_NAMES = {
    "ann_mw": "announced_mw", "conn_kv": "connection_kv", "conn_km": "connection_km",
    "ons_lim_mw": "onsite_limit_mw", "ons_tech": "onsite_technology", "coords": "coordinates",
}  # fmt: skip
"""What a Shapefile, whose names end after ten letters, calls the longer columns of the table of sites."""
