"""Dask asks nobody who they are: what we start of it listens on this machine alone."""

from __future__ import annotations

import os

import psutil
import pytest

from loadsite.solve.benders import dask_workers


@pytest.mark.slow
def test_dask_listens_on_the_loopback_address_only():
    actors = dask_workers.DaskActors([], dask_workers.Bounds(*[[]] * 2), 2, None)  # type: ignore[arg-type]
    try:
        family = [psutil.Process(os.getpid()), *psutil.Process(os.getpid()).children(recursive=True)]
        listening = [each.laddr.ip for process in family for each in process.net_connections()
                     if each.status == psutil.CONN_LISTEN]  # fmt: skip
    finally:
        actors.close()
    assert len(listening) >= 3 and set(listening) == {"127.0.0.1"}
