"""Sites on the page: their cards by click and by keyboard, search and filters, and every table as a file."""

from __future__ import annotations

import csv
import io
import time

import pytest

CARD = "document.getElementById('card')"
TITLE = "document.getElementById('card_title').textContent"
TOLD = "[...document.querySelectorAll('#sites tbody td.site')].map(e => e.textContent)"
OUTPUT = "document.querySelector('#sites output').textContent"


@pytest.fixture
def opened(page, plain_run):
    page.open(plain_run / "report.html", 1280)
    return page


def lines(page) -> dict[str, str]:
    """Names and values of the card that is open."""
    return dict(page.run(f"[...{CARD}.querySelectorAll('dt')].map(e => [e.textContent, e.nextSibling.textContent])"))


def test_a_click_on_a_campus_of_the_map_opens_its_card(opened):
    """The card says the limit with its line, the connection, the cost by part, and what binds."""
    x, y = opened.run("""(() => {
        const disc = document.querySelector('#answer_2034 .wide circle[data-site=plain]');
        disc.scrollIntoView({block: 'center', behavior: 'instant'});
        const box = disc.getBoundingClientRect();
        return [box.left + box.width / 2, box.top + box.height / 2];
    })()""")
    for kind in ("mousePressed", "mouseReleased"):
        opened.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
    assert opened.run(f"{CARD}.open") and opened.run(TITLE) == "Plain field"
    told = lines(opened)
    assert told["campus in 2030"].endswith(" MW") and told["campus in 2034"].endswith(" MW")
    assert "sites.geojson:4" in told["limit of the site"] or "site_phases.csv" in told["limit of the site"]
    assert told["grid connection"].startswith("345 kV, ") and told["grid connection"].endswith(" km")
    assert told["full cost"].endswith(" USD/MWh") and "energy" in told
    assert opened.run(f"{CARD}.querySelectorAll('li').length") > 0


def test_enter_opens_a_card_and_escape_closes_it_where_it_was(opened):
    opened.run("document.querySelector('#sites tbody button').focus()")
    first = opened.run("document.activeElement.textContent")
    opened.press("Enter")
    assert opened.run(f"{CARD}.open") and opened.run(TITLE) == first
    assert opened.run(f"{CARD}.contains(document.activeElement)")
    opened.press("Escape")
    assert not opened.run(f"{CARD}.open")
    assert opened.run("document.activeElement.textContent") == first


def test_arrows_and_enter_open_a_card_from_the_map(opened):
    """Every mark can be reached with the arrows; Enter opens the card of the first that is a site."""
    opened.run("document.querySelector('#answer_2034 .wide svg').focus({focusVisible: true})")
    marks = "[...document.querySelectorAll('#answer_2034 .wide svg [data-tip]')]"
    at = opened.run(f"{marks}.findIndex(e => e.dataset.site)")
    opened.press("Home")
    for _ in range(at):
        opened.press("ArrowRight")
    opened.press("Enter")
    assert opened.run(f"{CARD}.open")
    site = opened.run(f"{marks}[{at}].dataset.site")
    cards = "JSON.parse(document.getElementById('data').textContent).cards"
    assert opened.run(TITLE) == opened.run(f"{cards}['{site}'].title")


def test_search_and_filters_narrow_the_sites(opened):
    every = opened.run(TOLD)
    assert len(every) == 2 and opened.run(OUTPUT) == "2 of 2 sites"
    put = """(by, value) => {
        const field = document.querySelector(`#sites [data-by=${by}]`);
        field.value = value;
        field.dispatchEvent(new Event('input', {bubbles: true}));
    }"""
    opened.run(f"({put})('text', 'isle m2')")
    assert opened.run(TOLD) == ["Hidden cove"] and opened.run(OUTPUT) == "1 of 2 sites"
    opened.run(f"({put})('text', '')")
    opened.run(f"({put})('state', 'AA')")
    assert opened.run(TOLD) == ["Plain field"]
    opened.run(f"({put})('campus', 'without')")
    assert opened.run(TOLD) == [] and opened.run(OUTPUT) == "0 of 2 sites"
    opened.run(f"({put})('state', '')")
    opened.run(f"({put})('campus', 'with')")
    assert sorted(opened.run(TOLD)) == sorted(every)


def test_sorting_keeps_the_filter(opened):
    opened.run("""(() => {
        const field = document.querySelector('#sites [data-by=state]');
        field.value = 'BB';
        field.dispatchEvent(new Event('input', {bubbles: true}));
        document.querySelector('#sites th button').click();
    })()""")
    assert opened.run(TOLD) == ["Hidden cove"]


def test_every_table_can_be_downloaded_as_csv_without_a_network(opened, tmp_path):
    opened.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(tmp_path))
    tables, buttons = (opened.run(f"document.querySelectorAll('{each}').length") for each in ("table", "[data-csv]"))
    assert tables == buttons > 10
    opened.run("document.querySelector('#sites [data-csv]').click()")
    file, until = tmp_path / "all_sites_in_2034.csv", time.monotonic() + 20
    while not file.is_file() or not file.stat().st_size:
        assert time.monotonic() < until, list(tmp_path.iterdir())
        time.sleep(0.05)
    text = file.read_bytes().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert {row["site"] for row in rows} == {"Plain field", "Hidden cove"}
    assert "campus [MW]" in rows[0] and "full cost [USD/MWh]" in rows[0]
    assert sum(float(row["campus [MW]"]) for row in rows) == pytest.approx(500, abs=1)
    assert opened.complaints == [] and all(each.startswith(("file:", "blob:")) for each in opened.requests)
