"""The commands on what was before: diff, close."""

import sys
from pathlib import Path

import click

from pipeline.cli.group import cli
from pipeline.cli.options import FORMAT, ONE_OF, OUTPUT, PATH, ROUND, cannot, echo_json, shown
from pipeline.cli.screen import echo


@cli.command()
@click.argument("old", metavar="เดิม", type=PATH)
@click.argument("new", metavar="ใหม่", type=PATH)
@FORMAT
@click.option("--html", metavar="ไฟล์", help="เขียนสิ่งที่เปลี่ยนเป็นหน้าเว็บหน้าเดียว แยกตามอำเภอและตัวชี้วัด", type=PATH)
def diff(old: Path, new: Path, form: str, html: Path | None) -> None:
    """เทียบผลสองชุด (results.json หรือโฟลเดอร์ที่มีไฟล์นั้น): อะไรเปลี่ยน จากไฟล์ใด

    ผลของคนละรอบเทียบตัวชี้วัดที่ชื่อและหน่วยเดียวกัน ไม่ว่าเป็นข้อใด

    \b
    รหัสออก 0 ไม่มีสิ่งใดเปลี่ยน, 1 มีสิ่งที่เปลี่ยน, 2 เทียบไม่ได้
    """
    from pipeline.run.closing import compare

    found = compare(Path.cwd(), old, new)
    if html is not None:
        found.write_page(html)
    if form == "json":
        echo_json(found.as_json())
    else:
        echo("\n".join(found.lines()))
    if html is not None:
        echo(f"เขียน {shown(html)}", err=form == "json")
    sys.exit(1 if found.changes else 0)


@cli.command()
@OUTPUT
@ROUND
@ONE_OF
@click.option("--date", metavar="วันที่", help="วันที่ปิดรอบที่จะบันทึกในใบปิดรอบ (วัน/เดือน/ปี พ.ศ.)")
@click.option("--with-gaps", "gaps", is_flag=True, help="ปิดทั้งที่ยังมีตัวชี้วัดที่ยังไม่รายงานหรือข้อที่ต้องแก้")
@click.option("--with-edits", "edits", is_flag=True, help="ปิดตามที่เป็นอยู่ ทั้งที่มีผู้เติมหรือแก้สมุดงานแล้ว (เช่น หลังลงนาม)")
@click.option("--with-warnings", "warnings", is_flag=True, help="ปิดทั้งที่ยังมีตัวเลขที่ไม่น่าจะถูกซึ่งไม่มีผู้ยืนยัน")
@click.option("--verify", is_flag=True, help="ไม่ปิด เพียงตรวจว่าไฟล์ที่ปิดไว้ยังเหมือนเดิม (รหัสออก 1 = มีไฟล์ที่ไม่เหมือนเดิม)")
def close(
    output: Path, round_id: str | None, province: str | None, date: str | None, gaps: bool,
    edits: bool, warnings: bool, verify: bool,
) -> None:
    """ปิดรอบที่เสร็จแล้ว: บันทึกลายนิ้วมือของผลทุกไฟล์ในใบปิดรอบ และไม่ให้เขียนทับ

    \b
    รหัสออก 0 ปิดแล้ว, 1 ไม่ปิดให้ (บอกเหตุผล) หรือไฟล์ที่ปิดไว้ไม่เหมือนเดิม, 2 ทำไม่ได้
    """
    from pipeline.errors import SealedError
    from pipeline.run.closing import close as seal
    from pipeline.run.closing import verify as look

    home = Path.cwd()
    if verify:
        lines, good = look(home, output, round_id, province)
    else:
        try:
            lines, good = seal(home, output, round_id, province, date, gaps, edits, warnings)
        except SealedError as error:
            for line in error.details:
                echo(line)
            cannot(str(error))
            sys.exit(1)
    echo("\n".join(lines))
    sys.exit(0 if good else 1)
