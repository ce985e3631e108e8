"""How high a row must be so that no text is cut.

Neither Excel (in merged cells) nor LibreOffice fits a row's height to its text, so it is
computed: from the widths of the letters, in thousandths of the font's size, and from where
Thai text may break. The estimate errs on the side of a line too many.
"""

import math
import re
import unicodedata
from functools import lru_cache

from pipeline.forms.styles import Style

HIGHEST = 409.5  # Excel's limit, in points
_LINE = 1.5  # a line of TH Sarabun in Excel, in sizes of the font
_USABLE = 0.97  # of a column, the rest is lost between letters and rim
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
_WIDEST = 1000

_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
# What never parts: a word of other letters; a Thai cluster with the vowels that lean on it.
_PIECE = re.compile(
    rf"[^\S\n]+|[^\s\u0e01-\u0e5b]+"
    rf"|[\u0e40-\u0e44]?[\u0e01-\u0e2e\u0e2f\u0e46\u0e50-\u0e5b][{_MARKS}\u0e30\u0e32\u0e33\u0e45]*"
    rf"|.",
    re.DOTALL,
)
_THAI_WORD = 1300  # a Thai word that does not fit goes to the next line whole: the room it leaves
_SURE = 0.96  # a text that nearly fills its line may break after all


@lru_cache(2**12)
def _width(text: str) -> int:
    """The width of ``text`` in thousandths of TH Sarabun's size."""
    return sum(
        _WIDTHS[c] if c in _WIDTHS else 0 if unicodedata.category(c) == "Mn" else _WIDEST
        for c in text
    )


def _is_thai(piece: str) -> bool:
    return "\u0e01" <= piece[0] <= "\u0e5b"


@lru_cache(2**14)
def lines(text: str, room: int) -> int:
    """How many lines ``text`` takes in ``room`` thousandths of its size."""
    return sum(_paragraph(line, room) for line in text.split("\n"))


def _paragraph(text: str, room: int) -> int:
    pieces = _PIECE.findall(text.rstrip())
    if sum(map(_width, pieces)) <= room * _SURE:
        return 1
    count, used = 1, 0
    thai_room = room - min(_THAI_WORD, room // 8)
    for index, piece in enumerate(pieces):
        width = _width(piece)
        # Within a run of Thai a line may end early, where the word ends; before a space it may not.
        running = _is_thai(piece) and index + 1 < len(pieces) and _is_thai(pieces[index + 1])
        if used and used + width > (thai_room if running else room) and not piece.isspace():
            count, used = count + 1, 0
        if width > room:
            count += math.ceil(width / room) - 1
            width = width % room
        used += width
    return max(count, 2)


def text_height(text: str, style: Style, points: float) -> float:
    """How many points high ``text`` is in a cell ``points`` wide, wrapped if its style says so."""
    stretch = (_BOLD if style.bold else 1) * (1 if style.narrow else _OTHER_FONTS)
    usable = (points - _RIM - style.indent * 9) * _USABLE
    room = max(int(usable * 1000 / style.size / stretch), 400)
    count = lines(text, room) if style.wrap else text.count("\n") + 1
    return count * style.size * _LINE


def column_points(width: float, digit: int) -> float:
    """The width in points of a column that is ``width`` digits of ``digit`` pixels wide."""
    return math.floor((256 * width + math.floor(128 / digit)) / 256 * digit) * 0.75


def digit_pixels(style: Style) -> int:
    """How many pixels a digit of the workbook's standard font is wide, which columns count in."""
    return max(round(style.size * 96 / 72 * (0.362 if style.narrow else 0.507)), 1)
