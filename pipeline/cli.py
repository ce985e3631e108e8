"""The commands, their options and exit codes; the only module that knows Click.

Everything heavy is imported inside the commands, so that ``--help`` answers at once.
"""

import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import click

from pipeline.errors import PipelineError

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
PATIENCE = 2  # seconds
SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


@click.group(context_settings=SETTINGS, no_args_is_help=False, invoke_without_command=True)
@click.pass_context
def cli(context: click.Context) -> None:
    """ให้คะแนนตัวชี้วัดของพัฒนาการอำเภอจากไฟล์ส่งออก แล้วพิมพ์แบบรายอำเภอและสรุปจังหวัด

    \b
    ใช้ทุกวัน:  pipeline check   ตรวจไฟล์ก่อน
              pipeline run     ให้คะแนนและพิมพ์แบบ
              pipeline explain เมือง 1   ตอบว่าทำไมได้ระดับนี้
    """
    if context.invoked_subcommand is None:
        click.echo(context.get_help())
        context.exit(2)


@cli.command()
@INPUT
@OUTPUT
@ROUND
@PROVINCE
@JOBS
def run(folder: Path, output: Path, round_id: str | None, province: str | None, jobs: int) -> None:
    """อ่านไฟล์ทั้งหมด ให้คะแนน แล้วเขียนแบบรายอำเภอและสรุปจังหวัดใน output/<รอบ>/"""
    from pipeline.report import finding_lines, total_lines
    from pipeline.run import evaluate, find_home, write

    home = find_home()
    outcome = evaluate(home, folder, round_id, province, jobs, _reading())
    target = write(home, outcome, output)
    lines = total_lines(outcome.cards, outcome.agreement, outcome.province)
    click.echo("\n".join([*lines, "", *finding_lines(outcome.findings, limit=20)]))
    click.echo(f"\nเขียนผลแล้วที่ {target}")
    sys.exit(outcome.exit_code)


@cli.command()
@INPUT
@ROUND
@PROVINCE
@JOBS
@FORMAT
@click.option("--html", metavar="ไฟล์", help="เขียนผลการตรวจเป็นหน้าเว็บหน้าเดียว", type=PATH)
@click.option("--xlsx", metavar="ไฟล์", help="เขียนผลการตรวจเป็นสมุดงาน Excel", type=PATH)
@click.option(
    "--mark", metavar="โฟลเดอร์", type=PATH,
    help="วางสำเนาของไฟล์ที่มีปัญหา โดยระบายสีและใส่ความคิดเห็นที่ช่อง เพื่อส่งคืนผู้จัดทำ",
)
def check(
    folder: Path, round_id: str | None, province: str | None, jobs: int, form: str,
    html: Path | None, xlsx: Path | None, mark: Path | None,
) -> None:
    """ตรวจไฟล์ก่อนให้คะแนน: รู้จักไฟล์ใดว่าเป็นอะไร ขาดอะไร และต้องแก้ที่ช่องใด"""
    from pipeline.report import check_json, check_text
    from pipeline.run import evaluate, find_home, write_checkup, write_marked

    outcome = evaluate(find_home(), folder, round_id, province, jobs, _reading())
    parts = (outcome.agreement, outcome.province, outcome.files, outcome.cards, outcome.findings)
    if form == "json":
        _echo_json(check_json(*parts))
    else:
        click.echo(check_text(*parts, {source.id: source for source in outcome.sources}))
    said = [f"เขียน {path}" for path in write_checkup(outcome, folder, html, xlsx)]
    if mark is not None:
        copies = write_marked(outcome, folder, mark, jobs)
        said += [f"ทำสำเนา {path}" for path in copies.written]
        said += copies.failed or ([] if copies.written else ["ไม่มีไฟล์ที่ต้องส่งคืน"])
        if copies.written:
            said.append("สำเนามีข้อมูลเดิมของไฟล์ครบทุกช่อง ให้ส่งคืนผู้จัดทำไฟล์เท่านั้น")
    for line in said:
        click.echo(line, err=form == "json")
    sys.exit(outcome.exit_code)


@cli.command()
@click.argument("file", metavar="ไฟล์", type=PATH)
@INPUT
@ROUND
@PROVINCE
@FORMAT
def inspect(
    file: Path, folder: Path, round_id: str | None, province: str | None, form: str
) -> None:
    """บอกว่าอ่านไฟล์หนึ่งอย่างไร: ชีต หัวตาราง ช่องที่จับคู่ แถวที่ใช้และไม่ได้ใช้"""
    from pipeline.report import finding_lines
    from pipeline.run import find_home
    from pipeline.run import inspect as look

    found = look(find_home(), file, folder, round_id, province)
    if form == "json":
        _echo_json(found.as_json())
    else:
        click.echo("\n".join([found.as_text(), "", *finding_lines(found.shown_findings)]))
    sys.exit(found.exit_code)


@cli.command()
@click.argument("district", metavar="อำเภอ")
@click.argument("kpi", metavar="ตัวชี้วัดที่")
@INPUT
@ROUND
@PROVINCE
@JOBS
@FORMAT
def explain(
    district: str, kpi: str, folder: Path, round_id: str | None, province: str | None, jobs: int,
    form: str,
) -> None:
    """ตอบว่าทำไมอำเภอนี้ได้ระดับนี้ ตั้งแต่ช่องในไฟล์ถึงเกณฑ์"""
    from pipeline.report import explain_json, explain_text
    from pipeline.run import evaluate, find, find_home

    outcome = evaluate(find_home(), folder, round_id, province, jobs, _reading())
    card, score = find(outcome, district, kpi)
    if form == "json":
        _echo_json(explain_json(card, score, outcome.agreement, outcome.findings))
    else:
        click.echo(explain_text(card, score, outcome.agreement, outcome.findings))
    sys.exit(1 if score.status == "unreported" else 0)


@cli.command()
@INPUT
@OUTPUT
@PROVINCE
@ROUND
def forms(folder: Path, output: Path, province: str | None, round_id: str | None) -> None:
    """สร้างแบบกรอกเปล่าสำหรับสำนักงานที่ระบบส่งออกไฟล์ไม่ได้"""
    from pipeline.run import find_home, write_blank_forms

    for path in write_blank_forms(find_home(), output, folder, province, round_id):
        click.echo(f"สร้าง {path}")


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


def _reading() -> Callable[[int, int], None]:
    """Says how many files are read when that takes over two seconds, where a person looks on."""
    begun, said = time.monotonic(), -1

    def tell(done: int, files: int) -> None:
        nonlocal said
        if done != said and sys.stderr.isatty() and time.monotonic() - begun > PATIENCE:
            said = done
            click.echo(f"\rอ่านแล้ว {done} จาก {files} ไฟล์", err=True, nl=done == files)

    return tell


def _echo_json(data: object) -> None:
    import json

    click.echo(json.dumps(data, ensure_ascii=False, indent=1))


def _thai(error: click.ClickException) -> str:
    """What Click has to say, in Thai."""
    match error:
        case click.NoSuchOption():
            near = f" (หมายถึง {', '.join(error.possibilities)} หรือไม่)" if error.possibilities else ""
            return f"ไม่รู้จักตัวเลือก {error.option_name}{near}"
        case click.MissingParameter() if error.param is not None:
            return f"ยังไม่ได้ระบุ {error.param.make_metavar(error.ctx)}" if error.ctx \
                else "ระบุไม่ครบ"
        case click.BadOptionUsage():
            return f"ตัวเลือก {error.option_name} ต้องมีค่า"
        case click.BadParameter() if error.param is not None:
            return f"ค่าของ {'/'.join(error.param.opts)} ใช้ไม่ได้: {error.message}"
        case _ if error.message.startswith("No such command"):
            return f"ไม่รู้จักคำสั่ง {error.message.split(maxsplit=3)[3].rstrip('.')}"
        case _ if error.message.startswith("Got unexpected extra"):
            return "ระบุเกินมา ถ้าชื่อมีช่องว่างให้ใส่ในเครื่องหมายคำพูด"
        case _:
            return error.message


def _stop(message: str) -> NoReturn:
    from pipeline.model.finding import safe_text

    click.echo(f"ทำไม่ได้: {safe_text(message, 1000)}", err=True)
    sys.exit(2)


def main() -> NoReturn:
    """Runs the command line; leaves with 0, 1 or 2."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    try:
        sys.exit(cli.main(prog_name="pipeline", standalone_mode=False) or 0)
    except PipelineError as error:
        _stop(str(error))
    except click.ClickException as error:
        _stop(f"{_thai(error)} ดูวิธีใช้ด้วย pipeline --help")
    except (click.Abort, KeyboardInterrupt):
        click.echo("หยุดตามคำสั่ง", err=True)
        sys.exit(130)
    except BrokenPipeError:  # who reads our output has seen enough
        os._exit(1)
    except Exception as error:  # a fault of ours: the user still gets one line
        if os.environ.get("PIPELINE_TRACEBACK"):
            raise
        _stop(
            f"โปรแกรมผิดพลาดภายใน ({type(error).__name__}: {' '.join(str(error).split())[:200]}) "
            "แจ้งผู้ดูแลโปรแกรมพร้อมข้อความนี้ "
            "(ตั้ง PIPELINE_TRACEBACK=1 แล้วสั่งใหม่เพื่อดูรายละเอียด)"
        )
