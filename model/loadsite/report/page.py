"""One page from parts: a file that asks nothing of any network and runs no script but its own."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from loadsite.report.figure import Answers, Facts, Figure, Listing, Part, Sites, Tabs, Words
from loadsite.report.island import Island
from loadsite.report.palette import TONES, css
from loadsite.report.words import shown
from loadsite.writing.mark import marked
from loadsite.writing.one_file import write_file

HERE = Path(__file__).parent
VARIABLES = ("paper", "ink", "quiet", "grid", "land", "strong", "warn")
"""Tones that the page itself uses, beside its pictures."""


def page(title: str, subtitle: str, parts: Sequence[Part], ending: str) -> str:
    """The whole HTML file."""
    style, script = _style(), (HERE / "page.js").read_text(encoding="utf-8")
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    kinds = {"words": Words, "facts": Facts, "listing": Listing, "tabs": Tabs, "answers": Answers, "sites": Sites}
    for name, kind in kinds.items():
        environment.tests[name] = lambda block, kind=kind: isinstance(block, kind)
    return environment.get_template("page.html.j2").render(
        title=shown(title), subtitle=shown(subtitle), parts=parts, ending=ending, drawn=_drawn, island=Island(),
        policy=_policy(style, script), css=Markup(style), script=Markup(script),
    )  # fmt: skip


def write_page(path: Path, html: str, force: bool = False) -> Path:
    """Write a page to a file; the file."""
    return write_file(path, f"{html.rstrip()}\n{marked('<!-- {} -->')}".encode(), force)


def _drawn(figure: Figure, width: float) -> Markup:
    return Markup(figure.draw(width).on_page(figure.title))


def _style() -> str:
    """The style sheet with the palette, light and dark; paper is always light."""
    light = ";".join(f"--{name}:{TONES[name][0]}" for name in VARIABLES)
    dark = ";".join(f"--{name}:{TONES[name][1]}" for name in VARIABLES)
    plain = (HERE / "page.css").read_text(encoding="utf-8")
    return (
        f":root{{{light}}}{css(dark=False)}"
        f"@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}{css(dark=True)}}}\n{plain}"
    )


def _policy(style: str, script: str) -> str:
    """Nothing is loaded; this style sheet and this script, by their hashes, are all there is."""
    return (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; img-src data:; "
        "base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
