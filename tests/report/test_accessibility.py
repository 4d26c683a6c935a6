"""The page for those who read it by ear or by keyboard: landmarks, names, order, contrast; and axe-core where it is.

axe-core is no part of loadsite: `npm install axe-core` anywhere, and LOADSITE_AXE names its axe.min.js.
"""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest

from loadsite.report.palette import TONES

PAGES = pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])


@pytest.fixture
def opened(page, plain_run):
    page.open(plain_run / "report.html", 1280)
    return page


@pytest.mark.parametrize("width", [1280, 390])
@PAGES
def test_axe_finds_no_serious_fault(page, plain_run, width, dark):
    axe = os.environ.get("LOADSITE_AXE", "")
    if not Path(axe).is_file():
        pytest.skip("needs axe-core: LOADSITE_AXE names no axe.min.js")
    page.open(plain_run / "report.html", width, dark=dark)
    page.run(Path(axe).read_text(encoding="utf-8") + ";0")
    page.run("document.querySelectorAll('details').forEach(e => { e.open = true; }); 0")
    told = "axe.run(document, {resultTypes: ['violations']}).then(r => r.violations.map(v => " \
           "[v.impact, v.id, v.nodes.map(n => n.html.slice(0, 200))]))"
    assert page.run(told) == []
    page.run("document.querySelector('#sites tbody button').click(); 0")
    assert page.run(told) == []


def test_there_is_one_of_each_landmark_and_all_have_names(opened):
    count = "['header', 'nav', 'main', 'footer', 'h1'].map(each => document.querySelectorAll(each).length)"
    assert opened.run(count) == [1, 1, 1, 1, 1]
    assert opened.run("document.documentElement.lang") == "en"
    kinds = "nav, [role=search], [role=region], [role=tablist], svg, dialog"
    unnamed = f"[...document.querySelectorAll('{kinds}')].filter(e => !e.getAttribute('aria-label') " \
              "&& !document.getElementById(e.getAttribute('aria-labelledby')))"
    assert opened.run(f"{unnamed}.length") == 0


def test_every_control_has_a_name_and_every_id_is_one(opened):
    controls = "[...document.querySelectorAll('button, input, select, summary, a')]"
    named = "e => (e.getAttribute('aria-label') || e.textContent || " \
            "(e.labels && e.labels[0] && e.labels[0].textContent) || '').trim()"
    assert opened.run(f"{controls}.filter(e => !({named})(e)).map(e => e.outerHTML)") == []
    ids = opened.run("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_headings_go_down_by_one(opened):
    heads = "[...document.querySelectorAll('h1, h2, h3')].filter(e => !e.closest('dialog'))"
    levels = opened.run(f"{heads}.map(e => +e.tagName[1])")
    assert levels[0] == 1 and all(after <= before + 1 for before, after in pairwise(levels))


def test_the_first_stop_of_the_keyboard_skips_to_the_answer(opened):
    opened.press("Tab")
    assert opened.run("document.activeElement.textContent") == "Skip to the answer"
    assert opened.run("document.activeElement.getBoundingClientRect().left") >= 0
    opened.press("Enter")
    assert opened.run("location.hash") == "#answer"


def test_the_keyboard_goes_from_the_search_to_the_filters_to_the_sites(opened):
    opened.run("document.querySelector('#sites input').focus()")
    stops = []
    for _ in range(4):
        opened.press("Tab")
        stops.append(opened.run("document.activeElement.dataset.by || document.activeElement.className"))
    assert stops[:3] == ["state", "campus", "scroll"]


def luminance(colour: str) -> float:
    """Of WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("world", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("words", ["ink", "quiet", "strong", "warn"])
def test_words_stand_out_from_what_they_stand_on(words, world):
    """WCAG asks 4.5 of text."""
    for ground in ("paper", "land"):
        low, high = sorted(luminance(TONES[tone][world]) for tone in (words, ground))
        assert (high + 0.05) / (low + 0.05) >= 4.5, ground
