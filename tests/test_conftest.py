"""The tests themselves can be stopped."""

import os
import shutil
import signal
import subprocess
import sys
import time

import pytest
from home import HOME

SLOW = """
import time

from pipeline.cli.group import cli

def test_that_hears_the_signal_inside_the_program(pipeline, monkeypatch, request):
    def wait(**options):
        request.path.with_name("began").touch()
        time.sleep(60)

    monkeypatch.setattr(cli.commands["doctor"], "callback", wait)
    assert pipeline("doctor")[0] == 130

def test_that_comes_after(request):
    request.path.with_name("went on").touch()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no signals can be sent to a group there")
def test_one_ctrl_c_ends_the_tests_although_the_program_under_test_hears_it(tmp_path):
    shutil.copy(HOME / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_slow.py").write_text(SLOW, encoding="utf-8")
    tests = subprocess.Popen(
        [sys.executable, "-m", "pytest", "-c", HOME / "pyproject.toml", "-p", "no:cacheprovider", tmp_path],
        cwd=HOME, start_new_session=True, stdout=subprocess.PIPE, encoding="utf-8",
    )
    try:
        while not (tmp_path / "began").exists():
            assert tests.poll() is None
            time.sleep(0.05)
        os.killpg(tests.pid, signal.SIGINT)
        said, _ = tests.communicate(timeout=30)
    finally:
        tests.kill()
    assert tests.returncode == pytest.ExitCode.INTERRUPTED and "KeyboardInterrupt" in said
    assert not (tmp_path / "went on").exists()
