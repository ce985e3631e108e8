"""The commands for the office's machine: doctor, watch."""

import sys
import time
from pathlib import Path

import click

from pipeline.cli.group import cli
from pipeline.cli.options import (
    FORMAT,
    INPUT,
    JOBS,
    OUTPUT,
    PROVINCE,
    ROUND,
    asked_of,
    cannot,
    echo_json,
    shown,
)
from pipeline.cli.scoring import run as run_command
from pipeline.cli.screen import echo
from pipeline.errors import PipelineError, fault


@cli.command()
@INPUT
@OUTPUT
@ROUND
@FORMAT
@click.pass_obj
def doctor(
    wrong: str | None, folder: Path | None, output: Path, round_id: str | None, form: str
) -> None:
    """ตรวจเครื่อง: รุ่น หน้าจอ แบบอักษร สิทธิ์เขียน ไฟล์เปิดค้าง เนื้อที่"""
    from pipeline.office.doctor.checks import Check, exit_code, judge
    from pipeline.office.doctor.folders import look_at
    from pipeline.office.doctor.machine import this_machine
    from pipeline.office.doctor.report import as_json, as_lines

    checks = judge(this_machine(), look_at(Path.cwd(), folder, output, round_id))
    if wrong:
        checks = (*checks, Check("settings", "bad", "pipeline.toml", wrong, "แก้บรรทัดที่บอก หรือลบไฟล์นี้"))
    if form == "json":
        echo_json(as_json(checks))
    else:
        echo("\n".join(as_lines(checks)))
    sys.exit(exit_code(checks))


@cli.command()
@INPUT
@OUTPUT
@ROUND
@PROVINCE
@JOBS
@click.option(
    "--settle", metavar="วินาที", type=click.FloatRange(0.1, 3600), default=5, show_default=True,
    help="ไฟล์ต้องนิ่งนานเท่าใดก่อนให้คะแนน",
)
def watch(
    folder: Path | None, output: Path, round_id: str | None, province: str | None, jobs: int | None,
    settle: float,
) -> None:
    """เฝ้าโฟลเดอร์ข้อมูล ให้คะแนนใหม่เมื่อไฟล์เปลี่ยนและนิ่งแล้ว

    กด Ctrl-C เพื่อหยุด
    """
    from pipeline.inbox import INPUT, Glance, glance
    from pipeline.office.watch import watch as keep_watch
    from pipeline.run.stages import check_outside

    check_outside(asked_of(folder, round_id)[0], output)

    def seen() -> Glance | None:
        try:
            return glance(*asked_of(folder, round_id))
        except PipelineError:  # what a run over it will say
            return glance(folder or INPUT)

    def again() -> None:
        try:
            run_command.callback(  # type: ignore[misc]
                folder=folder, output=output, round_id=round_id, province=province, jobs=jobs,
                again=False, reopen=None, quiet=False)
        except SystemExit:
            pass  # the run has told its result; its exit code ends no watch
        except PipelineError as error:
            cannot(str(error))
        except Exception as error:
            cannot(fault(error))

    def say(line: str) -> None:
        echo(f"[{time.strftime('%H:%M:%S')}] {line}")
        sys.stdout.flush()

    say(f"เฝ้า {shown(asked_of(folder, round_id)[0])} ผลจะอยู่ที่ {shown(output)}")
    keep_watch(seen, again, say, time.monotonic, time.sleep, settle,
               min(2.0, settle / 2))
