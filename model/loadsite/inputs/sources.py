"""All that was read for one question, before it becomes a Case."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath

import pandas as pd

from loadsite.errors import InputError
from loadsite.inputs.cells import Rows, check_cells
from loadsite.inputs.csv_text import read_csv
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.places.of_scenario import Places, read_places_of
from loadsite.inputs.problems import Problems
from loadsite.inputs.references import check_references
from loadsite.inputs.rules.parameters import parameters_of
from loadsite.inputs.rules.rule_file import RuleText, read_rules
from loadsite.inputs.scenario import Plan, Scenario
from loadsite.inputs.scenario_file import PlanFile, ScenarioFile, read_plan
from loadsite.inputs.schema import PROVENANCE, Column, Kind, Table
from loadsite.inputs.suggestions import did_you_mean, listed
from loadsite.inputs.tables import SitesFolder, read_sites_folder
from loadsite.origin import Origin

ZONE_SHARES_FILE = "zone_shares.csv"
OUTSIDE_THE_MODEL = "other"
"""What a plan counts towards its annual build limits and no technology of the model builds."""


@dataclass(frozen=True)
class Sources:
    """A scenario, its plan and its sites folder, each checked by itself."""

    opened: ScenarioFile
    plan_file: PlanFile
    folder: SitesFolder
    zone_share: pd.Series
    """zone -> share of what the country builds [1]"""
    rules: list[RuleText]
    """the modeller's rules, as they are written"""
    places: Places
    """what the scenario's layers say about the sites"""

    @property
    def scenario(self) -> Scenario:
        return self.opened.scenario

    @property
    def plan(self) -> Plan:
        return self.plan_file.plan

    @property
    def years(self) -> pd.Index[int]:
        """The model years."""
        return pd.Index(self.scenario.years, name="year")

    @property
    def zones(self) -> pd.Index:
        """The zones, as zones.geojson orders them."""
        zones: pd.Index = pd.Index(self.folder.tables["zones"].frame["zone"].to_list(), name="zone", dtype=object)
        return zones

    @property
    def zone_market(self) -> pd.Series:
        """zone -> market"""
        return self.folder.frame("zones")["market"].rename_axis("zone")

    def shown(self, table: str) -> str:
        """The file of a table, as messages name it."""
        return self.folder.tables[table].shown


def read_sources(opened: ScenarioFile) -> Sources:
    """Read the plan, the sites folder and the rule files of a scenario.

    Raises:
        InputError: everything wrong in any of their files.
    """
    sources, of_rules = gather_sources(opened)
    of_rules.raise_if_any()
    return sources


def gather_sources(opened: ScenarioFile) -> tuple[Sources, Problems]:
    """The same, with what is wrong in the text of the rules put by: the rules that can be read go on to the case, so
    that all their mistakes are told at once.

    Raises:
        InputError: everything wrong in any of the files, where something is wrong elsewhere than in rules.
    """
    problems, of_rules = Problems(), Problems()
    plan_file: PlanFile | None = None
    folder: SitesFolder | None = None
    try:
        plan_file = read_plan(opened)
    except InputError as error:
        problems.take(error)
    try:
        folder = read_sites_folder(opened.files, opened.scenario.sites)
    except InputError as error:
        problems.take(error)
    rules = read_rules(opened.files, opened.scenario.rules, parameters_of(opened, of_rules), of_rules)
    _raise_both(problems, of_rules)
    assert plan_file is not None and folder is not None
    _check_plan_technologies(plan_file, folder, problems)
    zone_share = _zone_share(opened, plan_file, folder, problems)
    places = read_places_of(opened, folder, problems)
    _raise_both(problems, of_rules)
    return Sources(opened, plan_file, folder, zone_share, rules, places), of_rules


def _raise_both(problems: Problems, of_rules: Problems) -> None:
    """Raises all of both where the first holds anything."""
    if problems:
        problems.take(of_rules.error())
        raise problems.error()


def _check_plan_technologies(plan_file: PlanFile, folder: SitesFolder, problems: Problems) -> None:
    known = sorted(set(folder.tables["technologies"].frame["plan_technology"]) - {""})
    for name in plan_file.plan.national_gw_per_year:
        if name not in (*known, OUTSIDE_THE_MODEL):
            place = plan_file.source.keys["national_gw_per_year", name]
            hint = did_you_mean(name, known) or f"expected one of {listed(known, 20)}"
            problems.add(place.of(plan_file.source.shown), f"national_gw_per_year.{name}",
                         f'"{name}" is not a plan_technology of technologies.csv', hint)


def _zone_share(opened: ScenarioFile, plan_file: PlanFile, folder: SitesFolder, problems: Problems) -> pd.Series:
    """The column of zone_shares.csv that the plan names, by zone. Every zone needs one; in sum they are at most one."""
    name = (PurePosixPath(opened.scenario.plan).parent / ZONE_SHARES_FILE).as_posix()
    rows = _zone_shares(opened.files, name, folder, problems)
    zones = folder.tables["zones"].frame["zone"].to_list()
    column = plan_file.plan.apportionment
    if rows is None:
        return pd.Series(dtype=float)
    known = [name for name in rows.table.column_names if name != "zone"]
    if column not in known:
        place = plan_file.source.place(("apportionment",))
        hint = did_you_mean(column, known) or f"expected one of {listed(known)}"
        problems.add(place.of(plan_file.source.shown), "apportionment",
                     f'"{column[:60]}" is not a column of {ZONE_SHARES_FILE}', hint)
        return pd.Series(dtype=float)
    share = rows.frame.drop_duplicates("zone").set_index("zone")[column]
    for zone in zones:
        if zone not in share.index:
            problems.add(Origin(rows.shown), "zone", f'has no row for the zone "{zone}"')
    if share.sum() > 1 + 1e-6:
        problems.add(Origin(rows.shown, 1), column, f"shares add up to {share.sum():.4f}; expected at most 1")
    return share


def _zone_shares(files: StudyFiles, name: str, folder: SitesFolder, problems: Problems) -> Rows | None:
    cells = read_csv(files, name, problems)
    if cells is None:
        return None
    provenance = [column.name for column in PROVENANCE]
    shares = dict.fromkeys(each for each in cells.header if each not in ("zone", *provenance))
    table = Table("zone_shares", ZONE_SHARES_FILE, "how much of what the country builds each zone gets", ("zone",), (
        Column("zone", Kind.TEXT, "name of the zone", refers_to="zones.zone"),
        *(Column(each, Kind.NUMBER, "share of what the country builds", unit="1", least=0, most=1) for each in shares),
    ))
    rows = check_cells(cells, table, problems)
    if rows is not None:
        check_references({"zones": folder.tables["zones"], "zone_shares": rows}, problems)
    return rows
