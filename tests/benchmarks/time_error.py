"""What representative days and weeks miss: answers over them against the answer over all 8,784 hours.

    python tests/benchmarks/time_error.py                      4, 8, 16 and 24 days, 3 and 6 weeks
    python tests/benchmarks/time_error.py --days 8 --weeks     8 days only

    python tests/benchmarks/time_error.py --scenario scenarios/stargate_2030_quick.yaml

Prints a row for each, or what a shipped scenario repeats as `time: measured_error` and `measured_on`. docs/time.md has
the table.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

import pandas as pd
from solve_speed import DAYS, written

from loadsite.inputs import read_case
from loadsite.inputs.case_builder import build_case
from loadsite.inputs.measured import measured_on
from loadsite.inputs.scenario_file import open_scenario
from loadsite.inputs.sources import read_sources
from loadsite.run.answer import Answer, answer
from loadsite.solve import Crew, ProofOptions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, nargs="*", default=[4, 8, 16, 24])
    parser.add_argument("--weeks", type=int, nargs="*", default=[3, 6])
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--scenario", type=Path, help="only this shipped scenario, against all hours of its load year")
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if said.scenario is not None:
            _print_measured(said.scenario, Path(folder), said.processes)
            return
        every = _answered({"time": DAYS}, Path(folder), said.processes)
        for resolution, counts in (("days", said.days), ("weeks", said.weeks)):
            for count in counts:
                time = {"load_year": DAYS["load_year"], "resolution": resolution, "count": count}
                few = _answered({"time": time}, Path(folder), said.processes)
                print(f"{count} {resolution} {_against(few, every)}", flush=True)
    print(_by_state(every).round(0).to_string(), _costs(every).round(1).to_string(), sep="\n")


def _print_measured(scenario: Path, folder: Path, processes: int) -> None:
    """The two keys, ready to be put under `time` of the scenario."""
    opened = open_scenario(scenario)
    few = answer(build_case(read_sources(opened)), ProofOptions(workers=Crew(processes)), folder)
    keys = opened.scenario.model_dump(mode="python", exclude_none=True, exclude={"time", "name"})
    time = {**DAYS, "load_year": opened.scenario.time.load_year}
    every = _answered({**keys, "time": time}, folder, processes)
    print(f"  measured_error: {_against(few, every).partition(' (')[0]}")
    print(f"  measured_on: {measured_on(opened.scenario, opened.files.hashes, scenario.name)}")


def _against(few: Answer, every: Answer) -> str:
    states = pd.DataFrame({"few": _by_state(few), "all": _by_state(every)}).fillna(0.0)
    moved = (states["few"] - states["all"]).abs().sum() / 2 / states["all"].sum()
    cost = few.solve.solution.objective / every.solve.solution.objective - 1.0
    return (
        f"against all 8,784 hours: cost {cost:+.1%}, one more MW of campus {_price(few) / _price(every) - 1.0:+.0%}, "
        f"{moved:.0%} of the MW in another state ({few.seconds['solve']:.0f} against {every.seconds['solve']:.0f} s)"
    )


def _answered(changes: dict[str, Any], folder: Path, processes: int) -> Answer:
    return answer(read_case(written(folder, changes)), ProofOptions(workers=Crew(processes)), folder)


def _by_state(found: Answer) -> pd.Series:
    return found.results.siting.groupby("state")["campus_mw"].sum()


def _costs(found: Answer) -> pd.Series:
    return found.results.costs.set_index("term")["usd"] / 1e6


def _price(found: Answer) -> float:
    return float(found.results.shortfall["campus_price_usd_per_mw_year"].iloc[-1])


if __name__ == "__main__":
    main()
