"""The commands of every day: run, check, inspect, explain."""

import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.group import cli
from pipeline.cli.nation import every_province, provinces_json, provinces_text
from pipeline.cli.options import (
    FORMAT,
    INPUT,
    JOBS,
    OUTPUT,
    PATH,
    PROVINCE,
    ROUND,
    asked_of,
    echo_faults,
    echo_json,
    echo_unread,
    shown,
)
from pipeline.cli.screen import echo, progress

if TYPE_CHECKING:
    from pipeline.run.provinces import OneProvince, Provinces
    from pipeline.unchanged import Question, RunReport

Stood = Mapping[Path, str]  # folders' fingerprints


@cli.command()
@INPUT
@OUTPUT
@ROUND
@PROVINCE
@JOBS
@click.option("--again", is_flag=True, help="ทำใหม่ทั้งหมด แม้ไม่มีสิ่งใดเปลี่ยนจากครั้งก่อน")
@click.option("--reopen", metavar="เหตุผล", help="เปิดรอบที่ปิดแล้วเพื่อเขียนผลใหม่ เหตุผลจะอยู่ในใบปิดรอบ")
@click.option("--quiet", is_flag=True, help="ไม่แสดงสิ่งใด เว้นแต่สิ่งที่ทำไม่ได้ (รหัสออกเหมือนเดิม)")
def run(
    folder: Path | None, output: Path, round_id: str | None, province: str | None, jobs: int | None,
    again: bool, reopen: str | None, quiet: bool,
) -> None:
    """อ่านไฟล์ทั้งหมด ให้คะแนน แล้วเขียนแบบรายอำเภอและสรุปจังหวัดใน output/<รอบ>/

    ถ้าไฟล์ นิยาม แบบฟอร์ม โปรแกรม และผลที่วางไว้เหมือนเดิมทุกไบต์ จะตอบเหมือนครั้งก่อนทันทีโดยไม่ทำซ้ำ
    """
    from pipeline.unchanged import Question, answer, ground, remember

    folder, round_id = asked_of(folder, round_id)
    asked = Question(Path.cwd(), folder, output, round_id, province)
    if not quiet:
        echo_unread(folder)
    rests_on = ground(asked)
    said = None if again or reopen is not None else answer(asked, rests_on)
    if said is not None:
        if not quiet:
            echo(said.screen.removesuffix("\n"))
    else:
        said, read, results = _run(asked, jobs, reopen, quiet)
        remember(asked, rests_on, read, results, said)
    sys.exit(said.code)


def _run(
    asked: "Question", jobs: int | None, reopen: str | None, quiet: bool
) -> tuple["RunReport", Stood, Stood]:
    """Scores and writes, and says how that went; gives what was said, and the fingerprints of the
    folders that were read and of those that hold results."""
    from pipeline.errors import UsageError
    from pipeline.office.doctor.lengths import too_long
    from pipeline.office.doctor.machine import long_paths
    from pipeline.run.provinces import Provinces, look
    from pipeline.run.stages import check_outside

    check_outside(asked.folder, asked.output)
    if problem := too_long(asked.output, sys.platform, long_paths()):
        raise UsageError(problem)
    found = look(
        asked.home, asked.folder, asked.round_id, asked.province, jobs, progress(quiet=quiet))
    if isinstance(found, Provinces):
        if reopen is not None:
            raise click.UsageError("มีหลายจังหวัด ระบุ --province ชื่อจังหวัดที่จะเปิดรอบ")
        return _run_provinces(asked, found, jobs, quiet)
    found = replace(found, outcome=found.outcome.without_sheets())
    return _run_one(asked, found, reopen, quiet)


def _run_provinces(
    asked: "Question", found: "Provinces", jobs: int | None, quiet: bool
) -> tuple["RunReport", Stood, Stood]:
    from pipeline.run.provinces import exit_code
    from pipeline.unchanged import RunReport

    results = every_province(asked.home, found, asked.round_id, asked.output, jobs, quiet)
    said = RunReport(f"{provinces_text(found, results)}\n", exit_code(found, results))
    if not quiet:
        echo(said.screen.removesuffix("\n"))
    read = {one.path: result.read for one, result in zip(found.folders, results, strict=True)}
    return said, {**found.read, **read}, {Path(one.target): one.state for one in results}


def _run_one(
    asked: "Question", found: "OneProvince", reopen: str | None, quiet: bool
) -> tuple["RunReport", Stood, Stood]:
    from pipeline.model.score import names_of
    from pipeline.reports.screen import finding_lines, total_lines
    from pipeline.run.writing import write
    from pipeline.unchanged import RunReport

    outcome = found.outcome
    written = write(asked.home, outcome, asked.output, found.below, reopen)
    lines = [
        *total_lines(outcome.cards, outcome.agreement, outcome.province), "",
        *finding_lines(outcome.findings, names_of(outcome.cards), limit=20), "", *written.notes,
    ]
    if not quiet:
        echo("\n".join(lines))
    echo_faults(written)
    if written.put or written.untouched or not written.finished:
        state = "เขียนผลแล้วที่" if written.finished else \
            "ผลยังไม่ครบที่" if written.begun else "ผลชุดใหม่ยังไม่ได้เขียน ชุดเดิมอยู่ที่"
        lines.append(f"{state} {shown(written.folder)}")
        if not quiet:
            echo(lines[-1])
    code = max(outcome.exit_code, written.exit_code)
    said = RunReport("".join(f"{line}\n" for line in lines), code)
    return said, found.read, {written.folder: written.state}


@cli.command()
@INPUT
@ROUND
@PROVINCE
@JOBS
@FORMAT
@click.option("--must-fix", is_flag=True, help="แสดงเฉพาะข้อที่ต้องแก้")
@click.option("--html", metavar="ไฟล์", help="เขียนผลการตรวจเป็นหน้าเว็บหน้าเดียว", type=PATH)
@click.option("--xlsx", metavar="ไฟล์", help="เขียนผลการตรวจเป็นสมุดงาน Excel", type=PATH)
@click.option(
    "--mark", metavar="โฟลเดอร์", type=PATH,
    help="วางสำเนาของไฟล์ที่มีปัญหา โดยระบายสีและใส่ความคิดเห็นที่ช่อง เพื่อส่งคืนผู้จัดทำ",
)
def check(
    folder: Path | None, round_id: str | None, province: str | None, jobs: int | None, form: str,
    must_fix: bool, html: Path | None, xlsx: Path | None, mark: Path | None,
) -> None:
    """ตรวจไฟล์ก่อนให้คะแนน: รู้จักไฟล์ใดว่าเป็นอะไร ขาดอะไร และต้องแก้ที่ช่องใด"""
    from pipeline.model.score import names_of
    from pipeline.reports.screen import check_json, check_text, finding_lines
    from pipeline.run.checking import write_checkup, write_marked
    from pipeline.run.provinces import Provinces, exit_code, look

    home = Path.cwd()
    folder, round_id = asked_of(folder, round_id)
    echo_unread(folder, err=form == "json")
    found = look(home, folder, round_id, province, jobs, progress())
    if isinstance(found, Provinces):
        if must_fix or html or xlsx or mark:
            raise click.UsageError(
                "มีหลายจังหวัด --must-fix --html --xlsx และ --mark ใช้ได้ทีละจังหวัด ระบุ --province ชื่อจังหวัดที่ต้องการ")
        results = every_province(home, found, round_id, None, jobs)
        if form == "json":
            echo_json(provinces_json(found, results))
        else:
            echo(provinces_text(found, results))
        sys.exit(exit_code(found, results))
    outcome, folder = found.outcome, found.folder
    findings = tuple(
        one for one in outcome.findings if one.severity == "error" or not must_fix)
    parts = (outcome.agreement, outcome.province, outcome.files, outcome.cards, findings, outcome.usage)
    if form == "json":
        echo_json(check_json(*parts))
    elif must_fix:
        echo(f"จังหวัด{outcome.province} รอบ {outcome.agreement.round_id}{outcome.agreement.caveat}\n")
        echo("\n".join(finding_lines(findings, names_of(outcome.cards))))
    else:
        echo(check_text(*parts, {source.id: source for source in outcome.sources}))
    said = [f"เขียน {shown(path)}" for path in write_checkup(outcome, folder, html, xlsx)]
    if mark is not None:
        copies = write_marked(outcome, folder, mark, jobs or 1)
        said += [f"ทำสำเนา {shown(path)}" for path in copies.written]
        said += copies.failed or ([] if copies.written else ["ไม่มีไฟล์ที่ต้องส่งคืน"])
        if copies.written:
            said.append("สำเนามีข้อมูลเดิมของไฟล์ครบทุกช่อง ให้ส่งคืนผู้จัดทำไฟล์เท่านั้น")
    for line in said:
        echo(line, err=form == "json")
    sys.exit(outcome.exit_code)


@cli.command()
@click.argument("file", metavar="ไฟล์", type=PATH)
@INPUT
@ROUND
@PROVINCE
@FORMAT
def inspect(
    file: Path, folder: Path | None, round_id: str | None, province: str | None, form: str
) -> None:
    """บอกว่าอ่านไฟล์หนึ่งอย่างไร: ชีต หัวตาราง ช่องที่จับคู่ แถวที่ใช้และไม่ได้ใช้"""
    from pipeline.reports.screen import finding_lines
    from pipeline.run.checking import inspect as look

    folder, round_id = asked_of(folder, round_id)
    found = look(Path.cwd(), file, folder, round_id, province)
    if form == "json":
        echo_json(found.as_json())
    else:
        echo("\n".join([found.as_text(), "", *finding_lines(found.shown_findings, found.names)]))
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
    district: str, kpi: str, folder: Path | None, round_id: str | None, province: str | None,
    jobs: int | None, form: str,
) -> None:
    """ตอบว่าทำไมอำเภอนี้ได้ระดับนี้ ตั้งแต่ช่องในไฟล์ถึงเกณฑ์"""
    from pipeline.reports.screen import explain_json, explain_text
    from pipeline.run.provinces import Provinces, look, one_of
    from pipeline.run.stages import find

    home, tell = Path.cwd(), progress()
    folder, round_id = asked_of(folder, round_id)
    found = look(home, folder, round_id, province, jobs, tell)
    if isinstance(found, Provinces):
        found = one_of(home, found.holding(district), round_id, jobs, tell)
    outcome = found.outcome
    card, score = find(outcome, district, kpi)
    if form == "json":
        echo_json(explain_json(card, score, outcome.agreement, outcome.findings))
    else:
        echo(explain_text(
            card, score, outcome.agreement, outcome.findings, outcome.usage,
            {source.id: source for source in outcome.sources}))
    sys.exit(1 if score.status == "unreported" else 0)
