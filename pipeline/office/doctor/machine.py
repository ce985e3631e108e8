"""What this machine is: the only place that asks the system, so that checks can be tried on any."""

import locale
import os
import re
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from pipeline.home import DISTRIBUTION, OWN


@dataclass(frozen=True, slots=True)
class Machine:
    """One per machine: what its checks need to know.

    ``python`` and ``libraries`` are versions; a library that is not there has None. ``wanted`` has
    the bounds (``>=3.1``, ``>=0.10,<1``) by name, Python's too. ``code_page`` is that of a Windows
    console, ``encoding`` what output is written in. ``fonts`` are the names of font files.
    ``long_paths``: Windows takes paths over 259 characters (None: no Windows). ``synced`` are folders
    that OneDrive or its like copies to a network.
    """

    system: str
    python: str
    libraries: Mapping[str, str | None]
    wanted: Mapping[str, str]
    encoding: str
    code_page: int | None
    fonts: frozenset[str]
    long_paths: bool | None
    synced: tuple[str, ...]


def this_machine() -> Machine:
    """The machine that this runs on."""
    wanted = dict(_bounds())
    return Machine(
        system=sys.platform,
        python=".".join(map(str, sys.version_info[:3])),
        libraries={name: _version(name) for name in wanted if name != "python"},
        wanted=wanted,
        encoding=getattr(sys.stdout, "encoding", None) or locale.getpreferredencoding(False),
        code_page=_code_page(),
        fonts=frozenset(_fonts()),
        long_paths=long_paths(),
        synced=tuple(sorted({os.environ[name] for name in
                             ("OneDrive", "OneDriveCommercial", "OneDriveConsumer", "Dropbox")
                             if os.environ.get(name)})),
    )


def _bounds() -> Iterator[tuple[str, str]]:
    """What a checkout's pyproject.toml asks for; without one, what the program was installed with."""
    project = OWN / "pyproject.toml"
    if project.is_file():
        asked = tomllib.loads(project.read_text(encoding="utf-8"))["project"]
        yield "python", asked["requires-python"]
        lines = asked["dependencies"]
    else:
        yield "python", metadata.metadata(DISTRIBUTION)["Requires-Python"]
        lines = [line for line in metadata.requires(DISTRIBUTION) or [] if "extra ==" not in line]
    for line in lines:
        name, bounds = re.fullmatch(r"([\w.-]+)\s*(.*)", line).groups()  # type: ignore[union-attr]
        yield name, bounds


def _version(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def _code_page() -> int | None:
    if sys.platform != "win32":
        return None
    import ctypes

    return int(ctypes.windll.kernel32.GetConsoleOutputCP()) or None


def long_paths() -> bool | None:
    """Whether Windows takes paths over 259 characters; None elsewhere."""
    if sys.platform != "win32":
        return None
    import winreg

    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE,
                            r"SYSTEM\CurrentControlSet\Control\FileSystem") as key:
            return bool(winreg.QueryValueEx(key, "LongPathsEnabled")[0])
    except OSError:
        return False


def _fonts() -> Iterator[str]:
    """The names of the font files in the places where systems keep them."""
    home, windows = Path.home(), os.environ.get("WINDIR", r"C:\Windows")
    local = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
    places = [Path(windows, "Fonts"), Path(local, "Microsoft", "Windows", "Fonts")] \
        if sys.platform == "win32" else [
            Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".fonts",
            home / ".local/share/fonts", Path("/Library/Fonts"), home / "Library/Fonts"]
    for place in places:
        for _, _, files in os.walk(place):
            yield from (name for name in files
                        if name.lower().endswith((".ttf", ".otf", ".ttc")))
