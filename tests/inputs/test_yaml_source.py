"""YAML as plain data with places."""

from __future__ import annotations

import pytest

from loadsite.errors import InputError
from loadsite.inputs.yaml_source import Place, read_yaml


@pytest.mark.parametrize(("text", "value"), [
    ("7", 7), ("-7", -7), ("7.5", 7.5), ("1e3", 1000.0), (".5", 0.5), ("'7'", "7"), ('"true"', "true"),
    ("true", True), ("False", False), ("yes", "yes"), ("on", "on"), ("null", None), ("~", None), ("", None),
    ("1_000", "1_000"), ("0x10", "0x10"), ("0o7", "0o7"), ("010", 10), ("1:30", "1:30"), ("2024-08-12", "2024-08-12"),
    ("99999999999999999999", 1e20), ("1.2 GW", "1.2 GW"),
])
def test_a_bare_word_is_a_number_only_if_it_reads_as_one(text: str, value: object) -> None:
    data = read_yaml(f"key: {text}\n".encode(), "a.yaml").data
    assert data == {"key": value} and type(data["key"]) is type(value)


def test_every_key_and_value_has_its_place() -> None:
    source = read_yaml(b"# a note\nplace:\n  target: {2030: 10}\n  list: [a, b]\n", "a.yaml")
    assert source.data == {"place": {"target": {2030: 10}, "list": ["a", "b"]}}
    assert source.keys["place", "target"] == Place(3, 3)
    assert source.values["place", "target", 2030] == Place(3, 18)
    assert source.values["place", "list", 1] == Place(4, 13)
    assert source.place(("place", "missing")) == Place(2, 1), "a missing key is missing from its mapping"


def test_an_alias_stands_for_its_value() -> None:
    assert read_yaml(b"a: &one {b: 1}\nc: *one\n", "a.yaml").data == {"a": {"b": 1}, "c": {"b": 1}}


def test_an_alias_of_itself_ends() -> None:
    with pytest.raises(InputError, match="more than 50000 values once aliases are followed"):
        read_yaml(b"a: &a [*a]\n", "a.yaml")


def test_a_byte_that_is_not_utf8_is_told_with_its_line() -> None:
    with pytest.raises(InputError, match=r"a\.yaml:2: byte 0xff is not UTF-8; save the file as UTF-8"):
        read_yaml(b"a: 1\nb: \xff\n", "a.yaml")


def test_a_byte_order_mark_is_no_part_of_the_first_key() -> None:
    assert read_yaml(b"\xef\xbb\xbfa: 1\n", "a.yaml").data == {"a": 1}


@pytest.mark.parametrize("text", [
    b"\x01", b'a: "\\UFFFFFFFF"', b"%YAML 9.9\n---\na: 1", b"a: [", b"{", b"a: b: c", b"\ta: 1", b"- a\nb: 1", b"&",
    b"*", b"!", b"? a\n? b", b'"', b"a: |\n b\n c: d", b"%TAG ! !x\n---\n!y z", b"a: !!int 3", b"a" * 2_000_000,
    b"[" * 5000, b"- " * 5000,
])
def test_whatever_is_wrong_is_told_not_raised(text: bytes) -> None:
    try:
        read_yaml(text, "a.yaml")
    except InputError as error:
        assert all(problem.origin.file == "a.yaml" for problem in error.problems)
