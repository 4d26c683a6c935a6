"""Queues that let nothing in."""

from __future__ import annotations

from collections.abc import Iterator

from loadsite.inputs.build_out import closed_queues, queue_rows
from loadsite.inputs.case import Case
from loadsite.inputs.plausibility.finding import Finding
from loadsite.inputs.sources import Sources


def empty_queues(sources: Sources, case: Case) -> Iterator[Finding]:
    """Queues of nothing whose technologies could be built otherwise: what they bar is left out of the program."""
    rows, labels = sources.folder.tables["queues"], list(queue_rows(sources).index)
    for queue, row in closed_queues(sources).iterrows():
        left_out = [str(label) for table in (case.fleet.generators, case.storage_fleet.storage)
                    for label in table.index[table["queue"] == queue]]  # fmt: skip
        if left_out:
            yield Finding(
                rows.origins[labels.index(queue)], "queue_mw", "0 MW",
                f'lets no {row["plan_technology"]} into {row["zone"]} in any model year: '
                f"{', '.join(left_out)} left out",
                "MW in the queue, or no row for no limit")  # fmt: skip
