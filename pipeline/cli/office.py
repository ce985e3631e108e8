"""The commands for the office's own folder, papers and forms: init, print, forms, template check, template names."""

import sys
from itertools import groupby
from pathlib import Path

import click

from pipeline.cli.group import cli
from pipeline.cli.options import (
    FORMAT,
    INPUT,
    ONE_OF,
    OUTPUT,
    PATH,
    PROVINCE,
    ROUND,
    asked_of,
    echo_json,
    echo_written,
    shown,
)
from pipeline.cli.screen import echo, one_line, progress


@cli.command()
@INPUT
@OUTPUT
@PROVINCE
@ROUND
def forms(folder: Path | None, output: Path, province: str | None, round_id: str | None) -> None:
    """สร้างแบบกรอกเปล่าของรอบสำหรับสำนักงานที่ระบบส่งออกไฟล์ไม่ได้

    แบบกรอกอยู่ใน output/แบบกรอก/<รอบ>/ กรอกแล้ววางใน input
    """
    from pipeline.office.blanks import write_blank_forms

    folder, round_id = asked_of(folder, round_id)
    written = write_blank_forms(Path.cwd(), output, folder, province, round_id)
    for name in sorted({*written.put, *written.untouched}):
        echo(f"สร้าง {shown(written.folder / name)}")
    echo_written(written)
    sys.exit(written.exit_code)


@cli.command()
@click.argument("desk", metavar="[โฟลเดอร์]", type=PATH, default=".")
def init(desk: Path) -> None:
    """วางโฟลเดอร์ทำงาน: input output แบบ ข้อตกลง คำสั่งดับเบิลคลิก

    \b
    ไม่เขียนทับไฟล์ที่มีอยู่แล้ว (ไม่ระบุโฟลเดอร์ = โฟลเดอร์นี้)
    คำสั่งอื่นใช้ agreement/ และ templates/ ของโฟลเดอร์ที่สั่ง ถ้าไม่มีใช้ของที่มากับโปรแกรม
    """
    from pipeline.office.desk import lay_out

    done = lay_out(desk)
    for part, names in groupby(done.made, lambda name: name.partition("/")[0]):
        first, *more = names
        what = f"{shown(desk / part)} ({len(more) + 1} ไฟล์)" if more else shown(desk / first)
        echo(f"วาง {what}")
    for name in done.untouched:
        echo(f"เก็บของเดิมไว้ {shown(desk / name)} (ต่างจากที่มากับโปรแกรม)")
    echo(f"พร้อมแล้วที่ {shown(desk)} วางไฟล์ส่งออกใน input แล้วสั่ง pipeline check ในโฟลเดอร์นั้น")


@cli.command("print")
@click.option("--sheet", "sheets", metavar="แผ่น", multiple=True, help="พิมพ์เฉพาะแผ่นชื่อนี้ ระบุซ้ำได้ (ไม่ระบุ = ทุกแผ่น)")
@click.option("--district", "districts", metavar="อำเภอ", multiple=True, help="พิมพ์เฉพาะอำเภอนี้ ระบุซ้ำได้ (ไม่ระบุ = ทุกอำเภอ)")
@click.option("--output", "target", metavar="ไฟล์.pdf", type=PATH, help="ไฟล์ PDF ที่จะเขียน (ไม่ระบุ = วางไว้กับสมุดงาน)")
@click.option("--results", "output", metavar="โฟลเดอร์", default="output", show_default=True, type=PATH,
              help="โฟลเดอร์ผลที่ pipeline run วางไว้")
@ROUND
@ONE_OF
def print_(
    sheets: tuple[str, ...], districts: tuple[str, ...], target: Path | None, output: Path,
    round_id: str | None, province: str | None,
) -> None:
    """รวมแบบของทุกอำเภอตามผลครั้งล่าสุดเป็น PDF ไฟล์เดียว เรียงตามอำเภอ พร้อมพิมพ์

    \b
    ใช้ LibreOffice ที่มีในเครื่อง ถ้าไม่มีใช้ Excel พิมพ์สมุดงานตามที่เป็นอยู่ และไม่แก้สมุดงาน
    รหัสออก 0 เขียน PDF แล้ว, 2 ทำไม่ได้ (ไม่เขียนสิ่งใด)
    """
    from pipeline.office.printing.papers import Wanted, print_papers

    done = print_papers(
        Path.cwd(), output, round_id, province, Wanted(sheets, districts, target), progress("ทำ PDF"))
    for line in done.notes:
        echo(one_line(line))
    echo(f"เขียน {shown(done.path)} ({done.districts} อำเภอ {done.pages} หน้า โดย {done.program})")


@cli.group()
def template() -> None:
    """แบบฟอร์มในโฟลเดอร์ templates"""


@template.command("check")
@ROUND
@FORMAT
def template_check(round_id: str | None, form: str) -> None:
    """ตรวจแบบฟอร์มก่อนใช้: ทุกช่องที่เติมให้ ชื่อที่ไม่รู้จัก สิ่งที่จะหาย"""
    from pipeline.run.templates import check_templates, template_json, template_text

    found = check_templates(Path.cwd(), round_id)
    if form == "json":
        echo_json(template_json(found))
    else:
        echo(template_text(found))
    sys.exit(0 if all(one.fillable for one in found) else 2)


@template.command("names")
@ROUND
def template_names(round_id: str | None) -> None:
    """ชื่อทั้งหมดที่ใช้ใน {{ … }} ได้ พร้อมตัวอย่างของค่า"""
    from pipeline.run.templates import template_names as names

    echo(names(Path.cwd(), round_id))
