"""The commands of every day: run, check, inspect, explain."""

import sys
from pathlib import Path

import click

from pipeline.cli.group import cli
from pipeline.cli.nation import every_province
from pipeline.cli.options import (
    FORMAT,
    INPUT,
    JOBS,
    OUTPUT,
    PATH,
    PROVINCE,
    ROUND,
    echo_json,
    echo_written,
    progress,
    shown,
)


@cli.command()
@INPUT
@OUTPUT
@ROUND
@PROVINCE
@JOBS
@click.option("--reopen", metavar="เหตุผล", help="เปิดรอบที่ปิดแล้วเพื่อเขียนผลใหม่ เหตุผลจะอยู่ในใบปิดรอบ")
def run(
    folder: Path, output: Path, round_id: str | None, province: str | None, jobs: int | None,
    reopen: str | None,
) -> None:
    """อ่านไฟล์ทั้งหมด ให้คะแนน แล้วเขียนแบบรายอำเภอและสรุปจังหวัดใน output/<รอบ>/"""
    from pipeline.doctor.lengths import too_long
    from pipeline.doctor.machine import long_paths
    from pipeline.errors import UsageError
    from pipeline.report import finding_lines, total_lines
    from pipeline.run.provinces import Provinces, look
    from pipeline.run.stages import check_outside, find_home
    from pipeline.run.writing import write

    home = find_home()
    check_outside(folder, output)
    if problem := too_long(output, sys.platform, long_paths()):
        raise UsageError(problem)
    found = look(home, folder, round_id, province, jobs, progress())
    if isinstance(found, Provinces):
        if reopen is not None:
            raise click.UsageError("มีหลายจังหวัด ระบุ --province ชื่อจังหวัดที่จะเปิดรอบ")
        every_province(home, found, round_id, output, jobs)
    outcome = found.outcome
    written = write(home, outcome, output, found.below, reopen)
    lines = total_lines(outcome.cards, outcome.agreement, outcome.province)
    click.echo("\n".join([*lines, "", *finding_lines(outcome.findings, limit=20)]))
    click.echo()
    echo_written(written)
    if written.put or written.alone or not written.finished:
        click.echo(f"{'เขียนผลแล้วที่' if written.finished else 'ผลยังไม่ครบที่'} {shown(written.folder)}")
    sys.exit(max(outcome.exit_code, written.exit_code))


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
    folder: Path, round_id: str | None, province: str | None, jobs: int | None, form: str,
    html: Path | None, xlsx: Path | None, mark: Path | None,
) -> None:
    """ตรวจไฟล์ก่อนให้คะแนน: รู้จักไฟล์ใดว่าเป็นอะไร ขาดอะไร และต้องแก้ที่ช่องใด"""
    from pipeline.report import check_json, check_text
    from pipeline.run.checking import write_checkup, write_marked
    from pipeline.run.provinces import Provinces, look
    from pipeline.run.stages import find_home

    home = find_home()
    found = look(home, folder, round_id, province, jobs, progress())
    if isinstance(found, Provinces):
        if html or xlsx or mark:
            raise click.UsageError("มีหลายจังหวัด ระบุ --province ชื่อจังหวัดที่ต้องการให้เขียนไฟล์")
        every_province(home, found, round_id, None, jobs, form)
    outcome, folder = found.outcome, found.folder
    parts = (outcome.agreement, outcome.province, outcome.files, outcome.cards, outcome.findings)
    if form == "json":
        echo_json(check_json(*parts))
    else:
        click.echo(check_text(*parts, {source.id: source for source in outcome.sources}))
    said = [f"เขียน {shown(path)}" for path in write_checkup(outcome, folder, html, xlsx)]
    if mark is not None:
        copies = write_marked(outcome, folder, mark, jobs or 1)
        said += [f"ทำสำเนา {shown(path)}" for path in copies.written]
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
    from pipeline.run.checking import inspect as look
    from pipeline.run.stages import find_home

    found = look(find_home(), file, folder, round_id, province)
    if form == "json":
        echo_json(found.as_json())
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
    district: str, kpi: str, folder: Path, round_id: str | None, province: str | None,
    jobs: int | None, form: str,
) -> None:
    """ตอบว่าทำไมอำเภอนี้ได้ระดับนี้ ตั้งแต่ช่องในไฟล์ถึงเกณฑ์"""
    from pipeline.report import explain_json, explain_text
    from pipeline.run.provinces import Provinces, look, one_of
    from pipeline.run.stages import find, find_home

    home, tell = find_home(), progress()
    found = look(home, folder, round_id, province, jobs, tell)
    if isinstance(found, Provinces):
        found = one_of(home, found.holding(district), round_id, jobs, tell)
    outcome = found.outcome
    card, score = find(outcome, district, kpi)
    if form == "json":
        echo_json(explain_json(card, score, outcome.agreement, outcome.findings))
    else:
        click.echo(explain_text(card, score, outcome.agreement, outcome.findings))
    sys.exit(1 if score.status == "unreported" else 0)
