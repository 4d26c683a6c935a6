"""Write what loadsite itself can tell: formulation.md, tables.md, glossary.md, and the JSON Schemas of
scenarios/schema/.

    python docs/generate.py            write them
    python docs/generate.py --check    say which are out of date, with status 1 if any is
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
LOADSITE = Path(sys.executable).with_name("loadsite")

FORMULATION = """# The linear program

Made by `python docs/generate.py` from the docstrings in `model/loadsite/equations/`; `loadsite equations` shows the
same. Inside the solver: GW, GWh, million USD (M$) and hours. The tables of a result are in MW, MWh and USD.

## Decided

In GW; `boundary_state_of_charge` and `state_of_charge` in GWh, what begins with `cost_` in M$. All are zero or more;
their upper bounds stand in `bounds.py`.
"""
TABLES = """# Tables and keys

Made by `python docs/generate.py`; `loadsite schema` shows the same, `loadsite schema lines` one table. A blank cell or
a key left out stands for what is in the column *blank*. A column or key that is not here is an error.
"""


GLOSSARY = """# Glossary

Made by `python docs/generate.py`; `loadsite schema glossary` shows the same. Every screen, table, key, help text and
document calls these things by these names. [tables.md](tables.md) has the columns and keys.
"""


def formulation() -> str:
    """The linear program, a section per family, from the docstrings of its rules."""
    said = told("equations")
    lines = [
        FORMULATION,
        "| decision | for each |", "|---|---|",
        *(f"| `{each['name']}` | {', '.join(each['sets'])} |" for each in said["decisions"]), "",
        "## Such that", "",
    ]  # fmt: skip
    for family in dict.fromkeys(rule["family"] for rule in said["constraints"]):
        lines += [f"### {family.capitalize()}", ""]
        for rule in said["constraints"]:
            if rule["family"] == family:
                lines += [*paragraphs(rule), ""]
    lines += ["## At the least sum of", ""]
    for term in said["objective"]:
        lines += [*paragraphs(term), ""]
    return "\n".join(lines).rstrip() + "\n"


def paragraphs(rule: dict[str, Any]) -> Iterator[str]:
    """One rule or cost term in Markdown."""
    sets = f", for each of {', '.join(rule['sets'])}" if rule["sets"] else ""
    yield from (f"**{rule['name']}**{sets}. {rule['sentence']} [{rule['unit']}]", "")
    yield from ("```", rule["equation"], "```")
    if rule["notes"]:
        yield from ("", rule["notes"])
    if rule["shadow_price"]:
        yield from ("", f"Shadow price [{rule['shadow_price_unit']}]: {rule['shadow_price']}")


def tables() -> str:
    """Every key of a scenario or plan and every column of a table."""
    lines = [TABLES]
    for (name, file, about), rows in groupby(
        (row for row in told("schema") if row["table"] != "glossary"),
        key=lambda row: (row["table"], row["file"], row["about"])):
        lines += [f"## {name}", "", f"`{file}`: {about}.", "",
                  "| name | unit | holds | blank | meaning |", "|---|---|---|---|---|"]  # fmt: skip
        for row in rows:
            refers = f"one of {row['refers_to']}" if row["refers_to"] else ""
            holds = ", ".join(part for part in (row["kind"], row["bounds"], refers) if part)
            cells = (row["name"], row["unit"], holds, row["blank"], row["meaning"])
            lines.append(f"| {' | '.join(map(cell, cells))} |")
        lines.append("")
    lines += ["## Quantities of rule files", "", "What a rule may name, and what it may select it by.", "",
              "| quantity | unit | selected by | meaning | in time |", "|---|---|---|---|---|"]  # fmt: skip
    for row in told("rules", "--list"):
        cells = (row["quantity"], row["unit"], row["selectors"], row["meaning"], row["time"])
        lines.append(f"| {' | '.join(map(cell, cells))} |")
    return "\n".join(lines).rstrip() + "\n"


def glossary() -> str:
    """Every term, what it means and where it shows."""
    lines = [GLOSSARY, "| term | unit | meaning | shows in |", "|---|---|---|---|"]
    for row in told("schema", "glossary"):
        meaning, _, shows_in = row["meaning"].removesuffix(".").partition(" Shows in: ")
        lines.append(f"| {' | '.join(map(cell, (row['name'], row['unit'], meaning, shows_in)))} |")
    return "\n".join(lines) + "\n"


def json_schemas() -> dict[str, str]:
    """File name -> text of the JSON Schemas that editors use."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([LOADSITE, "schema", "--to", folder], check=True, capture_output=True)
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(Path(folder).iterdir())}


def cell(words: str) -> str:
    """Text that stays inside its cell."""
    return words.replace("|", "\\|").replace("<", "&lt;")


def told(*verb: str) -> Any:
    """What a verb of loadsite prints as JSON."""
    return json.loads(subprocess.run([LOADSITE, *verb, "--json"], check=True, capture_output=True, text=True).stdout)


def documents() -> dict[str, str]:
    """Path -> text of everything that is made here."""
    schemas = {f"scenarios/schema/{name}": text for name, text in json_schemas().items()}
    return {"docs/formulation.md": formulation(), "docs/tables.md": tables(), "docs/glossary.md": glossary(),
            **schemas}  # fmt: skip


def main(arguments: list[str]) -> int:
    """Write all of them, or check them; the exit status."""
    stale = []
    for name, text in documents().items():
        path = ROOT / name
        if arguments != ["--check"]:
            path.write_text(text, encoding="utf-8")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(name)
    if stale:
        print(f"out of date: {', '.join(stale)}; run: python docs/generate.py", file=sys.stderr)
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
