"""What a scenario says of its solve is what the solver is told."""

from __future__ import annotations

from loadsite.inputs.scenario import SolveKeys
from loadsite.run.proof_options import options_of
from loadsite.solve import Method

SAID = SolveKeys.model_validate({
    "method": "decomposed", "threads": 3, "processes": 5, "relative_gap": 7e-5, "campus_gap": 2e-3,
    "time_limit_s": 11.0,
})  # fmt: skip


def test_every_key_reaches_the_solver():
    told = options_of(SAID)
    assert (told.method, told.relative_gap, told.campus_gap) == (Method.DECOMPOSED, 7e-5, 2e-3)
    assert (told.single.threads, told.single.time_limit_s, told.workers.processes) == (3, 11.0, 5)


def test_the_command_line_is_heard_over_the_scenario():
    told = options_of(SAID, 8)
    assert (told.single.threads, told.workers.processes) == (8, 8)
