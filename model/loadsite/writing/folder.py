"""A whole folder put in its place in one move, over nothing but an older one of ours; what is not ours goes along."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from loadsite.writing.exchange import exchange
from loadsite.writing.flush import flush
from loadsite.writing.listed import (
    LIST,
    Listed,
    files_below,
    folders_below,
    is_as_listed,
    read_list,
    remove_listed,
)
from loadsite.writing.refusal import CannotWrite
from loadsite.writing.undisturbed import undisturbed

KEPT = ".kept"
"""After the name of a file that is not ours, or was changed, where ours needs the name."""


@dataclass(frozen=True)
class Put:
    """Where a folder is now, and what there is to say about it. `place` is another than was asked for where that was
    taken by something that is not ours.
    """

    place: Path
    remarks: tuple[str, ...]


def refuse_what_is_not_ours(place: Path, kind: str) -> None:
    """CannotWrite where the place is taken by anything but a folder of that kind, or an empty one."""
    if place.is_symlink():
        raise CannotWrite(f"{place} is a symbolic link; expected a folder for the {kind}, or nothing")
    if not place.exists():
        return
    if not place.is_dir():
        raise CannotWrite(f"{place} is a file; expected a folder for the {kind}")
    if any(place.iterdir()) and _ours(place, kind) is None:
        raise CannotWrite(f"{place} holds something else than {kind} of loadsite ({_first(place)}): there is no "
                          f"{LIST} that lists them; move it away, or choose another --out")  # fmt: skip


def put_in_place(made: Path, place: Path, kind: str) -> Put:
    """Give a sealed folder its name.

    An older folder of the same kind is replaced. What stands in that and is not on its list, or is not as listed, is
    taken along, under another name where its own is needed. Where anything else stands there it is left, and the folder
    gets the first free name of `<place>.1`, `<place>.2`, ...
    """
    with undisturbed():
        return _put(made, place, kind)


def _put(made: Path, place: Path, kind: str) -> Put:
    try:
        if not os.path.lexists(place):
            made.rename(place)
            flush(place.parent)
            return Put(place, ())
    except OSError:
        if not os.path.lexists(place):
            raise
    listed = _ours(place, kind)
    if listed is None:
        return _beside(made, place, kind)
    taken = _take_along(place, made, listed)
    exchange(made, place)
    flush(place.parent)
    remove_listed(made, listed, files_below(place))
    taken += _move_strangers(made, place)
    remarks = [f"{place} held files that are not ours, which were kept: {', '.join(sorted(taken))}"] if taken else []
    if made.exists() and files_below(made):
        remarks.append(f"{made} holds files of the folder that was replaced, which could not be moved")
    return Put(place, tuple(remarks))


def _ours(place: Path, kind: str) -> Listed | None:
    if place.is_symlink() or not place.is_dir():
        return None
    listed = read_list(place)
    if listed is None:
        return None if any(place.iterdir()) else Listed(kind, {})
    return listed if listed.kind == kind else None


def _beside(made: Path, place: Path, kind: str) -> Put:
    for number in range(1, 1000):
        other = place.with_name(f"{place.name}.{number}")
        if os.path.lexists(other):
            continue
        made.rename(other)
        flush(other.parent)
        said = f"{place} holds something that is not ours and was left as it is; the {kind} are in {other}"
        return Put(other, (said,))
    raise CannotWrite(f"{place} and a thousand names like it are taken; choose another --out")


def _take_along(place: Path, made: Path, listed: Listed) -> list[str]:
    """Give what is not ours in `place` a second name in `made`, so that it is never without one; their names."""
    own = {above for name in listed.files for above in (place / name).parents}
    for folder in folders_below(place):
        if folder not in own:
            with suppress(OSError):
                (made / folder.relative_to(place)).mkdir(parents=True, exist_ok=True)
    taken = []
    for path in files_below(place):
        name = path.relative_to(place).as_posix()
        if name == LIST or is_as_listed(place, name, listed):
            continue
        to = _free(made / name)
        try:
            to.parent.mkdir(parents=True, exist_ok=True)
            os.link(path, to, follow_symlinks=False)
        except OSError:
            continue  # it is moved once the folders have changed places
        taken.append(to.relative_to(made).as_posix())
    return taken


def _move_strangers(made: Path, place: Path) -> list[str]:
    """Move what is left of the replaced folder: it came while the folders changed places, or could not be linked."""
    moved = []
    for path in files_below(made):
        name = path.relative_to(made).as_posix()
        if name == LIST:
            continue
        with suppress(OSError):
            to = _free(place / name)
            to.parent.mkdir(parents=True, exist_ok=True)
            path.rename(to)
            moved.append(to.relative_to(place).as_posix())
    if files_below(made) == [made / LIST]:
        shutil.rmtree(made, ignore_errors=True)
    return moved


def _free(path: Path) -> Path:
    names = [path, path.with_name(path.name + KEPT), *(path.with_name(f"{path.name}{KEPT}{k}") for k in range(2, 100))]
    return next((each for each in names if not os.path.lexists(each)), path)


def _first(place: Path) -> str:
    return ", ".join(sorted(path.name for path in place.iterdir())[:3])
