"""Where the data of a sites folder come from, as its `datapackage.json` says; nothing where there is none."""

from __future__ import annotations

import json

from loadsite.errors import InputError, Problem
from loadsite.inputs.scenario_file import ScenarioFile
from loadsite.origin import Origin

FILE = "datapackage.json"
SAID = ("title", "year", "path", "license")


def data_sources(opened: ScenarioFile) -> list[dict[str, str]]:
    """title, year, path and license of every source, as text; "" where one does not say.

    Raises:
        InputError: the file is no JSON, or its sources are no list of mappings.
    """
    name = f"{opened.scenario.sites.rstrip('/')}/{FILE}"
    if not opened.files.holds_file(name):
        return []
    shown = opened.files.shown(name)
    try:
        said = json.loads(opened.files.read(name))
    except ValueError as error:
        line = getattr(error, "lineno", 0)
        raise InputError([Problem(Origin(shown, line), "", f"is no JSON: {getattr(error, 'msg', error)}")]) from error
    sources = said.get("sources", []) if isinstance(said, dict) else None
    if not isinstance(sources, list) or not all(isinstance(source, dict) for source in sources):
        raise InputError([Problem(Origin(shown), "sources", "expected a list of mappings")])
    return [{key: str(source.get(key, "")) for key in SAID} for source in sources]
