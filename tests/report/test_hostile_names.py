"""Whatever a site is called, its name is text: on the page, in pictures, in the workbook."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import openpyxl
import pytest
from openpyxl.utils.escape import unescape

from hostile_names import HOSTILE, in_json
from loadsite.report.pictures import figures, picture
from loadsite.report.run import Run
from loadsite.report.single import parts
from loadsite.writing.plain_text import FORMULA_SIGNS

ALLOWED = {"svg", "title", "style", "rect", "line", "path", "circle", "text", "g"}


@pytest.fixture(scope="module")
def opened(page, hostile_run):
    """The page of the hostile result, all its tables filled."""
    page.open(hostile_run / "report.html", 1280)
    page.run("document.querySelectorAll('details').forEach(e => { e.open = true; })")
    page.run("new Promise(done => setTimeout(done, 200))")
    return page


def test_there_are_thirty_of_them():
    assert len(set(HOSTILE)) == 30


def test_no_name_runs_or_loads_anything(opened, hostile_run):
    assert opened.complaints == [] and opened.requests == [(hostile_run / "report.html").resolve().as_uri()]
    assert opened.run("window.hacked") is None
    assert opened.run("document.querySelectorAll('script').length") == 2
    never = "img, iframe, b, [onload], [onerror], [onmouseover]"
    assert opened.run(f"document.querySelectorAll('{never}').length") == 0


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_shown_as_it_is(opened, name):
    """In a cell of the table of sites, letter by letter but for the marks that keep it from turning its neighbours."""
    cells = "[...document.querySelectorAll('#sites td')].map(e => e.textContent.replace(/[\\u2068\\u2069]/g, ''))"
    assert opened.run(f"{cells}.includes({in_json(name)})")


def test_names_are_told_in_tooltips_as_text(opened):
    marks = "[...document.querySelectorAll('#answer_2030 .wide [data-tip]')]"
    told = opened.run(f"{marks}.map(e => e.dataset.tip).join(' ')")
    assert "<script>window.hacked=1</script>" in told and "{{ 7*7 }}" in told


def test_pictures_hold_nothing_but_shapes_and_text(hostile_run):
    drawn = list(figures(parts(Run(hostile_run))))
    for figure in drawn:
        tree = ElementTree.fromstring(picture(figure))
        assert {element.tag.split("}")[1] for element in tree.iter()} <= ALLOWED, figure.name
        assert not [key for element in tree.iter() for key in element.attrib if key.startswith("on") or "href" in key]
    assert len(drawn) > 8


def test_the_workbook_runs_nothing(hostile_run):
    book = openpyxl.load_workbook(hostile_run / "results.xlsx")
    names = [cell.value for cell in book["siting"]["B"][1:]]
    assert len(names) == 30
    for cell, name in zip(book["siting"]["B"][1:], HOSTILE, strict=True):
        assert cell.data_type == "s" and cell.hyperlink is None
        expected = f"'{name}" if name.startswith(FORMULA_SIGNS) else name
        assert unescape(cell.value) == expected
