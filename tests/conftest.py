"""What tests of several modules share."""

from collections.abc import Callable
from functools import partial

import pytest

from pipeline.cli import main

Said = tuple[int, str, str]


@pytest.fixture
def pipeline(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    """Runs the command line and gives its exit code, output and errors."""

    def go(*arguments: object) -> Said:
        monkeypatch.setattr("sys.argv", ["pipeline", *map(str, arguments)])
        with pytest.raises(SystemExit) as stop:
            main()
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return stop.value.code, said.out, said.err

    return go


@pytest.fixture
def check(pipeline: Callable[..., Said]) -> Callable[..., Said]:
    """Runs ``check``."""
    return partial(pipeline, "check")
