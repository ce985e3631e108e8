"""What tests of several modules share."""

import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from types import FrameType

import pytest
from opened import load_form
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet
from runs import Said, of_round

from pipeline.cli import main
from pipeline.forms import Form, read_form
from pipeline.forms.language.sandbox import Filter
from pipeline.run import office_form

Make = Callable[..., Form]

_interrupted = threading.Event()


def _interrupt(number: int, frame: FrameType | None) -> None:
    _interrupted.set()
    signal.default_int_handler(number, frame)


# Started by nohup, or in the background of a script, the tests inherit signals that are ignored,
# and would hand them on to the programs that they stop by them.
signal.signal(signal.SIGINT, _interrupt)
for _name in ("SIGTERM", "SIGHUP"):
    _number = getattr(signal, _name, None)
    if _number is not None and signal.getsignal(_number) is signal.SIG_IGN:
        signal.signal(_number, signal.SIG_DFL)


def pytest_runtest_logfinish() -> None:
    """One Ctrl-C ends the tests, even where the program under test takes it for its own."""
    if _interrupted.is_set():
        raise KeyboardInterrupt


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is marked slow is so but for the tests and cases in it that are marked quick."""
    slow = [item for item in items
            if item.get_closest_marker("slow") and not item.get_closest_marker("quick")]
    for node in {node for item in items for node in item.listchain()}:
        node.own_markers = [mark for mark in node.own_markers if mark.name != "slow"]
    for item in slow:
        item.add_marker("slow")


@pytest.fixture(autouse=True, scope="session")
def _templates_are_opened_once() -> Iterator[None]:
    """All runs in the tests' own process share a template with the same bytes: to make it ready
    takes as long as the rest of a run."""
    known: dict[tuple[str, bytes], Form] = {}

    def once(path: Path, filters: Mapping[str, Filter]) -> Form:
        key = path.name, path.read_bytes()
        if key not in known:
            known[key] = read_form(path, filters)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(office_form, "read_form", once)
        yield


@pytest.fixture
def pipeline(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., Said]:
    """Runs the command line and gives its exit code, output and errors; it names the round of the tests'
    exports unless the newest is asked for."""

    def go(*arguments: object, newest: bool = False) -> Said:
        words = [*map(str, arguments)] if newest else of_round(*arguments)
        monkeypatch.setattr("sys.argv", ["pipeline", *words])
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


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Turns cells by address, and what ``more`` does to the workbook, into a form."""

    def build(cells: dict[str, object], more: Callable[[Worksheet], None] | None = None) -> Form:
        book = Workbook()
        sheet = book.active
        assert sheet is not None
        sheet.title = "แบบ"
        for address, value in cells.items():
            sheet[address] = value
        if more:
            more(sheet)
        book.save(tmp_path / "form.xlsx")
        return load_form(tmp_path / "form.xlsx")

    return build
