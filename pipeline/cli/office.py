"""The commands for the forms of the office: forms, template check."""

import sys
from pathlib import Path

import click

from pipeline.cli.group import cli
from pipeline.cli.options import INPUT, OUTPUT, PROVINCE, ROUND, echo_written


@cli.command()
@INPUT
@OUTPUT
@PROVINCE
@ROUND
def forms(folder: Path, output: Path, province: str | None, round_id: str | None) -> None:
    """สร้างแบบกรอกเปล่าสำหรับสำนักงานที่ระบบส่งออกไฟล์ไม่ได้"""
    from pipeline.run import find_home, write_blank_forms

    written = write_blank_forms(find_home(), output, folder, province, round_id)
    for name in sorted({*written.put, *written.alone}):
        click.echo(f"สร้าง {written.folder / name}")
    echo_written(written)
    sys.exit(written.exit_code)


@cli.group()
def template() -> None:
    """แบบฟอร์มในโฟลเดอร์ templates"""


@template.command("check")
@ROUND
def template_check(round_id: str | None) -> None:
    """ตรวจช่องเติมข้อความในแบบฟอร์ม: ชื่อที่ไม่รู้จักอยู่ช่องใด ชื่อใดไม่ได้ใช้"""
    from pipeline.run import check_templates, find_home

    lines, good = check_templates(find_home(), round_id)
    click.echo("\n".join(lines))
    sys.exit(0 if good else 2)
