"""Pyomo rules compiled to sparse arrays, whole index sets at once.

A rule is called once, with Pyomo's own symbolic indices; the expression that comes back stands for the whole family.
`components` declares variables, data, constraints and costs without making one object per index, `compiler` turns the
declared model into a `LinearProgram`. `stock` has the same constructors for a conventional Pyomo model, so the rules
are ordinary Pyomo and both roads can be compared entry for entry.
"""
