"""The linear program: one file per family of constraints, each constraint a plain Pyomo rule.

`m.x[...]` that is declared as a variable in `build.py` is decided by the solver; everything else is given. Inside,
power is in GW, energy in GWh, money in million USD (M$) and time in hours. Rules hold for every index alike; a variant
is another rule, chosen in `build.py`. All decisions of an equation stand on its left side and its data on the right,
which settles the sign of its shadow price: what one more unit on the right adds to the cost.
"""
