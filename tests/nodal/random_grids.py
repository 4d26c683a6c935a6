"""Meshed grids by seed: parallel branches, a series compensation, taps and shifts, two generators of squares."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from grids import branch, bus, generator, opened

from loadsite.nodal.grid import Grid


def random_grid(
    folder: Path, seed: int, buses: int = 14, branches: int = 24, tight: float = 1.0, after: float = 1.0
) -> Grid:
    """A connected grid; `tight` and `after` scale its ratings without and after an outage."""
    draw = np.random.default_rng(seed)
    names = [f"n{at}" for at in range(buses)]
    ends = [(int(draw.integers(at)), at) for at in range(1, buses)]
    while len(ends) < branches:
        one, other = (int(each) for each in draw.choice(buses, 2, replace=False))
        ends.append((one, other))
    loads = np.where(draw.random(buses) < 0.6, draw.uniform(10, 120, buses), 0.0)
    total = float(loads.sum())
    at = draw.choice(buses, 5, replace=False)
    rows = [
        branch(names[one], names[other], round(float(draw.uniform(0.02, 0.4)), 4), branch=f"k{number}",
               resistance_pu=round(float(draw.uniform(0, 0.05)), 4),
               rating_mw=round(tight * float(draw.uniform(0.15, 0.6)) * total, 1),
               outage_rating_mw=round(after * float(draw.uniform(0.6, 0.9)) * total, 1),
               tap_ratio=0.95 if number % 5 == 1 else "", shift_deg=2.5 if number % 7 == 3 else "")
        for number, (one, other) in enumerate(ends)
    ]  # fmt: skip
    rows[-1]["reactance_pu"] = -0.01
    return opened(
        folder, buses=[bus(name, round(float(load), 1)) for name, load in zip(names, loads, strict=True)],
        branches=rows, generators=[
            generator(f"g{number}", names[place], round(total * 0.45, 1), float(draw.uniform(5, 60)),
                      cost_usd_per_mw2h=0.03 if number < 2 else "")
            for number, place in enumerate(at)
        ],
    )  # fmt: skip
