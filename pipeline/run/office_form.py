"""The office's forms, opened with the filters that they may use; what is wrong with one stops the
run."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from pipeline.errors import TemplateError
from pipeline.forms import About, FormError, Placeholder, Problem, Report, names, read_form
from pipeline.home import folder_of
from pipeline.model.disk import why
from pipeline.model.words import RESULT_SHEETS
from pipeline.render import DistrictBook
from pipeline.summarise import NationBook, ProvinceBook
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import paper_digits
from pipeline.thai.spacing import unbroken


def _thai(value: object, context: Mapping[str, object]) -> str:
    """The value with Thai digits, or Arabic ones if the context's ``thai_digits`` is false; no line
    ends between a number and the word that it belongs to."""
    return paper_digits(unbroken(str(value)), bool(context.get("thai_digits", True)))


def _thai_date(value: object, _: Mapping[str, object]) -> str:
    return thai_date(value) if value else ""  # type: ignore[arg-type]  # what is no date raises


FILTERS = {"thai": _thai, "thaidate": _thai_date}


BOOKS = {"agreement.xlsx": DistrictBook, "summary.xlsx": ProvinceBook, "compiled.xlsx": NationBook}
_SHEETS = dict(zip(BOOKS, RESULT_SHEETS, strict=False))
_MOST = 5  # problems that a run tells


class OfficeForm:
    """One of the office's templates; TemplateError where it is wrong or cannot be filled."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        try:
            with _stopping():
                self._form = read_form(path, FILTERS)
        except FileNotFoundError:
            raise TemplateError(f"ไม่พบแบบฟอร์ม {path} ให้วางแฟ้ม {path.name} กลับไว้ที่เดิม") from None
        except OSError as error:
            raise TemplateError(f"เปิดแบบฟอร์ม {path} ไม่ได้ ({why(error)}) ปิดไฟล์ใน Excel แล้วสั่งใหม่") from None

    def fill(self, context: Mapping[str, object], about: About | None = None) -> bytes:
        """One finished workbook, which says of itself what it is ``about``; the same context always
        gives the same bytes."""
        with _stopping():
            return self._form.fill(context, about)

    def placeholders(self) -> tuple[Placeholder, ...]:
        """Every text of the template that says something to the program."""
        return self._form.placeholders()

    def check(
        self, sample: Mapping[str, object], *others: Mapping[str, object],
        names: Mapping[str, object] | None = None,
    ) -> Report:
        """What is wrong with the template, judged by contexts like those it will be filled from, and
        by the ``names`` that these may have."""
        with _stopping():
            report = self._form.check(sample, *others, names=names)
        return replace(report, problems=(*self._missing(), *report.problems))

    def demand(self) -> None:
        """Raises TemplateError where it is seen without filling that a run must not use the template."""
        found = [*self._missing(), *self._form.problems(names(BOOKS[self._name]))]
        if found:
            lines = [f"แบบฟอร์ม {self._name} {named_place(one.sheet, one.cell)}{one.problem}" for one in found[:_MOST]]
            more = f"\nและอีก {len(found) - _MOST:,} ข้อ" if len(found) > _MOST else ""
            raise TemplateError("\n".join(lines) + f"{more}\nแก้แบบฟอร์มแล้วสั่งใหม่ ดูทั้งหมดด้วย pipeline template check")

    def _missing(self) -> Iterator[Problem]:
        """The sheets by whose names other programs, and this one, know a result: what else is wrong
        may come of them."""
        for name in sorted(_SHEETS.get(self._name, frozenset()) - set(self._form.sheets)):
            yield Problem(name, "ชื่อชีต", (
                f"ไม่มีแผ่นงานชื่อนี้แล้ว โปรแกรมรู้จักผลตามชื่อแผ่นงาน ให้ตั้งชื่อแผ่นงานกลับเป็น “{name}”"))


def named_place(sheet: str, cell: str) -> str:
    """How a place of a template is said before what is wrong there."""
    named = f"ช่อง {cell}" if re.match(r"[A-Z]+\d", cell) else cell
    return (f"แผ่นงาน {sheet} " if sheet else "") + (f"{named}: " if named else "")


@contextmanager
def _stopping() -> Iterator[None]:
    try:
        yield
    except FormError as error:
        raise TemplateError(str(error)) from error


def form_to_fill(home: Path, file: str) -> OfficeForm:
    """The template ``file`` of the working folder ``home``, which a run may use; TemplateError says where it
    is wrong, what, and what to do."""
    form = load_form(folder_of(home, "templates") / file)
    form.demand()
    return form


def load_form(path: Path) -> OfficeForm:
    """The template at ``path``, opened and made ready."""
    return OfficeForm(path)
