"""Finished results side by side: what differs in the inputs, then in the answers. Read from their folders alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from loadsite.batch.answers_compared import binding, costs, emissions, prices, reliability, siting
from loadsite.batch.finished import FinishedRun, open_runs
from loadsite.batch.inputs_compared import inputs
from loadsite.batch.regret import regret
from loadsite.results.costs import totals_usd


@dataclass(frozen=True)
class Comparison:
    """Long tables; `run` names the run, in the order in which the runs were given. Changes are against the first run.

    A run without an answer (infeasible) stands in `runs` and `inputs` only.
    """

    runs: pd.DataFrame
    """run, folder, scenario, status, cost_usd (the objective), penalties_usd (of it), least_possible_usd (proven lower
    bound), and of the last model year shortfall_mw (firm capacity missing), unserved_mwh, unserved_h; wall_s"""
    inputs: pd.DataFrame
    """input, run, value: every key (dotted), input file (its hash) and version that is not the same in all runs"""
    siting: pd.DataFrame
    """run, site, name, zone, state, market, year, campus_mw, full_cost_usd_per_mwh,
    zonal_price_usd_per_mwh, change_mw"""
    reliability: pd.DataFrame
    """run, year, margins_required, margins_missed, shortfall_mw, shortfall_same_plants_mw, least_shortfall_mw,
    unserved_mwh, unserved_h, change_mw (of the shortfall)"""
    costs: pd.DataFrame
    """run, term, kind (cost or penalty), usd, change_usd: the terms of the objective, present value over the model
    years"""
    prices: pd.DataFrame
    """run, zone, year, price_usd_per_mwh (averaged over the load of the year), change_usd_per_mwh"""
    emissions: pd.DataFrame
    """run, year, co2_t, change_t"""
    binding: pd.DataFrame
    """run, change (began or ceased), kind, label, year, shadow_price_before, shadow_price, unit, origin: the limits and
    rules that bind in one of the run and the first run and not in the other; shadow_price is what one more unit of the
    limit would save in a year"""
    regret: pd.DataFrame
    """world (all that differs but the plan), plan, run, cost_usd, regret_usd, shortfall_mw: what each plan costs above
    the cheapest plan of the same world; shortfall_mw is the largest of any model year. Empty where no two runs differ
    in the plan alone"""

    def by_name(self) -> dict[str, pd.DataFrame]:
        """Every table under its name, in this order."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def compare(runs: Sequence[Path]) -> Comparison:
    """Compare finished folders of results; the first is what the others are measured against.

    Raises:
        NotFinished: a folder without finished results, or a table that cannot be read.
    """
    opened = open_runs(runs)
    answered = [run for run in opened if run.answer is not None]
    return Comparison(
        runs=_runs(opened),
        inputs=inputs(opened),
        siting=siting(answered),
        reliability=reliability(answered),
        costs=costs(answered),
        prices=prices(answered),
        emissions=emissions(answered),
        binding=binding(answered),
        regret=regret(answered),
    )


def _runs(runs: Sequence[FinishedRun]) -> pd.DataFrame:
    rows = []
    for run in runs:
        answer = run.answer
        rows.append(
            {
                "run": run.name,
                "folder": str(run.folder),
                "scenario": run.record.scenario,
                "status": str(run.record.status),
                "cost_usd": _usd(answer.certificate.objective_musd if answer else None),
                "penalties_usd": _penalties_usd(run),
                "least_possible_usd": _usd(answer.certificate.dual_objective_musd if answer else None),
                **_last_year(run),
                "wall_s": float(sum(answer.wall_s_by_stage.values())) if answer else 0.0,
            }
        )
    columns = ["run", "folder", "scenario", "status", "cost_usd", "penalties_usd", "least_possible_usd", *CARRIED,
               "wall_s"]  # fmt: skip
    return pd.DataFrame(rows, columns=columns)


CARRIED = ("shortfall_mw", "unserved_mwh", "unserved_h")
"""Columns of the table `reliability` that stand beside every run."""


def _penalties_usd(run: FinishedRun) -> float:
    """NaN where a run has no answer."""
    return totals_usd(run.table("costs"))[1] if run.answer is not None else float("nan")


def _last_year(run: FinishedRun) -> dict[str, float]:
    """What a run leaves short and unserved in its last model year; NaN where it has no answer."""
    if run.answer is None:
        return dict.fromkeys(CARRIED, float("nan"))
    last = run.table("reliability").iloc[-1]
    return {name: float(last[name]) for name in CARRIED}


def _usd(musd: float | None) -> float:
    """NaN where a run has no cost."""
    return float("nan") if musd is None else musd * 1e6
