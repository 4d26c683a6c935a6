"""Ways of spoiling the files of a study: what is done to which file, and whether it must be refused."""

from __future__ import annotations

import os
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from layer_files import resave
from loadsite.inputs.places.short_names import FULL_NAMES
from tiny_study import FRAMES, TEXTS

SHORT = {full: short for short, full in FULL_NAMES.items()}
SCENARIO, SITES = "scenarios/tiny.yaml", "sites/tiny/sites.geojson"
DIGITS = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


@dataclass(frozen=True)
class Spoiler:
    """What is done in the folder of a study, and whether a reader must refuse it."""

    name: str
    spoil: Callable[[], object]
    refused: bool = True


def spoilers() -> Iterator[Spoiler]:
    """All of them, each applied to a tiny study in the working folder."""
    for file in (*TEXTS, *FRAMES):
        yield from _of_any_file(file, lambda: None)
    for table in ("zones", "sites"):
        for ending in ("gpkg", "parquet", "shp"):
            for part in ("shp", "shx", "dbf", "prj") if ending == "shp" else (ending,):
                yield from _of_any_file(f"sites/tiny/{table}.{part}", partial(_as, table, ending))
    yield from _of_texts()


def _as(table: str, ending: str) -> None:
    resave(table, ending, lambda frame: frame.rename(columns=SHORT if ending == "shp" else {}))


def _of_any_file(file: str, before: Callable[[], object]) -> Iterator[Spoiler]:
    """What may befall any file; bytes that change may leave a file that says something else and is sound."""
    path, binary = Path(file), not file.endswith((".csv", ".yaml", ".geojson", ".prj"))

    def way(name: str, change: Callable[[], object], refused: bool = True) -> Spoiler:
        def spoil() -> None:
            before()
            change()

        return Spoiler(f"{file}: {name}", spoil, refused)

    def in_place(make: Callable[[], object]) -> None:
        path.unlink()
        make()

    def bytes_changed(seed: int) -> None:
        draw, data = random.Random(f"{file} {seed}"), bytearray(path.read_bytes())
        for _ in range(8):
            data[draw.randrange(len(data))] = draw.randrange(256)
        path.write_bytes(data)

    yield way("empty", lambda: path.write_bytes(b""))
    yield way("text", lambda: path.write_bytes(b"nothing of the kind"))
    yield way("a zero byte", lambda: path.write_bytes(path.read_bytes()[:-9] + b"\0" + path.read_bytes()[-9:]),
              not binary)  # fmt: skip
    yield way("cut", lambda: path.write_bytes(path.read_bytes()[: len(path.read_bytes()) // 2]),
              binary or not file.endswith((".csv", ".yaml")))  # fmt: skip
    yield way("a folder", lambda: in_place(path.mkdir))
    yield way("a pipe", lambda: in_place(lambda: os.mkfifo(path)))
    yield way("a device", lambda: in_place(lambda: path.symlink_to("/dev/zero")))
    yield way("a link to nothing", lambda: in_place(lambda: path.symlink_to("nothing")))
    for seed in range(2):
        yield way(f"bytes changed {seed}", lambda seed=seed: bytes_changed(seed), refused=False)


NUMBERS = {
    "not a number": "nan", "infinite": "1e400", "of another script": "٧", "full width": "７", "with a unit": "7 MW",
    "hexadecimal": "0x1F", "underscored": "1_0", "of many digits": "9" * 5000, "half of a letter": r"\ud800",
    "a list": "[1]", "a year": "300000",
}  # fmt: skip
CELLS = {
    "sites/tiny/lines.csv": r"(?<=AC,)400", "sites/tiny/generators.csv": r"(?<=gas_cc,)600",
    "sites/tiny/load_growth.csv": r"2034", "sites/tiny/fuel_prices.csv": r"2025", "sites/tiny/queues.csv": r"2032",
    "scenarios/tiny.yaml": r"(?<=base_year: )2025", "scenarios/plans/tiny_plan.yaml": r"(?<=gas: )1",
    SITES: r"(?<=\"limit_mw\": )600",
}  # fmt: skip
SCENARIOS = {
    "sites": ("sites: ../sites/tiny", ['sites: ""', "sites: .", "sites: /", "sites: ../../..", f"sites: {'x' * 300}",
              r'sites: "\ud800"', "sites: ../sites/tiny/lines.csv", "sites: [a]", r'sites: "a\0b"']),
    "plan": ("plan: plans/tiny_plan.yaml", ['plan: ""', "plan: .", "plan: /etc/passwd", f"plan: {'y' * 300}",
             r'plan: "\udfff"', "plan: plans", "plan: 3"]),
    "years": ("years: [2030]", ["years: [300000]", "years: []", "years: [2030, 2030]", "years: 2030", "years: [٢٠٣٠]",
              "years: [1e400]", "years: [.inf]"]),
    "name": ("name: tiny", [f"name: {'n' * 300}", "name: ../x", r'name: "\ud800"', "name: [a]", 'name: ""',
             "name: &a [*a]", "name: !!python/object:os.system x"]),
    "rules": ("name: tiny", ['name: tiny\nrules: [""]', "name: tiny\nrules: [.]", "name: tiny\nrules: [/dev/zero]",
              f"name: tiny\nrules: [{'r' * 300}.yaml]", "name: tiny\nrules: [plans]"]),
    "labels": ("name: tiny", [f'name: tiny\nlabels: [{{file: {file}, column: c, label: l}}]' for file in (
               '""', ".", "/x.gpkg", "z" * 300 + ".gpkg", "plans/tiny_plan.yaml", "../sites/tiny/lines.csv")]),
    "time": ("from_utc: 2024-08-12T00:00", ["from_utc: 300000-01-01T00:00", "from_utc: soon", "from_utc: ٢٠٢٤-08-12",
             "from_utc: 2024-08-12T00:00+14:00", "from_utc: 2024-13-40"]),
}  # fmt: skip
PLACES = {
    "beyond floating numbers": "1e400", "of 400 digits": "1" + "0" * 400, "NaN": "NaN", "Infinity": "Infinity",
    "true": "true", "text": '"1"', "nothing": "null", "a list": "[1]", "far away": "1e300",
}  # fmt: skip


def _of_texts() -> Iterator[Spoiler]:
    """Numbers that are none, paths that lead nowhere, coordinates of nowhere, and tables that contradict themselves."""
    for file, place in CELLS.items():
        for name, number in NUMBERS.items():
            if name != "a year" or "20" in place:
                yield Spoiler(f"{file}: number {name}", lambda file=file, place=place, number=number: _put(
                    file, place, number))  # fmt: skip
        yield Spoiler(f"{file}: every digit of another script", lambda file=file: Path(file).write_text(
            Path(file).read_text().translate(DIGITS)))  # fmt: skip
    for key, (old, news) in SCENARIOS.items():
        for number, new in enumerate(news):
            yield Spoiler(f"{SCENARIO}: {key} {number}", lambda old=old, new=new: _put(SCENARIO, re.escape(old), new))
    for name, number in PLACES.items():
        yield Spoiler(f"{SITES}: coordinate {name}", lambda number=number: _put(SITES, r"-99\.0", number))
    for name, wrong in {"capacity above": "AC,501,300,500", "capacity below": "AC,299,300,500"}.items():
        yield Spoiler(f"lines: {name}", lambda wrong=wrong: _put("sites/tiny/lines.csv", "AC,400,300,500", wrong))
    yield Spoiler("lines: of another corridor", lambda: _put(
        "sites/tiny/lines.csv", "SOUTH,ISLE-SOUTH", "SOUTH,NORTH-SOUTH"))  # fmt: skip
    for table in ("zones.geojson", "states.geojson", "sites.geojson"):
        yield Spoiler(f"{table}: no features", lambda table=table: Path(f"sites/tiny/{table}").write_text(
            '{"type": "FeatureCollection", "features": []}'))  # fmt: skip
    for table in ("technologies", "technology_costs", "load_growth", "connection_costs", "fuel_prices", "corridors"):
        yield Spoiler(f"{table}.csv: a header alone", partial(_header_alone, Path(f"sites/tiny/{table}.csv")))


def _put(file: str, place: str, new: str) -> None:
    text = Path(file).read_text(encoding="utf-8")
    assert re.search(place, text), f"nothing to spoil: {place}"
    Path(file).write_text(re.sub(place, lambda _: new, text, count=1), encoding="utf-8")


def _header_alone(path: Path) -> None:
    path.write_text(path.read_text().partition("\n")[0] + "\n")
