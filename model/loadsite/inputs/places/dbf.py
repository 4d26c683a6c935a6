"""The table of a Shapefile as it is stored: numbers are text there, of which GDAL reads as much as it understands."""

from __future__ import annotations

from dataclasses import dataclass

from loadsite.inputs.number_text import DECIMAL
from loadsite.inputs.places.stored import LARGEST_EXACT, Stored, Wrong

HEADER, FIELD = 32, 32
"""Bytes of the header of the file, and of each column in it."""
TRUTHS = {b"T": "true", b"t": "true", b"Y": "true", b"y": "true", b"F": "false", b"f": "false", b"N": "false",
          b"n": "false", b"?": "", b" ": "", b"": "", b"\0": ""}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """A column: its kind (a letter), where it begins in a row, its bytes, and digits after the decimal point."""

    kind: bytes
    start: int
    size: int
    decimals: int


def fields_of(dbf: bytes) -> list[Field]:
    """The columns, as the header tells.

    Raises:
        Wrong: the header contradicts itself.
    """
    header, row = int.from_bytes(dbf[8:10], "little"), int.from_bytes(dbf[10:12], "little")
    fields, start = [], 1
    for at in range(HEADER, header - FIELD, FIELD):
        if dbf[at : at + 1] == b"\r":
            break
        kind, size, decimals = dbf[at + 11 : at + 12], dbf[at + 16], dbf[at + 17]
        long_text = kind == b"C"
        size, decimals = (size + 256 * decimals, 0) if long_text else (size, decimals)
        fields.append(Field(kind, start, size, decimals))
        start += size
    if len(dbf) < HEADER or not fields or start > row:
        raise Wrong(0, "", "contradicts itself in its header; it may be damaged")
    return fields


def stored_in_table(dbf: bytes, names: list[str], read: list[list[object]], fids: list[int]) -> Stored:
    """Numbers and truths as they are stored, text as it was read in its encoding; `fids` are rows, from 0.

    Raises:
        Wrong: a value is none of its column's kind, or the table contradicts itself.
    """
    fields = fields_of(dbf)
    count, header, row = (int.from_bytes(dbf[a:b], "little") for a, b in ((4, 8), (8, 10), (10, 12)))
    if len(fields) != len(names) or any(not 0 <= fid < count for fid in fids):
        raise Wrong(0, "", "contradicts itself in its header; it may be damaged")
    found = Stored({name: [] for name in names})
    for name, field, column in zip(names, fields, read, strict=True):
        for number, (fid, value) in enumerate(zip(fids, column, strict=True), 1):
            begin = header + fid * row + field.start
            found.add(name, _value(field, dbf[begin : begin + field.size].strip(b" \0"), value, number, name))
        if field.kind in b"NF" and field.decimals:
            found.no_text[name] = "numbers with a decimal point"
        elif field.kind == b"L":
            found.no_text[name] = "true or false"
    return found


def check_index(shp: bytes, shx: bytes, rows: int) -> None:
    """Check that the index leads to each shape of the table's rows.

    Raises:
        Wrong: it has another number of shapes, or leads elsewhere.
    """
    count = (len(shx) - 100) // 8
    if shx[:4] != b"\0\0\x27\x0a" or count != rows:
        raise Wrong(0, "", f"holds {max(count, 0)} shapes; expected {rows}, as its .dbf file has rows")
    for number in range(count):
        at = 100 + 8 * number
        start, size = 2 * int.from_bytes(shx[at : at + 4], "big"), shx[at + 4 : at + 8]
        told = shp[start : start + 8]
        if start < 100 or told != (number + 1).to_bytes(4, "big") + size:
            raise Wrong(number + 1, "geometry", "leads to another shape, or to none; it may be damaged")


def _value(field: Field, raw: bytes, read: object, number: int, name: str) -> object:
    if field.kind in b"NF":
        if not raw or not raw.strip(b"*"):
            return None
        text = raw.decode("ascii", "replace")
        if not DECIMAL.fullmatch(text):
            raise Wrong(number, name, f'holds "{text[:60]}" in a column of numbers')
        value = float(text)
        return str(int(value)) if value.is_integer() and abs(value) <= LARGEST_EXACT else text
    if field.kind == b"L":
        if raw not in TRUTHS:
            raise Wrong(number, name, f'holds "{raw.decode("ascii", "replace")[:60]}" in a column of true or false')
        return TRUTHS[raw]
    if field.kind == b"D":
        if raw.strip(b"0") and not (len(raw) == 8 and raw.isdigit()):
            raise Wrong(number, name, f'holds "{raw.decode("ascii", "replace")[:60]}" in a column of dates')
        return raw.decode() if raw.strip(b"0") else None
    return None if read is None else str(read)
