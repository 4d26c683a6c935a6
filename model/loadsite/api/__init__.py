"""loadsite as a library: open a scenario, solve it, and read its results as tables."""
