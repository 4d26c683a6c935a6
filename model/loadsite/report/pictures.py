"""The figures of a report as files for slides: SVG as drawn, PNG by a renderer that needs no system library."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from textwrap import wrap
from zlib import crc32

from loadsite.errors import LoadsiteError
from loadsite.report.drawing import Drawing
from loadsite.report.figure import Figure, Part, Tabs
from loadsite.writing.mark import MARK, marked
from loadsite.writing.one_file import write_file
from loadsite.writing.refusal import CannotWrite, cannot_write

MARGIN, LETTER, SMALL = 24.0, 22.0, 12.0
LAST_CHUNK = 12
"""Length of the last chunk of a PNG [bytes]."""
SHARPNESS = 2
"""Pixels of a PNG per pixel of a drawing."""


class NoRenderer(LoadsiteError):
    """The packages that turn SVG into PNG are not installed."""


def figures(parts: Sequence[Part]) -> Iterator[Figure]:
    """Every figure, also those under tabs."""
    for part in parts:
        for block in part.blocks:
            if isinstance(block, Figure):
                yield block
            elif isinstance(block, Tabs):
                yield from (figure for _, figure in block.figures)


def picture(figure: Figure) -> str:
    """The SVG of a figure with its title above, how to read it and its hours below."""
    drawn = figure.draw(figure.width)
    width = figure.width + 2 * MARGIN
    title = wrap(figure.headline or figure.title, int(figure.width / (0.6 * LETTER * 0.9)))
    below = [*wrap(figure.note, int(figure.width / (0.6 * SMALL))),
             *wrap(f"Time: {figure.time}", int(figure.width / (0.6 * SMALL)))]  # fmt: skip
    top = MARGIN + 28 * len(title) + 6
    whole = Drawing(width, top + drawn.height + 16 + 17 * len(below) + MARGIN / 2)
    for position, line in enumerate(title):
        whole.text(MARGIN, MARGIN + 18 + 28 * position, line, LETTER * 0.9, bold=True)
    whole.put(drawn, MARGIN, top)
    for position, line in enumerate(below):
        whole.text(MARGIN, top + drawn.height + 26 + 17 * position, line, SMALL, "quiet")
    return whole.alone(figure.headline or figure.title)


def write_svg(folder: Path, drawn: Iterable[Figure], force: bool = False) -> list[Path]:
    """An SVG file per figure, under the names of the figures; the files.

    Raises:
        CannotWrite: a file cannot be written, or (without `force`) one that is not ours stands there.
    """
    _make(folder)
    return [write_picture(folder / f"{figure.name}.svg", picture(figure), force) for figure in drawn]


def write_png(folder: Path, drawn: Iterable[Figure], force: bool = False) -> list[Path]:
    """A PNG file per figure, twice as many pixels wide as it is drawn; the files.

    Raises:
        NoRenderer: the extra `pictures` is not installed.
        CannotWrite: as in `write_svg`.
    """
    _make(folder)
    return [write_picture(folder / f"{figure.name}.png", picture(figure), force) for figure in drawn]


def write_picture(path: Path, svg: str, force: bool = False) -> Path:
    """Write a picture as the ending of its name says, .png or else SVG; the file."""
    if path.suffix.lower() == ".png":
        return write_file(path, _with_mark(png_of(svg)), force)
    return write_file(path, f"{svg.rstrip()}\n{marked('<!-- {} -->')}".encode(), force)


def png_of(svg: str) -> bytes:
    """A picture as PNG, twice as many pixels wide as it is drawn.

    Raises:
        NoRenderer: the extra `pictures` is not installed.
    """
    try:
        from resvg_py import svg_to_bytes
    except ModuleNotFoundError as missing:
        raise NoRenderer('pictures as PNG need the extra "pictures": pip install "loadsite[pictures]"') from missing
    return bytes(svg_to_bytes(
        svg_string=svg, zoom=SHARPNESS, font_dirs=_fonts(), sans_serif_family="DejaVu Sans"))  # fmt: skip


def _fonts() -> list[str]:
    """The folder of the fonts that Matplotlib carries, so that there is text on a machine without any fonts."""
    found = find_spec("matplotlib")
    if found is None or found.origin is None:
        return []
    return [str(Path(found.origin).parent / "mpl-data" / "fonts" / "ttf")]


def _with_mark(png: bytes) -> bytes:
    """The picture with our mark in a chunk of text before its last chunk, IEND, which is empty."""
    said = b"tEXt" + b"Software\0" + MARK.encode("ascii")
    chunk = struct.pack(">I", len(said) - 4) + said + struct.pack(">I", crc32(said))
    return png[:-LAST_CHUNK] + chunk + png[-LAST_CHUNK:]


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError:
        raise CannotWrite(f"{folder} is a file; expected a folder for the pictures") from None
    except OSError as error:
        raise cannot_write(folder, error) from error
