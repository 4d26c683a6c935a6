"""The README of a study that `loadsite new` lays out, and what to run in it."""

from __future__ import annotations

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
| `scenarios/constraints/cookbook/` | ten rule files to copy |
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

BLANK_SCENARIO = "my_question"
BLANK_NEXT = (
    f"loadsite check scenarios/{BLANK_SCENARIO}.yaml", f"loadsite run scenarios/{BLANK_SCENARIO}.yaml",
    f"loadsite why runs/{BLANK_SCENARIO}",
)  # fmt: skip
"""The same for a grid of one's own."""

BLANK_README = f"""\
# A grid of my own

Every number here is made up: two zones, three sites, one week of August. Replace the tables one by one; what is wrong
is told with file, line and column.

| in | is |
|---|---|
| `sites/my_grid/` | the grid and the candidate sites, as tables |
| `scenarios/` | the question: how many MW, in which year, at what prices |
| `scenarios/plans/` | a build-out plan: how much can be built in a year, and how much of it each zone gets |

```sh
{BLANK_NEXT[0]}
{BLANK_NEXT[1]}
{BLANK_NEXT[2]}
```

`loadsite schema` tells what every table, column and key means, which tables may be absent, and what follows.
"""
