"""How fast an LP is built and handed to HiGHS: loadsite beside raw arrays, linopy, PyPSA and stock Pyomo.

    python tests/benchmarks/build_speed.py --zones 16 --hours 8760 [--ways floor,loadsite] [--repeats 3]

Exit status 1 where the ways do not build the same LP.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from importlib.util import find_spec
from math import isclose
from pathlib import Path
from statistics import median
from typing import Any

HERE = Path(__file__).parent
ONE_THREAD = {
    name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
}
SMALL = (4, 168)
"""zones and hours at which optima are compared"""
MOST_ZONES_OF_SLOW_WAYS = 4


@dataclass(frozen=True)
class Way:
    """One way of building the LP."""

    name: str
    needs: tuple[str, ...] = ()
    """packages it cannot do without"""
    own_matrix: bool = False
    """whether it states the same LP with other rows"""
    slow: bool = False
    """whether it is run once, and at few zones only unless it is asked for"""

    @property
    def module(self) -> str:
        return f"way_{self.name}"

    @property
    def missing(self) -> list[str]:
        return [package for package in self.needs if find_spec(package) is None]


WAYS = (
    Way("floor"),
    Way("loadsite"),
    Way("linopy", needs=("linopy",)),
    Way("pypsa", needs=("pypsa",), own_matrix=True),
    Way("stock_pyomo", slow=True),
)
TARGETS = (("floor", 1.6, 1.4), ("linopy", 1 / 3, None), ("pypsa", 1 / 8, None))
"""loadsite's CPU seconds and peak memory as a share of another way's: at most this, at 16 zones x 8,760 h"""


@dataclass
class Measured:
    """All runs of one way at one size."""

    way: Way
    first: list[dict[str, Any]] = field(default_factory=list)
    warm: list[dict[str, Any]] = field(default_factory=list)

    @property
    def first_s(self) -> float:
        return median(_cpu_s(run) for run in self.first)

    @property
    def warm_s(self) -> float:
        return median(_cpu_s(run) for run in self.warm)

    @property
    def peak_mib(self) -> float:
        return median(run["peak_mib"] for run in self.first)

    def size(self, *counts: str) -> tuple[int, ...]:
        return tuple(self.first[0][count] for count in counts)


def main() -> int:
    arguments = _arguments()
    ways = _chosen(arguments.ways, arguments.zones)
    by_name = {way.name: Measured(way) for way in ways}
    print(f"{arguments.zones} zones x {arguments.hours:,} h, one thread, medians of {arguments.repeats}\n", flush=True)
    # Round by round, so that a slow minute of the machine falls on all ways alike.
    for round_number in range(arguments.repeats):
        for way in ways:
            if way.slow and round_number:
                continue
            by_name[way.name].first.append(_run(way, arguments.zones, arguments.hours))
            by_name[way.name].warm.append(_run(way, arguments.zones, arguments.hours, "--warm"))
    measured = list(by_name.values())
    _print_table(measured)
    _print_ratios(by_name)
    differences = differences_in_size(measured) + _differences_in_optimum(ways)
    for difference in differences:
        print(f"DIFFERENT: {difference}")
    return 1 if differences else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--zones", type=int, default=16)
    parser.add_argument("--hours", type=int, default=8760)
    parser.add_argument("--ways", help=f"of {', '.join(way.name for way in WAYS)}; with commas, all by default")
    parser.add_argument("--repeats", type=int, default=3)
    return parser.parse_args()


def _chosen(names: str | None, zones: int) -> list[Way]:
    """The ways asked for; says why one is left out."""
    if names is not None:
        asked = names.split(",")
        unknown = set(asked) - {way.name for way in WAYS}
        if unknown:
            sys.exit(f"no such way: {', '.join(sorted(unknown))}; there are {', '.join(way.name for way in WAYS)}")
    chosen = []
    for way in WAYS:
        if names is not None and way.name not in asked:
            continue
        if way.missing:
            print(f'{way.name} left out: {", ".join(way.missing)} not installed (pip install ".[bench]")')
        elif names is None and way.slow and zones > MOST_ZONES_OF_SLOW_WAYS:
            print(f"{way.name} left out: too slow for more than {MOST_ZONES_OF_SLOW_WAYS} zones; --ways runs it")
        else:
            chosen.append(way)
    return chosen


def _run(way: Way, zones: int, hours: int, *options: str) -> dict[str, Any]:
    # This process stays small, because Linux counts a parent's memory into the peak of the process it starts.
    command = [sys.executable, str(HERE / "measure.py"), way.module, str(zones), str(hours), *options]
    done = subprocess.run(command, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{way.name} failed:\n{done.stderr}")
    line = next(line for line in done.stdout.splitlines() if line.startswith("{"))
    return dict(json.loads(line))


def _cpu_s(run: dict[str, Any]) -> float:
    return float(run["build_s"] + run["hand_over_s"])


def _print_table(measured: list[Measured]) -> None:
    print(f"{'':12}{'rows':>11}{'columns':>11}{'non-zeros':>12}{'CPU s':>8}{'least':>8}{'most':>8}{'warm':>8}{'MiB':>8}"
          f"{'before':>8}")
    for one in measured:
        rows, columns, nonzeros = one.size("rows", "columns", "nonzeros")
        each = [_cpu_s(run) for run in one.first]
        before_mib = median(run["before_mib"] for run in one.first)
        print(f"{one.way.name:12}{rows:>11,}{columns:>11,}{nonzeros:>12,}{one.first_s:>8.2f}{min(each):>8.2f}"
              f"{max(each):>8.2f}{one.warm_s:>8.2f}{one.peak_mib:>8,.0f}{before_mib:>8,.0f}")


def _print_ratios(by_name: dict[str, Measured]) -> None:
    ours = by_name.get("loadsite")
    if ours is None:
        return
    print(f"\n{'':22}{'CPU s':>8}{'warm':>8}{'target':>8}{'MiB':>8}{'target':>8}")
    for name, cpu_target, memory_target in TARGETS:
        other = by_name.get(name)
        if other is None:
            continue
        memory = "" if memory_target is None else f"{memory_target:.2f}"
        print(f"{'loadsite / ' + name:22}{ours.first_s / other.first_s:>8.3f}{ours.warm_s / other.warm_s:>8.3f}"
              f"{cpu_target:>8.3f}{ours.peak_mib / other.peak_mib:>8.2f}{memory:>8}")


def differences_in_size(measured: list[Measured]) -> list[str]:
    sizes = {one.way.name: one.size("rows", "columns", "nonzeros") for one in measured if not one.way.own_matrix}
    if len(set(sizes.values())) <= 1:
        return []
    return [f"{name}: {rows:,} rows, {columns:,} columns, {nonzeros:,} non-zeros"
            for name, (rows, columns, nonzeros) in sizes.items()]


def _differences_in_optimum(ways: list[Way]) -> list[str]:
    runs = {way.name: _run(way, *SMALL, "--solve") for way in ways}
    found = {name: f"{run['status']} at {run['optimum']:,.4f} USD" for name, run in runs.items()}
    print(f"\noptimum at {SMALL[0]} zones x {SMALL[1]} h: {'; '.join(f'{n} {f}' for n, f in found.items())}")
    reference = next(iter(runs.values()))
    return [
        f"{name}: {found[name]}" for name, run in runs.items()
        if run["status"] != "Optimal" or not isclose(run["optimum"], reference["optimum"], rel_tol=1e-9)
    ]


if __name__ == "__main__":
    sys.exit(main())
