"""How large a Parquet file is once it is read, asked before it is: a small file may hold gigabytes."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

LARGEST_BYTES = 500 * 10**6
"""Most bytes of a table in memory."""
BYTES_OF_A_CELL = 8
MOST_COLUMNS = 10_000


def too_large(file: pq.ParquetFile) -> str:
    """Why a file is not to be read, by what its metadata say; "" where it may be."""
    told = file.metadata
    if told.num_columns > MOST_COLUMNS:
        return f"holds {told.num_columns:,} columns; expected at most {MOST_COLUMNS:,}"
    size = max(
        told.num_rows * told.num_columns * BYTES_OF_A_CELL,
        sum(told.row_group(group).total_byte_size for group in range(told.num_row_groups)),
    )
    if size > LARGEST_BYTES:
        return (f"holds {told.num_rows:,} rows of {told.num_columns:,} columns, {size // 10**6:,} MB once read; "
                f"expected at most {LARGEST_BYTES // 10**6} MB")  # fmt: skip
    return ""


def too_large_decoded(table: pa.Table) -> str:
    """Why a table, whose texts stand once each, is not to be written out; "" where it may be."""
    size = 0
    for column in table.columns:
        for chunk in column.chunks:
            if isinstance(chunk, pa.DictionaryArray):
                lengths = pc.binary_length(chunk.dictionary)
                size += pc.sum(lengths.cast(pa.int64()).take(chunk.indices)).as_py() or 0
    if size > LARGEST_BYTES:
        return f"holds {size // 10**6:,} MB of text once read; expected at most {LARGEST_BYTES // 10**6} MB"
    return ""
