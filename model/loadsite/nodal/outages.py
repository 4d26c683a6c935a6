"""Outages of single branches: what the others carry then, and which outages split the grid.

After the loss of branch k the flow of branch l is f_l + g_lk f_k with the outage factors g_lk = t_lk / (1 - t_kk), t_lk
being the flow of l per MW sent from one end of k to the other (Guo, Fu, Li and Shahidehpour, IEEE Transactions on Power
Systems 24, 2009). Where 1 - t_kk is zero the outage splits an island, and no flow says what happens then.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_program import Floats
from loadsite.nodal.bridges import bridges
from loadsite.nodal.grid import Grid, Positions
from loadsite.nodal.network import Network


class Outages:
    """Outages that are looked at, their factors worked out once."""

    def __init__(self, network: Network, branches: Sequence[int]) -> None:
        self.network = network
        grid = network.grid
        alone = bridges(len(grid.buses), grid.branch_from, grid.branch_to, network.law.susceptance_mw_per_rad != 0.0)
        wanted = [at for at in dict.fromkeys(branches) if network.law.susceptance_mw_per_rad[at] != 0.0]
        self.splitting = tuple(at for at in wanted if alone[at])
        self.branches: Positions = np.array([at for at in wanted if not alone[at]], dtype=np.int64)
        self._position = {int(branch): at for at, branch in enumerate(self.branches)}

    @cached_property
    def factors(self) -> Floats:
        """Outage factors, a row for each outage, a column for each branch; -1 for the branch itself."""
        network = self.network
        ends = network.incidence[self.branches].T.toarray()
        angles = network.angles(ends)
        sent = (network.incidence @ angles).T * network.law.gauge_mw_per_rad
        at = np.arange(len(self.branches))
        own = sent[at, self.branches]
        made = np.ascontiguousarray(sent / (1.0 - own)[:, None])
        made[at, self.branches] = -1.0
        return made

    def factor(self, branches: npt.ArrayLike, outages: npt.ArrayLike) -> Floats:
        """Outage factor of each pair of a branch and an outage."""
        rows = np.array([self._position[int(each)] for each in np.asarray(outages)], dtype=np.int64)
        return np.asarray(self.factors[rows, np.asarray(branches, dtype=np.int64)])


def listed_outages(grid: Grid, least_kv: float = 0.0) -> list[int]:
    """Branches of the table of outages, or every branch with both ends at that voltage [kV] or more."""
    if not grid.outages.empty:
        at = {str(name): position for position, name in enumerate(grid.branches.index)}
        return [at[str(name)] for name in grid.outages["branch"]]
    kv = grid.buses["base_kv"].to_numpy(float)
    return [int(at) for at in np.flatnonzero(np.minimum(kv[grid.branch_from], kv[grid.branch_to]) >= least_kv)]
