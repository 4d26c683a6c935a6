"""What each build-out plan costs above the cheapest plan of the same world."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

import pandas as pd

from loadsite.batch.finished import FinishedRun

PLAN = "plan"
COLUMNS = ["world", "plan", "run", "cost_usd", "regret_usd", "shortfall_mw"]


def regret(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    """world, plan, run, cost_usd, regret_usd, shortfall_mw; a row per run of each world that has several plans.

    A world is everything that differs among the runs but the plan and the name: targets, rules, load years, prices.
    """
    told = [{key: value for key, value in run.keys.items() if key not in (PLAN, "name")} for run in runs]
    names = list(dict.fromkeys(name for each in told for name in each))
    differing = [name for name in names if len({each.get(name, "") for each in told}) > 1]
    worlds: dict[tuple[str, ...], list[FinishedRun]] = {}
    for run, keys in zip(runs, told, strict=True):
        worlds.setdefault(tuple(keys.get(name, "") for name in differing), []).append(run)
    rows = []
    for values, inside in worlds.items():
        said = (f"{name} {value or 'none'}" for name, value in zip(differing, values, strict=True))
        world = ", ".join(said) or "all the same"
        if len({run.keys.get(PLAN, "") for run in inside}) < 2:
            continue
        cost = [float(run.table("costs")["usd"].sum()) for run in inside]
        rows += [
            (world, PurePosixPath(run.keys.get(PLAN, "")).stem, run.name, usd, usd - min(cost), _shortfall(run))
            for run, usd in zip(inside, cost, strict=True)
        ]
    return pd.DataFrame(rows, columns=COLUMNS)


def _shortfall(run: FinishedRun) -> float:
    return float(run.table("shortfall")["shortfall_mw"].max())
