"""The words for a position among all rows or all columns."""

from __future__ import annotations

from loadsite.arrays.linear_program import Block


def label_at(blocks: tuple[Block, ...], position: int) -> str:
    """Label of the row or column at a position; IndexError where no block holds it."""
    for block in blocks:
        if block.start <= position < block.start + block.size:
            return block.label(position)
    raise IndexError(position)
