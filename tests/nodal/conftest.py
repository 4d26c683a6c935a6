"""The command line, run inside the test."""

from __future__ import annotations

from command_line import loadsite

__all__ = ["loadsite"]
