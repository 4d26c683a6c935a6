"""A finished run: its tables as DataFrames, its sites and zones as layers, its proof checked again."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd

from loadsite.api.why import explained
from loadsite.batch.comparison import compare as compared
from loadsite.batch.verify import verify_folder
from loadsite.explain.explanation import Explanation, Topic
from loadsite.export.run_layers import site_layer, zone_layer
from loadsite.report.run import Run as Finished
from loadsite.report.single import write_report
from loadsite.run.run_record import AnsweredRecord


class Run:
    """The folder of a finished run. Tables are read when first asked for, after all files have been checked against
    the hashes they were written with.
    """

    def __init__(self, finished: Finished) -> None:
        self._finished = finished

    @classmethod
    def open(cls, folder: Path | str) -> Run:
        """Open a folder that `loadsite run` or `Scenario.solve` wrote.

        Raises:
            NotAsWritten: a file is missing, or is not what was written.
            NoResult: the run ended without an answer.
        """
        return cls(Finished(Path(folder)))

    def __repr__(self) -> str:
        return f"<Run {self.name}: {self.status}, {self.folder}>"

    @property
    def folder(self) -> Path:
        """Where the results are."""
        return self._finished.folder

    @property
    def name(self) -> str:
        """Name of the scenario."""
        return self._finished.name

    @property
    def record(self) -> AnsweredRecord:
        """All of `run.json`: the question, the inputs and their hashes, the certificate, the audit, what was spent."""
        return self._finished.record

    @property
    def status(self) -> str:
        """`optimal`, or `not proven` where the search ended before its bounds met as asked."""
        return str(self.record.status)

    @property
    def years(self) -> list[int]:
        """The model years."""
        return self._finished.years

    @property
    def cost_usd(self) -> float:
        """Total system cost: the objective of the least-cost solve, penalties among it [USD, present value]."""
        return self.record.certificate.objective_musd * 1e6

    @property
    def lower_bound_usd(self) -> float:
        """What every answer costs at least, as proven by the certificate [USD, present value]."""
        return self.record.certificate.dual_objective_musd * 1e6

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables, as `table` takes them."""
        return tuple(sorted(path.stem for path in self.folder.glob("*.parquet")))

    def table(self, name: str) -> pd.DataFrame:
        """One table, labels as text. Columns and units are described in `datapackage.json` of the folder.

        Raises:
            NoResult: the run holds no table of that name.
        """
        found = self._finished.table(name)
        labels = [column for column, kind in found.dtypes.items() if isinstance(kind, pd.CategoricalDtype)]
        return found.astype(dict.fromkeys(labels, object))

    def sites(self) -> gpd.GeoDataFrame:
        """The table `siting` with the point of each site (EPSG:4326): a row per site and model year."""
        return site_layer(self.folder, self.table("siting"))

    def zones(self) -> gpd.GeoDataFrame:
        """The table `zone_years` with the outline of each zone (EPSG:4326): a row per zone and model year."""
        return zone_layer(self.folder, self.table("zone_years"))

    def ranges(self) -> pd.DataFrame:
        """The table `zone_ranges`: how many MW each zone holds in answers that cost no more, within the proven gap."""
        return self.table("zone_ranges")

    def why(self, topic: Topic | None = None, scenario: Path | str | None = None) -> Explanation:
        """What stops a site, drives the price of a zone or what a rule does: `run.why(Topic(site="abilene"))`; without
        a topic, the binding constraints by shadow price.

        Nothing is solved again: the program is built from the inputs, and the answer read from the folder. `scenario`
        names the scenario or study file, where it is not found beside the folder.

        Raises:
            NoSuchThing: the run has no such site, zone or rule.
            OtherInputs: the inputs are not there, or are no longer what they were.
        """
        named = None if scenario is None else Path(scenario)
        return explained(self.folder, self.record, self.table, named, topic or Topic())

    def verify(self, scenario: Path | str | None = None) -> pd.DataFrame:
        """case, check, passed, said: hashes, then certificate, tables and audit recomputed from the inputs."""
        return verify_folder(self.folder, None if scenario is None else Path(scenario))

    def report(self, to: Path | str | None = None, force: bool = False) -> Path:
        """Draw the report anew; the page, `report.html` in the folder unless `to` names another file.

        Raises:
            CannotWrite: the file cannot be written, or (without `force`) one that is not ours stands there.
        """
        return write_report(self.folder, None if to is None else Path(to), force)


def compare(runs: Sequence[Run | Path | str]) -> dict[str, pd.DataFrame]:
    """Finished runs side by side, the first as baseline: the tables `runs`, `inputs`, `siting`, `reliability`, `costs`,
    `prices`, `emissions`, `binding` and `regret` by name.

    Raises:
        NotAsWritten, NotFinished: a folder holds no finished results, or a table cannot be read.
    """
    return compared([run.folder if isinstance(run, Run) else Path(run) for run in runs]).by_name()
