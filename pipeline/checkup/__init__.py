"""What ``check`` gives besides its terminal page, and ``inspect``: how every file was read.

``account`` tells what each file was taken for and why; ``page`` and ``workbook`` put a check on
a page and into a workbook for sending round; ``marks`` makes copies of troubled exports, marked
at the cells; ``ours`` tells what an earlier check wrote; ``inspection`` is about one file. Every text that came from an export is masked.
"""

from pipeline.checkup.account import Checkup, checkup
from pipeline.checkup.inspection import Inspection
from pipeline.checkup.marks import MarkedCopies, mark_copies
from pipeline.checkup.ours import is_page, is_workbook, replaceable
from pipeline.checkup.page import html_page
from pipeline.checkup.workbook import workbook

__all__ = [
    "Checkup", "Inspection", "MarkedCopies", "checkup", "html_page", "is_page", "is_workbook",
    "mark_copies", "replaceable", "workbook",
]
