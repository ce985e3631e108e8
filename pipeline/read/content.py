"""A file's bytes and what they can be looked at as, each made once and only when it is asked for."""

from functools import cached_property

from pipeline.read.archive import Archive
from pipeline.read.refusal import Refusal
from pipeline.read.text import decode

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHERS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"Rar!", b"7z\xbc\xaf",
           b"\x1f\x8b", b"II*\x00", b"MM\x00*", b"{\\rtf", b"MZ", b"\x7fELF", b"BZh", b"\xfd7zXZ",
           b"ID;P", b"MIME-Version:")


class Content:
    """What a file holds."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def archive(self) -> Archive | None:
        """The parts of a zip file; None where it is none."""
        return Archive(self.data) if self.data[:4] in _ZIP else None

    @property
    def parts(self) -> Archive:
        """The parts of what is known to be a zip file."""
        assert self.archive is not None
        return self.archive

    @cached_property
    def text(self) -> str:
        """The file as text. Raises Refusal where it is none."""
        if self.archive is not None or self.data.startswith(OLE2):
            raise Refusal("not-a-spreadsheet")
        if self.data.startswith(_OTHERS):
            raise Refusal("other-document")
        return decode(self.data)

    @cached_property
    def head(self) -> str:
        """Where the text begins."""
        return self.text[:4000].lstrip("\ufeff \t\r\n")
