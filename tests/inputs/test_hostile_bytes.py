"""Every reader, given bytes nobody wrote on purpose, either reads them or tells what is wrong. Nothing else happens."""

from __future__ import annotations

from io import BytesIO

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tiny_study
from loadsite.errors import InputError
from loadsite.inputs.cells import check_cells
from loadsite.inputs.csv_text import split_csv
from loadsite.inputs.geography import check_outlines, locate
from loadsite.inputs.geojson import read_features
from loadsite.inputs.hourly import read_hourly
from loadsite.inputs.hourly_schema import LOAD
from loadsite.inputs.problems import Problems
from loadsite.inputs.scenario import Scenario
from loadsite.inputs.scenario_errors import validated
from loadsite.inputs.schema import LINES, SITES, ZONES
from loadsite.inputs.yaml_source import read_yaml

NASTY = [b"\n", b",", b'"', b"[", b"{", b"]", b"}", b":", b"null", b"1e999", b"-",
         b"\xff", b"\x00", b"&a ", b"*a", b"!!x "]
FEW = settings(max_examples=60, suppress_health_check=list(HealthCheck))


def mutations(text: bytes) -> st.SearchStrategy[bytes]:
    """The bytes with up to four places cut out, overwritten or doubled."""
    new = st.binary(max_size=6) | st.sampled_from(NASTY)
    edit = st.tuples(st.integers(0, len(text)), st.integers(0, 12), new)

    def apply(edits: list[tuple[int, int, bytes]]) -> bytes:
        changed = text
        for start, length, new in edits:
            changed = changed[:start] + new + changed[start + length:]
        return changed

    return st.lists(edit, max_size=4).map(apply)


@FEW
@given(mutations(tiny_study.SCENARIO.encode()) | st.binary(max_size=200))
def test_scenario(data: bytes) -> None:
    problems = Problems()
    try:
        scenario = validated(Scenario, read_yaml(data, "a.yaml"), problems)
    except InputError as error:
        assert error.problems
    else:
        assert (scenario is None) == bool(problems)


@FEW
@given(mutations(tiny_study.LINES.encode()) | st.binary(max_size=200))
def test_csv(data: bytes) -> None:
    problems = Problems()
    try:
        cells = split_csv(data, "lines.csv", problems)
    except InputError as error:
        assert error.problems
        return
    assert cells is not None or problems
    if cells is not None:
        check_cells(cells, LINES, problems)


@FEW
@given(mutations(tiny_study.ZONES.encode()), mutations(tiny_study.SITES.encode()))
def test_geojson(zones: bytes, sites: bytes) -> None:
    problems = Problems()
    try:
        zone_features = read_features(zones, "zones.geojson", ("Polygon", "MultiPolygon"), problems)
        site_features = read_features(sites, "sites.geojson", ("Point",), problems)
    except InputError as error:
        assert error.problems
        return
    if zone_features is None or site_features is None:
        assert problems
        return
    zone_rows = check_cells(zone_features.cells, ZONES, problems)
    site_rows = check_cells(site_features.cells, SITES, problems)
    if zone_rows is not None and site_rows is not None:
        outlines = check_outlines(zone_rows, zone_features, problems)
        if outlines is not None and len(outlines):
            found = locate(site_rows, site_features, outlines, "zone", problems)
            assert problems or len(found) == len(site_rows.frame)


def _parquet() -> bytes:
    file = BytesIO()
    tiny_study.load_frame().head(48).to_parquet(file, index=False)
    return file.getvalue()


@FEW
@given(mutations(_parquet()))
def test_parquet(data: bytes) -> None:
    problems = Problems()
    frame = read_hourly(data, LOAD, "load.parquet", problems)
    assert (frame is None) == bool(problems)
