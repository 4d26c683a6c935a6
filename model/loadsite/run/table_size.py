"""How large a table of a result is once it is read, asked before it is: a file of a megabyte can hold gigabytes."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

LARGEST_BYTES = 1_500_000_000
"""The largest table of the year of four states takes 0.1 GB. Read, its text takes as much again."""
BYTES_OF_A_CELL = 8


def too_large(path: Path) -> str:
    """Why a table is not to be read, by what its file says of itself; "" where it may be."""
    held = pq.read_metadata(path)
    stored = sum(held.row_group(group).total_byte_size for group in range(held.num_row_groups))
    if max(stored, held.num_rows * held.num_columns * BYTES_OF_A_CELL) <= LARGEST_BYTES:
        return ""
    return (f"holds {held.num_rows:,} rows of {held.num_columns} columns; "
            f"expected at most {LARGEST_BYTES / 1e9:.1f} GB in a table")  # fmt: skip
