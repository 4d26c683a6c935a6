"""What drawing costs: the report of a result, of the same over all 8,784 hours, and a comparison of 18 results.

    python tests/benchmarks/report_speed.py runs/stargate_2030

Prints CPU seconds of the whole command, start of Python and reading of the tables among them, and the size of the page.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd

sys.path.insert(0, str(Path(__file__).parents[1]))
from eighteen_runs import eighteen_runs
from loadsite.run.sealed import seal

LOADSITE = Path(sys.executable).with_name("loadsite")
HOURS = 8784


def cpu_s(*arguments: str) -> float:
    """CPU seconds of one command of loadsite."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([LOADSITE, *arguments], check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def all_hours(run: Path, to: Path) -> Path:
    """A result of 8,784 hours, day by day, made of the hours of another."""
    to.mkdir()
    for path in [run / "sites.gpkg", *run.glob("*.parquet")]:
        (to / path.name).write_bytes(path.read_bytes())
    times = pd.date_range("2024-01-01", periods=HOURS, freq="h", tz="UTC")
    before = len(pd.read_parquet(run / "snapshots.parquet"))
    for path in to.glob("*.parquet"):
        table = pd.read_parquet(path)
        if "snapshot" not in table or not len(table):
            continue
        runs = len(table) // before
        taken = (np.arange(runs)[:, None] * before + np.arange(HOURS) % before).ravel()
        stretched = table.iloc[taken].reset_index(drop=True)
        stretched["snapshot"] = np.tile(np.arange(HOURS), runs)
        stretched["time_utc"] = np.tile(times, runs)
        if path.stem == "snapshots":
            stretched = stretched.assign(period=np.arange(HOURS) // 24, weight_h=1.0)
        stretched.to_parquet(path, index=False)
    record = json.loads((run / "run.json").read_text(encoding="utf-8"))
    (to / "run.json").write_text(json.dumps(record | {"time_resolution": "all 8,784 hours"}), encoding="utf-8")
    seal(to)
    return to


def main(run: Path) -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        page = place / "page.html"
        for name, of in (("as it is", run), ("all 8,784 hours", all_hours(run, place / "hours"))):
            spent = cpu_s("report", str(of), "--to", str(page))
            print(f"report, {name}: {spent:.1f} CPU s, {page.stat().st_size / 1e6:.2f} MB")
        cases = eighteen_runs(run, place / "cases")
        spent = cpu_s("compare", *map(str, cases), "--report", str(page))
        print(f"comparison of 18: {spent:.1f} CPU s, {page.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
