"""A round's form, made from the signed paper and a round that is like it."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pipeline.definitions.agreement import PAPER, load_written
from pipeline.definitions.sources import read_sources
from pipeline.definitions.states import known_rounds
from pipeline.errors import PipelineError, UsageError
from pipeline.home import folder_of
from pipeline.measure import MEASURES
from pipeline.model.source import SourceDefinition
from pipeline.normalise.kinds import KINDS
from pipeline.publish import put_file
from pipeline.rounds.form.book import FormBook
from pipeline.rounds.form.drafted import drafted, round_span
from pipeline.rounds.form.of_round import of_round
from pipeline.rounds.form.shown import ShownForm, show_form
from pipeline.rounds.form.ways import lists
from pipeline.rounds.form.workbook import form_workbook
from pipeline.rounds.paper import read_paper


@dataclass(frozen=True, slots=True)
class MadeForm:
    """A form that was made, and where it stands."""

    path: Path
    book: FormBook
    shown: ShownForm

    def lines(self) -> Iterator[str]:
        """What was found, and what is to be done next."""
        kpis = self.shown.kpis
        levels = self.book.rows("levels")
        asked = [row for row in levels if row.text("question")]
        if kpis:
            ways = sum(bool(row.text("way")) for row in self.book.rows("kpis"))
            chosen = f" เลือกคิดจากให้แล้ว {ways}" if ways else ""
            yield f"พบ {len(kpis)} ตัวชี้วัด {len(levels)} ระดับ อ่านเกณฑ์ได้ {len(levels) - len(asked)} ระดับ ต้องถาม {len(asked)} ระดับ{chosen}"
        else:
            yield "แบบเปล่า ยังไม่มีตัวชี้วัด"
        yield from (f"  ควรตรวจ: {line}" for line in self.shown.doubts)
        for kpi in kpis:
            yield from (f"  ตัวชี้วัดที่ {kpi.number} {question}" for question in kpi.shown.open)
        yield f"ขั้นต่อไป: เปิด {self.path.name} ใน Excel ตอบช่องสี เลือก คิดจาก ตรวจเกณฑ์ทีละระดับแล้วเลือก ใช่"
        yield f"แล้วสั่ง pipeline round add \"{self.path}\""


def make_form(home: Path, round_id: str, paper: Path | None, like: str | None, output: Path | None) -> MadeForm:
    """Makes the form of a round (``2569-2``) at ``output``, or under its usual name in the current folder: of the signed ``paper``
    (a file of Word or Excel), of what another round is ``like``, of both, or empty.

    Raises UsageError for an id that is none, a paper that cannot be read, a round that is not there, and where the
    file is there already; PipelineError where it cannot be written.
    """
    round_span(round_id)
    path = output or Path(f"แบบกำหนดตัวชี้วัด {round_id}.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise UsageError(f"{path}: แบบเป็นสมุดงาน Excel ตั้งชื่อให้ลงท้ายด้วย .xlsx")
    if path.exists():
        raise UsageError(f"มี {path} อยู่แล้ว ไม่เขียนทับ ย้ายหรือเปลี่ยนชื่อไฟล์นั้น หรือสั่งใหม่ด้วย --output ชื่ออื่น")
    sources = read_sources(home, KINDS)
    former = _form_of(home, like, sources) if like is not None else None
    usual = None if like is not None else _newest(home, round_id, sources)
    book = drafted(read_paper(paper) if paper else None, round_id, former, usual)
    put_file(path, form_workbook(book, lists(book, sources, MEASURES)))
    return MadeForm(path, book, show_form(book, sources, MEASURES))


def _form_of(home: Path, round_id: str, sources: Sequence[SourceDefinition]) -> FormBook:
    """A round as a filled form."""
    agreement = load_written(home, MEASURES, round_id)
    return of_round(agreement, sources, (folder_of(home, "agreement") / round_id / PAPER).read_bytes().decode("utf-8-sig"))


def _newest(home: Path, round_id: str, sources: Sequence[SourceDefinition]) -> FormBook | None:
    """The newest round that can be read, but for the one that is made; None where there is none."""
    for known in reversed(known_rounds(home)):
        if known.id != round_id or known.state == "adopted":
            with suppress(PipelineError):
                return _form_of(home, known.id, sources)
    return None
