"""In place of the process of a case: the same pipes and the same way of writing, and an answer without a solver.

Its folder holds what follows from the order alone. It stands still now and then, so that a kill finds it anywhere.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sys
import threading
import time
from dataclasses import asdict
from pathlib import Path
from tempfile import mkdtemp

from loadsite.batch.folder_hash import folder_hash
from loadsite.batch.order import Ending, Order, Outcome

PAUSE_S = 0.04


def main() -> None:
    order = Order.from_json(sys.stdin.readline())
    threading.Thread(target=leave_with_the_asker, daemon=True).start()
    say("stage", "solving")
    if order.case.startswith("hangs"):
        time.sleep(600)
    if order.case.startswith("grows"):
        held = []
        while True:
            held.append(bytearray(os.urandom(1 << 20)) * 20)
            time.sleep(0.01)
    if order.case.startswith("breaks"):
        raise ZeroDivisionError("division by zero")
    stand_still()
    place = Path(order.place)
    folder = Path(mkdtemp(prefix=f".{place.name}.", dir=place.parent))
    for part in ("tables", "record", "log"):
        (folder / part).write_text(f"{part} of {order.case}\n" * 200, encoding="utf-8")
        stand_still()
    content = folder_hash(folder)
    before = folder.with_name(f"{folder.name}.before")
    if place.exists():
        place.rename(before)
    folder.rename(place)
    shutil.rmtree(before, ignore_errors=True)
    stand_still()
    say("outcome", asdict(Outcome(Ending.OPTIMAL, content_hash=content, cost_usd=float(len(order.case)))))


def say(kind: str, said: object) -> None:
    print(json.dumps({kind: said}), flush=True)


def stand_still() -> None:
    time.sleep(random.uniform(0.0, PAUSE_S))


def leave_with_the_asker() -> None:
    while os.read(0, 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
