"""Checks what a scenario says about layers: that their files are there, and that each exclusion has one effect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from loadsite.inputs.files import StudyFiles
from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario import Scenario
from loadsite.inputs.yaml_source import Path_, YamlSource, dotted

SITE_KEYS: Final = ("site", "zone", "state", "market", "kind", "status", "onsite_technology")
"""What tells sites apart without any layer."""
TAKEN: Final = (*SITE_KEYS, "technology", "fuel", "year", "month", "season", "hour")
EFFECTS: Final = ("bar", "limit_mw", "usd_per_mw_year")


def check_layers(scenario: Scenario, source: YamlSource, files: StudyFiles, problems: Problems) -> None:
    """Note files that are not there or leave the study, exclusions without one effect, and labels that clash."""

    def note(path: Path_, what: str, hint: str = "") -> None:
        place = source.place(path)
        problems.add(place.of(source.shown), dotted(path), what, hint)

    for path, name in _named_files(scenario):
        wrong = files.wrong_path(name)
        if wrong:
            note(path, wrong)
        elif not files.holds_file(name):
            note(path, f'"{name[:80]}" is not a file', files.neighbour(name))
    for number, exclusion in enumerate(scenario.exclusions):
        given = [key for key in EFFECTS if getattr(exclusion, key) not in (None, False)]
        if len(given) != 1:
            said = f"has {' and '.join(given)}" if given else "has no effect"
            note(("exclusions", number), f"{said}; expected one of bar: true, limit_mw and usd_per_mw_year")
    labels = [each.label for each in scenario.labels]
    for number, label in enumerate(labels):
        if label in TAKEN:
            note(("labels", number, "label"), f'"{label}" is taken; expected a name of its own')
        elif label in labels[:number]:
            note(("labels", number, "label"), f'"{label}" stands twice')


def _named_files(scenario: Scenario) -> Iterator[tuple[Path_, str]]:
    """Where a file of a layer is named, and its name."""
    for key in ("connect_to", "exclusions", "labels"):
        for number, layer in enumerate(getattr(scenario, key)):
            yield (key, number, "file"), layer.file
    if scenario.campus.cooling is not None:
        yield ("campus", "cooling", "file"), scenario.campus.cooling.file
