"""The commands on rounds: round new, add, list, show, adopt, withdraw."""

import sys
from pathlib import Path

import click

from pipeline.cli.group import cli
from pipeline.cli.options import FORMAT, INPUT, PATH, PROVINCE, echo_json, shown
from pipeline.cli.screen import echo

AGREED = "ใช่"
ROUND = click.argument("round_id", metavar="รอบ")


@cli.group("round")
def rounds() -> None:
    """รอบการประเมินในโฟลเดอร์ agreement"""


@rounds.command("list")
@FORMAT
def list_rounds(form: str) -> None:
    """บอกรอบที่มี: ร่าง ประกาศใช้แล้ว หรือถอนแล้ว และสิ่งที่ยังผิดของแต่ละรอบ"""
    from pipeline.rounds.listing import lines, listed

    found = listed(Path.cwd())
    if form == "json":
        echo_json({"rounds": [one.as_json() for one in found]})
    else:
        echo("\n".join(lines(found)))


@rounds.command()
@click.argument("made", metavar="รอบ")  # neither it nor the file is what pipeline.toml calls round and output
@click.option("--word", metavar="ไฟล์", type=PATH, help="ข้อตกลงที่ลงนาม เป็นไฟล์ Word (.docx)")
@click.option("--excel", metavar="ไฟล์", type=PATH, help="ข้อตกลงที่ลงนาม เป็นไฟล์ Excel (.xlsx)")
@click.option("--like", metavar="รอบ", help="รอบก่อนที่คล้ายกัน: ตัวชี้วัดชื่อเดียวกันใช้ คิดจาก ชื่อสั้น และรายการตามรอบนั้น")
@click.option("--output", "path", metavar="ไฟล์", type=PATH, help="แบบที่จะเขียน (ไม่ระบุ = แบบกำหนดตัวชี้วัด <รอบ>.xlsx ในโฟลเดอร์นี้)")
def new(made: str, word: Path | None, excel: Path | None, like: str | None, path: Path | None) -> None:
    """ทำแบบกำหนดตัวชี้วัดของรอบ จากข้อตกลงที่ลงนาม: เกณฑ์ตามข้อตกลง อ่านว่าอย่างไร และคำถามที่ต้องตอบ

    \b
    ไม่ระบุไฟล์ = แบบเปล่า หรือแบบตามรอบที่ระบุใน --like ไม่เขียนทับไฟล์ที่มีอยู่
    """
    if word is not None and excel is not None:
        raise click.UsageError("ระบุ --word หรือ --excel อย่างใดอย่างหนึ่ง")
    from pipeline.rounds.making import make_form

    form = make_form(Path.cwd(), made, word or excel, like, path)
    echo(f"เขียน {shown(form.path)}")
    echo("\n".join(form.lines()))


@rounds.command()
@click.argument("path", metavar="แบบ.xlsx", type=PATH)
@INPUT
@PROVINCE
@FORMAT
def add(path: Path, folder: Path | None, province: str | None, form: str) -> None:
    """ทำรอบเป็นร่างจากแบบกำหนดตัวชี้วัดที่กรอกแล้ว: บอกทุกข้อที่ต้องแก้พร้อมกัน ตามแผ่นและช่อง

    \b
    เขียน agreement/<รอบ> ทั้งหมดหรือไม่เขียนเลย สั่งซ้ำได้จนกว่าจะถูก
    ไฟล์ตัวอย่างของรายงานใหม่ถูกลองอ่านทันที
    รหัสออก 0 ทำรอบแล้ว, 1 มีข้อที่ต้องแก้, 2 ทำไม่ได้
    """
    from pipeline.rounds.adding import add as added

    found = added(Path.cwd(), path, folder=folder, province=province)
    if form == "json":
        echo_json(found.as_json())
    else:
        echo("\n".join(found.lines()))
    sys.exit(found.exit_code)


@rounds.command()
@click.argument("round_id", metavar="รอบ|แบบ.xlsx")
@FORMAT
@click.option("--xlsx", metavar="ไฟล์", type=PATH, help="เขียนเป็นสมุดงาน Excel สำหรับพิมพ์ มีช่องให้กาทุกระดับ (ของรอบ)")
def show(round_id: str, form: str, xlsx: Path | None) -> None:
    """แสดงนิยามของรอบ หรือแบบกำหนดตัวชี้วัด หน้าเดียว สำหรับถือเทียบกับข้อตกลงที่ลงนาม

    เกณฑ์ตามข้อตกลงและตามที่เข้าใจ ผลที่ต่ำกว่า ตรง และเกินขอบของแต่ละระดับได้ระดับใด และสิ่งที่ข้อตกลงไม่ได้บอก
    """
    if round_id.lower().endswith((".xlsx", ".xlsm")) or Path(round_id).is_file():
        if xlsx is not None:
            raise click.UsageError("--xlsx ใช้กับรอบ แบบกำหนดตัวชี้วัดพิมพ์จาก Excel ได้เอง")
        _show_form(Path(round_id), form)
    else:
        _show_round(round_id, form, xlsx)


def _show_form(path: Path, form: str) -> None:
    from pipeline.rounds.form.shown import form_at

    found = form_at(Path.cwd(), path)
    if form == "json":
        echo_json(found.as_json())
    else:
        echo("\n".join(found.lines()))


def _show_round(round_id: str, form: str, xlsx: Path | None) -> None:
    from pipeline.rounds.shown import show as look

    found = look(Path.cwd(), round_id)
    if xlsx is not None:
        from pipeline.publish import put_file
        from pipeline.rounds.sheet import workbook

        put_file(xlsx, workbook(found))
    if form == "json":
        echo_json(found.as_json())
    else:
        from pipeline.rounds.text import lines

        echo("\n".join(lines(found)))
    if xlsx is not None:
        echo(f"เขียน {shown(xlsx)}", err=form == "json")


@rounds.command()
@ROUND
def adopt(round_id: str) -> None:
    """ประกาศใช้รอบ: บอกสิ่งที่ต่างจากครั้งก่อน แล้วให้เป็นรอบที่เลือกเองได้

    \b
    หลังประกาศใช้ ตัวเลขหรือวันที่ที่มีผลต่อคะแนนจะถูกแก้โดยไม่รู้ตัวไม่ได้ ถ้าตั้งใจแก้ สั่งอีกครั้ง
    รหัสออก 0 ประกาศใช้แล้ว, 1 ไม่ได้ประกาศใช้, 2 ทำไม่ได้
    """
    from pipeline.rounds.adoption import adoption

    found = adoption(Path.cwd(), round_id)
    echo("\n".join(found.lines()))
    if not found.needed:
        return
    if sys.stdin.isatty():
        answer = click.prompt(f"พิมพ์ {AGREED} เพื่อประกาศใช้รอบ {round_id}", default="", show_default=False)
        if answer.strip() != AGREED:
            echo("ไม่ได้ประกาศใช้")
            sys.exit(1)
    found.adopt()
    echo(f"ประกาศใช้รอบ {round_id} แล้ว")


@rounds.command()
@ROUND
def withdraw(round_id: str) -> None:
    """ถอนรอบที่ประกาศใช้แล้ว: ไม่ถูกเลือกเองอีก แต่ยังระบุด้วย --round ได้"""
    from pipeline.rounds.adoption import withdraw as take_back

    echo(take_back(Path.cwd(), round_id))
