"""Where to put AI campuses, and what must be built for them."""

import sys

if not sys.flags.safe_path and any(
    flag == "-m" and name.partition(".")[0] == "loadsite"
    for flag, name in zip(sys.orig_argv, sys.orig_argv[1:], strict=False)
):
    # `python -m loadsite.cli` looks in the working folder first, which is the folder of a study: anyone's files
    del sys.path[0]
