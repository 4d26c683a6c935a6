"""Headroom of many buses by several processes; each solves some of the buses of every hour."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from threadpoolctl import threadpool_limits

from loadsite.nodal.flow_rows import RowKey
from loadsite.nodal.headroom import BusHeadroom, HeadroomSearch
from loadsite.nodal.limits import Limits
from loadsite.nodal.snapshot import Snapshot

BUSES_A_TASK = 24
"""Buses handed to a process at once: few enough that all end together, enough that handing over costs nothing."""

_held: list[Limits] = []
"""The limits of a worker process, handed over once."""


def headroom_of_buses(
    limits: Limits, hours: Sequence[Snapshot], buses: Sequence[int], workers: int, upgrade: bool
) -> Iterator[BusHeadroom]:
    """The headroom of every bus in every hour, hour by hour, in the order of the buses.

    Raises:
        Infeasible: an hour has no dispatch even without a campus; proven.
    """
    if workers == 1:
        begin: tuple[RowKey, ...] = ()
        for hour in hours:
            search = HeadroomSearch(limits, hour, begin)
            begin = search.keys
            for bus in buses:
                yield search.of_bus(bus, upgrade)
        return
    parts = [list(buses[at : at + BUSES_A_TASK]) for at in range(0, len(buses), BUSES_A_TASK)]
    with ProcessPoolExecutor(workers, get_context("spawn"), _hold, (limits,)) as pool:
        for made in pool.map(_solve, *zip(*((hour, part, upgrade) for hour in hours for part in parts), strict=True)):
            yield from made


def _hold(limits: Limits) -> None:
    _held[:] = [limits]


def _solve(hour: Snapshot, buses: list[int], upgrade: bool) -> list[BusHeadroom]:
    with threadpool_limits(1):
        search = _search(hour)
        return [search.of_bus(bus, upgrade) for bus in buses]


_searches: dict[str, HeadroomSearch] = {}


def _search(hour: Snapshot) -> HeadroomSearch:
    """The search of an hour; that of the hour before is let go of."""
    if hour.name not in _searches:
        _searches.clear()
        _searches[hour.name] = HeadroomSearch(_held[0], hour)
    return _searches[hour.name]
