"""Magnitudes against what is usual: what may be a mistake is told with its place, and used as it stands."""
