"""The options that several commands share, and how they speak to the screen."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import click

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


def echo_json(data: dict[str, object]) -> None:
    from pipeline.results import to_text

    click.echo(to_text(data))


def shown(path: Path) -> str:
    """A path as the screen may show it."""
    from pipeline.model.finding import printable

    return printable(str(path))


def cannot(message: str) -> None:
    """Says in one line why something was not done."""
    from pipeline.model.finding import safe_text

    click.echo(f"ทำไม่ได้: {safe_text(message, 1000)}", err=True)


def internal(error: Exception) -> str:
    """What is said of a fault of the program's own."""
    return (
        f"โปรแกรมผิดพลาดภายใน ({type(error).__name__}: {' '.join(str(error).split())[:200]}) "
        "แจ้งผู้ดูแลโปรแกรมพร้อมข้อความนี้ "
        "(ตั้ง PIPELINE_TRACEBACK=1 แล้วสั่งใหม่เพื่อดูรายละเอียด)"
    )
