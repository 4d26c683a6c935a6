"""How QGIS draws the layers of sites.gpkg: the table `layer_styles`, which it reads of itself.

Of several model years the last is drawn. Classes and colours are those of the report: zones by price in muted classes
with a break at scarcity, campuses in one colour with a ring for their limit, candidates as hollow rings.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as xml

import geopandas as gpd

from loadsite.export.map_colours import LIGHT, MAP_COLOURS
from loadsite.export.price_classes import PriceClass, price_classes

INK, AGAINST = "#333333", "#cc3d80"
LARGEST_MM, WIDEST_MM = 12.0, 2.5
LOADED = 0.75
"""A line that is loaded more, on average over the year, is drawn as congested [share]."""
HEADER = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


@dataclass(frozen=True)
class Symbol:
    """One way to draw a feature: marker, line or fill with its properties; `sized_by` is an expression for its size."""

    kind: str
    properties: Mapping[str, str]
    sized_by: str = ""
    below: tuple[Symbol, ...] = ()
    """symbols of the same kind that lie below it"""


@dataclass(frozen=True)
class Shown:
    """Features that an expression picks ("" for all), what the legend calls them, and how they are drawn."""

    label: str
    expression: str
    symbol: Symbol


LAYER_CLASS = {"marker": "SimpleMarker", "line": "SimpleLine", "fill": "SimpleFill"}
SIZE = {"marker": "size", "line": "outlineWidth"}


def styles(layers: Mapping[str, gpd.GeoDataFrame]) -> dict[str, str]:
    """Layer -> its style as QML."""
    last = int(layers["zones"]["year"].max())
    drawn = {
        "campuses": _campuses(layers["campuses"]),
        "candidates": _candidates(layers["candidates"]),
        "zones": _zones(layers["zones"]),
        "lines": _lines(layers["lines"]),
    }
    of_year = {name: qml_of(shown, f'"year" = {last}') for name, shown in drawn.items()}
    behind = {"states": (_states(), "name"), "cities": (_cities(), "city")}
    return of_year | {name: qml_of(shown, label=label) for name, (shown, label) in behind.items() if name in layers}


def write_styles(path: Path, qml: Mapping[str, str]) -> None:
    """Add the table `layer_styles` to a GeoPackage, one default style per layer."""
    with closing(sqlite3.connect(path)) as database, database:
        database.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT, f_table_catalog TEXT(256), "
            "f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), "
            "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
            "update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))")
        geometry = dict(database.execute("SELECT table_name, column_name FROM gpkg_geometry_columns"))
        database.executemany(
            "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, "
            "styleQML, styleSLD, useAsDefault, description, owner) VALUES ('', '', ?, ?, ?, ?, '', 1, ?, '')",
            [(layer, geometry[layer], layer, text, f"{layer} of the last model year") for layer, text in qml.items()])
        database.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) "
            "VALUES ('layer_styles', 'attributes', 'layer_styles', 'how QGIS draws the layers')")


def _campuses(layer: gpd.GeoDataFrame) -> list[Shown]:
    """A disc whose area is the MW placed, in a ring whose area is the limit."""
    most = max(_most(layer, "campus_mw"), _most(layer, "limit_mw"))
    circle = {"name": "circle", "size": "4", "size_unit": "MM", "scale_method": "diameter"}
    ring = Symbol("marker", {
        **circle, "color": "255,255,255,0", "outline_color": _colour("campus"), "outline_width": "0.35",
    }, f'2 + {LARGEST_MM - 2:g} * sqrt("limit_mw" / {most:.6g})')  # fmt: skip
    disc = {**circle, "color": _colour("campus"), "outline_color": _colour("on-campus"), "outline_width": "0.2"}
    size = f'2 + {LARGEST_MM - 2:g} * sqrt("campus_mw" / {most:.6g})'
    return [Shown("campus; ring: limit", "", Symbol("marker", disc, size, (ring,)))]


def _candidates(layer: gpd.GeoDataFrame) -> list[Shown]:
    def small(name: str, colour: str) -> Symbol:
        return Symbol("marker", {
            "name": name, "color": "255,255,255,0", "outline_color": colour, "outline_width": "0.4", "size": "2.4",
            "size_unit": "MM"})  # fmt: skip

    if "excluded" not in layer.columns:
        return [Shown("candidate without a campus", "", small("circle", _colour("campus")))]
    return [
        Shown("candidate without a campus", "\"excluded\" = ''", small("circle", _colour("campus"))),
        Shown("candidate in an exclusion layer", "\"excluded\" <> ''", small("cross2", AGAINST)),
    ]


def _zones(layer: gpd.GeoDataFrame) -> list[Shown]:
    classes = price_classes(layer["price_usd_per_mwh"].tolist() if "price_usd_per_mwh" in layer.columns else [])
    told = [(f"{each.label} USD/MWh", _between(each), each.tone) for each in classes.classes]
    return [
        Shown(label, expression, Symbol("fill", {
            "color": _colour(tone), "style": "solid", "outline_color": _colour("zone-edge"), "outline_style": "solid",
            "outline_width": "0.3"}))
        for label, expression, tone in told or [("zone", "", "zone-none")]
    ]  # fmt: skip


def _between(each: PriceClass) -> str:
    """The expression that picks the zones of a class."""
    column = '"price_usd_per_mwh"'
    bounds = [f"{column} >= {each.low:.17g}"] if math.isfinite(each.low) else []
    bounds += [f"{column} < {each.high:.17g}"] if math.isfinite(each.high) else []
    return " AND ".join(bounds)


def _lines(layer: gpd.GeoDataFrame) -> list[Shown]:
    width = f'0.3 + {WIDEST_MM - 0.3:g} * "capacity_mw" / {_most(layer, "capacity_mw"):.6g}'
    return [
        Shown(label, expression, Symbol("line", {
            "line_color": _colour(tone), "line_style": "solid", "line_width": "0.6", "capstyle": "round"}, width))
        for label, expression, tone in (
            (f"loaded below {LOADED:.0%} on average", f'"loading_share" < {LOADED:g}', "load-1"),
            (f"loaded {LOADED:.0%} and more", f'"loading_share" >= {LOADED:g}', "load-3"))
    ]  # fmt: skip


def _states() -> list[Shown]:
    return [Shown("state", "", Symbol("fill", {
        "color": "255,255,255,0", "style": "no", "outline_color": _colour("state"), "outline_style": "solid",
        "outline_width": "0.35"}))]  # fmt: skip


def _cities() -> list[Shown]:
    return [Shown("city", "", Symbol("marker", {
        "name": "circle", "color": INK, "outline_style": "no", "size": "1.2", "size_unit": "MM"}))]  # fmt: skip


def _colour(tone: str) -> str:
    return MAP_COLOURS[tone][LIGHT]


def _most(layer: gpd.GeoDataFrame, column: str) -> float:
    return float(layer[column].max()) if len(layer) and layer[column].max() > 0 else 1.0


def qml_of(shown: list[Shown], of_all: str = "", label: str = "") -> str:
    """The style as QML; features that `of_all` does not pick are not drawn.

    `label` is the column that is written beside features, "" for none.
    """
    root = xml.Element("qgis", version="3.22.0", styleCategories="Symbology|Labeling",
                       labelsEnabled="1" if label else "0")  # fmt: skip
    renderer = xml.SubElement(root, "renderer-v2", type="RuleRenderer", forceraster="0", symbollevels="0")
    rules = xml.SubElement(renderer, "rules", key="rules")
    symbols = xml.SubElement(renderer, "symbols")
    for number, each in enumerate(shown):
        picked = " AND ".join(part for part in (of_all, each.expression) if part)
        xml.SubElement(rules, "rule", key=f"rule{number}", symbol=str(number), filter=picked, label=each.label)
        symbol = xml.SubElement(symbols, "symbol", type=each.symbol.kind, name=str(number), alpha="1")
        for part in (*each.symbol.below, each.symbol):
            layer = xml.SubElement(symbol, "layer", {"class": LAYER_CLASS[part.kind], "enabled": "1", "pass": "0"})
            for key, value in part.properties.items():
                xml.SubElement(layer, "prop", k=key, v=_rgb(value))
            if part.sized_by:
                _sized(layer, SIZE[part.kind], part.sized_by)
    if label:
        settings = xml.SubElement(xml.SubElement(root, "labeling", type="simple"), "settings")
        xml.SubElement(settings, "text-style", fieldName=label, fontSize="8", textColor=_rgb(_colour("state")))
    return HEADER + xml.tostring(root, encoding="unicode")


def _sized(layer: xml.Element, name: str, expression: str) -> None:
    """The size of a symbol by an expression of the feature's columns."""
    whole = xml.SubElement(xml.SubElement(layer, "data_defined_properties"), "Option", type="Map")
    xml.SubElement(whole, "Option", name="name", type="QString", value="")
    properties = xml.SubElement(whole, "Option", name="properties", type="Map")
    size = xml.SubElement(properties, "Option", name=name, type="Map")
    xml.SubElement(size, "Option", name="active", type="bool", value="true")
    xml.SubElement(size, "Option", name="expression", type="QString", value=expression)
    xml.SubElement(size, "Option", name="type", type="int", value="3")
    xml.SubElement(whole, "Option", name="type", type="QString", value="collection")


def _rgb(value: str) -> str:
    """Colours as QGIS writes them; anything else as it stands."""
    if not value.startswith("#"):
        return value
    return ",".join(str(int(value[at : at + 2], 16)) for at in (1, 3, 5)) + ",255"
