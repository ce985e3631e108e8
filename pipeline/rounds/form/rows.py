"""Rows of a form, made."""

from collections.abc import Mapping

from pipeline.rounds.form.book import FormRow, FormValue
from pipeline.rounds.form.tables import FRAME_ROWS


def form_row(**values: FormValue | None) -> FormRow:
    """A row of a form with these values, but for those that are blank."""
    return FormRow({key: value for key, value in values.items() if value is not None and value != ""})


def with_values(row: FormRow, **values: FormValue | None) -> FormRow:
    """The same row with other values under these keys; None or "" makes one blank."""
    return form_row(**{**row.values, **values})


def frame_rows(values: Mapping[str, FormValue | None]) -> list[FormRow]:
    """The rows of the frame, all of them, with these values by their keys."""
    return [form_row(key=key, what=what, help=about, value=values.get(key)) for key, what, about, _ in FRAME_ROWS]


def word(words: Mapping[str, object], meaning: object) -> str:
    """What the form calls a meaning."""
    return next(one for one, meant in words.items() if meant == meaning)
