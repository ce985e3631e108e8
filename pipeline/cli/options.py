"""The options that several commands share, and how they speak to the screen."""

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
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
PROVINCE = click.option("--province", metavar="จังหวัด", help="ชื่อจังหวัด (ไม่ระบุ = ตามทำเนียบ)")
JOBS = click.option(
    "--jobs", metavar="จำนวน", type=click.IntRange(1, 64), default=1, show_default=True,
    help="จำนวนไฟล์ที่อ่านพร้อมกัน",
)
FORMAT = click.option(
    "--format", "form", metavar="text|json", type=click.Choice(["text", "json"]), default="text",
    show_default=True, help="รูปแบบของผลบนหน้าจอ",
)
PATIENCE = 2  # seconds that work may take before its progress is told


def reading() -> Callable[[int, int], None]:
    """Says how many files are read when that takes over two seconds, where a person looks on."""
    begun, said = time.monotonic(), -1

    def tell(done: int, files: int) -> None:
        nonlocal said
        if done != said and sys.stderr.isatty() and time.monotonic() - begun > PATIENCE:
            said = done
            click.echo(f"\rอ่านแล้ว {done} จาก {files} ไฟล์", err=True, nl=done == files)

    return tell


def echo_written(written: "Written") -> None:
    """What gave way, and what could not be written."""
    for line in written.notes:
        click.echo(line)
    for line in written.faults:
        click.echo(f"ทำไม่ได้: {line}", err=True)


def echo_json(data: object) -> None:
    import json

    click.echo(json.dumps(data, ensure_ascii=False, indent=1))
