"""Labels made of several columns, their parts joined by points."""

from __future__ import annotations

import pandas as pd


def joined(*parts: pd.Series) -> pd.Series:
    """Row by row, the texts of some columns joined by points; of type object also where there is no row.

    Columns without rows have lost what they are of: adding them up as texts is refused by pandas.
    """
    labels = [".".join(each) for each in zip(*parts, strict=True)]
    return pd.Series(labels, index=parts[0].index, dtype=object)
