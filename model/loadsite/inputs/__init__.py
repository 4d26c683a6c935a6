"""From the files of a study to one checked, frozen Case."""

from loadsite.inputs.case import Case
from loadsite.inputs.case_builder import read_case
from loadsite.inputs.scenario_file import read_scenario

__all__ = ["Case", "read_case", "read_scenario"]
