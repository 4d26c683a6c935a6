"""Imports run downward only: cli > report, batch > results > solve > arrays, equations > inputs > errors > origin."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from package_source import FILES, PACKAGE, place, tree

BELOW_RESULTS = {"solve", "arrays", "equations", "inputs", "writing", "safe_path", "errors", "origin"}

MAY_IMPORT = {
    "origin": set(),
    "errors": {"origin"},
    "safe_path": set(),
    "writing": {"errors"},
    "inputs": {"errors", "origin"},
    "equations": {"inputs", "origin"},
    "arrays": {"inputs", "errors"},
    "solve": {"arrays", "equations", "inputs", "writing", "safe_path", "errors"},
    "nodal": {"solve", "arrays", "inputs", "writing", "errors", "origin"},
    "results": BELOW_RESULTS,
    "audit": {"results", *BELOW_RESULTS},
    "explain": {"results", *BELOW_RESULTS},
    "export": {"nodal", "results", *BELOW_RESULTS},
    "run": {"audit", "explain", "export", "results", *BELOW_RESULTS},
    "report": {"run", "export", "results", *BELOW_RESULTS},
    "batch": {"run", "explain", "export", "results", *BELOW_RESULTS},
    "api": {"report", "batch", "run", "explain", "export", "results", *BELOW_RESULTS},
    "commands": {"nodal", "api", "report", "batch", "run", "explain", "export", "results", *BELOW_RESULTS},
}
"""room -> rooms it may import from, beside itself; only `cli`, which calls the commands, may import any"""

ONLY_IN = {
    "highspy": ("solve/",),
    "pyomo": ("arrays/", "equations/"),
    "geopandas": ("inputs/geography.py", "inputs/geojson.py", "inputs/places/", "export/", "run/solved_folder.py",
                  "api/"),
    "shapely": ("inputs/geography.py", "inputs/geojson.py", "inputs/places/", "export/"),
    "pyogrio": ("inputs/geography.py", "inputs/geojson.py", "inputs/places/", "export/"),
    "pypsa": ("export/to_pypsa/",),
    "typer": ("cli", "commands/"),
    "pydantic": ("inputs/", "commands/", "run/record_fields.py", "run/record_parts.py", "run/run_record.py",
                 "run/sealed.py", "batch/order.py", "batch/ledger_entry.py"),
    "ruamel": ("inputs/",),
    "lark": ("inputs/rules/",),
}
"""package from elsewhere -> the only places that import it"""


def room(file: Path) -> str:
    return file.relative_to(PACKAGE).parts[0].removesuffix(".py")


@cache
def imports(file: Path) -> list[tuple[int, str]]:
    """Line and dotted name of everything a file imports, wherever in the file."""
    found = []
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{place(file)}:{node.lineno}: imports are written in full"
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def test_a_room_imports_only_from_the_rooms_below_it():
    for file in FILES:
        allowed = MAY_IMPORT.get(room(file))
        for line, name in imports(file):
            parts = name.split(".")
            if parts[0] == "loadsite" and len(parts) > 1 and allowed is not None:
                assert parts[1] in {*allowed, room(file)} or parts[1] == "__version__", f"{place(file)}:{line} {name}"


def test_a_package_is_imported_only_where_it_belongs():
    for file in FILES:
        for line, name in imports(file):
            places = ONLY_IN.get(name.split(".")[0])
            assert places is None or place(file).startswith(places), f"{place(file)}:{line} imports {name}"


def test_equations_know_nothing_of_ours_but_the_case():
    for file in sorted((PACKAGE / "equations").glob("*.py")):
        for line, name in imports(file):
            if name.startswith("loadsite."):
                known = ("loadsite.equations", "loadsite.inputs.case", "loadsite.origin")
                assert name.startswith(known), f"{place(file)}:{line} {name}"


def test_the_rooms_are_the_ones_named_here():
    """A new room is put in its place in this file."""
    rooms = {path.parent.name for path in PACKAGE.glob("*/*.py")}
    assert rooms <= MAY_IMPORT.keys()
    assert {"inputs", "equations", "arrays", "solve"} <= rooms
