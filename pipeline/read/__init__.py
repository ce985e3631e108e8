"""Stage 1: the files of the input folder → raw sheets, every cell with its address.

Nothing here knows about key figures, systems or headings.
"""

from pipeline.read.folder import ReadResult, as_read, read_file, read_folder
from pipeline.read.refusal import IGNORED, REASONS
from pipeline.read.single import ReadFile, read_single

__all__ = [
    "IGNORED", "REASONS", "ReadFile", "ReadResult", "as_read", "read_file", "read_folder",
    "read_single",
]
