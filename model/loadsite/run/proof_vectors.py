"""The proof of an answer as it is kept: the value of every decision and the dual of every row, in the program's order.

    proof/<name>_columns.parquet    family, primal, and where a corner was found, where each column stands
    proof/<name>_rows.parquet       family, row_dual, and likewise

With the inputs they are all that a certificate is recomputed from. For the year of four states (6.0 M columns, 2.8 M
rows) they take 5.2 MB, as most decisions are zero and most duals are prices that repeat; both are exact.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from loadsite.arrays.linear_program import Block, Floats, LinearProgram
from loadsite.errors import LoadsiteError
from loadsite.run.store import PROOF
from loadsite.solve.solution import Basis, Solution, with_reduced_costs

ANSWER, BASELINE, HOSTING = "answer", "baseline", "hosting"


class NoProof(LoadsiteError):
    """The proof kept beside a result is missing, cannot be read, or belongs to another program."""


def write_proof(folder: Path, name: str, program: LinearProgram, solution: Solution) -> None:
    """Write both files of one solve."""
    (folder / PROOF).mkdir(exist_ok=True)
    basis = solution.basis
    for side, blocks, values, stands in (
        ("columns", program.columns, {"primal": solution.primal}, None if basis is None else basis.columns),
        ("rows", program.rows, {"row_dual": solution.row_dual}, None if basis is None else basis.rows),
    ):
        further: dict[str, Any] = {} if stands is None else {"stands": stands}
        table = pa.table({"family": _families(blocks), **values, **further})
        pq.write_table(table, _path(folder, name, side), compression="zstd")


def has_proof(folder: Path, name: str) -> bool:
    """Whether the proof of a solve is kept."""
    return _path(folder, name, "columns").is_file()


def read_proof(folder: Path, name: str, program: LinearProgram) -> Solution:
    """The solution of a program, as it was kept; its objective is recomputed.

    Raises:
        NoProof: a file is missing or spoilt, or holds other families than the program.
    """
    columns = _read(_path(folder, name, "columns"), program.columns)
    rows = _read(_path(folder, name, "rows"), program.rows)
    primal, row_dual = _numbers(folder, columns, "primal"), _numbers(folder, rows, "row_dual")
    basis = None
    if "stands" in columns and "stands" in rows:
        basis = Basis(*(table["stands"].to_numpy(dtype=np.int8) for table in (columns, rows)))
    objective = float(program.cost @ primal) + program.offset
    return with_reduced_costs(program, Solution(objective, primal, row_dual, primal, (), basis))


def _path(folder: Path, name: str, side: str) -> Path:
    return folder / PROOF / f"{name}_{side}.parquet"


def _families(blocks: tuple[Block, ...]) -> pa.DictionaryArray:
    in_order = sorted((block for block in blocks if block.size), key=lambda block: block.start)
    codes = np.repeat(np.arange(len(in_order), dtype=np.int32), [block.size for block in in_order])
    return pa.DictionaryArray.from_arrays(pa.array(codes), pa.array([block.name for block in in_order], pa.string()))


def _read(path: Path, blocks: tuple[Block, ...]) -> pd.DataFrame:
    expected = sum(block.size for block in blocks)
    try:
        count = pq.read_metadata(path).num_rows
        if count != expected:
            raise NoProof(f"{path}: {count:,} rows; expected {expected:,}, as the program of the inputs has")
        table: pd.DataFrame = pq.read_table(path).to_pandas()
        families = table["family"].astype(object).to_numpy()
    except (OSError, ValueError, KeyError) as error:  # pyarrow's own errors are among these
        raise NoProof(f"{path} cannot be read: {type(error).__name__}: {str(error)[:200]}") from error
    for block in blocks:
        own = families[block.span]
        if not (own == block.name).all():
            found = own[own != block.name][0]
            raise NoProof(f'{path}: family "{str(found)[:60]}" in the rows of {block.name}, as the inputs have them')
    return table


def _numbers(folder: Path, table: pd.DataFrame, column: str) -> Floats:
    if column not in table or not pd.api.types.is_float_dtype(table[column].dtype):
        raise NoProof(f"{folder / PROOF}: {column} is missing, or holds no numbers")
    return table[column].to_numpy(dtype=np.float64)
