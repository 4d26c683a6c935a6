"""The command `loadsite` as a person starts it: a process of its own, in the folder of a study."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import loadsite
from tiny_study import write_tiny_study

SCRIPT = "from loadsite.cli import main\n\nif __name__ == \"__main__\":\n    main()\n"
PACKAGES = Path(loadsite.__file__).parents[1]
LONGEST_S = 300
FOUR_DAYS = ("  resolution: hours\n  from_utc: 2024-08-12T00:00\n  until_utc: 2024-08-13T00:00",
             "  resolution: days\n  count: 4")  # fmt: skip


def command(folder: Path) -> list[str]:
    """What starts it, as pip installs it: a script in a folder of its own."""
    script = folder / "bin" / "loadsite"
    if not script.exists():
        script.parent.mkdir()
        script.write_text(SCRIPT, encoding="utf-8")
    return [sys.executable, str(script)]


def environment(**further: str) -> dict[str, str]:
    """The environment of this process, in which this loadsite is found."""
    plain = {name: value for name, value in os.environ.items() if name not in ("PYTHONSAFEPATH", "PYTHONPATH")}
    return {**plain, "PYTHONPATH": str(PACKAGES), **further}


def ended(
    words: list[str], study: Path, env: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Start it in the folder of the study and wait for it."""
    return subprocess.run(words, cwd=study, env=dict(env or environment()), capture_output=True, text=True,
                          timeout=LONGEST_S, check=False)  # fmt: skip


def write_study_by_days(folder: Path, processes: int = 1) -> Path:
    """The tiny study over four representative days, solved day by day."""

    def by_days(text: str) -> str:
        assert FOUR_DAYS[0] in text
        return text.replace(*FOUR_DAYS).replace(
            "method: single\n  threads: 1", f"method: decomposed\n  processes: {processes}")  # fmt: skip

    return write_tiny_study(folder, scenario=by_days)
