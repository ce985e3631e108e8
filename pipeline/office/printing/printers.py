"""The program of this machine that turns workbooks into PDF: LibreOffice, else Excel."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from pipeline.errors import PipelineError, UsageError
from pipeline.processes import TellName

PATIENCE = 300.0  # seconds without another PDF, on a busy machine whose virus scanner looks at all of it
INSTALL = (
    "เครื่องนี้ไม่มี LibreOffice และ Excel จึงทำ PDF ไม่ได้ ติดตั้ง LibreOffice (ไม่มีค่าใช้จ่าย) จาก https://www.libreoffice.org "
    "(บน Debian/Ubuntu: apt install libreoffice-calc) แล้วสั่งใหม่ หรือพิมพ์จากสมุดงานทีละอำเภอ"
)
_SCRIPT = Path(__file__).with_name("excel.ps1")
_LOOK_SECONDS = 0.2
_IN_WINDOWS = "LibreOffice/program/soffice.exe"  # below the folder of programs
_ON_MACOS = "Applications/LibreOffice.app/Contents/MacOS/soffice"


@dataclass(frozen=True, slots=True)
class Printer:
    """A program that makes PDF: what people call it, and the command line that has it make one beside every
    workbook of a folder."""

    name: str
    command: Callable[[Path], list[str]]


def find_printer() -> Printer:
    """The printer of this machine. Raises UsageError that says what to install where there is none."""
    if (program := libreoffice(os.environ)) is not None:
        return Printer("LibreOffice", lambda folder: by_libreoffice(program, folder))
    shell = shutil.which("powershell.exe")
    if shell is not None and _has_excel():
        return Printer("Excel", lambda folder: by_excel(shell, folder))
    raise UsageError(INSTALL)


def libreoffice(environment: Mapping[str, str]) -> str | None:
    """LibreOffice's program: on the path, else where its installers put it."""
    for name in ("soffice", "libreoffice"):
        if (found := shutil.which(name, path=environment.get("PATH"))) is not None:
            return found
    folders = [environment.get(name) for name in ("ProgramFiles", "ProgramW6432", "ProgramFiles(x86)")]
    places = [Path(folder, _IN_WINDOWS) for folder in folders if folder]
    if (own := environment.get("LOCALAPPDATA")):
        places.append(Path(own, "Programs", _IN_WINDOWS))
    if sys.platform == "darwin":
        places += [Path("/", _ON_MACOS), Path.home() / _ON_MACOS]
    return next((str(place) for place in places if place.is_file()), None)


def _has_excel() -> bool:
    """Whether Windows knows an Excel that other programs may use."""
    if sys.platform != "win32":
        return False
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_CLASSES_ROOT, r"Excel.Application\CLSID"):
            return True
    except OSError:
        return False


def by_libreoffice(program: str, folder: Path) -> list[str]:
    """The command line for LibreOffice: with a profile of its own in the folder, so that one that is open is
    left alone, and nothing of the person's settings is read or changed."""
    return [
        program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore",
        "--convert-to", "pdf:calc_pdf_Export", "--outdir", str(folder),
        *map(str, sorted(folder.glob("*.xlsx"))),
    ]


def by_excel(shell: str, folder: Path) -> list[str]:
    """The command line for Excel: Windows' PowerShell with our script, which is given the folder alone."""
    return [shell, "-NoProfile", "-NonInteractive", "-ExecutionPolicy", "Bypass", "-File", str(_SCRIPT),
            "-Folder", str(folder)]


def make_pdfs(printer: Printer, folder: Path, names: Mapping[str, str], tell: TellName) -> None:
    """Has the printer make ``<stem>.pdf`` beside every ``<stem>.xlsx`` of ``folder``; ``names`` tells by stem
    what each is for people. Raises PipelineError where one is missing in the end, or none comes for
    ``PATIENCE`` seconds; nothing of the printer lives on."""
    said = folder / "said.txt"
    try:
        with said.open("wb") as log, _started(printer.command(folder), log.fileno()) as process:
            _await(process, folder, names, tell)
    except OSError as error:
        raise PipelineError(f"เปิด {printer.name} ไม่ได้ ({error.strerror}) ตรวจการติดตั้ง {printer.name}") from error
    missing = [name for stem, name in names.items() if not (folder / f"{stem}.pdf").is_file()]
    if missing:
        words = " ".join(said.read_text(encoding="utf-8", errors="replace").split())[-300:]
        raise PipelineError(f"{printer.name} ทำ PDF ไม่ได้: {', '.join(missing)} "
                            f"เปิดสมุดงานนั้นด้วย {printer.name} ดูว่าเปิดได้หรือไม่ ({words or 'ไม่บอกเหตุผล'})")


def _await(
    process: "subprocess.Popen[bytes]", folder: Path, names: Mapping[str, str], tell: TellName
) -> None:
    stems, done, since = list(names), -1, monotonic()
    while process.poll() is None:
        now = sum((folder / f"{stem}.pdf").is_file() for stem in stems)
        if now > done:
            done, since = now, monotonic()
        tell(done, len(stems), names[stems[min(done, len(stems) - 1)]])
        if monotonic() - since > PATIENCE:
            raise PipelineError("ทำ PDF ไม่เสร็จ: โปรแกรมสำนักงานไม่ตอบ ปิดหน้าต่างของโปรแกรมนั้นที่ค้างอยู่แล้วสั่งใหม่")
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK_SECONDS)
    tell(len(stems), len(stems), "")


@contextlib.contextmanager
def _started(command: list[str], log: int) -> Iterator["subprocess.Popen[bytes]"]:
    """A program that ends with what it started, however it is left."""
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    try:
        yield process
    finally:
        if sys.platform == "win32":
            if process.poll() is None:
                subprocess.run(["taskkill", "/F", "/T", "/PID", str(process.pid)], check=False, capture_output=True)
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
        process.wait()
