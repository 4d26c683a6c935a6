"""What the compiler says when it is given something it does not understand."""


class CannotCompile(Exception):
    """A rule that the array compiler cannot turn into rows: a defect of the rule, told with its name.

    Raised instead of dropping a term or falling back to one object per index.
    """
