"""How QGIS draws the layers of sites.gpkg: the table `layer_styles`, which it reads of itself.

Of several model years the last is drawn. Colours are those that colour-blind eyes tell apart as well.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree as xml

import geopandas as gpd
import numpy as np

from loadsite.arrays.linear_program import Floats

PRICE = ("#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404")
LOADING = ("#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08306b")
INK, BORDER, AGAINST = "#333333", "#ffffff", "#cc3d80"
LARGEST_MM, WIDEST_MM = 12.0, 2.5
Classes = list[tuple[str, str, str]]
"""Label, expression and colour of each."""
HEADER = "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"


@dataclass(frozen=True)
class Symbol:
    """One way to draw a feature: marker, line or fill with its properties; `sized_by` is an expression for its size."""

    kind: str
    properties: Mapping[str, str]
    sized_by: str = ""


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
    of_last = {name: layer[layer["year"] == last] for name, layer in layers.items()}
    # One scale of prices, so that a campus and its zone can be compared.
    columns = {"campuses": "zonal_price_usd_per_mwh", "zones": "price_usd_per_mwh"}
    prices = np.concatenate([of_last[name][column].to_numpy(float) for name, column in columns.items()])
    by_price = {name: _classes(prices, column, "USD/MWh", PRICE, 1.0) for name, column in columns.items()}
    drawn = {
        "campuses": _campuses(of_last["campuses"], by_price["campuses"]),
        "candidates": _candidates(),
        "zones": _zones(by_price["zones"]),
        "lines": _lines(of_last["lines"]),
    }
    return {name: qml_of(shown, f'"year" = {last}') for name, shown in drawn.items()}


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


def _campuses(layer: gpd.GeoDataFrame, by_price: Classes) -> list[Shown]:
    most = _most(layer, "campus_mw")
    size = f'2 + {LARGEST_MM - 2:g} * sqrt("campus_mw" / {most:.6g})'
    return [
        Shown(label, expression, Symbol("marker", {
            "name": "circle", "color": colour, "outline_color": INK, "outline_width": "0.3", "size": "4",
            "size_unit": "MM", "scale_method": "diameter"}, size))
        for label, expression, colour in by_price
    ]  # fmt: skip


def _candidates() -> list[Shown]:
    def small(name: str, colour: str) -> Symbol:
        return Symbol("marker", {"name": name, "color": "255,255,255,0", "outline_color": colour,
                                 "outline_width": "0.4", "size": "2.4", "size_unit": "MM"})  # fmt: skip

    return [
        Shown("candidate", "\"excluded\" = ''", small("circle", INK)),
        Shown("candidate in an exclusion layer", "\"excluded\" <> ''", small("cross2", AGAINST)),
    ]


def _zones(by_price: Classes) -> list[Shown]:
    return [
        Shown(label, expression, Symbol("fill", {
            "color": colour, "style": "solid", "outline_color": BORDER, "outline_style": "solid",
            "outline_width": "0.3"}))
        for label, expression, colour in by_price
    ]  # fmt: skip


def _lines(layer: gpd.GeoDataFrame) -> list[Shown]:
    width = f'0.3 + {WIDEST_MM - 0.3:g} * "capacity_mw" / {_most(layer, "capacity_mw"):.6g}'
    return [
        Shown(label, expression, Symbol("line", {
            "line_color": colour, "line_style": "solid", "line_width": "0.6", "capstyle": "round"}, width))
        for label, expression, colour in _classes(
            layer["loading_share"].to_numpy(float), "loading_share", "% loaded", LOADING, 100.0)
    ]  # fmt: skip


def _most(layer: gpd.GeoDataFrame, column: str) -> float:
    return float(layer[column].max()) if len(layer) and layer[column].max() > 0 else 1.0


def _classes(values: Floats, column: str, unit: str, colours: tuple[str, ...], times: float) -> Classes:
    """Classes of equal width over the values of a column, which labels tell multiplied by `times`."""
    low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
    if high - low < 1e-9:
        return [(f"{low * times:,.1f} {unit}", "", colours[len(colours) // 2])]
    breaks = np.linspace(low, high, len(colours) + 1)
    told = []
    for number, colour in enumerate(colours):
        bounds = [f'"{column}" >= {breaks[number]:.17g}'] if number else []
        bounds += [f'"{column}" < {breaks[number + 1]:.17g}'] if number + 1 < len(colours) else []
        label = f"{breaks[number] * times:,.1f} to {breaks[number + 1] * times:,.1f} {unit}"
        told.append((label, " AND ".join(bounds), colour))
    return told


def qml_of(shown: list[Shown], of_all: str = "") -> str:
    """The style as QML; features that `of_all` does not pick are not drawn."""
    root = xml.Element("qgis", version="3.22.0", styleCategories="Symbology")
    renderer = xml.SubElement(root, "renderer-v2", type="RuleRenderer", forceraster="0", symbollevels="0")
    rules = xml.SubElement(renderer, "rules", key="rules")
    symbols = xml.SubElement(renderer, "symbols")
    for number, each in enumerate(shown):
        picked = " AND ".join(part for part in (of_all, each.expression) if part)
        xml.SubElement(rules, "rule", key=f"rule{number}", symbol=str(number), filter=picked, label=each.label)
        symbol = xml.SubElement(symbols, "symbol", type=each.symbol.kind, name=str(number), alpha="1")
        layer = xml.SubElement(symbol, "layer", {"class": LAYER_CLASS[each.symbol.kind], "enabled": "1", "pass": "0"})
        for key, value in each.symbol.properties.items():
            xml.SubElement(layer, "prop", k=key, v=_rgb(value))
        if each.symbol.sized_by:
            _sized(layer, SIZE[each.symbol.kind], each.symbol.sized_by)
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
