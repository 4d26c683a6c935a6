"""Files that say where things are, in any of the common formats, and what lies where."""
