"""The process of one case: `python -m loadsite.batch.child`.

Reads one order from standard input, tells stages and at last the outcome on standard output, a line of JSON each. When
standard input ends, whoever asked has gone, and so does this process.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from dataclasses import asdict

from loadsite.batch.order import Order


def main() -> None:
    """Solve the case that is asked for."""
    # whatever else is printed, by a solver's library or by mistake, goes to standard error
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    order = Order.from_json(sys.stdin.readline())
    threading.Thread(target=_leave_with_the_asker, daemon=True).start()
    from loadsite.batch.solved_case import solved_case

    def tell(kind: str, said: object) -> None:
        answers.write(json.dumps({kind: said}) + "\n")
        answers.flush()

    outcome = solved_case(order, lambda stage: tell("stage", stage))
    tell("outcome", asdict(outcome))


def _leave_with_the_asker() -> None:
    while os.read(0, 4096):
        pass
    os._exit(1)


if __name__ == "__main__":
    main()
