"""What the few days of a scenario miss: its answer against the answer over all 8,784 hours.

    python tests/benchmarks/time_error.py [scenario]

Prints both answers and one sentence, which the scenario repeats as `time: measured_error`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import pandas as pd
from solve_speed import DAYS, SCENARIO, written

from loadsite.inputs import read_case
from loadsite.results.answer import Answer, answer
from loadsite.solve import Crew, ProofOptions


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="?", type=Path, default=SCENARIO)
    parser.add_argument("--processes", type=int, default=1)
    said = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        few = _answered(said.scenario, Path(folder), said.processes)
        every = _answered(written(Path(folder), {"time": DAYS}, said.scenario), Path(folder), said.processes)
    by_state = pd.DataFrame({"few": _by_state(few), "all": _by_state(every)}).fillna(0.0)
    costs = pd.DataFrame({"few": _costs(few), "all": _costs(every)}).fillna(0.0)
    print(by_state.round(0).to_string())
    print(costs.round(1).to_string())
    moved = (by_state["few"] - by_state["all"]).abs().sum() / 2
    share = few.solve.solution.objective / every.solve.solution.objective - 1.0
    campus = _price(few) / _price(every) - 1.0
    print(
        f"against all 8,784 hours: cost {share:+.1%}, one more MW of campus {campus:+.0%}, "
        f"{moved / by_state['all'].sum():.0%} of the MW in another state"
    )


def _answered(scenario: Path, folder: Path, processes: int) -> Answer:
    return answer(read_case(scenario), ProofOptions(workers=Crew(processes)), folder)


def _by_state(found: Answer) -> pd.Series:
    return found.results.siting.groupby("state")["campus_mw"].sum()


def _costs(found: Answer) -> pd.Series:
    return found.results.costs.set_index("term")["usd"] / 1e6


def _price(found: Answer) -> float:
    return float(found.results.shortfall["campus_price_usd_per_mw_year"].iloc[-1])


if __name__ == "__main__":
    main()
