"""How long the real grid takes to solve: period by period against one program, and from the cut pool.

    python tests/benchmarks/solve_speed.py year            all 8,784 hours by days; --weeks, --processes 2
    python tests/benchmarks/solve_speed.py fortnight       fourteen days as one program and period by period
    python tests/benchmarks/solve_speed.py pool            ten further questions from the pool of a first
    python tests/benchmarks/solve_speed.py months          one to twelve months: time and memory against periods
    python tests/benchmarks/solve_speed.py quick           three and eight representative days, both ways

Every solve runs in a process of its own, with its children; CPU seconds and peak memory are those of all of them.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[2]
SCENARIO = ROOT / "scenarios" / "stargate_2030.yaml"
DAYS = {"load_year": 2024, "resolution": "hours", "period": "day"}
WEEKS = {**DAYS, "period": "week"}
MONTH_ENDS = (31, 60, 121, 244, 366)
"""Days until the end of January, February, April, August and December."""
CAPS = {
    "cap_abilene.yaml": "rules:\n  - {name: cap, rule: 'campus_mw[site=abilene] <= 300 MW', each: year}\n",
    "cap_new_mexico.yaml": "rules:\n  - {name: cap, rule: 'campus_mw[state=NM] <= 3 GW', each: year}\n",
}
"""Two limits on sites, as a modeller writes them."""

FURTHER: tuple[dict[str, Any], ...] = (
    *({"place": {"target_mw": {2030: mw}}} for mw in (4500, 7000, 8500, 12_000, 15_000, 20_000)),
    {"plan": "plans/us_100.yaml"},
    {"plan": "plans/china_429.yaml"},
    *({"rules": [file]} for file in CAPS),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("year", "fortnight", "pool", "months", "quick", "one"))
    parser.add_argument("--weeks", action="store_true", help="periods of a week in place of a day")
    parser.add_argument("--inter-period", action="store_true", help="states of charge chained from period to period")
    parser.add_argument("--days", type=int, default=366, help="for `pool`: days from the start of the year")
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--method", default="decomposed")
    parser.add_argument("--time-limit", type=float, default=3600.0, help="of one solve [s]")
    parser.add_argument("--scenario", type=Path, help="for `one`: the scenario to solve in this process")
    parser.add_argument("--pool", type=Path, help="for `one`: folder of cut pools")
    said = parser.parse_args()
    if said.what == "one":
        print(json.dumps(_solve(said.scenario, said.method, said.processes, said.pool, said.time_limit)))
        return
    with tempfile.TemporaryDirectory() as folder:
        ways = {"year": _year, "fortnight": _fortnight, "pool": _pool, "months": _months, "quick": _quick}
        ways[said.what](Path(folder), said)


def _year(folder: Path, said: argparse.Namespace) -> None:
    periods = WEEKS if said.weeks else DAYS
    levels = {"state_of_charge": "inter_period"} if said.inter_period else {}
    _row("all 8,784 hours", _measure(folder, {"time": {**periods, **levels}}, said))


def _fortnight(folder: Path, said: argparse.Namespace) -> None:
    fortnight = {**DAYS, "from_utc": "2024-08-05T00:00:00Z", "until_utc": "2024-08-19T00:00:00Z"}
    together = _measure(folder, {"time": fortnight}, said)
    _row("period by period", together)
    said.method = "single"
    alone = _measure(folder, {"time": fortnight}, said)
    _row("one program", alone)
    if "cpu_s" in together and "cpu_s" in alone:
        ratios = [alone[key] / together[key] for key in ("solve_cpu_s", "cpu_s")]
        print("one program takes {:.1f} times the CPU of period by period, {:.1f} with reading".format(*ratios))
    _pypsa(written(folder, {"time": {**fortnight, "period": "all"}}), said.time_limit)


def _pypsa(scenario: Path, time_limit_s: float) -> None:
    """The same tables and hours through PyPSA, which has no levels between periods: the fortnight is one."""
    network = scenario.parent.parent / "pypsa"
    shutil.rmtree(network, ignore_errors=True)
    loadsite = str(Path(sys.executable).with_name("loadsite"))
    export = [loadsite, "export", str(scenario), "--format", "pypsa", "--to", str(network)]
    subprocess.run(export, check=True, capture_output=True)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    try:
        subprocess.run(
            [sys.executable, "solve_network.py"], cwd=network, check=True, capture_output=True, timeout=time_limit_s
        )
        ended = "optimal"
    except subprocess.TimeoutExpired:
        ended = f"not done within {time_limit_s:.0f} s"
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"PyPSA, as it comes: {ended}, {spent:.1f} CPU s, {after.ru_maxrss / 1024:,.0f} MB")


def _pool(folder: Path, said: argparse.Namespace) -> None:
    pool = folder / "pool"
    window = _from_the_start(said.days)
    _row("first question", _measure(folder, {"time": window}, said, pool))
    spent = []
    for changes in FURTHER:
        found = _measure(folder, {"time": window, **changes}, said, pool)
        _row(str(changes)[:60], found)
        spent.append(found["solve_cpu_s"])
    print(f"median of {len(spent)} further questions: {statistics.median(spent):.1f} CPU s of solving")


def _months(folder: Path, said: argparse.Namespace) -> None:
    for days in MONTH_ENDS:
        _row(f"{days} days", _measure(folder, {"time": _from_the_start(days)}, said))


def _quick(folder: Path, said: argparse.Namespace) -> None:
    hosting = {"place": None, "host": {"unserved_limit_share": 0.00002}, "reserve_margins": False}
    for name, changes in (
        ("3 days", {"time": _representative(3)}),
        ("8 days", {"time": _representative(8)}),
        ("8 days, the most MW that fit", {"time": _representative(8), **hosting}),
    ):
        for said.method in ("decomposed", "single"):
            _row(f"{name}, {said.method}", _measure(folder, changes, said))


def _representative(days: int) -> dict[str, Any]:
    return {"load_year": DAYS["load_year"], "resolution": "days", "count": days}


def _from_the_start(days: int) -> dict[str, Any]:
    """The first days of the load year."""
    until = datetime(2024, 1, 1) + timedelta(days=days)
    return {**DAYS, "from_utc": "2024-01-01T00:00:00", "until_utc": f"{until:%Y-%m-%dT%H:%M:%S}"}


def _measure(
    folder: Path, changes: dict[str, Any], said: argparse.Namespace, pool: Path | None = None
) -> dict[str, Any]:
    """One solve in a process of its own, by a scenario that differs from the shipped one."""
    scenario = written(folder, changes)
    command = [sys.executable, __file__, "one", "--scenario", str(scenario), "--method", said.method]
    command += ["--processes", str(said.processes), "--time-limit", str(said.time_limit)]
    command += ["--pool", str(pool)] if pool else []
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"ended": done.stderr.strip().splitlines()[-1]}
    return json.loads(done.stdout)  # type: ignore[no-any-return]


def written(folder: Path, changes: dict[str, Any]) -> Path:
    """A scenario with some keys changed, in a study folder with a copy of the shipped data: paths may not lead out."""
    study = folder / "study"
    if not study.exists():
        (study / "scenarios").mkdir(parents=True)
        shutil.copytree(ROOT / "sites", study / "sites")
        shutil.copytree(ROOT / "scenarios" / "plans", study / "scenarios" / "plans")
        for name, text in CAPS.items():
            (study / "scenarios" / name).write_text(text, encoding="utf-8")
    yaml = YAML(typ="safe")
    said = yaml.load(SCENARIO.read_text(encoding="utf-8"))
    for key, value in changes.items():
        said[key] = {**said[key], **value} if key == "place" and value else value
    said = {key: value for key, value in said.items() if value is not None}
    path = study / "scenarios" / "measured.yaml"
    with path.open("w") as file:
        yaml.dump(said, file)
    return path


def _solve(scenario: Path, method: str, processes: int, pool: Path | None, time_limit_s: float) -> dict[str, Any]:
    from loadsite.arrays import components
    from loadsite.arrays.compiler import compile_model
    from loadsite.equations.build import build
    from loadsite.inputs import read_case
    from loadsite.run.answer import calendar
    from loadsite.solve import Crew, Method, ProofOptions, SolveOptions, solve_certified

    peak = _PeakMemory()
    begun = time.perf_counter()
    case = read_case(scenario)
    read = time.process_time()
    program = compile_model(build(case, components), case.name)
    built = time.process_time()
    options = ProofOptions(
        Method(method), SolveOptions(1, time_limit_s), Crew(processes), pool=pool
    )
    with tempfile.TemporaryDirectory() as logs:
        proven = solve_certified(program, calendar(case), options, Path(logs))
    spent = os.times()
    return {
        "periods": len(case.horizon.periods),
        "read_cpu_s": read,
        "build_cpu_s": built - read,
        "solve_cpu_s": proven.solution.attempts[-1].cpu_s,
        "cpu_s": spent.user + spent.system + spent.children_user + spent.children_system,
        "wall_s": time.perf_counter() - begun,
        "memory_mb": peak.stop(),
        "objective": proven.certificate.primal_objective,
        "gap": proven.certificate.gap / abs(proven.certificate.primal_objective),
        "iterations": proven.solution.attempts[-1].iterations,
        "cuts_from_pool": proven.solution.attempts[-1].options.get("cuts_from_pool", 0),
    }


class _PeakMemory:
    """Highest resident memory of this process and its children together, looked at every half second [MB]."""

    def __init__(self) -> None:
        self._highest = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> float:
        self._over.set()
        self._thread.join()
        own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        return max(self._highest, own)

    def _watch(self) -> None:
        while not self._over.wait(0.5):
            self._highest = max(self._highest, _resident_mb(os.getpid()))


def _resident_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except (FileNotFoundError, ProcessLookupError):
        return 0.0
    return pages * resource.getpagesize() / 2**20 + sum(_resident_mb(int(child)) for child in children)


def _row(name: str, found: dict[str, Any]) -> None:
    if "ended" in found:
        print(f"{name:<62} {found['ended']}", flush=True)
        return
    print(
        f"{name:<62} {found['periods']:>4} periods  {found['iterations']:>3} iterations  gap {found['gap']:.1e}  "
        f"read {found['read_cpu_s']:.1f}  build {found['build_cpu_s']:.1f}  solve {found['solve_cpu_s']:.1f}  "
        f"all {found['cpu_s']:.1f} CPU s  {found['wall_s']:.0f} s wall  {found['memory_mb']:,.0f} MB  "
        f"{found['objective']:,.2f} M$  {found['cuts_from_pool']} cuts from the pool",
        flush=True,
    )


if __name__ == "__main__":
    main()
