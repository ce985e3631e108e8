"""Click's pages of help in Thai: its own words, and widths in which vowels and tone marks over and
under a consonant take none."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import click

from pipeline.thai.text import visible_length

HEADINGS = {"Options": "ตัวเลือก", "Commands": "คำสั่ง"}
_DEFAULT = "[default: "
_RANGE = re.compile(r"(?<=[\[ ])([\d.]+)<=x<=([\d.]+)(?=\])")


class Page(click.HelpFormatter):
    """A page of help."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How a command is typed, in a line."""
        self.write(f"วิธีใช้: {prog} {args}".rstrip() + "\n")

    def write_heading(self, heading: str) -> None:
        """A heading."""
        super().write_heading(HEADINGS.get(heading, heading))

    def write_text(self, text: str) -> None:
        """Paragraphs; one that begins with a line of ``\\b`` keeps its lines."""
        self.write("\n\n".join(
            "\n".join(" " * self.current_indent + line for line in self._lines(paragraph))
            for paragraph in text.split("\n\n")
        ) + "\n")

    def _lines(self, paragraph: str) -> Sequence[str]:
        first, _, rest = paragraph.partition("\n")
        if first.strip() == "\b":
            return rest.split("\n")
        return list(_wrapped(paragraph, self.width - self.current_indent))

    def write_dl(
        self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2
    ) -> None:
        """Terms, each with what it means beside it."""
        rows = list(rows)
        column = max(visible_length(term) for term, _ in rows) + col_spacing
        for term, meaning in rows:
            beside = term + " " * (column - visible_length(term))
            for line in _wrapped(_thai(meaning), self.width - self.current_indent - column):
                self.write(f"{'':{self.current_indent}}{beside}{line}\n")
                beside = " " * column


def _thai(meaning: str) -> str:
    """What Click puts behind the words of an option, in Thai."""
    return _RANGE.sub(r"\1 ถึง \2", meaning.replace(_DEFAULT, "[ไม่ระบุ = "))


def _wrapped(text: str, width: int) -> Iterator[str]:
    """A text in lines of a width, parted at its spaces."""
    line = ""
    for word in text.split():
        if line and visible_length(line) + 1 + visible_length(word) > width:
            yield line
            line = ""
        line = f"{line} {word}" if line else word
    yield line


class _Context(click.Context):
    formatter_class = Page


class Command(click.Command):
    """A command whose help is in Thai throughout; the first line of it is its summary."""

    context_class = _Context

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **{"options_metavar": "[ตัวเลือก]", **more})

    def get_short_help_str(self, limit: int = 45) -> str:
        """The summary, whole."""
        return (self.help or "").strip().partition("\n")[0]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """``--help``."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = "แสดงวิธีใช้นี้"
        return option


class Group(Command, click.Group):
    """A command that holds others."""

    command_class = Command
    group_class = type

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **{"subcommand_metavar": "คำสั่ง …", **more})
