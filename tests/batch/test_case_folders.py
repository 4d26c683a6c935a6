"""A case has a folder of its name with letters of its hash beside it; folders of earlier versions are still its own."""

from __future__ import annotations

from pathlib import Path

from loadsite.batch.ledger import FILE
from loadsite.batch.place import StudyPlace

HASH = "0123456789abcdef" + "7" * 48


def test_a_folder_is_called_as_its_case_with_letters_of_its_hash(tmp_path):
    assert StudyPlace(tmp_path).case_of(HASH, "us_51-900_mw") == tmp_path / "us_51-900_mw.0123456789abcdef"


def test_what_an_earlier_version_has_solved_stays_where_it_is(tmp_path):
    earlier = tmp_path / "0123456789abcdef"
    earlier.mkdir()
    assert StudyPlace(tmp_path).case_of(HASH, "us_51-900_mw") == earlier
    assert StudyPlace(tmp_path).case_of("f" * 64, "other") == tmp_path / ("other." + "f" * 16)


def test_what_is_left_half_done_is_cleared_by_its_hash_whatever_it_is_called(tmp_path):
    place = StudyPlace(tmp_path / "runs")
    place.folder.mkdir()
    (place.folder / FILE).touch()
    kept = [Path(place.folder / name) for name in ("us_51.0123456789abcdef", ".us_51.ffffffffffffffff.x", ".mine")]
    gone = [Path(place.folder / name) for name in (".us_51.0123456789abcdef.a1b2", ".0123456789abcdef.c3")]
    for folder in (*kept, *gone):
        folder.mkdir()
    place.clear(HASH)
    assert all(folder.is_dir() for folder in kept) and not any(folder.exists() for folder in gone)
    with place.locked():
        assert [folder.is_dir() for folder in kept] == [True, False, True]
