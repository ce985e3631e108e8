"""Of all that rosters say, the one person who signs for each district and for the province."""

import datetime as dt
from collections.abc import Mapping, Sequence

from pipeline.model.cells import Origin
from pipeline.model.finding import Finding
from pipeline.model.observation import District, Party, Tenure
from pipeline.thai.calendar import thai_date
from pipeline.thai.periods import GRACE, fiscal_year, last_day
from pipeline.thai.text import squeeze


def signers(
    tenures: Sequence[Tenure], districts: Mapping[str, District], start: dt.date, end: dt.date,
    roster: Origin,
) -> tuple[list[Party], list[Finding]]:
    """The party of each place that rosters name: who is in office on the last day of the round from
    ``start`` to ``end``. A roster of another round's day gives way where another names the place. Where several people may be, what they differ in stays blank; that, and a place
    without a person, is told. ``districts`` are those of the province by code, ``roster`` is the
    sheet to blame for a place that none names."""
    parties: list[Party] = []
    findings: list[Finding] = []
    for code in dict.fromkeys([None, *(tenure.party.district for tenure in tenures)]):
        mine = _of_round([t for t in tenures if t.party.district == code], start, end)
        place = f"อำเภอ{districts[code].name}" if code else "จังหวัด"
        people = _people([tenure for tenure in mine if tenure.party.name])
        holders = _in_office(people, end)
        if holders:
            parties.append(_agreed(code, holders))
        elif code is not None:
            posts = {tenure.party.position for tenure in mine if tenure.party.position}
            parties.append(Party(code, "", posts.pop() if len(posts) == 1 else ""))
        if not holders:
            findings.append(_nobody(code, place, end if people else None, mine[0].origin if mine else roster))
        elif len(holders) > 1:
            findings.append(_several(code, place, holders))
    return parties, findings


def _of_round(tenures: Sequence[Tenure], start: dt.date, end: dt.date) -> list[Tenure]:
    """The tenures without those of rosters that stand as at another round's day, unless there are none
    but these."""
    days = [last_day(tenure.period, fiscal_year(end)) for tenure in tenures]
    return [
        tenure for tenure, day in zip(tenures, days, strict=True)
        if day is None or start <= day <= end + GRACE
    ] or list(tenures)


def _people(tenures: Sequence[Tenure]) -> list[Tenure]:
    """The tenures, each once however often it is written."""
    once = {
        (squeeze(t.party.name), squeeze(t.party.position), t.since, t.until, t.unclear): t
        for t in reversed(tenures)
    }
    return list(reversed(once.values()))


def _in_office(people: Sequence[Tenure], end: dt.date) -> list[Tenure]:
    """Those who may be in office on a day, each person and post once; one of whom no end is told
    gave way to whoever came after."""
    there = [
        t for t in people
        if t.unclear or ((t.since is None or t.since <= end) and (t.until is None or t.until >= end))
    ]
    stayed = [t for t in there if not any(_gave_way(t, other) for other in there)]
    once = {(squeeze(t.party.name), squeeze(t.party.position)): t for t in reversed(stayed)}
    return list(reversed(once.values()))


def _gave_way(tenure: Tenure, to: Tenure) -> bool:
    """Whether somebody of whom no end is told was followed by another; where no start is told
    either, only what stands beside it in the same sheet says so."""
    if tenure.unclear or to.unclear or tenure.until is not None or to.since is None:
        return False
    if tenure.since is not None:
        return tenure.since < to.since
    mine, others = tenure.origin, to.origin
    return (mine.file, mine.sheet) == (others.file, others.sheet)


def _agreed(code: str | None, holders: Sequence[Tenure]) -> Party:
    """What all who may be in office have in common, as the first says it."""
    names = {squeeze(t.party.name) for t in holders}
    posts = {squeeze(t.party.position) for t in holders}
    first = holders[0].party
    return Party(
        code, first.name if len(names) == 1 else "", first.position if len(posts) == 1 else "")


def _several(code: str | None, place: str, holders: Sequence[Tenure]) -> Finding:
    told = " กับ ".join(
        f"{t.party.name} {t.party.position} ({_where(t)})".replace("  ", " ") for t in holders)
    return Finding(
        "two-parties", "warning",
        f"ทำเนียบบอกผู้ลงนามของ{place}ไว้ไม่ตรงกัน จึงเว้นที่ต่างกันไว้: {told}",
        "เหลือไว้คนเดียว หรือถ้าเปลี่ยนคนระหว่างรอบ ให้ใส่ช่อง ตั้งแต่วันที่ และ ถึงวันที่ ของแต่ละคน",
        holders[0].origin, code,
    )


def _where(tenure: Tenure) -> str:
    origin = tenure.origin
    return " ".join(part for part in (origin.file, origin.sheet, origin.cell) if part)


def _nobody(
    code: str | None, place: str, end: dt.date | None, where: Origin
) -> Finding:
    chief = f"พัฒนาการ{place}" if code else "พัฒนาการจังหวัด"
    left = f" ในวันสิ้นรอบ {thai_date(end)}" if end else ""
    return Finding(
        "no-signer", "warning",
        f"ทำเนียบไม่มีชื่อ{chief}{left} ช่องลงนามจึงเว้นว่าง",
        "เพิ่มแถวของผู้ดำรงตำแหน่งหรือผู้รักษาราชการแทนในทำเนียบ",
        where, code,
    )
