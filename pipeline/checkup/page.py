"""A check as one page of HTML."""

from pipeline.checkup.account import Checkup
from pipeline.model.finding import SEVERITIES
from pipeline.model.words import SEVERITY_NAMES, round_words
from pipeline.pages.shell import page

TITLE = "ผลการตรวจไฟล์ จังหวัด"  # by which a page is known as one of ours


def html_page(it: Checkup) -> bytes:
    """The page, UTF-8; the same check always gives the same bytes."""
    return page("check.html", {
        "it": it, "title": TITLE, "round": round_words(it.round_id), "counts": counts(it),
        "gaps": {(mark.kpi, mark.reason): f"gap-{number}" for number, (mark, _) in enumerate(it.gaps, 1)},
        "severities": [(one, SEVERITY_NAMES[one]) for one in SEVERITIES],
    })


def counts(it: Checkup) -> str:
    """How many findings of each severity there are, in words."""
    said = [
        f"{SEVERITY_NAMES[severity]} {number:,} ข้อ" for severity in SEVERITIES
        if (number := sum(note.severity == severity for note in it.notes))
    ]
    return ", ".join(said) or "ไม่พบข้อที่ต้องแก้"
