"""Paths of a study that lead elsewhere: refused with where they lead. Links inside the study folder are fine."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from loadsite.cli import app
from loadsite.commands.ending import end_of
from tiny_study import edit, write_tiny_study

KEYS = {"sites": "sites: ../sites/tiny", "plan": "plan: plans/tiny_plan.yaml"}


@pytest.fixture
def checked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Lay out the tiny study in the folder `study`, let `change` spoil it, and tell how `loadsite check` ended."""
    (tmp_path / "study").mkdir()
    monkeypatch.chdir(tmp_path / "study")

    def check(change: Callable[[], object] = lambda: None, **overrides: object) -> str:
        write_tiny_study(Path(), **overrides)
        change()
        capfd.readouterr()
        status = end_of(lambda: app(["check", "scenarios/tiny.yaml", "--csv"]))
        return f"{status}: {capfd.readouterr().err}"

    return check


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("name", ["", " ", ".", "./", "plans/..", "/", "//", "/etc", "a\u0007b", "\ud800", "x" * 300,
                                  "é" * 140, "../../..", "plans/" + "x/" * 3000])  # fmt: skip
def test_a_path_that_is_none_of_the_study_is_refused(key: str, name: str, checked: Callable[..., str]) -> None:
    quoted = name.encode("ascii", "backslashreplace").decode().replace("\u0007", "\\a")
    said = checked(scenario=edit(KEYS[key], f'{key}: "{quoted}"'))
    assert said.startswith("1: scenarios/tiny.yaml:"), said


@pytest.mark.parametrize("path", [
    "sites/tiny", "sites/tiny/lines.csv", "sites/tiny/zones.geojson", "sites/tiny/load.parquet", "scenarios/plans",
    "scenarios/plans/tiny_plan.yaml", "scenarios/plans/zone_shares.csv", "scenarios/tiny.yaml",
])  # fmt: skip
def test_a_link_that_leads_out_of_the_study_is_refused_and_one_inside_is_followed(
    path: str, checked: Callable[..., str]
) -> None:
    def link_to(place: Path) -> Callable[[], None]:
        def change() -> None:
            Path(path).rename(place)
            Path(path).symlink_to(place.absolute())

        return change

    outside = Path.cwd().parent / "away"
    said = checked(link_to(outside))
    assert said.startswith("1: ") and f"leads out of the study folder, to {outside}" in said
    Path(path).unlink()
    assert checked(link_to(Path("moved"))).startswith("0: ")


@pytest.mark.parametrize("path", ["sites/tiny/lines.csv", "sites/tiny/zones.geojson", "scenarios/plans/tiny_plan.yaml",
                                  "scenarios/tiny.yaml", "sites/tiny/load.parquet"])  # fmt: skip
def test_a_fifo_in_place_of_a_file_is_not_opened(path: str, checked: Callable[..., str]) -> None:
    def change() -> None:
        Path(path).unlink()
        os.mkfifo(path)

    said = checked(change)
    assert said.startswith("1: ") and "is not a file" in said


@pytest.mark.parametrize("digits", ["٤٠٠", "４００", "४००", "4٠0"])
def test_digits_of_other_scripts_are_no_numbers(digits: str, checked: Callable[..., str]) -> None:
    """`float` and `int` of Python read them all."""
    said = checked(lines=edit("AC,400", f"AC,{digits}"))
    assert said.startswith("1: sites/tiny/lines.csv:2 capacity_mw: "), said
    said = checked(scenario=edit("co2_usd_per_t: 0", f"co2_usd_per_t: {digits}"))
    assert said.startswith("1: scenarios/tiny.yaml:18:18 prices.co2_usd_per_t: "), said
