"""The options that several commands share, and how they speak to the screen."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.settings import MOST_JOBS

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from pipeline.publish import Written

PATH = click.Path(path_type=Path)
INPUT = click.option(
    "--input", "folder", metavar="โฟลเดอร์", default="input", show_default=True,
    help="โฟลเดอร์ที่เก็บไฟล์ส่งออกจากระบบ", type=click.Path(path_type=Path),
)
OUTPUT = click.option(
    "--output", metavar="โฟลเดอร์", default="output", show_default=True,
    help="โฟลเดอร์ที่จะวางผล", type=click.Path(path_type=Path),
)
ROUND = click.option("--round", "round_id", metavar="รอบ", help="รอบการประเมิน เช่น 2561-1 (ไม่ระบุ = รอบล่าสุด)")
PROVINCE = click.option("--province", metavar="จังหวัด", help="ชื่อจังหวัด (ไม่ระบุ = ตามทำเนียบ หรือทุกโฟลเดอร์จังหวัด)")
JOBS = click.option(
    "--jobs", metavar="จำนวน", type=click.IntRange(1, MOST_JOBS),
    help="จำนวนไฟล์ที่อ่านพร้อมกัน (ไม่ระบุ = 1) เมื่อมีหลายจังหวัดคือจำนวนจังหวัดที่ทำพร้อมกัน "
    "(ไม่ระบุ = เท่าจำนวนแกนของเครื่อง)",
)
FORMAT = click.option(
    "--format", "form", metavar="text|json", type=click.Choice(["text", "json"]), default="text",
    show_default=True, help="รูปแบบของผลบนหน้าจอ",
)
PATIENCE = 2  # seconds that work may take before its progress is told


def progress(words: str = "อ่านไฟล์", quiet: bool = False) -> Callable[[int, int], None]:
    """Shows a bar of how many are done when that takes over two seconds, where a person looks
    on; nothing elsewhere, nor where it is to be ``quiet``."""
    begun = time.monotonic()
    bar: ProgressBar[int] | None = None

    def tell(done: int, length: int) -> None:
        nonlocal bar
        if bar is None:
            if quiet or not sys.stderr.isatty() or time.monotonic() - begun < PATIENCE:
                return
            bar = click.progressbar(length=length, label=words, show_pos=True, file=sys.stderr)
            bar.render_progress()
        if not bar.finished:
            bar.update(done - bar.pos)
            if bar.finished:
                bar.render_finish()

    return tell


def echo_written(written: "Written") -> None:
    """What gave way, and what could not be written."""
    for line in written.notes:
        click.echo(line)
    echo_faults(written)


def echo_faults(written: "Written") -> None:
    """What could not be written."""
    for line in written.faults:
        click.echo(f"ทำไม่ได้: {line}", err=True)


def echo_json(data: dict[str, object]) -> None:
    """Print data as JSON, as ``results.json`` is written."""
    from pipeline.reports.results import to_text

    click.echo(to_text(data))


def shown(path: Path) -> str:
    """A path as the screen may show it."""
    from pipeline.model.finding import printable

    return printable(str(path))


def one_line(text: str) -> str:
    """A text as one line of the screen."""
    from pipeline.model.finding import safe_text

    return safe_text(text, 1000)


def cannot(message: str) -> None:
    """Says in one line why something was not done."""
    click.echo(f"ทำไม่ได้: {one_line(message)}", err=True)
