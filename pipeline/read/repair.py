"""Texts that a program spoiled on their way: put right, with a finding where letters were, or given up.

Thai that was taken for Western European, and texts written as formulas (``="2701"``). Only what can
be undone without loss is undone; text of which parts are gone is refused.
"""

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import chain

from pipeline.model.cells import RawSheet, Rows, Value, address
from pipeline.model.finding import Finding, safe_text
from pipeline.read.grid import held
from pipeline.read.refusal import Refusal

_HIGH = re.compile("[\u0080-\u00ff]")
_UTF8_AS_CP874 = re.compile("เ[ธน]")
_PLAUSIBLE = re.compile(
    "(?:[\\x00-\\x7f\u00a0\u2013\u2014\u2018-\u201d\u2026]|[\u0e40-\u0e44]?[\u0e01-\u0e2e]"
    "[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*[\u0e30\u0e32\u0e33\u0e45]?|[\u0e2f\u0e3f\u0e46\u0e4f-\u0e5b])*")
_THAI = re.compile("[\u0e01-\u0e5b]")
_WORD = re.compile("(?:[^\\W\\d_]|[\u0e30-\u0e3a\u0e40-\u0e4e])+")
_CONSONANT = re.compile("[\u0e01-\u0e2e]")
_VOWEL = re.compile("[\u0e30\u0e32\u0e33\u0e40-\u0e45]")  # one that takes room
_MARK = re.compile("[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]")
_LOST = re.compile("\\?{3,}|\ufffd")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FORMULA = re.compile(r'\s*="((?:[^"]|"")*)"\s*')
_MANY = 3  # letters or texts that are no chance: ¡Ã may be a sign of its own, two ??? may be questions
MAX_TEXT = 100_000  # characters in a cell; Excel itself holds 32,767


def mend(sheets: list[RawSheet]) -> tuple[list[RawSheet], list[Finding]]:
    """The sheets with garbled Thai put right, and a warning for each sheet where there was any;
    a text that is written as a formula (``="2701"``) is what it says.

    Raises a refusal: ``lost-text`` where the Thai letters are gone for good, ``too-large`` for a
    text that no cell can hold.
    """
    values = set(chain.from_iterable(row for sheet in sheets for row in sheet.rows.held.values()))
    texts = {value for value in values if type(value) is str}
    texts.update(sheet.name for sheet in sheets)
    if max(map(len, texts), default=0) > MAX_TEXT:
        raise Refusal("too-large", f"มีช่องที่ข้อความยาวเกิน {MAX_TEXT:,} ตัวอักษร")
    together = "\n".join(texts)  # one look tells of most files that there is nothing to mend
    formulas: dict[str, Value] = {text: _said(text) for text in texts
                                  if _FORMULA.fullmatch(text)} if '="' in together else {}
    if formulas:
        sheets = [replace(sheet, rows=held(_apply(sheet, formulas).rows.held)) for sheet in sheets]
        texts = {text for t in texts if isinstance(text := formulas.get(t, t), str)}
        together = "\n".join(texts)
    changes = _mendings(texts, together)
    _refuse_lost({changes.get(text, text) for text in texts} if changes else texts)
    findings: list[Finding] = []
    if changes:
        before = sheets
        sheets = [replace(_apply(sheet, changes), name=changes.get(sheet.name, sheet.name))
                  for sheet in sheets]
        findings += [finding for old, new in zip(before, sheets, strict=True)
                     if (finding := _finding(old, new))]
    if "\ufffd" in together:
        findings += [_unreadable(sheet, row, column) for sheet in sheets
                     for row, cells in sheet.rows.held.items()
                     for column, value in enumerate(cells)
                     if type(value) is str and "\ufffd" in value]
    return sheets, findings


def _said(formula: str) -> Value:
    """The text of a formula that is nothing but one; None where it is empty."""
    return formula.strip()[2:-1].replace('""', '"') or None


def _unreadable(sheet: RawSheet, row: int, column: int) -> Finding:
    return Finding(
        "lost-characters", "warning",
        f"มีตัวอักษรที่อ่านไม่ได้ในช่องนี้: “{safe_text(str(sheet.rows[row][column]), 40)}”",
        "แก้ข้อความในช่องนี้ที่ไฟล์ต้นทาง แล้วส่งออกใหม่",
        sheet.origin(row, column))


def _mendings(texts: set[str], together: str) -> dict[str, str]:
    changes: dict[str, str] = {}
    sure = candidates = 0
    for text in texts if _HIGH.search(together) or _UTF8_AS_CP874.search(together) else ():
        if _HIGH.search(text) or _UTF8_AS_CP874.search(text):
            mended = _undo(text)
            if not _THAI.search(text) or mended:
                candidates += 1
            if mended:
                changes[text] = mended
                sure += len(_THAI.findall(mended)) >= _MANY
    if not sure or sure * 2 < candidates:
        changes = {}
    for text in texts if _SURROGATE.search(together) else ():
        if _SURROGATE.search(text):
            changes[text] = _SURROGATE.sub("\ufffd", changes.get(text, text))
    return changes


def _undo(text: str) -> str:
    """The Thai text that was garbled; "" if the text is not garbled Thai."""
    for back in (_as_western, _as_cp874):
        data = back(text)
        if data is None:
            continue
        try:
            mended = data.decode("utf-8")
        except UnicodeDecodeError:
            continue
        if _THAI.search(mended):
            return mended
    western = _as_western(text)
    if western is None or _THAI.search(text):
        return ""
    try:
        mended = western.decode("cp874")
    except UnicodeDecodeError:
        return ""
    return mended if _THAI.search(mended) and _PLAUSIBLE.fullmatch(mended) else ""


def _back(text: str, codec: str) -> bytes | None:
    data = bytearray()
    for character in text:
        try:
            data += character.encode(codec)
        except UnicodeEncodeError:
            if not 0x80 <= ord(character) <= 0xFF:
                return None
            data.append(ord(character))
    return bytes(data)


def _as_western(text: str) -> bytes | None:
    return _back(text, "cp1252")


def _as_cp874(text: str) -> bytes | None:
    return _back(text, "cp874")


def _refuse_lost(texts: set[str]) -> None:
    """Refuse text full of question marks, and Thai without a single vowel or tone mark.

    Words are judged, each once, however often it stands there with another number: ``สก-0001``
    to ``สก-9999`` are one. Codes and abbreviations have no vowel at all, whole Thai words have
    at least one that takes room. Of 50 consonants of such words some 17 bear a mark in sound
    Thai; where nothing but one district's tambons is named, three at the least.
    """
    together = "\n".join(texts)
    lost = {text for text in texts if _LOST.search(text)
            and text.count("?") + text.count("\ufffd") > len(_THAI.findall(text))
            } if _LOST.search(together) else set[str]()
    pieces = set(("\n".join(texts - lost) if lost else together).split())
    words = set(_WORD.findall("\n".join(pieces)))
    if len(lost) >= _MANY and len(lost) * 10 >= len(lost) + len(words):
        raise Refusal("lost-text", f"เช่น {safe_text(min(lost), 40)}")
    consonants = sum(len(_CONSONANT.findall(word)) for word in words if _VOWEL.search(word))
    marks = sum(len(_MARK.findall(word)) for word in words)
    if consonants >= 50 and marks * 50 < consonants:
        raise Refusal("lost-text", "ไม่มีสระบน สระล่าง และวรรณยุกต์")


def _apply(sheet: RawSheet, changes: Mapping[str, Value]) -> RawSheet:
    def swap(value: Value) -> Value:
        return changes.get(value, value) if type(value) is str else value

    rows = Rows({at: tuple(map(swap, row)) for at, row in sheet.rows.held.items()})
    return replace(sheet, rows=rows)


def _finding(before: RawSheet, after: RawSheet) -> Finding | None:
    places = [
        (row, column)
        for row, old in before.rows.held.items() if old != (new := after.rows.held[row])
        for column, (was, now) in enumerate(zip(old, new, strict=True)) if was != now
    ]
    if not places:
        return None
    row, column = places[0]
    example = safe_text(str(after.rows[row][column]), 40)
    return Finding(
        "mojibake-repaired", "warning",
        f"ตัวอักษรไทยเพี้ยนเป็นอักษรยุโรป {len(places):,} ช่อง โปรแกรมแปลงกลับให้แล้ว"
        f" เช่น {address(row, column)} เป็น “{example}”",
        "ตรวจว่าข้อความที่แปลงกลับถูกต้อง และให้ระบบส่งออกเป็น UTF-8 หรือ .xlsx",
        after.origin(row, column),
    )
