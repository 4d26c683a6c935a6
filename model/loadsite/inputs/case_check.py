"""A last look at a Case: what the readers above must have made sure of."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

from loadsite.inputs.case import Case

MAY_BE_INFINITE = {"build_limit_mw", "onsite_build_limit_mw", "queue_limit_mw", "ramp_share_per_h", "exclusions"}


class CaseDefect(Exception):
    """A Case that no input should lead to: a defect of loadsite, not of the input."""


def check_case(case: Case) -> None:
    """Every figure is a finite float64 and every table has the labels it should.

    Raises:
        CaseDefect: naming the first table that does not.
    """
    for part in fields(case):
        value = getattr(case, part.name)
        if is_dataclass(value):
            for field in fields(value):
                _check_figures(f"{part.name}.{field.name}", getattr(value, field.name))
    years, snapshots = case.horizon.years.index, case.horizon.snapshots.index
    owners: tuple[tuple[Any, pd.Index, pd.Index], ...] = (
        (case.grid.load_mw, case.grid.zones.index, snapshots),
        (case.grid.load_factor, case.grid.zones.index, years),
        (case.grid.corridor_limit_mw, case.grid.corridors.index, years),
        (case.fleet.availability, case.fleet.generators.index, snapshots),
        *((getattr(case.fleet, name), case.fleet.generators.index, years) for name in (
            "existing_mw", "build_limit_mw", "build_usd_per_mw_year", "fixed_usd_per_mw_year", "fuel_usd_per_mwh",
            "variable_usd_per_mwh")),
        *((getattr(case.storage_fleet, name), case.storage_fleet.storage.index, years) for name in (
            "build_limit_mw", "build_usd_per_mw_year", "fixed_usd_per_mw_year", "variable_usd_per_mwh")),
        (case.build_out.annual_build_limit_mw, case.build_out.annual_build.index, years),
        (case.build_out.queue_limit_mw, case.build_out.queue.index, years),
        *((getattr(case.sites, name), case.sites.sites.index, years) for name in (
            "limit_mw", "on_grid", "onsite_build_limit_mw", "onsite_build_usd_per_mw_year",
            "onsite_usd_per_mwh")),
        (case.sites.load_shape, case.sites.sites.index, snapshots),
    )
    for frame, rows, columns in owners:
        if not (frame.index.equals(rows) and frame.columns.equals(columns) and rows.is_unique):
            raise CaseDefect(f"labels {list(frame.index[:3])} by {list(frame.columns[:3])} are not as they should be")
    hours, probability = case.horizon.snapshots["weight_h"], case.horizon.samples["probability"]
    if not (hours > 0).all() or abs(probability.sum() - 1) > 1e-6:
        raise CaseDefect(f"samples have a probability of {probability.sum()} in all")


def _check_figures(name: str, value: object) -> None:
    """No blank anywhere, and no infinity but where it means that nothing limits."""
    if isinstance(value, pd.Series):
        value = value.to_frame(name.rpartition(".")[2])
    if not isinstance(value, pd.DataFrame):
        return
    if value.isna().to_numpy().any():
        raise CaseDefect(f"{name} holds a blank")
    figures = value.select_dtypes("number")
    if name.rpartition(".")[2] in MAY_BE_INFINITE:
        return
    figures = figures.drop(columns=[column for column in MAY_BE_INFINITE if column in figures.columns])
    if not np.isfinite(figures.to_numpy(dtype=float)).all():
        raise CaseDefect(f"{name} holds an infinity")
