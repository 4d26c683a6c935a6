"""What a worker is asked, and what comes of it: plain data that goes through pipes and to other machines."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import Field

from loadsite.run.record_fields import Count, Megabytes, Seconds, Text

Large = Annotated[float, Field(ge=-1e21, le=1e21)]


class Ending(StrEnum):
    """The ways a case ends."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    NOT_PROVEN = "not proven"
    FAILED = "failed"
    TIMED_OUT = "timed out"

    @property
    def settled(self) -> bool:
        """Whether asking again would say the same."""
        return self in (Ending.OPTIMAL, Ending.INFEASIBLE)

    @property
    def has_folder(self) -> bool:
        """Whether there is a folder of it: an answer, a proof that there is none, or the best point that was found."""
        return self.settled or self is Ending.NOT_PROVEN


@dataclass(frozen=True)
class Order:
    """One case to solve. Paths are as on the machine that works on it; `files` are the inputs as they were hashed."""

    working_folder: str
    study: str
    case: str
    hash: str
    files: Mapping[str, str]
    place: str
    pool: str
    processes: int | None = None
    """worker processes of the decomposed method; None: as many as the scenario says"""
    time_limit_s: float | None = None

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Self:
        """What `to_json` wrote."""
        return cls(**json.loads(text))


@dataclass(frozen=True)
class Outcome:
    """How a case ended, and what it took. `reason` says why there is no answer, or what went wrong beside
    one, in lines for a person.
    """

    ending: Annotated[Ending, Field(description="how the case ended")]
    reason: Annotated[Text, Field(description="why there is no answer, or what went wrong beside one")] = ""
    content_hash: Annotated[Text, Field(description="of the folder written; empty where there is none")] = ""
    method: Annotated[Text, Field(description="method of solution")] = ""
    cost_usd: Annotated[Large | None, Field(description="cost of the answer [USD]")] = None
    least_possible_usd: Annotated[Large | None, Field(description="proven bound of the cost [USD]")] = None
    margin_shortfall_mw: Annotated[
        Large | None, Field(description="missing from reserve margins in the last model year [MW]")] = None
    unserved_mwh: Annotated[Large | None, Field(description="unserved in the last model year [MWh]")] = None
    cuts_from_pool: Annotated[Count, Field(description="cuts taken from the pool")] = 0
    iterations: Annotated[Count, Field(description="iterations")] = 0
    wall_s: Annotated[Seconds, Field(description="time [s]")] = 0.0
    cpu_s: Annotated[Seconds, Field(description="processor time [s]")] = 0.0
    peak_memory_mb: Annotated[Megabytes, Field(description="highest resident memory [MB]")] = 0.0
    host: Annotated[Text, Field(description="machine that worked on it")] = ""


@dataclass(frozen=True)
class Limits:
    """What one case may take: wall seconds, and megabytes of it and the processes it starts.

    `grace_s` is what it has beyond its time to stop by itself, and tell how far it came, before it is ended.
    """

    time_s: float | None = None
    memory_mb: float | None = None
    grace_s: float = 15.0


@dataclass(frozen=True)
class Stage:
    """A case has come to another stage of its work."""

    hash: str
    said: str


@dataclass(frozen=True)
class Ended:
    """A case has ended."""

    hash: str
    outcome: Outcome = field(default_factory=lambda: Outcome(Ending.FAILED, "no outcome"))


def outcome_from(data: Mapping[str, Any]) -> Outcome:
    """An outcome as a worker tells it."""
    return Outcome(**{**data, "ending": Ending(data["ending"])})
