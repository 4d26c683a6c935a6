"""The parts of `run.json`, and what each key means."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from loadsite.inputs.scenario import CalendarYear
from loadsite.run.record_fields import (
    Anything,
    Count,
    Error,
    Hash,
    Megabytes,
    Musd,
    Mw,
    Part,
    Place,
    Seconds,
    Text,
)
from loadsite.solve import Method


class AskedPart(Part):
    """What was asked."""

    kind: Literal["target", "hosting"] = Field(description="MW that are placed, or the most that fit")
    unserved_limit_share: float | None = Field(default=None, description="unserved energy allowed, of all energy [1]")
    target_mw: dict[CalendarYear, Mw] | None = Field(default=None, description="requested MW by year [MW]")
    shortfall_usd_per_mw_year: float | None = Field(
        default=None, description="price of MW that are not placed [USD/MW-year]"
    )
    years: Annotated[tuple[CalendarYear, ...], Field(min_length=1, max_length=200)] = Field(description="model years")
    snapshots: Count = Field(description="hours of the model")
    periods: Count = Field(description="runs of snapshots, such as days")
    cost_year: CalendarYear = Field(description="year whose dollars all money is in")


class SizePart(Part):
    """The size of a linear program."""

    rows: Count = Field(description="rows of the linear program")
    columns: Count = Field(description="columns of the linear program")
    non_zeros: Count = Field(description="coefficients of the linear program that are not zero")


class RangePart(Part):
    """The smallest and the largest magnitude of some numbers."""

    smallest: float = Field(description="smallest magnitude that is not zero")
    largest: float = Field(description="largest magnitude")


class RangesPart(Part):
    """Magnitudes of one program [GW, GWh, M$ and hours]."""

    matrix: RangePart = Field(description="magnitudes of the coefficients")
    cost: RangePart = Field(description="magnitudes of the costs")
    bounds: RangePart = Field(description="magnitudes of the bounds of columns")
    limits: RangePart = Field(description="magnitudes of the limits of rows")


class AttemptPart(Part):
    """One rung of the ladder of algorithms."""

    algorithm: Text = Field(description="algorithm")
    options: dict[str, Anything] = Field(description="options of the solver")
    status: Text = Field(description="what the solver said")
    cpu_s: Seconds = Field(description="processor time [s]")
    wall_s: Seconds = Field(description="time [s]")
    iterations: Count = Field(description="iterations")
    peak_memory_mb: Megabytes | None = Field(description="highest resident memory [MB]; null where it is not known")
    verdict: Text = Field(description="what the independent check made of it")
    remarks: tuple[Text, ...] = Field(description="what went wrong beside it and touches no answer")


class ChecksPart(Part):
    """How many checks there were, and how far each was off."""

    checks: Count = Field(description="number of checks")
    largest_relative_error: Error = Field(description="largest relative error of a check [1]")
    where: Text = Field(description="check that is off most, and at what")
    errors: dict[str, Error] = Field(description="check -> largest relative error [1]")


class CertificatePart(ChecksPart):
    """What the certificate of a solution says."""

    objective_musd: Musd = Field(description="cost of the answer [M$; GW when hosting]")
    dual_objective_musd: Musd = Field(description="proven bound of the cost [M$; GW when hosting]")
    gap_musd: Musd = Field(description="difference of both [M$; GW when hosting]")
    gap_allowed: float | None = Field(description="requested relative gap [1]; null where none was")


class ProofPart(Part):
    """One program, how it was solved, and its certificate."""

    method: Method = Field(description="method of solution")
    ended: Text | None = Field(description="what ended a search before its bounds met; null where they did")
    program: SizePart = Field(description="size of the linear program")
    coefficient_ranges: RangesPart = Field(description="magnitudes in the linear program")
    attempts: Annotated[tuple[AttemptPart, ...], Field(min_length=1)] = Field(description="algorithms tried, in order")
    certificate: CertificatePart = Field(description="certificate of the solution")

    @model_validator(mode="after")
    def _search_has_a_gap(self) -> Self:
        if self.method is Method.DECOMPOSED and self.certificate.gap_allowed is None:
            raise ValueError("was solved by periods, and certificate.gap_allowed is null; expected a number")
        return self


class HostingPart(ProofPart):
    """The search for the most MW that fit."""

    hosted_mw: dict[CalendarYear, Mw] = Field(description="most MW that fit, by year [MW]")


class CasePart(Part):
    """The case of a study."""

    study: Place = Field(description="file of the study")
    name: Text = Field(description="name of the case")
    hash: Hash = Field(description="SHA-256 of all that goes into the case")
    labels: dict[str, Text] = Field(description="key that varies -> how its value is named")


class SourcePart(Part):
    """Where data come from."""

    title: Text = Field(default="", description="title of the source")
    year: Text = Field(default="", description="year that the data are of")
    path: Text = Field(default="", description="where the data are found")


class WarningPart(Part):
    """What may be a mistake."""

    file: Text = Field(description="file of the inputs, or table of the result")
    line: Count = Field(description="line of the file; 0 where there is none")
    field: Text = Field(description="column, key or thing that it is about")
    value: Text = Field(description="the value, with its unit")
    what: Text = Field(description="why it may be a mistake")
    expected: Text = Field(description="what is usual")
    source: Text = Field(description="where the usual range comes from")
