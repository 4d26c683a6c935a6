"""The documents say what is so: two commands, links that lead somewhere, a worked example that works."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from loadsite.arrays import components
from loadsite.arrays.compiler import compile_model
from loadsite.equations.build import build
from loadsite.solve import SolveOptions, solve
from small_cases import Generator, Period, Site, Zone, make_case

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("sites/*/*.md")])


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def blocks(document: str, language: str) -> list[str]:
    """What stands between the fences of a document."""
    return re.findall(rf"^```{language}\n(.*?)^```", (ROOT / document).read_text(encoding="utf-8"), re.M | re.S)


def test_the_readme_has_two_commands_that_set_up_all_they_need():
    commands = [block.strip() for block in blocks("README.md", "sh")]
    assert len(commands) == 2
    for command in commands:
        assert "\n" not in command
        assert command.startswith("python3 -m venv .venv && .venv/bin/pip install -c constraints.txt -e ")
    run, test = commands
    assert (ROOT / run.split()[-1]).is_file()
    assert test.endswith(" .venv/bin/pytest")


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_lead_somewhere(document):
    links = re.findall(r"\]\(([^)#]+)\)", document.read_text(encoding="utf-8"))
    missing = [link for link in links if "://" not in link and not (document.parent / link).exists()]
    assert not missing


def test_files_named_in_the_readme_exist():
    named = re.findall(r"`((?:docs|model|scenarios|sites|tests)/[\w./-]*)`", (ROOT / "README.md").read_text("utf-8"))
    assert len(named) > 3
    assert not [path for path in named if not (ROOT / path).exists()]


def test_every_decision_says_what_why_and_so():
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    for number, path in enumerate(decisions, start=1):
        text = path.read_text(encoding="utf-8")
        assert path.name.startswith(f"{number:04}-") and text.startswith(f"# {number}. ")
        assert all(f"**{word}.**" in text for word in ("Decided", "Why", "So"))


def test_tested_versions_name_no_place_to_fetch_them_from():
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = [line for line in lines if not line.startswith("#")]
    assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in pinned)


def test_the_worked_example_of_contributing_works(tmp_path):
    """Its rule, added to a model with the numbers of its test: 30 MW are paused an hour before 50 MW are missing."""
    (rule,) = (block for block in blocks("CONTRIBUTING.md", "python") if block.startswith("def pause_ramp"))
    file = tmp_path / "worked_example.py"
    file.write_text(f"from typing import Any\n\n\n{rule}", encoding="utf-8")
    spec = importlib.util.spec_from_file_location(file.stem, file)
    assert spec is not None and spec.loader is not None
    example = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(example)

    m = build(make_case(
        [Zone("z")], [Generator("gas", "z", 100, 20, availability=(1, 0.5))], sites=[Site("c", "z")],
        periods=[Period(2)], target_mw=100, pausable_share=0.5, pause_energy_share=1, pause_usd_per_mwh=300,
    ), components)
    m.pause_ramp_share = components.Param(values=0.2)
    m.pause_ramp = components.Constraint(m.sites, m.years, m.later_snapshots, rule=example.pause_ramp)
    program = compile_model(m, "worked_example")
    solution = solve(program, SolveOptions(threads=1), tmp_path)
    paused_mw = 1e3 * program.column_block("paused").of(solution.primal).ravel()
    assert paused_mw == pytest.approx([30, 50], abs=1e-6)
