"""Bytes to text for HTML, CSV and XML files: which of the encodings that Thai offices use."""

import re

from pipeline.read.refusal import Refusal

THAI = re.compile("[\u0e01-\u0e5b]")
_DECLARED = re.compile(
    rb"(?:charset|encoding)\s*=\s*\\?[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
_THAI_NAMES = {"windows-874", "tis-620", "tis620", "cp874", "iso-8859-11", "874", "x-windows-874"}
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def decode(data: bytes) -> str:
    """The text of a file whose encoding nobody vouches for.

    Byte order marks, UTF-16 without one, UTF-8, the declared encoding and cp874 are tried in
    this order. Text in which UTF-8 and broken bytes are mixed refuses the file as
    ``damaged-text``, what is no text at all as ``not-a-spreadsheet``.
    """
    for mark, codec in ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"),
                        (b"\xfe\xff", "utf-16-be")):
        if data.startswith(mark):
            return _checked(_strict(data[len(mark):], codec))
    wide = _wide(data)
    return _checked(_strict(data, wide) if wide else _narrow(data))


def _checked(text: str) -> str:
    """Text without the control characters that only binary or damaged files hold."""
    controls = len(_CONTROL.findall(text))
    if controls > max(len(text) // 100, 3):
        raise Refusal("not-a-spreadsheet")
    if "\x00" in text:
        raise Refusal("damaged-text", f"ตัวอักษรที่ {text.index(chr(0)) + 1:,}")
    return text


def _strict(data: bytes, codec: str) -> str:
    try:
        return data.decode(codec)
    except UnicodeDecodeError as error:
        raise Refusal("damaged-text", f"ไบต์ที่ {error.start + 1:,}") from error


def _wide(data: bytes) -> str:
    """UTF-16 without a mark shows by its zero bytes (or Thai's 0x0E) in every second place."""
    head = data[:4000]
    if len(head) < 8 or len(data) % 2:
        return ""
    for codec, high in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        likely = high.count(0) + high.count(0x0E)
        if high.count(0) > len(high) // 4 and likely > len(high) * 0.9:
            return codec
    return ""


def _narrow(data: bytes) -> str:
    if data.isascii():
        return data.decode("ascii")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _refuse_broken_utf8(data, error)
    else:
        if THAI.search(text) or not _is_thai(data):
            return text
        return data.decode("cp874")  # a chance likeness to UTF-8
    declared = _DECLARED.search(data[:4000])
    name = declared[1].decode("ascii").lower() if declared else ""
    if _is_thai(data) or name in _THAI_NAMES:
        return data.decode("cp874", "replace")
    try:
        return data.decode(name or "cp1252")
    except (LookupError, UnicodeDecodeError):
        return data.decode("latin-1")


def _is_thai(data: bytes) -> bool:
    """Whether cp874 makes Thai of the bytes and leaves next to nothing over."""
    sample = data[:1 << 20].decode("cp874", "replace")
    return len(THAI.findall(sample)) > 20 * sample.count("\ufffd")


def _refuse_broken_utf8(data: bytes, error: UnicodeDecodeError) -> None:
    """Text that is UTF-8 but for a few bytes was damaged on its way; it is not cp874."""
    good = len(re.findall(rb"\xe0[\xb8-\xb9][\x80-\xbf]", data))
    high = len(re.findall(rb"[\x80-\xff]", data))
    if good * 3 > high * 0.5:
        raise Refusal("damaged-text", f"ไบต์ที่ {error.start + 1:,}")
