"""What stands beside the code for those who cite it, work on it or run it elsewhere says what the project says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from ruamel.yaml import YAML

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
SET_UP, RUN = re.findall(r"^python3 -m venv .venv && (.*) && (.*)$", (ROOT / "README.md").read_text(), re.MULTILINE)[0]
TEST_SET_UP, TEST = re.findall(r"^python3 -m venv .venv && (.*) && (.*)$", (ROOT / "README.md").read_text(),
                               re.MULTILINE)[1]  # fmt: skip


def yaml(name: str) -> dict:
    return YAML(typ="safe").load(ROOT / name)


def test_the_citation_has_the_version_authors_and_license_of_the_package():
    cited = yaml("CITATION.cff")
    assert (cited["title"], cited["version"], cited["license"]) == (
        PROJECT["name"], PROJECT["version"], PROJECT["license"])  # fmt: skip
    assert cited["authors"] == PROJECT["authors"] and cited["keywords"] == PROJECT["keywords"]
    assert cited["cff-version"] == "1.2.0" and cited["type"] == "software" and cited["message"]


def test_the_image_sets_up_and_runs_what_the_readme_does():
    lines = (ROOT / ".devcontainer/Dockerfile").read_text().splitlines()
    assert f"RUN python3 -m venv .venv && {TEST_SET_UP}" in lines
    (command,) = [line.removeprefix("CMD ") for line in lines if line.startswith("CMD ")]
    assert json.loads(command) == RUN.split()
    assert any(re.fullmatch(rf"# .* loadsite {re.escape(TEST)}( .*)?", line) for line in lines)


def test_the_container_for_editors_has_a_stage_and_an_extra_that_are_there():
    told = json.loads((ROOT / ".devcontainer/devcontainer.json").read_text())
    assert f" AS {told['build']['target']}\n" in (ROOT / ".devcontainer" / told["build"]["dockerfile"]).read_text()
    (extra,) = re.findall(r"-e \"\.\[(\w+)\]\"", told["postCreateCommand"])
    assert extra in PROJECT["optional-dependencies"]


def test_hooks_fetch_nothing_and_find_a_slip(tmp_path):
    """Each hook is a command of the machine; that of whitespace refuses a blank at the end of a line."""
    (repository,) = yaml(".pre-commit-config.yaml")["repos"]
    hooks = {hook["id"]: hook for hook in repository["hooks"]}
    assert repository["repo"] == "local" and {hook["language"] for hook in hooks.values()} == {"system"}

    def git(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["git", *arguments], cwd=tmp_path, capture_output=True, text=True)

    if git("init").returncode != 0:
        pytest.skip("git is not there")
    for text, status in (("sound\n", 0), ("blank at its end \n", 2)):
        (tmp_path / "file").write_text(text)
        git("add", "file")
        assert git(*hooks["whitespace"]["entry"].split()[1:]).returncode == status


def test_the_bill_of_materials_names_every_pinned_package():
    told = subprocess.run([sys.executable, str(ROOT / ".ci/sbom.py")], capture_output=True, text=True, check=True)
    bill = json.loads(told.stdout)
    pins = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert [f"{each['name']}=={each['version']}" for each in bill["components"]] == pins
    by_name = {each["name"].lower(): each for each in bill["components"]}
    assert "BSD" in by_name["numpy"]["licenses"][0]["license"]["name"]
    assert by_name["pyomo"]["purl"].startswith("pkg:pypi/pyomo@")


def test_every_license_that_is_named_is_there():
    """Tables are CC BY 4.0, everything else is MIT, whose text is that of LICENSE."""
    told = tomllib.loads((ROOT / "REUSE.toml").read_text())["annotations"]
    by_path = {str(each["path"]): each["SPDX-License-Identifier"] for each in told}
    assert by_path == {"**": "MIT", (
        "['sites/**', 'scenarios/plans/*.csv', 'model/loadsite/export/cities.csv']"): "CC-BY-4.0"}
    assert {each["SPDX-License-Identifier"] for each in told} == {path.stem for path in ROOT.glob("LICENSES/*.txt")}
    assert (ROOT / "LICENSES/MIT.txt").read_text() == (ROOT / "LICENSE").read_text()
