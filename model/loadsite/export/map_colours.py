"""Colours of maps, each for light and for dark, the same on the page, in pictures and in QGIS.

Zones are muted, campuses are one strong colour that stands out from all of them; zones at scarcity prices are told from
the others by hue and by lightness, so that colour-blind readers and a grey print keep the difference.
"""

from __future__ import annotations

LIGHT, DARK = 0, 1

MAP_COLOURS: dict[str, tuple[str, str]] = {
    "zone-0": ("#eef3f5", "#252e36"),
    "zone-1": ("#d0dde4", "#3a4a57"),
    "zone-2": ("#f2c48d", "#6b471a"),
    "zone-none": ("#e6e9ec", "#2c333a"),
    "border": ("#ffffff", "#14181d"),
    "zone-edge": ("#b4c1ca", "#52616e"),
    "state": ("#5f6b77", "#98a5b2"),
    "campus": ("#0b3f87", "#9fd0ff"),
    "on-campus": ("#ffffff", "#0d1a28"),
    "more": ("#8f3f00", "#ffb067"), "fewer": ("#4b2c83", "#c9b6f2"),
    "on-more": ("#ffffff", "#0d1a28"), "on-fewer": ("#ffffff", "#0d1a28"),
    "load-0": ("#b3bcc5", "#515c66"), "load-1": ("#95a0ab", "#66727d"), "load-2": ("#737f8b", "#86929e"),
    "load-3": ("#b3261e", "#ff8a7a"),
}  # fmt: skip
"""tone -> colour on white, colour on black"""

ZONE_TONES = ("zone-0", "zone-1", "zone-2")
"""Below the middle price, above it, and at scarcity."""
