"""Whatever bytes a rule file holds: an answer in time, or a located error. Nothing else, and nothing is executed."""

from __future__ import annotations

import os
import signal
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from loadsite.errors import InputError
from rules_of import texts_of

YAML = b"""rules:
  - name: west_export
    rule: flow[from=ERCOT_W] - 50% * flow[to=ERCOT_W|x, line!="a b"] <= 11.5 GW
    each: [hour, line]
    soft: 5000 USD/MWh
    when: {year: [2029, 2030], season: winter}
    if_empty: allow
    source: a planning estimate
"""
CSV = b"""name,rule,each,soft,when,source
ohio_gas,"built_mw[state=OH, technology=gas_cc|gas_ct] <= 2 * (3 GW - 1 MW)",year,5 USD/MW,year=2030,"a, b"
"""
PIECES = [
    "campus_mw", "flow", "[", "]", "zone=west", "|", ",", "!=", "<=", ">=", "==", "<", "+", "-", "*", "/", "(", ")",
    "50%", "3 GW", "1e308", "9" * 50, ".5", "USD/MWh-year", '"', "'", "\\", "\n", "\t", "é", "\u202e", "{", "}", "&a",
    "*a", "!!python/object/apply:os.system", "<<:", "name:", "rule:", "each:", "soft:", "when:", "- ", "rules:", ": ",
    "__import__('os').system('touch canary')", "${x}", "{{7*7}}", "=cmd|' /C calc'!A0", "lambda: 0", "\x00",
]
MOST_SECONDS = 2.0
"""CPU seconds, so that a busy machine fails nothing."""
MOST_MB = 100.0


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sound file with some of its bytes replaced, left out, doubled, or swapped for hostile pieces."""
    name, data = draw(st.sampled_from([("rules.yaml", YAML), ("rules.csv", CSV)]))
    text = bytearray(data)
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        match draw(st.integers(0, 3)):
            case 0:
                text[at : at + 1] = bytes([draw(st.integers(0, 255))])
            case 1:
                del text[at : at + draw(st.integers(1, 20))]
            case 2:
                text[at:at] = text[at : at + draw(st.integers(1, 40))] * draw(st.integers(1, 5))
            case _:
                text[at:at] = draw(st.sampled_from(PIECES)).encode()
    return name, bytes(text)


@st.composite
def generated(draw: st.DrawFn) -> tuple[str, bytes]:
    """A file whose one rule is pieces in any order."""
    rule = " ".join(draw(st.lists(st.sampled_from(PIECES), max_size=30))).replace("\n", " ")
    quoted = "'" + rule.replace("'", "''") + "'"
    return "rules.yaml", f"rules:\n  - name: it\n    rule: {quoted}\n    each: year\n".encode()


@contextmanager
def in_time(seconds: float = MOST_SECONDS) -> Iterator[None]:
    """Fails what takes more CPU seconds, even if it would never end."""

    def too_long(*_: object) -> None:
        raise TimeoutError(f"more than {seconds} s")

    before = signal.signal(signal.SIGPROF, too_long)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@contextmanager
def in_memory(megabytes: float = MOST_MB) -> Iterator[None]:
    """Fails what takes more memory at once. Slows down what it watches several times."""
    tracemalloc.start()
    try:
        yield
        peak = tracemalloc.get_traced_memory()[1] / 1e6
    finally:
        tracemalloc.stop()
    assert peak < megabytes, f"{peak:.0f} MB"


def check(file: tuple[str, bytes]) -> None:
    name, data = file
    try:
        texts_of(data, name)
    except InputError as error:
        assert all(problem.what for problem in error.problems)
        assert len(str(error)) < 200_000
    assert not os.path.exists("canary")  # noqa: PTH110


def test_what_takes_too_long_or_too_much_would_be_noticed():
    with pytest.raises(TimeoutError), in_time(0.05):
        while True:
            pass
    with pytest.raises(AssertionError, match="MB"), in_memory(1):
        bytearray(2_000_000)


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(st.one_of(mutated(), generated()))
def test_any_bytes_end_in_rules_or_in_located_errors(file):
    with in_time():
        check(file)


@pytest.mark.slow
@settings(max_examples=20_000, suppress_health_check=list(HealthCheck))
@given(st.one_of(mutated(), generated()))
def test_twenty_thousand_files_end_in_rules_or_in_located_errors(file):
    with in_time(), in_memory():
        check(file)


LONG = [
    "(" * 100_000, "campus_mw + " * 100_000, "-" * 100_000, "campus_mw[" + "zone=a|" * 100_000, "9" * 100_000,
    "campus_mw[zone=" + "a" * 1_000_000 + "] <= 1 MW", "(((((1+1)*(1+1))*(1+1))*(1+1))*(1+1)) * campus_mw <= 1 MW",
]  # fmt: skip


@pytest.mark.parametrize("rule", LONG, ids=range(len(LONG)))
def test_no_text_is_too_long_to_be_refused_in_time(rule):
    with in_time():
        check(("rules.yaml", f"rules:\n  - name: it\n    rule: '{rule}'\n".encode()))


def test_no_text_is_too_long_to_be_refused_in_little_memory():
    with in_memory():
        check(("rules.yaml", f"rules:\n  - name: it\n    rule: '{LONG[0]}'\n".encode()))
