"""What holds for every verb: help, an example, and how it ends."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from loadsite.cli import app

VERBS = ["run", "check", "export", "equations", "why", "headroom", "time-to-power", "batch", "status",
         "verify", "compare", "sites", "report", "rules", "schema", "doctor", "import", "dcopf", "new"]
TABLE_VERBS = ["run", "check", "equations", "why", "headroom", "time-to-power", "batch", "status", "verify", "compare",
               "sites", "rules", "schema", "doctor", "dcopf"]


def name_of(command) -> str:
    """The verb as it is typed; a function may not be called `import`."""
    return command.callback.__name__.strip("_").replace("_", "-")


def test_the_verbs_are_these():
    assert [name_of(command) for command in app.registered_commands] == VERBS


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_has_help_and_an_example(verb, loadsite):
    ended = loadsite(verb, "--help")
    assert ended.status == 0
    said = " ".join(re.sub(r"[╭╮╰╯│─]", " ", ended.out).split())
    assert f"Example: loadsite {verb}" in said
    assert len(said.split("Usage:")[1]) > 100


@pytest.mark.parametrize("verb", VERBS)
def test_the_example_of_a_verb_is_one_that_it_takes(verb):
    """Every option of the example is one of the verb's own."""
    (command,) = [each for each in app.registered_commands if name_of(each) == verb]
    options = set(re.findall(r"--[a-z]+", command.epilog))
    annotations = str(command.callback.__annotations__)
    assert all(option in annotations or option[2:] in annotations for option in options)


@pytest.mark.parametrize("verb", TABLE_VERBS)
def test_a_verb_that_prints_a_table_prints_json_and_csv_too(verb, loadsite):
    said = loadsite(verb, "--help").out
    assert "--json" in said and "--csv" in said
    arguments = [] if verb in ("equations", "rules", "schema", "doctor") else ["nothing.yaml"]
    ended = loadsite(verb, *arguments, *(["--site", "x"] if verb == "headroom" else []), "--json", "--csv")
    assert ended.status == 2 and "exclude each other" in ended.err


def test_a_wrong_verb_is_a_matter_of_usage(loadsite):
    ended = loadsite("rnu")
    assert ended.status == 2 and "Did you mean 'run'" in ended.err and ended.out == ""


def test_a_defect_is_told_in_one_line_and_its_trace_is_kept(loadsite, monkeypatch, tmp_path):
    import loadsite.commands.schema as schema

    def broken(only: object, form: object) -> None:
        raise ZeroDivisionError("division by zero\nand more")

    monkeypatch.setattr(schema, "show_schema", broken)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    ended = loadsite("schema")
    assert ended.status == 70 and ended.out == ""
    first, second = ended.err.strip().splitlines()
    assert first == "ZeroDivisionError: division by zero"
    assert second.startswith("This is a defect of loadsite. Its trace is in ")
    (trace,) = tmp_path.glob("loadsite-defect-*.txt")
    assert "Traceback" in trace.read_text()


@pytest.mark.parametrize(
    ("raised", "status", "said"), [(MemoryError, 3, "memory ran out"), (KeyboardInterrupt, 130, "")]
)
def test_ends_that_are_no_fault_of_the_input(loadsite, monkeypatch, raised, status, said):
    import loadsite.commands.schema as schema

    def stopped(only: object, form: object) -> None:
        raise raised

    monkeypatch.setattr(schema, "show_schema", stopped)
    ended = loadsite("schema")
    assert ended.status == status and said in ended.err and "Traceback" not in ended.err


def test_the_installed_command_answers():
    program = "from loadsite.cli import main; main()"
    done = subprocess.run([sys.executable, "-c", program, "--help"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0 and "Commands" in done.stdout and done.stderr == ""


def test_a_reader_that_leaves_early_is_no_defect():
    """loadsite schema | head -1"""
    program = "from loadsite.cli import main; main()"
    with subprocess.Popen(
        [sys.executable, "-c", program, "schema"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None and process.stderr is not None
        process.stdout.readline()
        process.stdout.close()
        said = process.stderr.read()
        process.wait(60)
    assert "Traceback" not in said and "defect" not in said
