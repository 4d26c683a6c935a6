"""What people read says the field's words (docs/glossary.md), and none of those below."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from loadsite import cli

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "model" / "loadsite"
DOCUMENTS = sorted(
    path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("sites/*/README.md"),
                      *ROOT.glob("tests/**/README.md")]
    if path.name != "CHANGELOG.md"  # tells old names beside the new ones
)  # fmt: skip
DATA = sorted([*ROOT.glob("scenarios/**/*.yaml"), *ROOT.glob("scenarios/schema/*.json"),
               *ROOT.glob("sites/*/datapackage.json"), *PACKAGE.glob("blank_study/**/*.yaml")])  # fmt: skip
OLD_NAMES = PACKAGE / "inputs" / "renamed.py"
PAGES = {  # sentences of these are written with the pages they stand on
    *(PACKAGE / "report").glob("*.py"),
    *(PACKAGE / "commands" / name for name in ("run_screen.py", "compare_screen.py")),
    *(PACKAGE / "export" / name for name in ("spreadsheet.py", "geopackage.py")),
}
PROGRAMS = sorted(set(PACKAGE.rglob("*.py")) - PAGES - {OLD_NAMES})

INSTEAD = {
    r"paus(e|es|ed|ing|able)": "interruptible load, interrupted, interruption",
    r"own supply|supply behind (the|its|a) meter": "on-site generation",
    r"islanded|islands?": "off-grid campus",
    r"stores?": "storage",
    r"chained|levels of storage|storage_levels": "inter-period state of charge",
    r"worth": "shadow price",
    r"good for": "valid for",
    r"(hold|holds|held|holding)( \w+){0,4} back": "binding, limits",
    r"paces?": "annual build limit",
    r"asked for|asks? for|asking for": "requested, required",
    r"drawn": "grid withdrawals",
    r"dear|dearer|dearest|dearly": "most expensive, highest",
    r"now and then": "case-dependent",
    r"not begun|cut off": "pending, interrupted",
    r"the measure": "baseline case",
    r"mind": "model limitations",
    r"it is said": "source",
    r"lets? in": "hosting capacity gained",
    r"none short": "target met in full",
    r"campuses among it|all cost of the grid": "total system cost",
    r"asks nothing": "works offline",
    r"(is|are) sound": "valid",
    r"who solves": "execution backend",
    r"may be chance": "within solver tolerance",
}
"""what is not said -> what is"""
ELECTRICAL = {ROOT / "docs" / "nodal.md", PACKAGE / "commands" / "dcopf.py", *(PACKAGE / "nodal").glob("*.py")}
"""An island is one of an electrical network here."""
OF_PYPSA = {
    (file, "stores") for file in (PACKAGE / "export" / "to_pypsa" / "network.py", PACKAGE / "nodal" / "from_pypsa.py",
                                  ROOT / "docs" / "nodal.md")
}  # fmt: skip
"""PyPSA's own names of a weighting and of a component."""


def found_in(text: str) -> list[str]:
    """The words of a text that are not said."""
    return [match[0] for word in INSTEAD for match in re.finditer(rf"(?<![\w-])(?:{word})(?![\w-])", text, re.I)]


def literals(file: Path) -> Iterator[str]:
    """Every string of a program file that is no docstring; of an f-string its plain parts."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docstrings = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            yield node.value


def allowed(file: Path, word: str) -> bool:
    return (file in ELECTRICAL and word.lower().startswith("island")) or (file, word) in OF_PYPSA


@pytest.mark.parametrize("file", [*DOCUMENTS, *DATA], ids=lambda file: file.relative_to(ROOT).as_posix())
def test_documents_and_data_say_the_fields_words(file: Path) -> None:
    assert [word for word in found_in(file.read_text(encoding="utf-8")) if not allowed(file, word)] == []


def test_what_the_program_says_is_in_the_fields_words() -> None:
    """Errors, screens, meanings of columns, keys and quantities, help of options."""
    said = {
        f"{file.relative_to(PACKAGE)}: {text[:80]}": words for file in PROGRAMS for text in literals(file)
        if (words := [word for word in found_in(text) if not allowed(file, word)])
    }
    assert said == {}


def test_the_help_of_every_verb_is_in_the_fields_words() -> None:
    verbs = [each.callback for each in cli.app.registered_commands if each.callback is not None]
    assert len(verbs) > 15
    assert {verb.__name__: words for verb in verbs if (words := found_in(verb.__doc__ or ""))} == {}


@pytest.mark.parametrize(("text", "words"), [
    ("Paused MWh, a pause of a pausable load", ["Paused", "pause", "pausable"]),
    ("The limits that hold most back", ["hold most back"]),
    ("the pace, once more, of own supply", ["own supply", "pace"]), ("interrupted MWh", []), ("space and stored", []),
])
def test_a_word_is_found_where_it_stands(text: str, words: list[str]) -> None:
    assert found_in(text) == words
