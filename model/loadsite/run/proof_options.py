"""How a scenario says that it is solved, as the solver takes it."""

from __future__ import annotations

from loadsite.inputs.scenario import SolveKeys
from loadsite.solve import Crew, Method, ProofOptions, SolveOptions


def options_of(said: SolveKeys, processes: int | None = None) -> ProofOptions:
    """Method, limits and gaps of the keys under `solve`; `processes`, in place of those said there, also stands for the
    threads of one program.
    """
    return ProofOptions(
        Method(said.method),
        SolveOptions(processes or said.threads, said.time_limit_s),
        Crew(processes or said.processes),
        said.relative_gap,
        said.campus_gap,
    )
