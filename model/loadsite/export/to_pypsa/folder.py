"""The folder of an exported network: PyPSA's CSV files, further constraints, and a script that solves them."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

from loadsite.errors import LoadsiteError
from loadsite.export.to_pypsa import network as parts
from loadsite.export.to_pypsa import solve_network
from loadsite.export.to_pypsa.further import as_tables, further_constraints
from loadsite.inputs.case import Case, Target

README = """\
{name}: {what}

network/                 a PyPSA network: pypsa.Network("network")
further_constraints.csv  what PyPSA has no component for: {further}
further_terms.csv        their terms: MW built (p_nom) or MWh over the snapshots (energy) of a component
solve_network.py         adds them and solves: python solve_network.py

Units are MW, MWh and USD of {cost_year}. The objective is the cost of the model year {year}; loadsite counts it
{weight:g} times. Without the further constraints PyPSA solves a looser question, and its cost is a lower bound.
"""


class CannotExport(LoadsiteError):
    """A case that asks for something a PyPSA network cannot say."""


def write_network(folder: Path, case: Case) -> None:
    """Write the network of a case into a folder that is there.

    Raises:
        CannotExport: listing everything of the case that cannot be said.
    """
    check_can_be_said(case)
    logging.getLogger("pypsa").setLevel(logging.ERROR)
    network = parts.network_of(case)
    (folder / "network").mkdir()
    network.export_to_csv_folder(str(folder / "network"))
    constraints = further_constraints(case)
    for name, table in zip(("further_constraints", "further_terms"), as_tables(constraints), strict=True):
        table.to_csv(folder / f"{name}.csv", index=False)
    shutil.copyfile(str(solve_network.__file__), folder / "solve_network.py")
    (year,) = case.horizon.years.index
    kinds = dict.fromkeys(each.name.partition(" ")[0] for each in constraints)
    (folder / "README.txt").write_text(README.format(
        name=case.name, what=case.horizon.resolution, further=", ".join(kinds) or "nothing here", year=year,
        cost_year=case.cost_year, weight=float(case.horizon.years["present_value_weight"].iloc[0]),
    ), encoding="utf-8")  # fmt: skip


def check_can_be_said(case: Case) -> None:
    """Refuse what PyPSA's network, with further linear constraints, has no words for."""
    wrong = []
    if len(case.horizon.years) > 1:
        wrong.append(f"{len(case.horizon.years)} model years; expected one")
    if len(case.horizon.periods) > 1:
        wrong.append(f"{len(case.horizon.periods)} periods; expected one: time: {{resolution: hours, period: all}}, "
                     "or one week with from_utc and until_utc")  # fmt: skip
    if not isinstance(case.placement, Target):
        wrong.append("host, the most MW that fit; expected place, a target")
    if case.rules:
        wrong.append(f"{len(case.rules)} rules of rule files; expected none")
    if case.risk is not None:
        wrong.append("risk; expected none")
    for has, what in (
        (not case.fleet.retirement.empty, "plants that may be retired"),
        (not case.build_out.zone_limit.empty, "limits of technologies by zone"),
        (not case.fleet.commitment.empty, "unit commitment"),
        (case.horizon.cyclic, "ramps round the end of its period"),
    ):
        if has:
            wrong.append(f"{what}; expected none")
    if wrong:
        raise CannotExport(f"{case.name} cannot be exported to PyPSA: it has " + "; ".join(wrong))
