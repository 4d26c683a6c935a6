"""How long it takes to say why there is no answer, against the solve that found that there is none.

    PYTHONPATH=tests:tests/rules python tests/benchmarks/explaining_time.py [scenario ...]

Prints the median ratio over the sixty small cases with planted conflicts, then seconds for each scenario given (which
must have no answer). Machines and their load differ: nothing is asserted.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
from pathlib import Path

from test_planted_conflicts import planted

from loadsite.errors import NoAnswer
from loadsite.explain.conflict import explain_case, foresee
from loadsite.inputs import read_case
from loadsite.run.answer import answer, compiled
from loadsite.solve import Infeasible, ProofOptions, SolveOptions, solve


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="*", type=Path)
    scenarios = parser.parse_args().scenario
    print(f"planted conflicts: explaining takes {statistics.median(_ratio(n) for n in range(60)):.2f} times the solve")
    for scenario in scenarios:
        _full_size(scenario)


def _ratio(number: int) -> float:
    case, program, _ = planted(number)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        try:
            solve(program, SolveOptions(1), Path(folder))
        except Infeasible:
            ended = time.perf_counter()
        explain_case(case, program, Path(folder), 60.0)
        return (time.perf_counter() - ended) / (ended - begun)


def _full_size(scenario: Path) -> None:
    case = read_case(scenario)
    program = compiled(case)
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        foreseen = foresee(case, program) is not None
        added_up = time.perf_counter()
        try:
            answer(case, ProofOptions(), Path(folder))
        except NoAnswer as ended:
            print(ended)
        print(f"{case.name}: {'foreseen' if foreseen else 'nothing foreseen'} in {added_up - begun:.1f} s; "
              f"the run ended after {time.perf_counter() - added_up:.1f} s")


if __name__ == "__main__":
    main()
