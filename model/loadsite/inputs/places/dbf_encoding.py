"""In which encoding the text of a Shapefile is, where no .cpg file beside it says so."""

from __future__ import annotations

UTF_8 = b"UTF-8"
NOT_STATED = (0, 0x57)
"""What the header's byte of the language holds where it says nothing: nothing, or whatever the system had."""
LANGUAGE_AT = 29


def stated_encoding(dbf: bytes, cpg: bytes | None) -> bytes | None:
    """The content of a .cpg file to read the table with: the one there is, or UTF-8 where the text is; None for none.

    Text beyond ASCII whose bytes are UTF-8 throughout is UTF-8: text in another encoding practically never is.

    Raises:
        ValueError: the text is beyond ASCII, in an encoding that nothing states, or not in the one that is stated.
    """
    rows = dbf[int.from_bytes(dbf[8:10], "little") :]
    said = None if cpg is None else cpg.decode("ascii", "replace").strip().upper().replace("-", "").replace("_", "")
    if rows.isascii() or (cpg is not None and said not in ("UTF8", "65001")):
        return cpg
    try:
        rows.decode("utf-8")
    except UnicodeDecodeError as error:
        if cpg is not None:
            raise ValueError("holds text that is not UTF-8, as its .cpg file says") from error
        if dbf[LANGUAGE_AT] in NOT_STATED:
            raise ValueError("holds text beyond ASCII, and nothing states its encoding; expected a .cpg file beside "
                             "it, such as one that says UTF-8") from error
        return None
    return UTF_8
