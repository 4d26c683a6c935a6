"""The record of a run, every key spoilt in every way and the list of files fitted to it: each verb that reads it says
which key, or says the same as before."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from works import counted

from changed_records import Spoilt, spoilt, written
from finished_run import finished_run
from loadsite.cli import app
from loadsite.commands.ending import DEFECT, end_of
from loadsite.run.sealed import NotAsWritten, read_record, seal
from tiny_study import edit

SHORT = edit("until_utc: 2024-08-13T00:00", "until_utc: 2024-08-12T09:00")
ASKED = "place:\n  target_mw: {2030: 300}\n  shortfall_usd_per_mw_year: 5000000\n"
KINDS: dict[str, Callable[[str], str]] = {
    "with a baseline": lambda text: SHORT(edit("reserve_margins: true", "reserve_margins: true\nbaseline: true")(text)),
    "hosting": lambda text: SHORT(edit(ASKED, "host:\n  unserved_limit_share: 0.0001\n")(text)),
    "by periods": lambda text: edit("method: single", "method: decomposed")(text),
}  # fmt: skip
VERBS = {
    "verify": ["verify", "runs/tiny"], "verify as JSON": ["verify", "runs/tiny", "--json"],
    "report": ["report", "runs/tiny", "--to", "page.html", "--force"],
    "pictures": ["report", "runs/tiny", "--svg", "pictures"],
    "compare": ["compare", "runs/tiny", "runs/other"], "compare as JSON": ["compare", "runs/tiny", "--json"],
    "compare as CSV": ["compare", "runs/other", "runs/tiny", "--csv"],
    "comparison": ["compare", "runs/tiny", "runs/other", "--csv", "--report", "both.html", "--xlsx", "both.xlsx"],
    "ranges": ["compare", "runs/tiny", "--swing", "1%", "--site", "plain", "--csv", "--table", "swing"],
}  # fmt: skip


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of the tiny study with a result of that kind, and another beside it; solved when first asked for."""
    found: dict[str, Path] = {}

    def of(kind: str) -> Path:
        if kind not in found:
            found[kind] = tmp_path_factory.mktemp("solved")
            finished_run(found[kind], scenario=KINDS[kind])
            shutil.copytree(found[kind] / "runs/tiny", found[kind] / "runs/other")
        return found[kind]

    return of


def tried(each: Spoilt, verbs: Iterable[str], capfd: pytest.CaptureFixture[str]) -> Counter[str]:
    """How verbs ended on a record spoilt so."""
    run = Path("runs/tiny")
    (run / "run.json").write_text(written(each.record), encoding="utf-8")
    seal(run)
    seen = Counter[str]()
    for verb in verbs:
        status = end_of(lambda words=VERBS[verb]: app(words))
        said = capfd.readouterr().err
        assert status != DEFECT and "Traceback" not in said, f"{each} ({verb}): {said}"
        assert status in (0, 1) or (status == 4 and verb.startswith("verify")), f"{each} ({verb}): {status} {said}"
        if status == 1:
            assert "run.json" in said or "sites.gpkg" in said or verb == "ranges", f"{each} ({verb}): {said}"
        seen[{0: "said the same", 1: "refused", 4: "not verified"}[status]] += 1
    return seen


def reads(record: str) -> bool:
    """Whether the record is taken."""
    run = Path("runs/tiny")
    (run / "run.json").write_text(record, encoding="utf-8")
    try:
        read_record(run)
    except NotAsWritten:
        return False
    return True


def swept(folder: Path, every: int, capfd: pytest.CaptureFixture[str]) -> Counter[str]:
    """Every so many ways of spoiling, each through two verbs in turn, or one where the record is taken."""
    record = json.loads((folder / "runs/tiny/run.json").read_text(encoding="utf-8"))
    seen, names = Counter[str](), list(VERBS)
    for number, each in enumerate(list(spoilt(record))[::every]):
        refused = not reads(written(each.record))
        chosen = [names[(number + k) % len(names)] for k in range(2 if refused else 1)]
        seen += tried(each, chosen, capfd)
        seen["records"] += 1
    return seen


@pytest.fixture
def there(solved: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """The working folder, with a study and its result of that kind."""

    def copied(kind: str) -> Path:
        shutil.copytree(solved(kind), tmp_path, dirs_exist_ok=True)
        monkeypatch.chdir(tmp_path)
        return tmp_path

    return copied


@pytest.mark.slow
def test_a_sample_of_spoilt_records_is_refused_by_key_or_says_the_same(there, capfd) -> None:
    seen = swept(there("with a baseline"), 397, capfd)
    assert seen["refused"] > 4 and seen["records"] > 4


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_every_key_spoilt_in_every_way_is_refused_by_key_or_says_the_same(there, capfd, kind: str) -> None:
    seen = swept(there(kind), 1 if kind == "with a baseline" else 4, capfd)
    with capfd.disabled():
        counted(f"records {kind}", seen)
    assert seen["refused"] > 1_000 and seen["records"] > 800
