"""Stage 1: the files of the input folder → raw sheets, every cell with its address.

Nothing here knows about key figures, systems or headings.
"""

from pipeline.read.folder import ReadResult, as_read, read_file, read_folder
from pipeline.read.one import ReadFile, read_one
from pipeline.read.refusal import IGNORED, REASONS

__all__ = [
    "IGNORED", "REASONS", "ReadFile", "ReadResult", "as_read", "read_file", "read_folder",
    "read_one",
]
