"""What an office's machine may lack: looked for before a run, said with what to do about it."""

from pipeline.doctor.checks import Check, exit_code, judge, too_long
from pipeline.doctor.folders import look_at
from pipeline.doctor.machine import Machine, long_paths, this_machine
from pipeline.doctor.report import as_json, as_lines

__all__ = [
    "Check", "Machine", "as_json", "as_lines", "exit_code", "judge", "long_paths",
    "look_at", "this_machine", "too_long",
]
