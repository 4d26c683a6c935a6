"""A table of a result is measured before it is read."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import loadsite
from finished_run import finished_run
from loadsite.run.sealed import seal
from loadsite.run.table_size import too_large


@pytest.mark.slow
def test_twenty_million_equal_numbers_are_not_read(tmp_path, monkeypatch):
    """Some kilobytes on the disk; 160 MB once read, where 100 are allowed."""
    monkeypatch.setattr("loadsite.run.table_size.LARGEST_BYTES", 100_000_000)
    folder = finished_run(tmp_path)
    table = folder / "costs.parquet"
    assert too_large(table) == ""
    pq.write_table(pa.table({"usd": pa.array(np.zeros(20_000_000, dtype=np.int8))}), table, compression="zstd")
    assert table.stat().st_size < 100_000
    seal(folder)
    run = loadsite.Run.open(folder)
    with pytest.raises(loadsite.LoadsiteError, match=r"costs\.parquet holds 20,000,000 rows of 1 columns"):
        run.table("costs")
    checks = run.verify().set_index("check")
    assert not checks.loc["tables as recorded", "passed"]
    assert "expected at most 0.1 GB" in checks.loc["tables as recorded", "said"]
