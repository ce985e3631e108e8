"""The frame of a round out of its form: ``agreement.toml``."""

import re

from pipeline.rounds.form.book import FormBook
from pipeline.rounds.form.draft import Draft, FormPlace
from pipeline.rounds.form.ids import section_ids
from pipeline.rounds.form.ladder import Toml
from pipeline.rounds.form.tables import (
    BANDS,
    FRAME,
    FRAME_ROWS,
    KPIS,
    NO,
    PAPER_WORDS,
    PARTY_WORDS,
    SECTIONS,
    SIGNERS,
    YES,
)
from pipeline.rounds.form.toml import Commented, Groups, Lines, day, written
from pipeline.thai.calendar import BUDDHIST_ERA
from pipeline.thai.digits import to_arabic, to_thai
from pipeline.thai.text import clean

_ROUND = re.compile(r"(?P<year>\d{4})-(?P<number>[12])")
_TURNED = re.compile(r"(?P<number>[12])/(?P<year>\d{4})")
_COMMENTS = {
    "sections": "สัดส่วนของแต่ละส่วนในคะแนนรวม (ร้อยละ) รวมกันได้ 100",
    "bands": "ระดับผลการประเมิน: ขอบล่างของร้อยละคะแนนรวม จากสูงไปต่ำ",
    "signers": "ผู้ลงนาม: party = \"district\" (พัฒนาการอำเภอ) \"province\" (พัฒนาการจังหวัด) หรือ \"\" (เว้นเส้นจุดไว้)\n"
               "papers = แผ่นงานที่มีช่องลงนามนี้ ไม่เขียน = ทั้งสองแผ่น, [] = ปิดไว้; statement = ข้อความเหนือช่องลงนาม",
}


def round_of(draft: Draft) -> str:
    """The round that a form says, "" where it says none; ``2/2569`` is ``2569-2``."""
    row = draft.book.frame("round")
    text = re.sub(r"[\s–—-]+", "-", to_arabic(row.text("value")).strip())
    found = _ROUND.fullmatch(text) or _TURNED.fullmatch(text)
    if found is None:
        _tell_frame(draft, "round", f"อ่าน “{text}” ไม่ได้" if text else "ยังไม่มี")
        return ""
    return f"{found['year']}-{found['number']}"


def _tell_frame(draft: Draft, key: str, words: str) -> None:
    name, about = next((name, about) for one, name, about, _ in FRAME_ROWS if one == key)
    draft.note(FRAME, draft.book.frame(key), "value", f"{name}: {words} {about}")


def likely_round(book: FormBook) -> str:
    """The round that begins on a form's first day."""
    start = book.frame("start").date("value")
    if start is None:
        return ""
    return f"{start.year + BUDDHIST_ERA + (start.month >= 10)}-{1 if start.month >= 10 or start.month < 4 else 2}"


def frame_file(draft: Draft, folder: str) -> str:
    """The text of ``agreement.toml`` in the folder of a round."""
    book, file = draft.book, f"{folder}/agreement.toml"
    title = [line.strip() for line in book.frame("title").text("value").splitlines() if line.strip()]
    digits = book.frame("thai_digits")
    thai = draft.chosen(FRAME, digits, "value", {YES: True, NO: False}, True)
    table: Toml = {"round": folder, "title": Lines(title)}
    if not title:
        _tell_frame(draft, "title", "ยังไม่มี")
    table["thai_digits"] = Commented(thai, "เลขไทยในแบบของอำเภอและสรุปจังหวัด; false = เลขอารบิก")
    for key in ("start", "end"):
        if (date := book.frame(key).date("value")) is None:
            _tell_frame(draft, key, f"อ่าน “{text}” ไม่ได้" if (text := book.frame(key).text("value")) else "ยังไม่มี")
        else:
            table[key] = day(date)
    if (top := book.frame("top").number("value")) is not None:
        table["top"] = int(top) if top == int(top) else top
    for key in ("round", "title", "start", "end", "top", "thai_digits"):
        draft.keep(file, key, FRAME, book.frame(key), "value")
    draft.keep(file, "start/end", FRAME, book.frame("start"), "value")
    draft.places[file, ""] = FormPlace(FRAME.sheet)
    draft.places[file, "kpi"] = FormPlace(KPIS.sheet)
    table["sections"] = _sections(draft, file, thai=thai)
    table["bands"] = {"note": clean(book.frame("bands_note").text("value")), "levels": _bands(draft, file)}
    draft.keep(file, "bands.note", FRAME, book.frame("bands_note"), "value")
    table["signers"] = _signers(draft, file)
    head = f"กรอบของข้อตกลง รอบการประเมินที่ {folder[5:]}/{folder[:4]} (ตัวเลขวันที่ในไฟล์นี้เป็น ค.ศ.)"
    return written(table, {"": head, **_COMMENTS})


def _sections(draft: Draft, file: str, *, thai: bool) -> list[Toml]:
    rows, found = draft.book.rows("sections"), []
    if not rows:
        draft.note_at(SECTIONS.sheet, "", "ยังไม่มีส่วนของข้อตกลง เพิ่มชื่อส่วนและสัดส่วน ถ้ามีส่วนเดียวใช้สัดส่วน 100")
    for number, (own, row) in enumerate(zip(section_ids(rows), rows, strict=True), 1):
        name = clean(row.text("name"))
        shown = to_thai(str(number)) if thai else str(number)
        section: Toml = {
            "id": own, "name": name, "label": clean(row.text("label")) or f"ส่วนที่ {shown} {name}",
            "total_label": clean(row.text("total_label")) or f"รวมส่วนที่ {shown} ({name})"}
        if (share := row.number("share")) is None:
            draft.note(SECTIONS, row, "share", f"{name or 'ส่วนนี้'}ยังไม่มีสัดส่วน พิมพ์ร้อยละของคะแนนรวม")
        else:
            section["share"] = share
        if not name:
            draft.note(SECTIONS, row, "name", "ยังไม่มีชื่อส่วน")
        found.append(section)
        draft.names[file, own] = name
        for key, column in (("", "name"), (".share", "share")):
            draft.keep(file, f"sections[{number}]{key}", SECTIONS, row, column)
    if rows:
        draft.keep(file, "sections", SECTIONS, rows[0], "share", SECTIONS.title)
    return found


def _bands(draft: Draft, file: str) -> Groups:
    rows, found = draft.book.rows("bands"), []
    if not rows:
        draft.note_at(BANDS.sheet, "", "ยังไม่มีระดับผลการประเมิน เพิ่มชื่อระดับและขอบล่าง จากสูงไปต่ำ")
    for number, row in enumerate(rows, 1):
        band: Toml = {"name": clean(row.text("name"))}
        if (least := row.number("at_least")) is None:
            draft.note(BANDS, row, "at_least", f"ระดับ “{band['name']}” ยังไม่มีขอบล่าง พิมพ์ร้อยละ ระดับสุดท้ายเป็น 0")
        else:
            band["at_least"] = least
        found.append(band)
        draft.keep(file, f"bands.levels[{number}]", BANDS, row, "at_least")
    if rows:
        draft.keep(file, "bands", BANDS, rows[0], "at_least", "ระดับผลการประเมิน")
    return Groups(found)


def _signers(draft: Draft, file: str) -> list[Toml]:
    found = []
    for number, row in enumerate(draft.book.rows("signers"), 1):
        signer: Toml = {"role": clean(row.text("role")), "party": draft.chosen(SIGNERS, row, "party", PARTY_WORDS, "")}
        if statement := row.text("statement").strip():
            signer["statement"] = statement
        if (papers := draft.chosen(SIGNERS, row, "papers", PAPER_WORDS, PAPER_WORDS["ทุกแผ่น"])) != PAPER_WORDS["ทุกแผ่น"]:
            signer["papers"] = list(papers)
        if not signer["role"]:
            draft.note(SIGNERS, row, "role", "ยังไม่บอกว่าลงนามในฐานะใด")
        found.append(signer)
        draft.keep(file, f"signers[{number}]", SIGNERS, row, "role")
    return found
