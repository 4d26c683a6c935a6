"""One hash for a folder: what the ledger holds of a case, and what its folder must still be to count as done."""

from __future__ import annotations

import hashlib
from pathlib import Path

from loadsite.writing.listed import LIST, files_below, read_list


def folder_hash(folder: Path) -> str:
    """SHA-256 of the names and bytes of the files of a folder; "" where there is no such folder.

    Of a folder with a list those on it, and the list: notes beside results, and reports drawn of them, change nothing,
    but a file that is missing, or no file, is told by another hash.
    """
    if not folder.is_dir():
        return ""
    listed = read_list(folder)
    names = [path.relative_to(folder).as_posix() for path in files_below(folder)]
    digest = hashlib.sha256()
    for name in names if listed is None else sorted([*listed.files, LIST]):
        path = folder / name
        if not path.is_file() or path.is_symlink():
            digest.update(f"no file: {name}\0".encode("utf-8", "surrogateescape"))
            continue
        digest.update(f"{name}\0".encode("utf-8", "surrogateescape"))
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()
