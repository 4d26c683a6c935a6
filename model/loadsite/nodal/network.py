"""The network of a grid under a law: islands, angles, flows, and shift factors of branches on demand.

With A the incidence of branches (1 at the from bus, -1 at the to bus) and b their MW per radian, angles of given
injections p [MW] solve A'bA angle = p + A'b shift, with the angle of one bus of every island at zero. The matrix is
factored once. The shift factors of a branch, MW of flow per MW injected and taken out at the reference bus of its
island, are one more solve.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse as sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from loadsite.arrays.linear_program import Floats
from loadsite.errors import InputError, Problem
from loadsite.nodal.flow_law import FlowLaw
from loadsite.nodal.grid import Grid, Positions

ROUNDING = 1e-11
"""A residual above this share of the injections is refined once: near series compensation pivots are small."""

UNDETERMINED = 1e-6
"""A residual above this share of the injections after refinement is that of a matrix that is singular but for rounding.
"""


class Network:
    """A grid under a law, its matrix factored."""

    def __init__(self, grid: Grid, law: FlowLaw) -> None:
        self.grid = grid
        self.law = law
        self._factors: dict[int, Floats] = {}
        n, count = len(grid.buses), len(grid.branches)
        at = np.arange(count)
        self.incidence = sparse.csr_array(
            (np.concatenate([np.ones(count), -np.ones(count)]),
             (np.concatenate([at, at]), np.concatenate([grid.branch_from, grid.branch_to]))), shape=(count, n),
        )  # fmt: skip
        closed = law.susceptance_mw_per_rad != 0.0
        links = sparse.csr_array((np.ones(int(closed.sum())), (grid.branch_from[closed], grid.branch_to[closed])),
                                 shape=(n, n))  # fmt: skip
        self.island_count, self.island = connected_components(links, directed=False)
        self.references = self._references()
        kept = np.ones(n, dtype=bool)
        kept[self.references] = False
        self._kept = np.flatnonzero(kept)

    def __getstate__(self) -> dict[str, Any]:
        """Everything but the factored matrix, which no process can hand to another."""
        return {name: value for name, value in self.__dict__.items() if name != "_solver"}

    def _references(self) -> Positions:
        """A bus of every island: the first that is marked, or that of the largest generator, or the first."""
        rank = np.zeros(len(self.grid.buses))
        np.maximum.at(rank, self.grid.generator_bus, np.maximum(self.grid.generators["p_max_mw"].to_numpy(float), 0.0))
        rank[self.grid.buses["reference"].to_numpy(bool)] = np.inf
        order = np.lexsort((np.arange(len(rank)), -rank))
        _, first = np.unique(self.island[order], return_index=True)
        return order[first]

    @cached_property
    def _matrix(self) -> sparse.csc_array:
        weighted = self.incidence.multiply(self.law.susceptance_mw_per_rad[:, None])
        return sparse.csc_array((self.incidence.T @ weighted).tocsc()[self._kept][:, self._kept])

    @cached_property
    def _solver(self) -> Any:
        try:
            return splu(self._matrix, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True},
                        diag_pivot_thresh=0.001)  # fmt: skip
        except RuntimeError as error:  # what it says of a matrix that is singular
            raise self._undetermined() from error

    def _undetermined(self) -> InputError:
        """The error of a grid whose angles its branches do not determine: only a negative reactance can do that."""
        branches = self.grid.branches
        negative = branches.index[branches["reactance_pu"].to_numpy(float) < 0.0]
        return InputError([
            Problem(self.grid.origins["branches"][str(name)], "reactance_pu",
                    f"{branches.loc[name, 'reactance_pu']:g} p.u. cancels what is beside it: no flow can be worked out",
                    "expected another reactance, or the branches joined into one")
            for name in negative
        ])  # fmt: skip

    def angles(self, injection_mw: Floats) -> Floats:
        """Angles [rad] by bus of injections by bus, one column for each case; without phase shifts.

        What an island injects in all is taken out at its reference bus.
        """
        right = np.ascontiguousarray(injection_mw[self._kept])
        found = np.zeros(injection_mw.shape)
        if len(self._kept):
            solved = self._solver.solve(right)
            left = right - self._matrix @ solved
            if np.abs(left).max() > ROUNDING * np.abs(right).max():
                solved += self._solver.solve(left)
                left = right - self._matrix @ solved
                if not np.abs(left).max() <= UNDETERMINED * np.abs(right).max():
                    raise self._undetermined()
            found[self._kept] = solved
        return found

    @cached_property
    def _of_shifts(self) -> Floats:
        """Injections that act as the phase shifts do [MW]."""
        return np.asarray(self.incidence.T @ (self.law.susceptance_mw_per_rad * self.law.shift_rad))

    def flows(self, injection_mw: Floats) -> Floats:
        """Flow of every branch [MW]; of one without susceptance, its angle in the MW of its gauge."""
        angles = self.angles(injection_mw + self._of_shifts)
        return np.asarray(
            self.law.gauge_mw_per_rad * (self.incidence @ angles)
            - self.law.susceptance_mw_per_rad * self.law.shift_rad
        )

    def factors(self, branches: Iterable[int]) -> Floats:
        """Shift factors of those branches, one row each, by bus."""
        wanted = [int(each) for each in branches]
        new = list(dict.fromkeys(each for each in wanted if each not in self._factors))
        if new:
            right = self.incidence[new].T.toarray() * self.law.gauge_mw_per_rad[new]
            self._factors |= dict(zip(new, self.angles(right).T.copy(), strict=True))
        return np.array([self._factors[each] for each in wanted]).reshape(len(wanted), len(self.grid.buses))

    def residual(self, injection_mw: Floats, flows_mw: Floats) -> float:
        """Most MW by which flows and injections differ at a bus, over the whole grid."""
        closed = self.law.susceptance_mw_per_rad != 0.0
        left = injection_mw - self.incidence.T @ np.where(closed, flows_mw, 0.0)
        return float(np.abs(left).max(initial=0.0))

    @cached_property
    def can_be_limited(self) -> npt.NDArray[np.bool_]:
        """Branches with a limit: an angle across two islands is free."""
        limited = np.isfinite(self.law.lower_mw) | np.isfinite(self.law.upper_mw)
        return np.asarray(limited & (self.island[self.grid.branch_from] == self.island[self.grid.branch_to]))
