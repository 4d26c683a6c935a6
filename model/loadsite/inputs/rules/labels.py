"""What selectors can tell apart: the labels of sites, generators, storage, lines and zones of a case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from loadsite.inputs.case import Case

_FLEET = ("technology", "fuel", "zone", "market", "state", "new", "generator")
_STORAGE_FLEET = ("technology", "zone", "market", "state", "new", "storage")
_SITES = ("site", "zone", "state", "market", "kind", "status", "onsite_technology")
KEYS_OF: Final = {
    "sites": _SITES, "supplied_sites": (*_SITES, "technology", "fuel"), "generators": _FLEET, "candidates": _FLEET,
    "retiring_generators": _FLEET,
    "storage": _STORAGE_FLEET, "new_storage": _STORAGE_FLEET, "lines": ("line", "from", "to", "corridor", "kind"),
    "zones": ("zone", "market", "state"), "corridors": ("corridor",),
}  # fmt: skip
"""Kind of things -> the keys that selectors may name; `new` is true for what may be built, else false.

Sites have the labels that the scenario's layers carry to them as well.

The technology and fuel of supplied sites are those of the on-site generation.
"""

Chosen = npt.NDArray[np.bool_]


class Ambiguous(ValueError):
    """What lies only partly in the states asked for."""


@dataclass(frozen=True)
class Things:
    """One kind of things: label -> the text of each key that a selector may name.

    `state` holds all states of a zone, separated by spaces; of a site, or a plant that names it, just one.
    """

    table: pd.DataFrame

    @property
    def labels(self) -> pd.Index:
        return self.table.index

    def known(self, key: str) -> list[str]:
        """Every label of a key, sorted."""
        if key == "state":
            return sorted({state for states in self.table["state"] for state in str(states).split()})
        return sorted({str(value) for value in self.table[key] if value != ""})

    def matching(self, key: str, values: tuple[str, ...], equal: bool, among: Chosen) -> Chosen:
        """Which of the things `among` which is asked have one of the values (or, if not `equal`, none of them).

        Raises:
            Ambiguous: one of them lies partly in the states named.
        """
        if key != "state":
            return np.asarray(among & (self.table[key].isin(list(values)).to_numpy(dtype=bool) == equal))
        asked = set(values)
        found = np.zeros(len(self.table), dtype=bool)
        for position, (label, states) in enumerate(self.table["state"].items()):
            inside = set(str(states).split())
            if among[position] and inside & asked and not inside <= asked:
                raise Ambiguous(self._in_several_states(str(label), sorted(inside)))
            found[position] = bool(inside) and inside <= asked
        return np.asarray(among & (found == equal))

    def _in_several_states(self, label: str, states: list[str]) -> str:
        said = f"the zone {self.zone_of(label)} lies in {' and '.join(states)}; name zones instead, or all its states"
        if "new" not in self.table.columns:
            return said
        if self.table.loc[label, "new"] == "true":
            return f"{said}, or new=false for what stands"
        return f"{said}, or say in the column state where {label} stands"

    def zone_of(self, label: str) -> str:
        """The zone a thing lies in."""
        return str(self.table["zone"].loc[label])

    def groups(self, keys: tuple[str, ...]) -> pd.Series:
        """label -> the values of several keys, joined by a comma."""
        if not keys:
            return pd.Series("", index=self.labels, dtype=object)
        joined = self.table[keys[0]].astype(str)
        for key in keys[1:]:
            joined = joined + ", " + self.table[key].astype(str)
        return joined


def things_of(case: Case) -> dict[str, Things]:
    """Every kind of things of a case, each only with those that the linear program decides on."""
    zones, sites = case.grid.zones, case.sites.sites
    by_zone = pd.DataFrame({"zone": zones.index, "market": zones["market"], "state": zones["states"]}, zones.index)
    site = sites[list(_SITES[1:])].assign(site=sites.index).join(case.sites.labels)
    fleet, storage_fleet = case.fleet, case.storage_fleet
    may_be_built = (fleet.build_limit_mw > 0).any(axis=1)
    standing = ~fleet.generators["candidate"].astype(bool)
    new_storage = (storage_fleet.build_limit_mw > 0).any(axis=1)
    generators = _in_zones(fleet.generators[["technology", "fuel", "zone"]], by_zone, "generator", standing,
                           _own_state(fleet.generators))
    stored = ~storage_fleet.storage["candidate"].astype(bool)
    storage = _in_zones(storage_fleet.storage[["technology", "zone"]], by_zone, "storage", stored,
                        _own_state(storage_fleet.storage))
    lines = case.grid.lines
    line = pd.DataFrame({"line": lines.index, "from": lines["from_zone"], "to": lines["to_zone"],
                         "corridor": lines["corridor"], "kind": lines["kind"]}, lines.index)
    corridors = case.grid.corridors.index[(case.grid.corridor_limit_mw > 0).any(axis=1)]
    tables = {
        "sites": site,
        "supplied_sites": site.assign(
            technology=sites["onsite_technology"], fuel=sites["onsite_fuel"]
        ).loc[case.sites.with_onsite],
        "generators": generators[standing | may_be_built],
        "candidates": generators[may_be_built],
        "retiring_generators": generators.loc[fleet.retirement.index],
        "storage": storage[stored | new_storage],
        "new_storage": storage[new_storage],
        "lines": line,
        "zones": by_zone,
        "corridors": pd.DataFrame({"corridor": corridors}, corridors),
    }
    further = {"sites": list(case.sites.labels), "supplied_sites": list(case.sites.labels)}
    return {name: Things(table[[*KEYS_OF[name], *further.get(name, [])]].astype(object))
            for name, table in tables.items()}  # fmt: skip


def _own_state(plants: pd.DataFrame) -> pd.Series:
    """The state that each plant names; "" where it names none."""
    return plants["state"] if "state" in plants else pd.Series("", plants.index, dtype=object)


def _in_zones(
    table: pd.DataFrame, by_zone: pd.DataFrame, name: str, standing: pd.Series, own_state: pd.Series
) -> pd.DataFrame:
    place = by_zone.loc[table["zone"], ["market", "state"]].set_axis(table.index, axis=0)
    place["state"] = place["state"].where(own_state == "", own_state)
    new = np.where(standing, "false", "true")
    found = pd.concat([table, place], axis=1).assign(new=new)
    found[name] = table.index
    return found
