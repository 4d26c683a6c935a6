"""The page of a result as people meet it: opened from the disk, without a network, on a desk and on a phone."""

from __future__ import annotations

from html import unescape

import pytest

SIZES = pytest.mark.parametrize("width", [1280, 390])
PARTS = ["answer", "build_out", "cost", "reliability", "why", "others", "hours", "basis"]
VISIBLE = "[...document.querySelectorAll('{0}')].filter(e => e.getClientRects().length)"


def visible(selector: str) -> str:
    return VISIBLE.format(selector)


@SIZES
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_it_opens_without_a_request_or_a_complaint_and_shows_all_parts(page, plain_run, width, dark):
    report = plain_run / "report.html"
    page.open(report, width, dark=dark)
    assert page.requests == [report.resolve().as_uri()] and page.complaints == []
    assert page.run(f"{visible('main > section')}.map(e => e.id)") == PARTS
    assert page.run(f"{visible('main > section')}.every(e => e.getBoundingClientRect().height > 60)")
    assert page.run(f"{visible('figure svg')}.length") >= 10


@SIZES
def test_nothing_is_wider_than_the_window(page, plain_run, width):
    page.open(plain_run / "report.html", width)
    assert page.run("document.documentElement.scrollWidth") <= width
    out = f"{visible('svg text, h1, h2, h3, p, dd, dt')}.filter(e => e.getBoundingClientRect().right > {width} + 1)"
    assert page.run(f"{out}.map(e => e.textContent)") == []


@SIZES
def test_letters_are_large_enough_to_read(page, plain_run, width):
    """The smallest text of a picture, as it is seen, is nine pixels."""
    page.open(plain_run / "report.html", width)
    size = "parseFloat(e.getAttribute('font-size')) * e.ownerSVGElement.getBoundingClientRect().width / " \
           "e.ownerSVGElement.viewBox.baseVal.width"
    assert page.run(f"Math.min(...{visible('svg text')}.map(e => {size}))") > 8.6


def test_labels_of_the_map_do_not_cover_each_other(page, plain_run):
    page.open(plain_run / "report.html", 1280)
    boxes = page.run(f"{visible('#answer_2034 svg text')}.map(e => e.getBoundingClientRect())"
                     ".map(b => [b.left, b.top, b.right, b.bottom])")  # fmt: skip
    shrunk = [(left + 1, top + 3, right - 1, bottom - 3) for left, top, right, bottom in boxes]
    covering = [
        (one, other) for position, one in enumerate(shrunk) for other in shrunk[position + 1:]
        if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
    ]  # fmt: skip
    assert covering == []


def test_every_figure_has_a_table_behind_it_and_the_page_says_its_time_once(page, plain_run):
    page.open(plain_run / "report.html", 1280)
    assert page.run("[...document.querySelectorAll('figure')].every(f => f.querySelector('details table'))")
    told = page.run("[...document.querySelectorAll('.time')].map(e => e.textContent)")
    assert len(told) == 1 and told[0].startswith("Time: 24 hours") and "UTC" in told[0]
    captions = page.run("[...document.querySelectorAll('figcaption')].map(e => e.textContent)")
    assert not [each for each in captions if "Time:" in each or "24 hours" in each]
    filled = page.run("""(() => {
        const box = document.querySelector('#cost_terms details');
        box.querySelector('summary').click();
        return new Promise(done => setTimeout(() => done(
            [...box.querySelectorAll('th')].map(e => e.textContent)), 50));
    })()""")
    assert filled[:3] == ["term", "kind", "amountM USD, present value"]


def test_a_click_on_a_heading_sorts_the_table(page, plain_run):
    page.open(plain_run / "report.html", 1280)
    first = page.run("""(() => {
        const box = document.querySelector('#cost_terms details');
        box.open = true;
        return new Promise(done => setTimeout(() => {
            const first = () => box.querySelector('tbody td').textContent, before = first();
            box.querySelector('th button').click();
            const sorted = [...box.querySelectorAll('tbody tr')].map(e => e.cells[0].textContent);
            done([before, sorted]);
        }, 50));
    })()""")
    assert first[1] == sorted(first[1])


def test_tabs_are_chosen_by_click_and_by_arrow(page, plain_run):
    """The last year is seen first; an arrow leads to the year before, and around."""
    page.open(plain_run / "report.html", 1280)
    seen = f"{visible('#answer figure')}.map(e => e.id)[0]"
    assert page.run(seen) == "answer_2034"
    page.run("document.querySelector('#answer [role=tab][aria-selected=true]').focus()")
    page.press("ArrowLeft")
    assert page.run(seen) == "answer_2030"
    assert page.run("document.activeElement.textContent") == "2030"
    page.press("ArrowLeft")
    assert page.run(seen) == "answer_2034"
    page.run("document.querySelector('#answer [role=tab]').click()")
    assert page.run(seen) == "answer_2030"


def test_a_tooltip_comes_by_pointer_and_by_keyboard_and_goes(page, plain_run):
    page.open(plain_run / "report.html", 1280)
    tip = "document.getElementById('tip').hidden ? '' : document.getElementById('tip').textContent"
    assert page.run(tip) == ""
    x, y = page.run("""(() => {
        const bar = document.querySelector('#cost_terms .wide rect[data-tip]');
        bar.scrollIntoView({block: 'center', behavior: 'instant'});
        const box = bar.getBoundingClientRect();
        return [box.left + 3, box.top + 3];
    })()""")
    page.move_to(x, y)
    assert "M USD, present value" in page.run(tip)
    page.move_to(2, 2)
    assert page.run(tip) == ""
    page.run("document.querySelector('#cost_terms .wide svg').focus({focusVisible: true})")
    page.press("Home")
    first = page.run(tip)
    page.press("ArrowRight")
    second = page.run(tip)
    assert first and second and first != second
    page.press("Escape")
    assert page.run(tip) == ""


def test_tables_behind_tabs_are_in_print(page, plain_run):
    """On paper every tab is shown, and the colours are those of light."""
    page.open(plain_run / "report.html", 1280, dark=True)
    page.call("Emulation.setEmulatedMedia", media="print")
    assert page.run(f"{visible('#answer figure')}.length") == 3
    assert page.run(f"{visible('#reliability figure')}.length") == 2
    assert page.run("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.call("Emulation.setEmulatedMedia", media="")


def test_the_page_is_small(plain_run):
    assert (plain_run / "report.html").stat().st_size < 6e6


def test_nothing_inside_asks_for_anything_outside(plain_run):
    """The policy refuses all; and there is nothing to refuse: no address is written anywhere."""
    text = unescape((plain_run / "report.html").read_text(encoding="utf-8"))
    head = text[: text.index("</head>")]
    assert "default-src 'none'" in head and "unsafe-inline" not in head and "unsafe-eval" not in head
    body = text[: text.index('<script type="application/json"')]
    assert "http://" not in body and "https://" not in body and "url(" not in body and "@import" not in body
