"""Reads a scenario and its plan, and checks what no single key can tell."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from loadsite.errors import InputError
from loadsite.inputs.file_kinds import expect_scenario
from loadsite.inputs.files import StudyFiles
from loadsite.inputs.problems import Problems
from loadsite.inputs.rules.early import note_rule_mistakes
from loadsite.inputs.scenario import Plan, Scenario
from loadsite.inputs.scenario_errors import validated
from loadsite.inputs.scenario_layers import check_layers
from loadsite.inputs.suggestions import listed
from loadsite.inputs.yaml_source import YamlSource, read_yaml
from loadsite.origin import Origin


@dataclass(frozen=True)
class ScenarioFile:
    """A scenario with where its keys stand and the files of its study."""

    scenario: Scenario
    source: YamlSource
    files: StudyFiles

    @property
    def sites_shown(self) -> str:
        """The sites folder as messages name it."""
        return self.files.shown(self.scenario.sites)


@dataclass(frozen=True)
class PlanFile:
    """A plan with where its keys stand."""

    plan: Plan
    source: YamlSource


def read_scenario(scenario_path: Path) -> Scenario:
    """The keys of a scenario file, checked, without opening what it refers to.

    Raises:
        InputError: every key and value that is wrong, with its place.
    """
    return open_scenario(scenario_path).scenario


def open_scenario(scenario_path: Path) -> ScenarioFile:
    """Read a scenario file; see `read_scenario`. Where it is wrong, what is wrong in its rule files is told too."""
    files = StudyFiles(scenario_path.parent)
    source = read_yaml(files.read(scenario_path.name), files.shown(scenario_path.name))
    expect_scenario(source)
    try:
        return checked_scenario(source, files)
    except InputError as error:
        problems = Problems()
        problems.take(error)
        note_rule_mistakes(source.data, files, problems)
        raise problems.error() from None


def checked_scenario(source: YamlSource, files: StudyFiles) -> ScenarioFile:
    """Check the keys of a scenario, wherever they come from; see `read_scenario`."""
    problems = Problems()
    scenario = validated(Scenario, source, problems)
    _check_placement(source, problems)
    if scenario is not None:
        _check_years(scenario, source, problems)
        _check_time(scenario, source, problems)
        _check_samples(scenario, source, problems)
        _check_paths(scenario, source, files, problems)
        check_layers(scenario, source, files, problems)
    problems.raise_if_any()
    assert scenario is not None
    return ScenarioFile(scenario, source, files)


def read_plan(opened: ScenarioFile) -> PlanFile:
    """Read the plan file of a scenario.

    Raises:
        InputError: every key and value that is wrong, with its place.
    """
    name = opened.scenario.plan
    source = read_yaml(opened.files.read(name), opened.files.shown(name))
    problems = Problems()
    plan = validated(Plan, source, problems)
    problems.raise_if_any()
    assert plan is not None
    return PlanFile(plan, source)


def _add(problems: Problems, source: YamlSource, path: tuple[str | int, ...], what: str, hint: str = "") -> None:
    place = source.place(path)
    problems.add(place.of(source.shown), ".".join(map(str, path)), what, hint)


def _check_placement(source: YamlSource, problems: Problems) -> None:
    if not isinstance(source.data, dict):
        return
    given = [key for key in ("place", "host") if source.data.get(key) is not None]
    if len(given) == 2:
        first = source.line(("place",))
        _add(problems, source, ("host",), f"stands beside place in line {first}; expected one of the two")
    if not given:
        problems.add(Origin(source.shown, 1, 1), "place", "missing; expected either place (a target in MW) or host "
                     "(the most MW that fit)")


def _check_years(scenario: Scenario, source: YamlSource, problems: Problems) -> None:
    before = scenario.base_year
    for position, year in enumerate(scenario.years):
        if year <= before:
            known = "base_year" if position == 0 else "the year before it"
            _add(problems, source, ("years", position), f"{year} does not come after {known}, {before}")
        before = max(before, year)
    if scenario.place is None:
        return
    target = scenario.place.target_mw
    for year in target:
        if year not in scenario.years:
            _add(problems, source, ("place", "target_mw", year),
                 f"{year} is not a model year; expected {listed(map(str, scenario.years))}")
    for year in scenario.years:
        if year not in target:
            _add(problems, source, ("place", "target_mw"), f"has no MW for the model year {year}")


def _check_time(scenario: Scenario, source: YamlSource, problems: Problems) -> None:
    time = scenario.time
    given = source.data["time"]
    unread = {
        "hours": ("count", "periods"), "periods": ("count", "from_utc", "until_utc", "period", "scaled_to_year"),
    }.get(time.resolution, ("from_utc", "until_utc", "period", "scaled_to_year", "periods"))
    if time.resolution != "hours" and time.state_of_charge == "inter_period":
        what = f"inter_period is not read with resolution {time.resolution}; expected cyclic or own"
        _add(problems, source, ("time", "state_of_charge"), what)
    if time.resolution == "periods":
        if time.periods is None:
            _add(problems, source, ("time", "periods"), "missing; expected a CSV table of the periods")
        if time.load_years is not None:
            _add(problems, source, ("time", "load_years"), "is not read with resolution periods; expected load_year")
    elif time.resolution != "hours":
        most = {"days": 366, "weeks": 52}[time.resolution]
        if time.count is None:
            _add(problems, source, ("time", "count"), f"missing; expected how many representative {time.resolution}")
        elif time.count > most:
            _add(problems, source, ("time", "count"), f"{time.count} is above {most}, the {time.resolution} of a year")
    for key in unread:
        if key in given:
            _add(problems, source, ("time", key), f"is not read with resolution {time.resolution}")


def _check_samples(scenario: Scenario, source: YamlSource, problems: Problems) -> None:
    time, risk = scenario.time, scenario.risk
    if time.load_year is None and time.load_years is None:
        _add(problems, source, ("time", "load_year"),
             "missing; expected a calendar year of the load file, or load_years")
    if time.load_years is not None:
        if time.load_year is not None:
            _add(problems, source, ("time", "load_years"), "stands beside load_year; expected one of the two")
        total = sum(time.load_years.values())
        if abs(total - 1) > 1e-6:
            _add(problems, source, ("time", "load_years"), f"probabilities add up to {total:g}; expected 1")
        for key in ("from_utc", "until_utc"):
            if getattr(time, key) is not None:
                _add(problems, source, ("time", key), "is not read with load_years, which are taken whole")
    if risk is None:
        return
    if time.load_years is None:
        _add(problems, source, ("risk",), "is not read without time.load_years: one load year has no bad years")
    if scenario.host is not None:
        _add(problems, source, ("risk",), "is not read with host: the most MW that fit have no cost")
    if scenario.solve.method == "decomposed":
        _add(problems, source, ("solve", "method"),
             "decomposed cannot hold risk, which ties all hours of a load year together; expected single or auto")


def _check_paths(scenario: Scenario, source: YamlSource, files: StudyFiles, problems: Problems) -> None:
    for key, name in (("sites", scenario.sites), ("plan", scenario.plan)):
        wrong = files.wrong_path(name)
        if wrong:
            _add(problems, source, (key,), wrong)
        elif key == "sites" and not files.holds_folder(name):
            _add(problems, source, (key,), f'"{name[:80]}" is not a folder', files.neighbour(name))
        elif key == "plan" and not files.holds_file(name):
            _add(problems, source, (key,), f'"{name[:80]}" is not a file', files.neighbour(name))
    for position, name in enumerate(scenario.rules):
        wrong = files.wrong_path(name)
        if wrong:
            _add(problems, source, ("rules", position), wrong)
        elif name in scenario.rules[:position]:
            _add(problems, source, ("rules", position), f'"{name[:80]}" stands twice')
        elif not files.holds_file(name):
            _add(problems, source, ("rules", position), f'"{name[:80]}" is not a file', files.neighbour(name))
