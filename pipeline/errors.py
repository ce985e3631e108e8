"""The errors that stop a run.

A problem of a cell is a :class:`~pipeline.model.finding.Finding` and a problem of a file is a
refusal in the ledger; only what makes the whole run impossible is raised.
"""

from collections.abc import Mapping


class PipelineError(Exception):
    """A run cannot go on: wrong usage, no readable input, broken definitions or template.

    The message is one line in Thai: where, what, and what to do; of a template, a line for each thing
    that is wrong. ``pipeline`` shows it and leaves with exit code 2.
    """


class UsageError(PipelineError):
    """The user named a folder, round, province, district or KPI that does not exist."""


class NoRoster(UsageError):
    """No roster names the province."""


class SeveralProvinces(UsageError):
    """The rosters name more than one province; ``rosters`` holds the provinces that each names,
    by its file, ``read`` the fingerprint of what was read."""

    read = ""

    def __init__(self, message: str, rosters: Mapping[str, frozenset[str]]) -> None:
        super().__init__(message)
        self.rosters = rosters


class DefinitionError(PipelineError):
    """A file under ``agreement/`` is wrong; the message names file, key and remedy."""


class TemplateError(PipelineError):
    """A workbook under ``templates/`` is wrong; the message names sheet, cell and remedy."""


class SealedError(PipelineError):
    """A round is closed and stays as it was signed; ``details`` are Thai lines that tell what
    stands against it, to be shown before the message."""

    def __init__(self, message: str, details: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.details = details


def fault(error: BaseException) -> str:
    """What to say of an error that is the program's own fault, in one line."""
    return (
        f"โปรแกรมผิดพลาดภายใน ({type(error).__name__}: {' '.join(str(error).split())[:200]}) "
        "แจ้งผู้ดูแลโปรแกรมพร้อมข้อความนี้ "
        "(ตั้ง PIPELINE_TRACEBACK=1 แล้วสั่งใหม่เพื่อดูรายละเอียด)"
    )
