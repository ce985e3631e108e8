"""The office's forms, opened with the filters that they may use; what is wrong with one stops the
run."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pipeline.errors import TemplateError
from pipeline.forms import FormError, Placeholder, Report, read_form
from pipeline.model.disk import why
from pipeline.thai.calendar import thai_date
from pipeline.thai.digits import paper_digits


def _thai(value: object, context: Mapping[str, object]) -> str:
    """The value with Thai digits, or Arabic ones if the context's ``thai_digits`` is false."""
    return paper_digits(str(value), bool(context.get("thai_digits", True)))


def _thai_date(value: object, _: Mapping[str, object]) -> str:
    return thai_date(value) if value else ""  # type: ignore[arg-type]  # what is no date raises


FILTERS = {"thai": _thai, "thaidate": _thai_date}


class OfficeForm:
    """One of the office's templates; TemplateError where it is wrong or cannot be filled."""

    def __init__(self, path: Path) -> None:
        try:
            with _stopping():
                self._form = read_form(path, FILTERS)
        except FileNotFoundError:
            raise TemplateError(f"ไม่พบแบบฟอร์ม {path} ให้วางแฟ้ม {path.name} กลับไว้ที่เดิม") from None
        except OSError as error:
            raise TemplateError(f"เปิดแบบฟอร์ม {path} ไม่ได้ ({why(error)}) ปิดไฟล์ใน Excel แล้วสั่งใหม่") from None

    def fill(self, context: Mapping[str, object]) -> bytes:
        """One finished workbook; the same context always gives the same bytes."""
        with _stopping():
            return self._form.fill(context)

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
            return self._form.check(sample, *others, names=names)


@contextmanager
def _stopping() -> Iterator[None]:
    try:
        yield
    except FormError as error:
        raise TemplateError(str(error)) from error


def load_form(path: Path) -> OfficeForm:
    """The template at ``path``, opened and made ready."""
    return OfficeForm(path)
