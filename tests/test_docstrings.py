"""Whatever may be used from elsewhere says what it is."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from package_source import FILES, place, tree


def public(body: list[ast.stmt], prefix: str = "") -> Iterator[tuple[str, ast.AST]]:
    """Public functions and classes, and the public functions of public classes."""
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield prefix + node.name, node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body, f"{prefix}{node.name}.")


def test_every_file_says_what_it_is():
    assert [place(file) for file in FILES if file.stat().st_size and not ast.get_docstring(tree(file))] == []


def test_every_public_function_and_class_says_what_it_is():
    silent = [
        f"{place(file)}:{node.lineno} {name}"
        for file in FILES for name, node in public(tree(file).body)
        if not (ast.get_docstring(node) or is_property(node) or name.partition(".")[2] in told_where_promised())
    ]
    assert not silent, "\n".join(silent)


def is_property(node: ast.AST) -> bool:
    """A property is named for what it is, as a field is."""
    return any(isinstance(mark, ast.Name) and mark.id == "property" for mark in getattr(node, "decorator_list", []))


@cache
def told_where_promised() -> set[str]:
    """Methods whose meaning stands where they are promised: in a protocol's docstring, or at an abstract method."""
    classes = [
        node for file in FILES for node in tree(file).body
        if isinstance(node, ast.ClassDef)
    ]
    return {
        method.name for promising in classes for method in promising.body
        if isinstance(method, ast.FunctionDef) and (
            any(getattr(base, "id", "") == "Protocol" for base in promising.bases)
            or (any(getattr(mark, "id", "") == "abstractmethod" for mark in method.decorator_list)
            and ast.get_docstring(method))
        )
    }
