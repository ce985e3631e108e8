"""A page of HTML: one file that loads nothing, runs only its own script, and escapes all that it is told."""

import base64
import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.model.finding import printable
from pipeline.model.words import PAGE_MARK

if TYPE_CHECKING:
    from jinja2 import Environment
    from markupsafe import Markup

HERE = Path(__file__).parent
STYLE, SCRIPT = "page.css", "page.js"
_HEAD = 4000  # bytes of a page, in which its title stands


def page(template: str, context: Mapping[str, object]) -> bytes:
    """A template of ``html/`` as a whole page, UTF-8: the same context always gives the same bytes. Every
    text of the context is escaped, and has no control or bidi character; style and script are the program's own, and the page's policy names them
    by their SHA-256, so that a browser runs no other."""
    return _environment().get_template(template).render(context).encode()


def is_titled(data: bytes, title: str) -> bool:
    """Whether these are a page of which the title begins so."""
    return f"<title>{title}".encode() in data[:_HEAD]


def part(template: str, context: Mapping[str, object]) -> "Markup":
    """A part that stands on several pages, rendered once."""
    from markupsafe import Markup

    return Markup(_environment().get_template(template).render(context))


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # takes long to load
    from markupsafe import Markup

    environment = Environment(
        loader=FileSystemLoader(HERE / "html"), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True, auto_reload=False, finalize=_seen,
    )
    style, script = (_asset(name) for name in (STYLE, SCRIPT))
    environment.globals.update(
        made_by=Markup(PAGE_MARK), style=Markup(style), script=Markup(script), policy=Markup(
            f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
            "base-uri 'none'; form-action 'none'"),
    )
    return environment


def _seen(value: object) -> object:
    """A text without what nobody sees; a part of a page as it is, for its texts have been here before."""
    return printable(value) if type(value) is str else value


def _asset(name: str) -> str:
    """Our own style or script, lines ended alike on every system."""
    return (HERE / "assets" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
