"""Colours by name, each for light and for dark: told apart by people who see few colours, and when printed.

Categories follow Okabe and Ito (2008), the scale of prices is ColorBrewer's YlGnBu, that of interruptions its Purples,
that of changes its PuOr: all of them safe for the common kinds of colour blindness.
"""

from __future__ import annotations

from collections.abc import Iterable

from loadsite.export.map_colours import MAP_COLOURS

TONES: dict[str, tuple[str, str]] = MAP_COLOURS | {
    "paper": ("#ffffff", "#14181d"),
    "ink": ("#1d2733", "#e8edf2"),
    "quiet": ("#5a6672", "#a3aeb9"),
    "grid": ("#dde2e7", "#323a43"),
    "land": ("#eef1f4", "#232a32"),
    "strong": ("#0b5cad", "#6cb6ff"),
    "pale": ("#c9d8e8", "#3a4b5e"),
    "warn": ("#b33c00", "#ff9b5e"),
    "price-0": ("#f7ec9c", "#25357d"), "price-1": ("#c9e4a4", "#23479a"), "price-2": ("#8fd3b1", "#2a72b5"),
    "price-3": ("#4fb8bf", "#3b9bb9"), "price-4": ("#2b92bf", "#6ac1b8"), "price-5": ("#225da6", "#b5e0b8"),
    "price-6": ("#1b2f78", "#f7f9c0"),
    "interruption-0": ("#f4f2f8", "#221c33"), "interruption-1": ("#dadaeb", "#3a2f5c"),
    "interruption-2": ("#b9b8d9", "#564a85"),
    "interruption-3": ("#938fc3", "#776cab"), "interruption-4": ("#7461ab", "#9d94cb"),
    "interruption-5": ("#582f92", "#c5c0e2"),
    "interruption-6": ("#3f007d", "#ecebf7"),
    "change-0": ("#5e3c99", "#b9a3e3"), "change-1": ("#998ec3", "#8572bd"), "change-2": ("#d8daeb", "#4b4268"),
    "change-3": ("#f2f2f2", "#2a2f36"), "change-4": ("#fee0b6", "#5f4526"), "change-5": ("#f1a340", "#b9722c"),
    "change-6": ("#b35806", "#ffb067"),
    "c-black": ("#3f4750", "#c4ccd4"), "c-orange": ("#e69f00", "#e69f00"), "c-sky": ("#56b4e9", "#56b4e9"),
    "c-green": ("#009e73", "#17b88a"), "c-yellow": ("#e0cf2a", "#f0e442"), "c-blue": ("#0072b2", "#4c9fd6"),
    "c-red": ("#d55e00", "#e8752a"), "c-pink": ("#cc79a7", "#d98fb8"), "c-brown": ("#8c6d46", "#b0916a"),
    "c-violet": ("#6a4c93", "#a58bd0"), "c-pale": ("#b8c2cc", "#66717c"),
}  # fmt: skip
"""tone -> colour on white, colour on black"""

STEPS = 7
"""Tones of a scale: `price-0` to `price-6`, likewise `interruption` and `change`."""

CATEGORIES = ("c-blue", "c-orange", "c-green", "c-red", "c-sky", "c-pink", "c-violet", "c-yellow", "c-brown", "c-black")

TECHNOLOGIES: dict[str, str] = {
    "nuclear": "c-pink", "coal": "c-black", "gas_cc": "c-brown", "gas_ct": "c-red", "gas_st": "c-orange",
    "hydro": "c-blue", "wind": "c-sky", "solar": "c-yellow", "battery": "c-green",
    "pumped_hydro": "c-violet",
}  # fmt: skip
"""Colours that readers expect of a technology; others take what is left."""


DEEP_CHANGES = ("change-0", "change-1", "change-6")


def strong(tone: str) -> bool:
    """Whether a tone of a scale is so far from paper that words on it are written in the tone of paper."""
    return tone in DEEP_CHANGES if tone.startswith("change") else tone[-2:] in ("-4", "-5", "-6")


def css(dark: bool) -> str:
    """A rule per tone, for fills and for lines."""
    return "".join(
        f".f-{tone}{{fill:{colours[dark]}}}.s-{tone}{{stroke:{colours[dark]}}}" for tone, colours in TONES.items()
    )


def colours_of(names: Iterable[str]) -> dict[str, str]:
    """A tone per name: those of technologies that readers expect, then others in turn."""
    chosen: dict[str, str] = {}
    for name in names:
        wanted = TECHNOLOGIES.get(name)
        free = [tone for tone in CATEGORIES if tone not in chosen.values() and tone not in TECHNOLOGIES.values()]
        later = [tone for tone in CATEGORIES if tone not in chosen.values()]
        chosen[name] = wanted or next(iter([*free, *later]), CATEGORIES[len(chosen) % len(CATEGORIES)])
    return chosen
