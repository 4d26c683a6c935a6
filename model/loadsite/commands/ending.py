"""How a verb ends: its exit status, and what standard error says. No traceback reaches a user."""

from __future__ import annotations

import os
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable
from pathlib import Path

from loadsite.commands.signals import ending_in_order, status_of
from loadsite.errors import InputError, LoadsiteError
from loadsite.writing.plain_text import visible

OUT_OF_MEMORY = 3
DEFECT = 70


def end_of(verb: Callable[[], object]) -> int:
    """Run a verb and say how it ended: 0 done, 1 bad input, 2 usage, 3 no answer, 70 a defect, 130 or 143 stopped."""
    if not sys.warnoptions:
        warnings.simplefilter("ignore")
    try:
        with ending_in_order():
            verb()
    except SystemExit as ended:
        told = _interrupt_behind(ended)
        if told is not None:
            return _stopped(told)
        return ended.code if isinstance(ended.code, int) else 0 if ended.code is None else 1
    except InputError as error:
        count = len(error.problems) + error.further
        _say(f"{error}\n{count} problem{'s' if count > 1 else ''} in the input; nothing was written")
        return error.exit_status
    except LoadsiteError as error:
        _say(str(error))
        return error.exit_status
    except MemoryError:
        _say("memory ran out; fewer hours (time.count in the scenario) need less")
        return OUT_OF_MEMORY
    except KeyboardInterrupt as told:
        return _stopped(told)
    except BrokenPipeError:
        # the reader of our output has gone; Python would complain once more when it flushes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as defect:  # the last line of defence: whatever else happens is told in one line
        _say(f"{type(defect).__name__}: {_one_line(defect)}\nThis is a defect of loadsite. {_where_traced()}")
        return DEFECT
    return 0


def _interrupt_behind(ended: BaseException) -> KeyboardInterrupt | None:
    """The Ctrl-C that lies behind it, which the parser of arguments turns into an exit of its own."""
    before: BaseException | None = ended
    while before is not None:
        if isinstance(before, KeyboardInterrupt):
            return before
        before = before.__cause__ or before.__context__
    return None


def _stopped(told: KeyboardInterrupt) -> int:
    _say("stopped")
    return status_of(told)


def _say(words: str) -> None:
    print(visible(words), file=sys.stderr)


def _one_line(defect: Exception) -> str:
    lines = str(defect).strip().splitlines()
    return lines[0][:200] if lines else "no further words"


def _where_traced() -> str:
    """Write the traceback to a file; where it is."""
    try:
        handle, name = tempfile.mkstemp(prefix="loadsite-defect-", suffix=".txt")
        os.close(handle)
        Path(name).write_text(traceback.format_exc(), encoding="utf-8")
    except OSError as error:
        return f"Its trace could not be written: {error.strerror}"
    return f"Its trace is in {name}"
