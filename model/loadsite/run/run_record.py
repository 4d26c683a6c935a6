"""What `run.json` says: everything that reads a finished folder reads its record as one of these.

`AnsweredRecord` stands beside tables, `ExplainedRecord` beside the explanation of a case that has no answer. Keys that
are not named are passed over: another version may write more.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal, Self

from pydantic import Field, model_validator

from loadsite.run.record_fields import Anything, Hash, Megabytes, Part, Place, Seconds, Text
from loadsite.run.record_parts import (
    AskedPart,
    CasePart,
    ChecksPart,
    HostingPart,
    ProofPart,
    SourcePart,
    WarningPart,
)
from loadsite.run.run_status import RunStatus

FORMAT = 2
"""What tables and columns of a result are called: another number where one is renamed or means another thing."""


class Record(Part):
    """What every record says."""

    format: int = Field(description="what tables and columns are called")
    scenario: Text = Field(description="name of the scenario")
    inputs: dict[str, Hash] = Field(description="file that went in -> its SHA-256")
    versions: dict[str, Text] = Field(description="package -> version")
    begun_utc: datetime = Field(description="when it was begun [UTC]")
    ended_utc: datetime = Field(description="when it ended [UTC]")
    keys: dict[str, Anything] = Field(description="keys of the scenario, defaults among them")
    scenario_file: Place = Field(description="file of the scenario")
    data: tuple[SourcePart, ...] = Field(default=(), description="where the data of the sites come from")
    case: CasePart | None = Field(default=None, description="case of a study; null where it is none")

    @property
    def name(self) -> str:
        """The name of the case, or of the scenario where it is of no study."""
        return self.scenario if self.case is None else self.case.name


class AnsweredRecord(Record, ProofPart):
    """The record of an answer."""

    status: RunStatus = Field(description="optimal, or not proven")
    result_hash: Hash = Field(description="SHA-256 of all that the tables say")
    question: AskedPart = Field(description="what was asked")
    time_resolution: Text = Field(description="how the year is represented")
    limitations: tuple[Text, ...] = Field(description="what the model leaves out")
    caveats: tuple[Text, ...] = Field(description="what the answer leaves out")
    options: dict[str, Anything] = Field(description="options of the solution")
    audit: ChecksPart = Field(description="audit of the tables against the inputs")
    hosting: HostingPart | None = Field(description="search for the most MW that fit; null where a target was given")
    baseline: ProofPart | None = Field(default=None, description="the same grid without campuses; null where not asked")
    baseline_ended: Text | None = Field(default=None, description="what ended the search without campuses early")
    wall_s_by_stage: dict[str, Seconds] = Field(description="stage -> time [s]")
    cpu_s: Seconds = Field(description="processor time [s]")
    peak_memory_mb: Megabytes | None = Field(description="highest resident memory [MB]; null where it is not known")
    warnings: tuple[WarningPart, ...] = Field(default=(), description="what may be a mistake")

    @model_validator(mode="after")
    def _hosts_where_asked(self) -> Self:
        if (self.question.kind == "hosting") is not (self.hosting is not None):
            there = "null" if self.hosting is None else "there"
            raise ValueError(f"question.kind is {self.question.kind} and hosting is {there}; expected both or none")
        years = set(self.question.years)
        if self.hosting is not None and set(self.hosting.hosted_mw) != years:
            raise ValueError("hosting.hosted_mw is of other years than question.years; expected the same")
        return self


class ExplainedRecord(Record):
    """The record of a case that has no answer, and why."""

    status: Literal["infeasible"] = Field(description="how the run ended")
    explanation: Text = Field(description="why there is no answer")


class EndingOnly(Part):
    """How a record says the run ended: which of the two it is; and in which format, the first where it says none."""

    format: int = Field(default=1, description="what tables and columns are called")
    scenario: Text = Field(description="name of the scenario")
    status: Literal["optimal", "not proven", "infeasible"] = Field(description="how the run ended")
