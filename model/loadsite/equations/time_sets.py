"""Names of the sets that carry time: whatever is indexed by snapshot or period belongs to a period."""

YEAR_SET = "years"
YEAR_SETS = (YEAR_SET, "later_years")
SNAPSHOT_SETS = ("snapshots", "first_snapshots", "later_snapshots", "last_snapshots")
PERIOD_SET = "periods"
