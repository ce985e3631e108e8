"""The commands for the forms of the office: forms, template check, template names."""

import sys
from pathlib import Path

import click

from pipeline.cli.group import cli
from pipeline.cli.options import (
    FORMAT,
    INPUT,
    OUTPUT,
    PROVINCE,
    ROUND,
    echo_json,
    echo_written,
    shown,
)
from pipeline.home import find_home


@cli.command()
@INPUT
@OUTPUT
@PROVINCE
@ROUND
def forms(folder: Path, output: Path, province: str | None, round_id: str | None) -> None:
    """สร้างแบบกรอกเปล่าสำหรับสำนักงานที่ระบบส่งออกไฟล์ไม่ได้"""
    from pipeline.office.blanks import write_blank_forms

    written = write_blank_forms(find_home(), output, folder, province, round_id)
    for name in sorted({*written.put, *written.untouched}):
        click.echo(f"สร้าง {shown(written.folder / name)}")
    echo_written(written)
    sys.exit(written.exit_code)


@cli.group()
def template() -> None:
    """แบบฟอร์มในโฟลเดอร์ templates"""


@template.command("check")
@ROUND
@FORMAT
def template_check(round_id: str | None, form: str) -> None:
    """ตรวจแบบฟอร์มก่อนใช้: ทุกช่องที่เติมให้ ชื่อที่ไม่รู้จัก สิ่งที่จะหาย"""
    from pipeline.run.templates import check_templates, template_json, template_text

    found = check_templates(find_home(), round_id)
    if form == "json":
        echo_json(template_json(found))
    else:
        click.echo(template_text(found))
    sys.exit(0 if all(one.fillable for one in found) else 2)


@template.command("names")
@ROUND
def template_names(round_id: str | None) -> None:
    """ชื่อทั้งหมดที่ใช้ใน {{ … }} ได้ พร้อมตัวอย่างของค่า"""
    from pipeline.run.templates import template_names as names

    click.echo(names(find_home(), round_id))
