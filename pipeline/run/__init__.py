"""The order of the stages; nobody else knows it."""

from pipeline.run.checking import check_outside, inspect, write_checkup, write_marked
from pipeline.run.closing import close, compare, verify
from pipeline.run.compiling import Compiled, compile_results
from pipeline.run.provinces import (
    OneProvince,
    ProvinceResult,
    Provinces,
    exit_code,
    look,
    one_of,
    run_provinces,
)
from pipeline.run.stages import Outcome, evaluate, find
from pipeline.run.templates import check_templates, template_json, template_names, template_text
from pipeline.run.writing import write, write_blank_forms

__all__ = [
    "Compiled", "OneProvince", "Outcome", "ProvinceResult", "Provinces", "check_outside", "check_templates", "close",
    "compare", "compile_results", "evaluate", "exit_code", "find", "inspect", "look", "one_of", "run_provinces",
    "template_json", "template_names", "template_text", "verify", "write", "write_blank_forms",
    "write_checkup", "write_marked",
]
