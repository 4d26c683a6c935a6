"""Eighteen results from one, as far as drawing them needs it: copies whose MW, prices and costs are a little moved."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pandas as pd

from loadsite.run.sealed import seal

PLANS = ("plans/us_51.yaml", "plans/us_100.yaml", "plans/china_429.yaml")


def eighteen_runs(run: Path, folder: Path) -> list[Path]:
    """Three plans times six targets; the first is the result itself but for its keys."""
    return [_moved(run, folder / f"case_{number:02d}", number) for number in range(18)]


def _moved(run: Path, to: Path, number: int) -> Path:
    to.mkdir(parents=True)
    for each in ("sites.gpkg", *(path.name for path in run.glob("*.parquet"))):
        shutil.copy(run / each, to / each)
    plan, target = PLANS[number % 3], 10_000 + 500 * (number // 3)
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    record["keys"] = {**record["keys"], "plan": plan, "place": {"target_mw": {"2030": target}}}
    name = f"{Path(plan).stem}__{target}_mw"
    record["case"] = {"name": name, "study": "study.yaml", "hash": record["result_hash"], "labels": {}}
    record["certificate"]["objective_musd"] *= 1 + 0.002 * number
    (to / "run.json").write_text(json.dumps(record), encoding="utf-8")
    moved = [1 + 0.1 * ((number * (k + 3)) % 7 - 3) * (number > 0) for k in range(9)]
    _scale(to / "siting.parquet", "campus_mw", moved)
    _scale(to / "prices.parquet", "price_usd_per_mwh", [1 + 0.004 * number])
    _scale(to / "zone_years.parquet", "price_usd_per_mwh", [1 + 0.004 * number])
    _scale(to / "costs.parquet", "usd", [1 + 0.002 * number])
    _scale(to / "emissions.parquet", "co2_t", [1 + 0.003 * number])
    _scale(to / "limits.parquet", "shadow_price_usd_per_mw_year", [1.0 if (number + k) % 5 else 0.0 for k in range(5)])
    seal(to)
    return to


def _scale(path: Path, column: str, factors: list[float]) -> None:
    table = pd.read_parquet(path)
    repeated = (factors * (len(table) // len(factors) + 1))[: len(table)]
    table.assign(**{column: table[column] * repeated}).to_parquet(path, index=False)
