"""The order of the stages; nobody else knows it."""

from pipeline.run.checking import inspect, write_checkup, write_marked
from pipeline.run.closing import close, compare, verify
from pipeline.run.stages import Outcome, evaluate, find, find_home
from pipeline.run.templates import check_templates
from pipeline.run.writing import write, write_blank_forms

__all__ = [
    "Outcome", "check_templates", "close", "compare", "evaluate", "find", "find_home", "inspect",
    "verify", "write", "write_blank_forms", "write_checkup", "write_marked",
]
