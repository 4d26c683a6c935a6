"""SVG, element by element: colours by the names of the palette, text as text, marks that tell what they stand for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from loadsite.report.palette import css

SANS = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', Arial, sans-serif"
CHARACTER = 0.61
"""Width of a character, on average, over the size of its letters."""


def width_of(text: str, size: float) -> float:
    """About how wide a text is [px]."""
    return CHARACTER * size * len(text)


@dataclass
class Drawing:
    """A picture of a given size [px]; y grows downward.

    A mark has a `tip`: words that a reader gets who points at it or moves to it with the keyboard.
    """

    width: float
    height: float
    elements: list[tuple[str, str, str, str]] = field(default_factory=list)
    """tag, attributes, text inside, tip"""
    sites: dict[int, str] = field(default_factory=dict)
    """position of a mark in `elements` -> the site it stands for"""

    def text(
        self, x: float, y: float, words: str, size: float = 12, tone: str = "ink", anchor: str = "start",
        bold: bool = False, halo: bool = False, tip: str = "",
    ) -> None:  # fmt: skip
        """One line of text with its baseline at y."""
        more = ' font-weight="600"' if bold else ""
        if halo:
            more += ' stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
        classes = f"f-{tone} s-paper" if halo else f"f-{tone}"
        place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}"'
        self._add("text", f'class="{classes}" {place}{more}', escape(words), tip)

    def turned_text(self, x: float, y: float, words: str, size: float, degrees: float) -> None:
        """One line of text that begins at a point and rises to the right."""
        place = f'x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" transform="rotate({-degrees:g} {x:.1f} {y:.1f})"'
        self._add("text", f'class="f-ink" {place} font-weight="600"', escape(words), "")

    def rect(
        self, x: float, y: float, width: float, height: float, tone: str, tip: str = "", opacity: float = 1.0,
        outline: str = "", site: str = "",
    ) -> None:  # fmt: skip
        """A rectangle; negative sizes grow to the left and upward."""
        x, width = (x, width) if width >= 0 else (x + width, -width)
        y, height = (y, height) if height >= 0 else (y + height, -height)
        edge = f" s-{outline}" if outline else ""
        faint = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
        place = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"'
        self._add("rect", f'class="f-{tone}{edge}" {place}{faint}', "", tip, site)

    def line(
        self, x1: float, y1: float, x2: float, y2: float, tone: str = "grid", width: float = 1.0, tip: str = "",
        opacity: float = 1.0, dashed: bool = False, round_ends: bool = False,
    ) -> None:  # fmt: skip
        """A straight line."""
        more = f' stroke-opacity="{opacity:g}"' if opacity < 1 else ""
        more += ' stroke-dasharray="5 4"' if dashed else ""
        more += ' stroke-linecap="round"' if round_ends else ""
        place = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" stroke-width="{width:.1f}"'
        self._add("line", f'class="s-{tone}" {place}{more}', "", tip)

    def circle(
        self, x: float, y: float, radius: float, tone: str, tip: str = "", outline: str = "ink", site: str = ""
    ) -> None:  # fmt: skip
        """A filled circle, with a thin outline where one is named; `site` is what a click on it tells of."""
        place = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"'
        edge, thin = (f" s-{outline}", ' stroke-width="1.2"') if outline else ("", "")
        self._add("circle", f'class="f-{tone}{edge}" {place}{thin}', "", tip, site)

    def ring(self, x: float, y: float, radius: float, tone: str, tip: str = "", site: str = "") -> None:
        """A hollow circle; one that tells something can be pointed at all over, another lets the pointer through."""
        place = f'cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"'
        fill = 'fill-opacity="0.5"' if tip else 'fill="none"'
        kind = f"f-paper s-{tone}" if tip else f"s-{tone} through"
        self._add("circle", f'class="{kind}" {place} {fill} stroke-width="1.3"', "", tip, site)

    def outline(self, data: str, tone: str, width: float) -> None:
        """A closed path that is not filled and tells nothing."""
        self._add("path", f'class="s-{tone} through" d="{data}" fill="none" stroke-width="{width:g}"', "", "")

    def area(self, data: str, tone: str, tip: str = "", edge: str = "", opacity: float = 1.0) -> None:
        """A filled path, with an edge of half a pixel where one is named."""
        more = f' fill-opacity="{opacity:g}"' if opacity < 1 else ""
        outline, stroke = (f" s-{edge}", ' stroke-width="0.7"') if edge else ("", "")
        self._add("path", f'class="f-{tone}{outline}" d="{data}"{stroke}{more}', "", tip)

    def curve(self, data: str, tone: str, width: float = 1.6, tip: str = "", dashed: bool = False) -> None:
        """A path that is not filled."""
        more = ' stroke-dasharray="5 4"' if dashed else ""
        place = f'd="{data}" fill="none" stroke-width="{width:g}" stroke-linejoin="round"'
        self._add("path", f'class="s-{tone}" {place}{more}', "", tip)

    def put(self, other: Drawing, x: float, y: float) -> None:
        """Another drawing, moved."""
        self.elements.append(("g", f'transform="translate({x:.1f} {y:.1f})"', "", ""))
        self.sites |= {len(self.elements) + position: site for position, site in other.sites.items()}
        self.elements += other.elements
        self.elements.append(("/g", "", "", ""))

    def on_page(self, name: str) -> str:
        """The markup for a page whose style sheet knows the palette; tips are in `data-tip`."""
        inside = "".join(
            _page_element(*each, self.sites.get(position, "")) for position, each in enumerate(self.elements))
        return (
            f'<svg viewBox="0 0 {self.width:g} {self.height:g}" role="group" aria-label={quoteattr(name)} '
            f'tabindex="0">{inside}</svg>'
        )

    def alone(self, name: str) -> str:
        """A file of its own, in the light colours on white; tips are titles."""
        inside = "\n".join(_file_element(*each) for each in self.elements)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}" '
            f'width="{self.width:g}" height="{self.height:g}" font-family="{SANS}">\n'
            f"<title>{escape(name)}</title>\n<style>{css(dark=False)}</style>\n"
            f'<rect class="f-paper" width="{self.width:g}" height="{self.height:g}"/>\n{inside}\n</svg>\n'
        )

    def _add(self, tag: str, attributes: str, text: str, tip: str, site: str = "") -> None:
        if site:
            self.sites[len(self.elements)] = site
        self.elements.append((tag, attributes, text, tip))


def polyline(points: Iterable[tuple[float, float]]) -> str:
    """The path through the points, its places to a tenth of a pixel."""
    return "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in points)


def _page_element(tag: str, attributes: str, text: str, tip: str, site: str = "") -> str:
    if tag in ("g", "/g"):
        return f"<g {attributes}>" if tag == "g" else "</g>"
    mark = f" data-tip={quoteattr(tip, {chr(10): '&#10;'})}" if tip else ""
    mark += f" data-site={quoteattr(site)}" if site else ""
    return f"<{tag} {attributes}{mark}>{text}</{tag}>" if text else f"<{tag} {attributes}{mark}/>"


def _file_element(tag: str, attributes: str, text: str, tip: str) -> str:
    if tag in ("g", "/g"):
        return _page_element(tag, attributes, text, tip)
    title = f"<title>{escape(tip)}</title>" if tip else ""
    return f"<{tag} {attributes}>{title}{text}</{tag}>" if title or text else f"<{tag} {attributes}/>"
