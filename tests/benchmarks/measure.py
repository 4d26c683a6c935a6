"""One way, one size, one process: builds and hands over the LP, prints one line of JSON. Called by `build_speed.py`."""

from __future__ import annotations

import argparse
import importlib
import json
import resource
import sys
import time

import siting_data

WARMING_UP = siting_data.make(zones=2, snapshots=24)


def main() -> None:
    arguments = _arguments()
    way = importlib.import_module(arguments.module)
    if arguments.warm:
        way.hand_over(way.build(WARMING_UP))
    data = siting_data.make(arguments.zones, arguments.hours)
    before_mib = _peak_memory_mib()
    start_s = time.process_time()
    model = way.build(data)
    built_s = time.process_time()
    highs = way.hand_over(model)
    handed_over_s = time.process_time()
    measured = {
        "build_s": built_s - start_s,
        "hand_over_s": handed_over_s - built_s,
        "before_mib": before_mib,
        "peak_mib": _peak_memory_mib(),
        "rows": highs.getNumRow(),
        "columns": highs.getNumCol(),
        "nonzeros": highs.getNumNz(),
    }
    if arguments.solve:
        highs.run()
        measured["status"] = highs.modelStatusToString(highs.getModelStatus())
        measured["optimum"] = highs.getObjectiveValue()
    print("\n" + json.dumps(measured), flush=True)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("module", help="a way: a module with build(data) and hand_over(model)")
    parser.add_argument("zones", type=int)
    parser.add_argument("hours", type=int)
    parser.add_argument("--warm", action="store_true", help="first build and hand over a small LP")
    parser.add_argument("--solve", action="store_true", help="also find the optimum")
    return parser.parse_args()


def _peak_memory_mib() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 * 1024 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
