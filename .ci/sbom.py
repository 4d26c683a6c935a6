"""Write the packages of constraints.txt as a software bill of materials: CycloneDX 1.5, JSON, to standard output.

License and name are those that each installed package tells; one that is not installed has its name and version only.
"""

from __future__ import annotations

import json
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]


def component(pin: str) -> dict[str, object]:
    """One line `name==version` of the lock."""
    name, _, version = pin.partition("==")
    found: dict[str, object] = {
        "type": "library", "name": name, "version": version, "purl": f"pkg:pypi/{name.lower()}@{version}",
        "bom-ref": f"{name}=={version}",
    }  # fmt: skip
    try:
        told = metadata(name)
    except PackageNotFoundError:
        return found
    words = told.get("License-Expression") or told.get("License") or ""
    if 0 < len(words) < 80:
        found["licenses"] = [{"license": {"name": words}}]
    return found


def bill() -> dict[str, object]:
    """The whole bill: loadsite, and every pinned package."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = [line for line in lines if line and not line.startswith("#")]
    return {
        "bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
        "metadata": {"component": {
            "type": "application", "name": project["name"], "version": project["version"],
            "licenses": [{"license": {"id": project["license"]}}],
        }},
        "components": [component(pin) for pin in pins],
    }  # fmt: skip


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1)
    print()
