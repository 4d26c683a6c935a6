"""loadsite sites: the candidates as a table and as a picture."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree as xml

import pytest
from shapely.geometry import box

from layer_files import save
from loadsite.cli import app
from loadsite.commands.ending import end_of
from tiny_study import SCENARIO

LAYERS = """
exclusions:
  - {file: ../sites/tiny/parks.gpkg, reason: "state <park>", bar: true}
  - {file: ../sites/tiny/parks.gpkg, reason: scenery, usd_per_mw_year: 400}
labels:
  - {file: ../sites/tiny/parks.gpkg, column: name, label: park, outside: none}
"""


@pytest.fixture
def barred(study: Path) -> Path:
    """The tiny study with a park around the site `plain`."""
    save("parks.gpkg", [{"name": "Prairie"}], [box(-99.2, 33.8, -98.8, 34.2)])
    study.write_text(SCENARIO + LAYERS, encoding="utf-8")
    return study


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert end_of(lambda: app(list(arguments))) == 0
    return capsys.readouterr().out


def test_every_candidate_with_what_limits_it_and_who_says_so(barred, capsys):
    plain, cove = json.loads(said(capsys, "sites", str(barred), "--json"))
    assert plain["site"] == "plain" and plain["zone"] == "NORTH" and plain["state"] == "AA" and plain["market"] == "M1"
    assert plain["limit_mw_2030"] == 0 and plain["limit_origin_2030"] == "parks.gpkg:1"
    assert plain["excluded"] == "state <park> (parks.gpkg:1); scenery (parks.gpkg:1)"
    assert plain["site_charge_usd_per_mw_year"] == 400 and plain["label_park"] == "Prairie"
    assert plain["connection_km"] == 15 and plain["connection_origin"] == "tiny.yaml:24 campus.connection_km"
    assert plain["origin"] == "sites.geojson:4"
    assert cove["limit_mw_2030"] == 200 and cove["limit_origin_2030"] == "sites.geojson:30"
    assert cove["label_park"] == "none" and cove["excluded"] == "" and cove["onsite_limit_mw"] == 250
    rows = list(csv.DictReader(io.StringIO(said(capsys, "sites", str(barred), "--csv"))))
    assert [row["site"] for row in rows] == ["plain", "cove"]


def test_the_screen_says_what_stands_against_a_site(barred, capsys):
    told = " ".join(said(capsys, "sites", str(barred)).split())
    assert "plain" in told and "<park>" in told and "Prairie" in told
    assert "default: tiny.yaml:24 campus.connection_km" in told


def test_a_picture_of_the_candidates(barred, capsys):
    said(capsys, "sites", str(barred), "--map", "sites.svg")
    root = xml.parse("sites.svg").getroot()
    titles = [each.text for each in root.iter("{http://www.w3.org/2000/svg}title")]
    assert titles[:4] == ["Candidates of tiny in 2030", "NORTH", "SOUTH", "ISLE"]
    states = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "ALPHA" in states  # of Beta only a part is left beside its site, too narrow for its name
    assert "plain: 0 MW in 2030; state <park> (parks.gpkg:1); scenery (parks.gpkg:1)" in titles
    assert "cove: 200 MW in 2030" in titles


def test_a_picture_for_slides(barred, capsys):
    pytest.importorskip("resvg_py", reason="resvg-py is not installed; it comes with the extra `pictures`")
    said(capsys, "sites", str(barred), "--map", "sites.png")
    assert Path("sites.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(("file", "wrong"), [
    ("sites.jpg", "sites.jpg ends neither in .svg nor in .png"),
    ("nowhere/sites.svg", "nowhere/sites.svg cannot be written"),
])
def test_a_picture_that_cannot_be_drawn_is_refused(file, wrong, barred, capsys):
    assert end_of(lambda: app(["sites", str(barred), "--map", file])) == 1
    assert wrong in capsys.readouterr().err
