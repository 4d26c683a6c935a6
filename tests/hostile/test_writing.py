"""Only files and folders of ours are replaced: no link is followed, no device or file of a person's is touched."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest
from works import NOTES, draw, is_whole, lay_notes, notes_of, run, strangers, write_results

from finished_run import finished_run
from loadsite.cli import app
from loadsite.commands.ending import end_of
from loadsite.run.store import Workplace, read_tables
from loadsite.writing import exchange as exchanging
from loadsite.writing.folder import put_in_place
from loadsite.writing.listed import LIST, write_list
from loadsite.writing.one_file import write_file
from loadsite.writing.refusal import CannotWrite
from loadsite.writing.unfinished import ABANDONED_S, SIGN, Unfinished, clear_abandoned
from tiny_study import write_tiny_study


def a_link(path: Path) -> None:
    path.with_name("elsewhere").write_text("mine")
    path.symlink_to(path.with_name("elsewhere"))


def a_link_to_nothing(path: Path) -> None:
    path.symlink_to(path.with_name("nothing"))


def a_file_of_a_person(path: Path) -> None:
    path.write_text("mine")


OBSTACLES = {"is a symbolic link": a_link, "is a symbolic link; expected": a_link_to_nothing,
             "is a folder": Path.mkdir, "is a device or a pipe": os.mkfifo,
             "was not made by loadsite": a_file_of_a_person}  # fmt: skip


def standing(folder: Path) -> dict[str, object]:
    """Everything in a folder: kind, and content of files."""
    return {path.name: (path.lstat().st_mode, path.lstat().st_ino,
                        path.read_text() if path.is_file() and not path.is_symlink() else "")
            for path in folder.iterdir()}  # fmt: skip


@pytest.mark.parametrize("said", OBSTACLES)
def test_what_stands_in_the_way_stays(tmp_path, said):
    path = tmp_path / "answer.svg"
    OBSTACLES[said](path)
    before = standing(tmp_path)
    with pytest.raises(CannotWrite, match=said):
        write_file(path, b"new")
    assert standing(tmp_path) == before


def test_force_is_for_files_only(tmp_path):
    for name, obstacle in (("link", a_link), ("pipe", os.mkfifo), ("folder", Path.mkdir)):
        obstacle(tmp_path / name)
        with pytest.raises(CannotWrite):
            write_file(tmp_path / name, b"new", force=True)
    a_file_of_a_person(tmp_path / "file")
    write_file(tmp_path / "file", b"new", force=True)
    assert (tmp_path / "file").read_bytes() == b"new" and (tmp_path / "elsewhere").read_text() == "mine"


def test_no_folder_is_made_for_a_file(tmp_path):
    with pytest.raises(CannotWrite, match=r"the folder .*none is not there"):
        write_file(tmp_path / "none" / "x.svg", b"new")
    a_file_of_a_person(tmp_path / "file")
    with pytest.raises(CannotWrite, match="Not a directory"):
        write_file(tmp_path / "file" / "x.svg", b"new")


def test_a_file_that_came_meanwhile_stays(tmp_path, monkeypatch):
    link = os.link

    def later(src: Path, dst: Path, **how: bool) -> None:
        dst.write_text("mine")
        link(src, dst, **how)

    monkeypatch.setattr("loadsite.writing.one_file.os.link", later)
    with pytest.raises(CannotWrite, match="was written by something else meanwhile"):
        write_file(tmp_path / "x.svg", b"new")
    assert [path.name for path in tmp_path.iterdir()] == ["x.svg"] and (tmp_path / "x.svg").read_text() == "mine"


def verbs(folder: Path, to: str) -> dict[str, list[str]]:
    """Every verb that writes a file of its own, to that file."""
    scenario, results = str(folder / "scenarios/tiny.yaml"), str(folder / "runs/tiny")
    return {
        "export mps": ["export", scenario, "--to", to], "export lp": ["export", scenario, "--format", "lp", "--to", to],
        "sites svg": ["sites", scenario, "--csv", "--map", f"{to}.svg"],
        "sites png": ["sites", scenario, "--csv", "--map", f"{to}.png"],
        "report": ["report", results, "--to", to], "xlsx": ["compare", results, "--csv", "--xlsx", to],
        "comparison": ["compare", results, "--csv", "--report", to],
    }  # fmt: skip


@pytest.fixture(scope="module")
def solved(tmp_path_factory) -> Path:
    """The tiny study with its result."""
    folder = tmp_path_factory.mktemp("solved")
    finished_run(folder)
    return folder


QUICK = ("report", "sites svg")


@pytest.mark.parametrize("verb", [
    pytest.param(verb, marks=() if verb in QUICK else pytest.mark.slow) for verb in verbs(Path(), "")
])  # fmt: skip
def test_a_verb_replaces_its_own_file_and_no_other(solved, tmp_path, capsys, verb):
    words = verbs(solved, str(tmp_path / "out"))[verb]
    path = Path(next(word for word in words if word.startswith(str(tmp_path))))
    assert end_of(lambda: app(words)) == 0, capsys.readouterr().err
    first = path.stat().st_ino
    assert end_of(lambda: app(words)) == 0, capsys.readouterr().err
    assert path.stat().st_ino != first and [each.name for each in tmp_path.iterdir()] == [path.name]
    path.write_text("mine")
    assert end_of(lambda: app(words)) == 1 and "was not made by loadsite" in capsys.readouterr().err
    assert path.read_text() == "mine"
    path.unlink()
    os.mkfifo(path)
    assert end_of(lambda: app([*words, "--force"])) == 1 and "is a device or a pipe" in capsys.readouterr().err
    path.unlink()
    path.write_text("mine")
    assert end_of(lambda: app([*words, "--force"])) == 0 and path.read_bytes() != b"mine"


def test_pictures_and_schemas_go_over_nothing_of_a_persons(solved, tmp_path, capsys):
    for words in (["report", str(solved / "runs/tiny"), "--svg", str(tmp_path)], ["schema", "--to", str(tmp_path)]):
        capsys.readouterr()
        assert end_of(lambda words=words: app(words)) == 0
        assert end_of(lambda words=words: app(words)) == 0
        path = Path(capsys.readouterr().out.splitlines()[0])
        path.write_text("mine")
        assert end_of(lambda words=words: app(words)) == 1 and "not made by loadsite" in capsys.readouterr().err
        assert path.read_text() == "mine"
        assert end_of(lambda words=words: app([*words, "--force"])) == 0 and path.read_text() != "mine"


def test_a_program_with_our_mark_is_read_as_before(solved, tmp_path):
    import highspy

    for name, objective in (("a.mps", []), ("a.lp", [])):
        words = ["export", str(solved / "scenarios/tiny.yaml"), "--format", name[2:], "--to", str(tmp_path / name)]
        assert end_of(lambda words=words: app(words)) == 0
        highs = highspy.Highs()
        highs.setOptionValue("output_flag", False)
        assert highs.readModel(str(tmp_path / name)) == highspy.HighsStatus.kOk
        highs.run()
        objective.append(highs.getInfo().objective_function_value)
        assert objective[0] > 1.0


def test_a_folder_that_only_looks_like_a_result_is_refused_before_anything_is_solved(tmp_path, capsys):
    scenario, place = write_tiny_study(tmp_path), tmp_path / "mine"
    place.mkdir()
    (place / "run.json").write_text('{"scenario": "tiny", "status": "optimal"}')
    (place / "thesis.tex").write_text("years of work")
    before = standing(place)
    assert run(scenario, place) == 1
    assert "holds something else than results of loadsite (run.json, thesis.tex)" in capsys.readouterr().err
    assert standing(place) == before


@pytest.mark.slow
def test_notes_beside_a_result_are_taken_along_and_told(tmp_path, capsys):
    folder = tmp_path / "study"
    place = finished_run(folder)
    assert draw(place, place / "report.html") == 0
    capsys.readouterr()
    lay_notes(place)
    (place / "datapackage.json").write_bytes(b"changed by hand")
    (place / "link").symlink_to("notes.txt")
    (place / "empty").mkdir()
    (place / "alien.parquet").write_bytes((place / "costs.parquet").read_bytes())
    assert run(folder / "scenarios/tiny.yaml", place) == 0
    said = capsys.readouterr().err
    assert said.startswith("note: ") and "files that are not ours, which were kept: alien.parquet, " in said
    assert is_whole(place) and notes_of(place) == NOTES
    assert (place / "datapackage.json.kept").read_bytes() == b"changed by hand"
    assert (place / "link").is_symlink() and (place / "empty").is_dir()
    assert strangers(place) == {*NOTES, "datapackage.json.kept", "alien.parquet", "link"}
    assert "alien" not in read_tables(place)


def test_a_folder_that_appeared_meanwhile_stays_and_the_results_are_beside_it(tmp_path):
    place = tmp_path / "case"
    with pytest.raises(CannotWrite, match=r"holds something that is not ours .*; the results are in .*case\.1"), (
        Workplace(place)
    ) as work:
        (work.folder / "run.json").write_text("{}")
        place.mkdir()
        (place / "thesis.tex").write_text("years of work")
        work.finish()
    assert (place / "thesis.tex").read_text() == "years of work"
    assert (tmp_path / "case.1" / "run.json").is_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["case", "case.1"]


def test_logs_without_an_answer_replace_only_such_logs(tmp_path):
    kept = tmp_path / "case.no_answer"
    write_results(kept, "a result of that name")
    with Workplace(tmp_path / "case") as work:
        (work.logs / "solve.log").write_text("first")
        assert work.keep_logs() == tmp_path / "case.no_answer.1"
    assert is_whole(kept)
    for words in ("second", "third"):
        (tmp_path / "other.no_answer").mkdir(exist_ok=True)
        (tmp_path / "other.no_answer/notes.txt").write_text("ask the utility")
        with Workplace(tmp_path / "other") as work:
            (work.logs / "solve.log").write_text(words)
            where = work.keep_logs()
    assert where.name == "other.no_answer.2" and (tmp_path / "other.no_answer/notes.txt").is_file()
    with pytest.raises(CannotWrite, match="something else than results"):
        Workplace(tmp_path / "case.no_answer.1")


@pytest.mark.parametrize("name", ["cut-pool", "Cut-Pool"])
def test_the_name_of_the_pool_is_taken(tmp_path, capsys, name):
    scenario = write_tiny_study(tmp_path, scenario=lambda text: text.replace("name: tiny", f"name: {name}"))
    assert end_of(lambda: app(["run", str(scenario), "--out", str(tmp_path / "runs" / name)])) == 1
    assert "is where the cuts of earlier runs are kept" in capsys.readouterr().err
    assert not (tmp_path / "runs").exists()


def test_a_place_that_is_a_link_is_refused(tmp_path):
    (tmp_path / "far").mkdir()
    (tmp_path / "case").symlink_to("far")
    with pytest.raises(CannotWrite, match="case is a symbolic link"):
        Workplace(tmp_path / "case")


def abandon(place: Path, hours: float) -> Path:
    """What a killed run leaves; nobody holds it any more."""
    work = Unfinished(place)
    work.made.mkdir()
    (work.made / "siting.parquet").write_text("half of it")
    os.close(work._sign)
    then = (work.folder / SIGN).stat().st_mtime - 3600.0 * hours
    os.utime(work.folder / SIGN, (then, then))
    return work.folder


def test_what_a_killed_run_left_goes_after_a_day_and_is_told(tmp_path):
    assert ABANDONED_S == 86_400.0
    old, young = abandon(tmp_path / "case", 25), abandon(tmp_path / "case", 23)
    mine = tmp_path / ".case.mine"
    mine.mkdir()
    (mine / SIGN).write_text("my own word")
    with Unfinished(tmp_path / "held") as held:
        then = (held.folder / SIGN).stat().st_mtime - 1e6
        os.utime(held.folder / SIGN, (then, then))
        assert clear_abandoned(tmp_path) == [f"{old}, left by a run that was interrupted, was removed"]
        assert held.folder.is_dir()
    assert young.is_dir() and mine.is_dir() and not old.exists()


@pytest.mark.parametrize("begun", ["with its sign", "with an empty sign", "with nothing"])
def test_a_run_that_was_killed_while_it_wrote_into_its_whole_folder_leaves_nothing(tmp_path, begun):
    """The report goes into a folder whose files are listed; a note that is nobody's stays, and with it the folder."""
    old, noted = abandon(tmp_path / "case", 25), abandon(tmp_path / "other", 25)
    for folder, name in ((old, "case"), (noted, "other")):
        write_list(folder / name, "results")
        page = Unfinished(folder / name / "report.html")
        page.made.write_text("half of it")
        os.close(page._sign)
        if begun != "with its sign":
            page.made.unlink()
            (page.folder / SIGN).write_text("")
        if begun == "with nothing":
            (page.folder / SIGN).unlink()
    (noted / "other" / "note.txt").write_text("mine")
    said = clear_abandoned(tmp_path)
    assert f"{old}, left by a run that was interrupted, was removed" in said and not old.exists()
    assert f"{noted}, left by a run that was interrupted, holds files that are not ours and was kept" in said
    assert {path.name for path in (noted / "other").iterdir()} == {"note.txt", "files.json"}


def test_what_is_being_written_into_an_old_folder_is_left_alone(tmp_path):
    old = abandon(tmp_path / "case", 25)
    write_list(old / "case", "results")
    with Unfinished(old / "case" / "report.html") as page:
        page.made.write_text("half of it")
        assert clear_abandoned(tmp_path) == [
            f"{old}, left by a run that was interrupted, holds files that are not ours and was kept"
        ]
        assert page.made.read_text() == "half of it"


def test_an_exchange_in_three_steps_that_was_cut_off_is_undone(tmp_path, monkeypatch):
    """A file system that cannot exchange names: the run was killed after the first step."""
    monkeypatch.setattr(exchanging, "_at_once", lambda newer, older: False)
    place = tmp_path / "case"
    write_results(place, "old")
    write_results(place, "new")
    assert is_whole(place) and [path.name for path in tmp_path.iterdir()] == ["case"]
    work = Unfinished(place)
    place.rename(work.folder / exchanging.BEFORE)
    os.close(work._sign)
    with Workplace(place) as again:
        assert again.remarks == [f"{place} is back in its place: a run was interrupted while it replaced it"]
    assert is_whole(place)


def test_many_at_once_into_one_place(tmp_path):
    """Whoever is last has the place; nothing of a person's is lost, and nothing is left half done."""
    place = tmp_path / "runs" / "case"
    write_results(place, "first")
    lay_notes(place)
    threads = [threading.Thread(target=write_results, args=(place, f"run {k}")) for k in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert is_whole(place) and notes_of(place).items() == NOTES.items()
    kept = {name.partition(".kept")[0] for name in strangers(place)}
    assert kept <= {*NOTES, *(path.relative_to(place).as_posix() for path in place.rglob("*"))}


def test_a_list_that_names_files_elsewhere_is_none_of_ours(tmp_path):
    place, made = tmp_path / "case", tmp_path / "made"
    write_results(place, "old")
    (tmp_path / "precious").write_text("mine")
    text = (place / LIST).read_text().replace('"run.json"', '"../precious"')
    (place / LIST).write_text(text)
    made.mkdir()
    write_list(made, "results")
    assert put_in_place(made, place, "results").place == tmp_path / "case.1"
    assert (tmp_path / "precious").read_text() == "mine" and (place / "run.json").is_file()
