"""How high a row must be so that no text is cut.

Neither Excel (in merged cells) nor LibreOffice fits a row's height to its text, so it is
computed: from the widths of the letters, in thousandths of the font's size, and from where
Thai words part. benchmarks/heights.py tells how often that is right.
"""

import math
import re
import unicodedata
from functools import lru_cache

import budoux

from pipeline.forms.template.styles import Style

HIGHEST = 409.5  # Excel's limit, in points
_LINE = 1.5  # a line of TH Sarabun in Excel, in sizes of the font
_LEAD = 0.15  # of which is blank above and below the letters, stacked marks among them
_USABLE = 0.96  # of a column: what it takes for a line too few to be rare
_RIM = 5 * 0.75  # points that Excel keeps free at the two sides of a cell
_BOLD = 1.05
_OTHER_FONTS = 1.45  # how much wider they are than TH Sarabun

# Advance widths from the space to ~ and from ก to ๛, of TH Sarabun.
_LATIN = (
    216, 147, 208, 403, 361, 585, 423, 120, 190, 190, 285, 411, 162, 216, 162, 270, 362, 362, 362,
    362, 362, 362, 362, 362, 362, 362, 162, 162, 411, 411, 411, 283, 536, 400, 378, 406, 431, 351,
    351, 425, 441, 147, 264, 376, 353, 548, 441, 486, 378, 487, 379, 352, 379, 466, 390, 588, 418,
    366, 424, 196, 262, 196, 412, 352, 204, 344, 401, 331, 401, 374, 206, 311, 390, 143, 155, 316,
    200, 601, 390, 398, 401, 401, 217, 282, 238, 390, 341, 507, 318, 337, 321, 208, 153, 208, 416,
)  # fmt: skip
_THAI = (
    386, 378, 382, 393, 393, 408, 294, 367, 377, 378, 382, 519, 519, 425, 425, 343, 461, 532, 543,
    391, 391, 378, 430, 335, 420, 428, 428, 381, 381, 447, 447, 425, 400, 375, 322, 378, 381, 425,
    335, 393, 438, 381, 427, 454, 387, 372, 391, 357, 0, 316, 316, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    411, 203, 377, 237, 242, 244, 205, 399, 0, 0, 0, 0, 0, 0, 0, 0, 450, 449, 449, 449, 449, 449,
    449, 449, 449, 449, 449, 522, 697,
)  # fmt: skip
_WIDTHS = {chr(32 + i): w for i, w in enumerate(_LATIN)}
_WIDTHS |= {chr(0xE01 + i): w for i, w in enumerate(_THAI)}
_NO_BREAK = "\u00a0"
_WIDTHS |= {  # signs
    _NO_BREAK: 216, "×": 411, "÷": 411, "−": 411, "≤": 411, "≥": 411, "–": 360, "—": 721, "·": 162,
    "•": 216, "“": 370, "”": 370, "…": 479, "″": 214,
}
_WIDEST = 1000

_WORDS = budoux.load_default_thai_parser()
_CHUNK = re.compile(rf"[^\S\n{_NO_BREAK}]+|[\S{_NO_BREAK}]+")


@lru_cache(2**12)
def _width(text: str) -> int:
    """The width of ``text`` in thousandths of TH Sarabun's size."""
    return sum([
        _WIDTHS[c] if c in _WIDTHS else 0 if unicodedata.category(c) == "Mn" else _WIDEST
        for c in text
    ])


@lru_cache(2**14)
def _words(text: str) -> tuple[tuple[int, bool], ...]:
    """The pieces of one line that never part: the width of each, and whether it is a space."""
    pieces: list[tuple[int, bool]] = []
    for chunk in _CHUNK.findall(text.rstrip()):
        parts = [chunk] if chunk.isspace() or chunk.isascii() else _parted(chunk)
        pieces += [(_width(part), part.isspace()) for part in parts]
    return tuple(pieces)


def _parted(chunk: str) -> list[str]:
    """The words of a chunk, those around a no-break space as one."""
    first, *others = chunk.split(_NO_BREAK)
    words = _WORDS.parse(first)
    for other in others:
        before = words.pop() if words else ""
        start, *rest = _WORDS.parse(other) or [""]
        words += [f"{before}{_NO_BREAK}{start}", *rest]
    return words


def lines(text: str, room: int) -> int:
    """How many lines ``text`` takes in ``room`` thousandths of its size."""
    return sum(_paragraph(line, room) for line in text.split("\n"))


def _paragraph(text: str, room: int) -> int:
    if _width(text.rstrip()) <= room:  # where its words part need not be asked
        return 1
    count, used = 1, 0
    for width, space in _words(text):
        if used and used + width > room and not space:
            count, used = count + 1, 0
        if width > room and not space:  # a word too long for a line is broken anywhere
            count, used = count + math.ceil(width / room) - 1, width % room
        else:
            used += width
    return count


def text_height(text: str, style: Style, points: float) -> float:
    """How many points high ``text`` is in a cell ``points`` wide, wrapped if its style says so."""
    stretch = (_BOLD if style.bold else 1) * (1 if style.narrow else _OTHER_FONTS)
    usable = (points - _RIM - style.indent * 9) * _USABLE
    room = max(int(usable * 1000 / style.size / stretch), 400)
    count = lines(text, room) if style.wrap else text.count("\n") + 1
    return count * line_height(style)


def line_height(style: Style) -> float:
    """How many points a line of text is high."""
    return style.size * _LINE


def spared(style: Style, stated: float) -> float:
    """How many points a row that is to be ``stated`` high takes off its lines: not more than a line
    has above and below its letters."""
    return min(max(line_height(style) - stated, 0), style.size * _LEAD)


def column_points(width: float, digit: int) -> float:
    """The width in points of a column that is ``width`` digits of ``digit`` pixels wide."""
    return math.floor((256 * width + math.floor(128 / digit)) / 256 * digit) * 0.75


def digit_pixels(style: Style) -> int:
    """How many pixels a digit of the workbook's standard font is wide, which columns count in."""
    return max(round(style.size * 96 / 72 * (0.362 if style.narrow else 0.507)), 1)
