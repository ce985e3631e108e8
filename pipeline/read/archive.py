"""Zip containers, gated before anything in them is understood."""

import io
import posixpath
import zipfile
import zlib
from urllib.parse import unquote

from pipeline.read.refusal import Refusal

MAX_PARTS = 2_000
MAX_INFLATED = 512 << 20
MAX_PART = 256 << 20
MAX_RATIO = 250  # times: cells with addresses pack 14 times, rows all alike without them 180, a bomb a thousand
RATIO_FROM = 10 << 20
_CHUNK = 1 << 20
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError,
            RuntimeError, ValueError, IndexError, KeyError, UnicodeError)


class Archive:
    """A zip file's parts by name, without regard to case and to the direction of slashes.

    Opening it checks number, size and ratio of the parts and refuses two parts of one name;
    each part is checked against its checksum, and XML parts for a DOCTYPE, when it is read.
    """

    def __init__(self, data: bytes) -> None:
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = [e for e in self._zip.infolist() if not e.is_dir()]
        except _DAMAGED as error:
            raise Refusal("bad-archive", "ไฟล์อาจคัดลอกหรือดาวน์โหลดมาไม่ครบ") from error
        self._gate(entries)
        self._entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            if self._entries.setdefault(_key(entry.filename), entry) is not entry:
                raise Refusal("bad-archive", "มีสองส่วนที่ชื่อเดียวกัน")
        self._unread = set(self._entries)

    @staticmethod
    def _gate(entries: list[zipfile.ZipInfo]) -> None:
        if len(entries) > MAX_PARTS:
            raise Refusal("zip-bomb", f"มีส่วนย่อยเกิน {MAX_PARTS:,} ส่วน")
        inflated = sum(e.file_size for e in entries)
        packed = sum(e.compress_size for e in entries)
        if inflated > MAX_INFLATED or any(e.file_size > MAX_PART for e in entries):
            raise Refusal("zip-bomb", f"ขยายแล้ว {inflated >> 20:,} เมกะไบต์")
        for size, small in [(inflated, packed), *((e.file_size, e.compress_size) for e in entries)]:
            if size > RATIO_FROM and size > MAX_RATIO * max(small, 1):
                raise Refusal("zip-bomb", f"ขยายเกิน {MAX_RATIO} เท่า")
        if any(e.flag_bits & 1 for e in entries):
            raise Refusal("encrypted")

    def __contains__(self, name: str) -> bool:
        return _key(name) in self._entries

    def names(self) -> list[str]:
        """The parts' names in lower case, with ``/``."""
        return list(self._entries)

    def read(self, name: str) -> bytes:
        """A part's bytes; one that is missing or damaged refuses the file."""
        entry = self._entries.get(_key(name))
        if entry is None:
            raise Refusal("unreadable", f"ขาดส่วน {name}")
        try:
            data = self._zip.read(entry)
        except _DAMAGED as error:
            raise Refusal("bad-archive", f"ส่วน {name} เสียหาย") from error
        self._unread.discard(_key(name))
        if _is_xml(name) and _has_doctype(data):
            raise Refusal("unsafe-xml")
        return data

    def check_rest(self) -> None:
        """Check the parts that nobody read, so that a damaged file never passes as whole."""
        for name in sorted(self._unread):
            if _is_xml(name):
                self.read(name)
                continue
            try:
                with self._zip.open(self._entries[name]) as part:
                    while part.read(_CHUNK):
                        pass
            except _DAMAGED as error:
                raise Refusal("bad-archive", f"ส่วน {name} เสียหาย") from error


def _key(name: str) -> str:
    """What names of one part have in common, however they are written (``%61`` for ``a`` too)."""
    return posixpath.normpath("/" + unquote(name).replace("\\", "/")).lstrip("/").casefold()


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels", ".vml"))


def _has_doctype(data: bytes) -> bool:
    if b"\x00" in data[:4] or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return any("<!DOCTYPE".encode(code) in data for code in ("utf-16-le", "utf-16-be"))
    return b"<!DOCTYPE" in data
