"""What is said of a file that the system refuses: in Thai, for every refusal that staff may meet."""

import errno
import os
import re
from pathlib import Path

import pytest

from pipeline.errors import PipelineError
from pipeline.history.record import read_run
from pipeline.model.disk import why

THAI = re.compile("[ก-๛]")


@pytest.mark.parametrize("number", [
    errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC), errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOENT,
    errno.ENOTDIR, errno.EEXIST, errno.EISDIR,
])  # fmt: skip
def test_refusals_that_staff_meet_are_told_in_thai_alone(number: int) -> None:
    said = why(OSError(number, os.strerror(number)))
    assert THAI.search(said) and not re.search("[A-Za-z]", said)


@pytest.mark.parametrize("number", [32, 33])
def test_a_file_that_another_program_has_is_told_on_windows(number: int) -> None:
    error = OSError(errno.EINVAL, "in use")
    error.winerror = number  # type: ignore[attr-defined]
    assert "เปิดค้าง" in why(error)


def test_a_rare_refusal_is_told_as_the_system_says_it() -> None:
    assert why(OSError(errno.EIO, "Input/output error")) == "ดิสก์ขัดข้อง: Input/output error"


def test_a_missing_result_is_told_in_thai(tmp_path: Path) -> None:
    with pytest.raises(PipelineError, match="ไม่มีไฟล์หรือโฟลเดอร์นี้"):
        read_run(tmp_path / "results.json")
