"""Rule files: limits that a modeller writes, one linear inequality in one line.

`grammar` reads a text, `linear` multiplies it out, `rule_file` reads YAML and CSV, `resolve` matches the selectors with
the labels of a case. Nothing is ever evaluated as code.
"""
