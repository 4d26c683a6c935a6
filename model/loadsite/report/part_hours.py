"""The hours: what each campus is served, when it is interrupted, when power is expensive, and the worst week."""

from __future__ import annotations

from loadsite.report.clock import Clock
from loadsite.report.duration import durations
from loadsite.report.figure import Block, Part, Words
from loadsite.report.heat_maps import interruptions, prices
from loadsite.report.run import Run
from loadsite.report.worst_week import worst_week


def hours(run: Run) -> Part:
    """Of the last model year."""
    year, clock = run.last_year, Clock(run.snapshots)
    blocks: list[Block] = []
    if len(run.years) > 1:
        blocks.append(Words((f"Hours of {year}, the last model year; those of all years are in the result's tables.",)))
    if len(run.campuses(year)):
        blocks += [durations(run, year, clock), *interruptions(run, year, clock)]
    blocks += [prices(run, year, clock), worst_week(run, year, clock)]
    return Part("hours", "The hours", tuple(blocks))
