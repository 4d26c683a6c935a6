"""Keys, columns, quantities and tables that the version before called otherwise: told with their new names."""

from __future__ import annotations

from typing import Final

NOW: Final = {
    # keys of a scenario
    "pausable_share": "interruptible_share",
    "pause_energy_share": "interruption_energy_share",
    "pause_usd_per_mwh": "interruption_usd_per_mwh",
    "storage_levels": "state_of_charge",
    "common": "cyclic",
    "chained": "inter_period",
    # columns of the table of sites; the short ones are those of a Shapefile
    "islanded": "off_grid",
    "own_supply_mw": "onsite_mw",
    "own_supply_limit_mw": "onsite_limit_mw",
    "own_supply_technology": "onsite_technology",
    "own_mw": "onsite_mw",
    "own_lim_mw": "onsite_limit_mw",
    "own_tech": "onsite_technology",
    # quantities of rules
    "paused": "interrupted",
    "drawn": "grid_withdrawal",
    "own_generation": "onsite_generation",
}
"""old name -> new name"""


def renamed_to(name: str) -> str:
    """The new name of what was called `name`; "" where that was no name."""
    return NOW.get(name.strip().casefold(), "")
