"""The rich case, solved once by loadsite and once by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import geopandas as gpd
import pytest
from by_hand import ByHand
from shapely.geometry import box

from loadsite.export.geopackage import write_geopackage
from loadsite.report.run import Run
from loadsite.run.answer import Answer, answer
from loadsite.run.baseline import baseline_tables, without_campuses
from loadsite.run.content_hash import content_hash
from loadsite.run.provenance import record
from loadsite.run.sealed import seal
from loadsite.run.store import write_record, write_tables
from rich_case import rich_case
from worked_case import EXACT


@pytest.fixture(scope="session")
def rich(tmp_path_factory) -> Answer:
    """The answer of loadsite."""
    return answer(rich_case(), EXACT, tmp_path_factory.mktemp("rich"))


@pytest.fixture(scope="session")
def by_hand() -> ByHand:
    """The same case written and solved without it."""
    return ByHand(rich_case())


OUTLINES = gpd.GeoSeries(
    {"west": box(-105, 31, -100, 35), "east": box(-99, 31, -95, 34), "south": box(-97, 27, -93, 30.5)}, crs="EPSG:4326"
)


@pytest.fixture(scope="session")
def bare(tmp_path_factory) -> Answer:
    """The rich case without campuses."""
    return answer(without_campuses(rich_case()), EXACT, tmp_path_factory.mktemp("bare"))


@pytest.fixture(scope="session")
def run(rich, bare, tmp_path_factory) -> Run:
    """The folder of the results of the rich case, as `run` writes it."""
    return Run(written(rich, bare, tmp_path_factory.mktemp("folder")))


def written(found: Answer, without: Answer, folder: Path) -> Path:
    tables = found.results.by_name() | baseline_tables(without.results)
    write_tables(folder, tables)
    write_geopackage(folder / "sites.gpkg", found.asked, found.results, OUTLINES)
    told = record(found, EXACT, datetime(2026, 3, 4, 5, 6, tzinfo=UTC), 12.5, content_hash(tables))
    write_record(folder, told | {"keys": {"name": "rich", "plan": "plans/one.yaml"}, "scenario_file": "rich.yaml"})
    seal(folder)
    return folder
