"""`loadsite new DIR`: a working study, copied from what loadsite ships."""

from __future__ import annotations

import shlex
import shutil
from pathlib import Path

import loadsite
from loadsite.errors import LoadsiteError
from loadsite.writing.flush import flush_folder
from loadsite.writing.refusal import cannot_write
from loadsite.writing.unfinished import Unfinished

PARTS = ("sites", "scenarios")
SCENARIO = "stargate_2030_quick"
NEXT = (
    f"loadsite check scenarios/{SCENARIO}.yaml", f"loadsite run scenarios/{SCENARIO}.yaml",
    f"loadsite why runs/{SCENARIO}",
)  # fmt: skip
"""What to run next in the new folder."""

README = f"""\
# A loadsite study

| in | is |
|---|---|
| `sites/four_states/` | the grid and the candidate sites, as tables; its README.md tells their sources |
| `scenarios/` | the questions: how many MW, in which years, at what prices |
| `scenarios/plans/` | build-out plans: how much can be built in a year |
| `scenarios/constraints/` | rule files: limits of your own |
| `scenarios/studies/` | studies: scenarios that differ in a few keys, solved by `loadsite batch` |
| `scenarios/schema/` | the keys of these files for editors that know JSON Schema |

Three commands, to be run in this folder: check a scenario, solve it, and ask what limits the answer.

```sh
{NEXT[0]}
{NEXT[1]}
{NEXT[2]}
```

The second makes `runs/{SCENARIO}/`, unless `--out` or the environment variable `LOADSITE_RUNS` names another place. It
holds `report.html`, which any browser opens, `sites.gpkg` for a map, a workbook, and a Parquet file per table.
`loadsite schema` tells what every column and key means, and `loadsite --help` lists the commands.
"""


class CannotLayOut(LoadsiteError):
    """The folder asked for holds something, or loadsite was installed without its study."""


def shipped_study() -> Path:
    """The folder of the shipped `sites` and `scenarios`: inside the package, or, in a checkout, at its root."""
    package = Path(loadsite.__file__).resolve().parent
    for folder in (package / "study", package.parents[1]):
        if all((folder / part).is_dir() for part in PARTS):
            return folder
    raise CannotLayOut("this installation of loadsite carries no study to copy; install it from a wheel or a checkout")


def next_commands(directory: Path) -> list[str]:
    """What to type after `loadsite new`, from the folder it was typed in."""
    return [f"cd {shlex.quote(str(directory))}", *NEXT]


def lay_out(directory: Path) -> None:
    """Copy the shipped study into a new or empty directory, with a README.md that tells what is where.

    Raises:
        CannotLayOut: the directory holds something, or there is nothing to copy.
        CannotWrite: the directory cannot be written.
    """
    source = shipped_study()
    place = directory.resolve()
    if place.exists() and (not place.is_dir() or any(place.iterdir())):
        raise CannotLayOut(f"{directory} is not empty; name a new folder")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with Unfinished(place) as work:
            work.made.mkdir()
            for part in PARTS:
                shutil.copytree(source / part, work.made / part)
            (work.made / "README.md").write_text(README, encoding="utf-8")
            flush_folder(work.made)
            work.made.rename(place)
    except OSError as error:
        raise cannot_write(place, error) from error
