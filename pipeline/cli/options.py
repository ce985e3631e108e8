"""The options that several commands share, and how they speak to the screen."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.screen import echo, echo_data, one_line
from pipeline.cli.settings import MOST_JOBS

if TYPE_CHECKING:
    from pipeline.publish import Written


class _Path(click.Path):
    """A file or folder, told from what a command line of Windows makes of a slash before a quote."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """The path as it is typed; BadParameter where none is typed, and where a quote stands in it and nothing
        has that name."""
        if not str(value).strip():
            self.fail("ยังไม่ได้ระบุชื่อ", param, ctx)
        path = Path(value)
        if '"' in str(path) and not path.exists():
            self.fail(f'{path} มีเครื่องหมาย " อยู่ในชื่อ บน Windows เครื่องหมาย \\ ที่อยู่หน้า " ปิดท้าย '
                      'ทำให้ตัวเลือกที่ตามมาถูกรวมเป็นชื่อ ให้ลบ \\ ตัวสุดท้าย เช่น "C:\\in put"', param, ctx)
        return path


PATH = _Path()
INPUT = click.option(
    "--input", "folder", metavar="โฟลเดอร์",
    help="โฟลเดอร์ที่เก็บไฟล์ส่งออกจากระบบ (ไม่ระบุ = input/<รอบ> ถ้ามี มิฉะนั้น input)", type=PATH,
)
OUTPUT = click.option(
    "--output", metavar="โฟลเดอร์", default="output", show_default=True,
    help="โฟลเดอร์ที่จะวางผล", type=PATH,
)
ROUND = click.option("--round", "round_id", metavar="รอบ", help="รอบการประเมิน ตามชื่อโฟลเดอร์ใน agreement (ไม่ระบุ = รอบล่าสุด)")
PROVINCE = click.option("--province", metavar="จังหวัด", help="ชื่อจังหวัด (ไม่ระบุ = ตามทำเนียบ หรือทุกโฟลเดอร์จังหวัด)")
ONE_OF = click.option("--province", metavar="จังหวัด", help="ชื่อจังหวัด เมื่อโฟลเดอร์ของรอบมีหลายจังหวัด")
JOBS = click.option(
    "--jobs", metavar="จำนวน", type=click.IntRange(1, MOST_JOBS),
    help="จำนวนไฟล์ที่อ่านพร้อมกัน (ไม่ระบุ = 1) เมื่อมีหลายจังหวัดคือจำนวนจังหวัดที่ทำพร้อมกัน "
    "(ไม่ระบุ = เท่าจำนวนแกนของเครื่อง)",
)
FORMAT = click.option(
    "--format", "form", metavar="text|json", type=click.Choice(["text", "json"]), default="text",
    show_default=True, help="รูปแบบของผลบนหน้าจอ",
)


def asked_of(folder: Path | None, round_id: str | None) -> tuple[Path, str]:
    """The folder that is read and the round that it is read for. Raises PipelineError."""
    from pipeline.definitions import round_of
    from pipeline.inbox import input_of

    round_id = round_of(Path.cwd(), round_id)
    return input_of(folder, round_id), round_id


def echo_unread(folder: Path, *, err: bool = False) -> None:
    """Says which files lie beside the round's own folder, where nobody reads them."""
    from pipeline.inbox import beside_own
    from pipeline.model.words import some

    if names := beside_own(folder):
        echo(f"อ่านเฉพาะ {shown(folder)} ไม่ได้อ่าน {len(names)} ไฟล์ที่อยู่นอกโฟลเดอร์ของรอบ: {some(names)} "
             "(ถ้าเป็นของรอบนี้ ให้ย้ายเข้าโฟลเดอร์ของรอบ)", err=err)


def echo_written(written: "Written") -> None:
    """What gave way, and what could not be written."""
    for line in written.notes:
        echo(line)
    echo_faults(written)


def echo_faults(written: "Written") -> None:
    """What could not be written."""
    for line in written.faults:
        echo(f"ทำไม่ได้: {line}", err=True)


def echo_json(data: dict[str, object]) -> None:
    """Print data as JSON, as ``results.json`` is written."""
    from pipeline.reports.results import to_text

    echo_data(to_text(data))


def shown(path: Path) -> str:
    """A path as the screen may show it."""
    from pipeline.model.finding import printable

    return printable(str(path))


def cannot(message: str) -> None:
    """Says in one line why something was not done."""
    echo(f"ทำไม่ได้: {one_line(message)}", err=True)
