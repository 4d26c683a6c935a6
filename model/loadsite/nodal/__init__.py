"""Grids of buses and branches: DC power flow, limits on demand, contingencies, prices, and the headroom of buses."""
