"""Whether two entries of one row can fall into the same column, told from the indices without looking at the rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from loadsite.arrays.linear_terms import Term
from loadsite.arrays.named_axes import Named
from loadsite.arrays.scope import Scope


def may_repeat(terms: list[Term]) -> bool:
    """False only where no row can have two entries in one column."""
    return any(
        _may_meet_itself(term) or any(_may_meet(term, other) for other in terms[:k]) for k, term in enumerate(terms)
    )


def _may_meet_itself(term: Term) -> bool:
    """False where every summed index picks out a column of its own: an index of the family that tells it apart."""
    unsettled = {name for name, role in term.scope.axes.items() if role.rank is not None and role.rank.any()}
    for place in term.places:
        if len(place.axes) == 1 and place.axes[0] in unsettled:
            keys = _keys(place, term.scope)
            if len(np.unique(keys)) == len(keys):
                unsettled.remove(place.axes[0])
    return bool(unsettled)


def _may_meet(one: Term, other: Term) -> bool:
    """False where some index of the family never agrees between the two terms in the same row."""
    if one.family != other.family:
        return False
    return all(
        _may_agree(mine, one.scope, theirs, other.scope)
        for mine, theirs in zip(one.places, other.places, strict=True)
    )


def _may_agree(mine: Named, my_scope: Scope, theirs: Named, their_scope: Scope) -> bool:
    if _origin(mine, my_scope) is not None and _origin(mine, my_scope) == _origin(theirs, their_scope):
        return bool(np.isin(_keys(mine, my_scope), _keys(theirs, their_scope)).any())
    return bool(np.isin(mine.array, theirs.array).any())


def _origin(place: Named, scope: Scope) -> int | None:
    return scope.axes[place.axes[0]].origin if len(place.axes) == 1 else None


def _keys(place: Named, scope: Scope) -> npt.NDArray[np.int64]:
    """One number for each pair of row index and place."""
    keys: npt.NDArray[np.int64] = scope.axes[place.axes[0]].parent * _WIDER_THAN_ANY_SET + place.array
    return keys


_WIDER_THAN_ANY_SET = 2**32
