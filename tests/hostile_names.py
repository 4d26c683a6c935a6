"""Names that try to be something else: markup, programs, formulas, templates, text that turns around."""

from __future__ import annotations

import json

from tiny_study import PLAIN_SITE, collection

HOSTILE = (
    "<script>window.hacked=1</script>", "</script><script>window.hacked=1</script>",
    "<img src=x onerror=window.hacked=1>",
    "<svg onload=window.hacked=1>", "\"><script>window.hacked=1</script>", "' onmouseover='window.hacked=1",
    "<!--<script>", "<![CDATA[<script>]]>", "</title><script>window.hacked=1</script>",
    "</style><script>window.hacked=1",
    "${window.hacked=1}", "`${window.hacked=1}`", "{{ 7*7 }}", "{% raw %}", "{{config}}", "#{7*7}", "<%= 7*7 %>",
    "=1+1", "+1+1", "-1+1", "@SUM(A1:A9)", "=cmd|'/c calc'!A0", '=HYPERLINK("http://example.org","x")',
    "javascript:window.hacked=1", "http://example.org/track.png", "\u202eDLROW",
    "\u05e9\u05dc\u05d5\u05dd", "\u200fmark\u200e",
    "&lt;b&gt;&amp;&#60;", "</svg><iframe src='http://example.org'>",
)  # fmt: skip


def hostile_sites(text: str) -> str:
    """The sites of the tiny study: thirty, alike but for their names and statuses."""
    plain = {**PLAIN_SITE, "limit_mw": 10, "announced_mw": 10}
    return collection(*(
        ({**plain, "site": f"s{number:02d}", "name": name, "status": name},
         {"type": "Point", "coordinates": [-99.5 + 0.03 * number, 34.0]})
        for number, name in enumerate(HOSTILE)
    ))  # fmt: skip


def in_json(name: str) -> str:
    """A name as JavaScript writes it."""
    return json.dumps(name)
