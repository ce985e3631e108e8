"""The commands on rounds: round adopt, round withdraw."""

import sys
from pathlib import Path

import click

from pipeline.cli.group import cli
from pipeline.cli.screen import echo

AGREED = "ใช่"
ROUND = click.argument("round_id", metavar="รอบ")


@cli.group("round")
def rounds() -> None:
    """รอบการประเมินในโฟลเดอร์ agreement"""


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
