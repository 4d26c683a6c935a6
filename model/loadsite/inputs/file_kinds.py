"""What a YAML file is, told by its keys: a scenario, a study, a plan or a rule file. The wrong one is told as such."""

from __future__ import annotations

import os
from pathlib import Path

from loadsite.errors import InputError, Problem
from loadsite.inputs.yaml_source import YamlSource
from loadsite.origin import Origin

OF_SCENARIO = {"sites", "plan", "years", "place", "host", "time", "prices"}
OF_STUDY = {"base", "grid", "cases", "table"}
OF_PLAN = {"national_gw_per_year", "apportionment"}


def expect_scenario(source: YamlSource) -> None:
    """Raises InputError where the file is a study, a plan or a rule file and no scenario."""
    keys = _keys(source)
    if keys & OF_SCENARIO:
        return
    if "base" in keys:
        base = Path(os.path.normpath(Path(source.shown).parent / str(source.data["base"])[:80])).as_posix()
        raise _other(source, "base", "is a study; expected a scenario",
                     f"loadsite batch {source.shown} solves its cases; the scenario they vary is {base}")
    _refuse_parts(source, keys, "a scenario")


def expect_study(source: YamlSource) -> None:
    """Raises InputError where the file is a scenario, a plan or a rule file and no study."""
    keys = _keys(source)
    if keys & OF_STUDY:
        return
    if len(keys & OF_SCENARIO) > 1:
        raise _other(source, "", "is a scenario; expected a study, which names one as its base",
                     f"loadsite run {source.shown} solves it; loadsite verify takes the folder of its results")
    _refuse_parts(source, keys, "a study")


def _refuse_parts(source: YamlSource, keys: set[str], expected: str) -> None:
    if keys >= OF_PLAN:
        raise _other(source, "", f"is a plan; expected {expected}", "a scenario names it under plan")
    if keys == {"rules"}:
        raise _other(source, "", f"is a rule file; expected {expected}", "a scenario names it under rules")


def _keys(source: YamlSource) -> set[str]:
    return {key for key in source.data if isinstance(key, str)} if isinstance(source.data, dict) else set()


def _other(source: YamlSource, key: str, what: str, hint: str) -> InputError:
    origin = source.place((key,)).of(source.shown) if key else Origin(source.shown)
    return InputError([Problem(origin, "", what, hint)])
