"""Where to put AI campuses, and what must be built for them.

    import loadsite

    scenario = loadsite.open("scenarios/stargate_2030_quick.yaml")
    run = scenario.solve()
    run.sites()[["name", "state", "campus_mw"]]
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from loadsite.api.run import Run as Run
    from loadsite.api.run import compare as compare
    from loadsite.api.scenario import Scenario as Scenario
    from loadsite.errors import LoadsiteError as LoadsiteError
    from loadsite.explain.explanation import Explanation as Explanation
    from loadsite.explain.explanation import Topic as Topic

__all__ = ["Explanation", "LoadsiteError", "Run", "Scenario", "Topic", "compare", "open"]

_HOMES = {
    "Explanation": "loadsite.explain.explanation",
    "LoadsiteError": "loadsite.errors",
    "Run": "loadsite.api.run",
    "Scenario": "loadsite.api.scenario",
    "Topic": "loadsite.explain.explanation",
    "compare": "loadsite.api.run",
}
"""name -> module; each is imported when first asked for, as a solver and a map take a second to load"""

if not sys.flags.safe_path and any(
    flag == "-m" and name.partition(".")[0] == "loadsite"
    for flag, name in zip(sys.orig_argv, sys.orig_argv[1:], strict=False)
):
    # `python -m loadsite.cli` looks in the working folder first, which is the folder of a study: anyone's files
    del sys.path[0]


def open(path: Path | str) -> Scenario:
    """Read a scenario file and all it refers to; see `Scenario.open`.

    Raises:
        InputError: everything that is wrong in it, each with file, line, value and what was expected.
    """
    from loadsite.api.scenario import Scenario

    return Scenario.open(path)


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"loadsite has no {name}; it has {', '.join(__all__)}")


def __dir__() -> list[str]:
    return [*__all__]
