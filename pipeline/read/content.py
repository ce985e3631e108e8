"""A file's bytes and what they can be looked at as, each made once and only when it is asked for."""

import re
from functools import cached_property

from pipeline.read.archive import Archive
from pipeline.read.refusal import Refusal
from pipeline.read.text import decode

OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OTHERS = re.compile(
    rb"%PDF|\x89PNG|\xff\xd8\xff|GIF8|Rar!|7z\xbc\xaf|\x1f\x8b|II\*\0|MM\0\*|\{\\rtf|\x7fELF|BZh"
    rb"|\xfd7zXZ|MIME-Version:"
    rb"|(?:BM|MZ)[^\0]{0,24}\0"  # a table may begin with these letters too
    rb"|ID;P[A-Z0-9]*(?:;[NE])*\r?\n[A-Z]{1,2};", re.DOTALL)  # SYLK, not a heading ID;Province


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
        if _OTHERS.match(self.data):
            raise Refusal("other-document")
        return decode(self.data)

    @cached_property
    def head(self) -> str:
        """Where the text begins."""
        return self.text[:4000].lstrip("\ufeff \t\r\n")
