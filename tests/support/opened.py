"""Forms as their tests open them."""

from pathlib import Path

from pipeline.forms import Form, read_form
from pipeline.run.office_form import FILTERS


def load_form(path: Path) -> Form:
    """The template at ``path``, with the office's filters."""
    return read_form(path, FILTERS)
