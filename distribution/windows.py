"""Builds the folder that an office copies to a Windows PC: interpreter, libraries, program and data.

    make windows EMBED=<the zip of the embeddable Windows Python, 64 bit, 3.11 or later>

Nothing is installed there, nothing is fetched there, nobody need be an administrator. Without
EMBED everything else is built, and what is missing is said. The offline ``wheels/`` are for those
who have Python. The same sources and wheels give the same bytes.
"""

import argparse
import hashlib
import io
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator, Mapping
from email.parser import BytesParser
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from pipeline.home import DISTRIBUTION
from pipeline.office.desk import COMMANDS, READ_ME, files

HERE = Path(__file__).resolve().parent
HOME = HERE.parent
PYTHON = "3.11"  # whose wheels are taken where there is no interpreter to ask
LONGEST = 140  # of a path in the folder: Windows' 259, less a deep folder of documents
FOR_ALL = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(?:-.*)?\.whl")
# For unzippers that cannot read Thai names: the same files by names in ASCII.
TWINS = {"ตรวจไฟล์.cmd": "check.cmd", "ให้คะแนน.cmd": "score.cmd", "ตรวจเครื่อง.cmd": "doctor.cmd",
         "อ่านก่อน.html": "READ-ME.html"}
Parts = dict[str, bytes]


class CannotBuild(Exception):
    """Why, in Thai."""


def interpreter(embed: Path) -> tuple[Parts, str]:
    """The files of an embeddable Python, told where the program is, and its version (``3.11``)."""
    if not embed.is_file():
        raise CannotBuild(f"ไม่พบ {embed}")
    if not zipfile.is_zipfile(embed):
        raise CannotBuild(f"{embed.name} ไม่ใช่ไฟล์ zip")
    with zipfile.ZipFile(embed) as packed:
        found = {name: packed.read(name) for name in packed.namelist() if not name.endswith("/")}
    paths = [name for name in found if re.fullmatch(r"python3\d+\._pth", name)]
    if "python.exe" not in found or len(paths) != 1:
        raise CannotBuild(f"{embed.name} ไม่ใช่ zip ของ Windows embeddable package (ไม่มี python.exe หรือ python3xx._pth)")
    (path,) = paths
    minor = path.removeprefix("python3").removesuffix("._pth")
    lines = [line for line in found[path].decode("ascii").splitlines() if line and line[0] != "#"]
    found[path] = "\r\n".join([*(line for line in lines if line != "import site"), "..\\lib", ""]).encode("ascii")
    return {f"program/python/{name}": data for name, data in found.items()}, f"3.{minor}"


def wheels(python: str, folder: Path) -> list[Path]:
    """The project's wheel and those of Windows that it needs, put into ``folder``."""
    folder.mkdir(parents=True)
    pip = [sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    _call([*pip, "wheel", "--no-deps", "--wheel-dir", str(folder), str(HOME)])
    tag = "cp" + python.replace(".", "")
    wanted = tomllib.loads((HOME / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    while wanted:
        _call([*pip, "download", "--dest", str(folder), "--only-binary=:all:", "--platform", "win_amd64", "--python-version", python,
               "--implementation", "cp", "--abi", tag, "--abi", "abi3", "--abi", "none", *wanted])
        found = sorted(folder.glob("*.whl"))
        there = {canonicalize_name(_named(wheel)["name"]) for wheel in found}
        # pip judges what is wanted "on Windows alone" by the machine that it runs on.
        wanted = sorted({text for wheel in found for text in _needs(wheel, python)
                         if canonicalize_name(Requirement(text).name) not in there})
    return found


def _call(words: list[str]) -> None:
    done = subprocess.run(words, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise CannotBuild(f"{' '.join(words[3:5])}: {done.stderr.strip()[-500:]}")


def _named(wheel: Path) -> Mapping[str, str]:
    match = FOR_ALL.fullmatch(wheel.name)
    assert match is not None, wheel.name
    return match.groupdict()


def _needs(wheel: Path, python: str) -> Iterator[str]:
    """What a wheel needs on Windows, beyond its extras."""
    windows = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "extra": "",
               "platform_machine": "AMD64", "python_version": python, "python_full_version": f"{python}.0",
               "implementation_name": "cpython", "platform_python_implementation": "CPython"}
    with zipfile.ZipFile(wheel) as packed:
        (name,) = (name for name in packed.namelist() if re.fullmatch(r"[^/]+\.dist-info/METADATA", name))
        needs = BytesParser().parsebytes(packed.read(name)).get_all("Requires-Dist") or []
    for text in needs:
        need = Requirement(text)
        if need.marker is None or need.marker.evaluate(windows):
            yield f"{need.name}{need.specifier}"


def library(found: list[Path]) -> Parts:
    """What the wheels hold, as it stands once installed."""
    parts: Parts = {}
    for wheel in found:
        with zipfile.ZipFile(wheel) as packed:
            for name in packed.namelist():
                inside = re.sub(r"^[^/]+\.data/(?:purelib|platlib)/", "", name)
                if not name.endswith("/") and ".data/" not in inside:
                    parts[f"program/lib/{inside}"] = packed.read(name)
    return parts


def folder_of(version: str) -> Parts:
    """What stands in the folder beside the program: forms and definitions to edit, commands, the page."""
    parts = {name: data for name, data in files() if name != READ_ME}
    page = (HERE / "read-me.html").read_text(encoding="utf-8").replace("{version}", version)
    parts["อ่านก่อน.html"] = page.encode("utf-8")
    parts["pipeline.cmd"] = b'@"%~dp0program\\python\\python.exe" -m pipeline %*\r\n'  # what messages ask to type
    parts |= {twin: parts[name] for name, twin in TWINS.items()}
    assert COMMANDS.keys() < TWINS.keys()
    return parts | {"input/": b"", "output/": b""}


def packed(parts: Parts) -> bytes:
    """The zip, with the SHA-256 of every part; names in UTF-8, flagged as such."""
    sums = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in sorted(parts.items()) if name[-1] != "/")
    parts = parts | {"SHA256SUMS.txt": sums.encode("utf-8")}
    long = [name for name in parts if len(name) > LONGEST]
    if long:
        raise CannotBuild(f"ชื่อยาวเกิน {LONGEST} ตัว: {long[0]}")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in sorted(parts.items()):
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            zipped.writestr(entry, data)
    return out.getvalue()


def offline(found: list[Path], version: str, python: str) -> bytes:
    """The zip of wheels for those who have Python ``python``, with the line that installs them."""
    line = (f"@echo off\r\npushd \"%~dp0\"\r\npy -{python} -m pip install --no-index --find-links wheels "
            f"{DISTRIBUTION}=={version}\r\npause\r\n")
    return packed({f"wheels/{wheel.name}": wheel.read_bytes() for wheel in found} | {"install.cmd": line.encode("ascii")})


def _own(found: list[Path]) -> Path:
    return next(wheel for wheel in found if canonicalize_name(_named(wheel)["name"]) == DISTRIBUTION)


def build(embed: Path | None, to: Path) -> list[Path]:
    """Writes the zips into ``to`` and gives their paths."""
    inside, python = interpreter(embed) if embed else ({}, PYTHON)
    store = to / "wheels"
    shutil.rmtree(store, ignore_errors=True)
    found = wheels(python, store)
    version = _named(_own(found))["version"]
    whole = packed(inside | library(found) | folder_of(version))
    name = f"pipeline-windows-{version}{'' if embed else '-without-python'}.zip"
    written = {name: whole, f"pipeline-wheels-{version}-py{python}.zip": offline(found, version, python)}
    for file, data in written.items():
        to.joinpath(file).write_bytes(data)
    return [to / file for file in written]


def main() -> None:
    """The command line; 1 where nothing could be built or the interpreter is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--embed", type=lambda text: Path(text) if text else None)
    parser.add_argument("--to", type=Path, default=HOME / "dist")
    asked = parser.parse_args()
    asked.to.mkdir(parents=True, exist_ok=True)
    try:
        for path in build(asked.embed, asked.to):
            print(f"{path}  {path.stat().st_size / 1e6:.1f} MB  {hashlib.sha256(path.read_bytes()).hexdigest()}")
    except CannotBuild as error:
        sys.exit(f"สร้างไม่ได้: {error}")
    if asked.embed is None:
        print("ยังไม่มีตัวแปลภาษา: ดาวน์โหลด Windows embeddable package (64-bit) ของ Python 3.11 ขึ้นไป "
              "แล้วสั่ง make windows EMBED=<ไฟล์ zip นั้น>")
        sys.exit(1)


if __name__ == "__main__":
    main()
