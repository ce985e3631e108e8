"""The command line from end to end: what it says of errors, and how it leaves."""

import difflib
import os
import sys
from typing import Any, NoReturn

import click

from pipeline.cli import export, history, machine, nation, office, rounds, scoring  # noqa: F401  (they enter their commands)
from pipeline.cli.group import cli
from pipeline.cli.options import cannot
from pipeline.cli.screen import echo, open_streams
from pipeline.errors import DefinitionError, PipelineError, SealedError, fault


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
            needs = "ไม่รับค่า" if "does not take" in error.message else "ต้องมีค่า"
            return f"ตัวเลือก {error.option_name} {needs}"
        case click.BadParameter() if error.param is not None and error.ctx is not None:
            name = error.param.make_metavar(error.ctx) if isinstance(error.param, click.Argument) \
                else "/".join(error.param.opts)
            return f"ค่าของ {name} ใช้ไม่ได้: {_wanted(error.param.type) or error.message}"
        case click.UsageError() if error.message.startswith("No such command") and error.ctx:
            typed = error.message.split(maxsplit=3)[3].rstrip(".")
            names = error.ctx.command.commands if isinstance(error.ctx.command, click.Group) else {}
            nearest = difflib.get_close_matches(typed.strip("'").lower(), names, 1)
            return f"ไม่รู้จักคำสั่ง {typed}" + (f" (หมายถึง {nearest[0]} หรือไม่)" if nearest else "")
        case _ if error.message.startswith("Got unexpected extra"):
            return "ระบุเกินมา ถ้าชื่อมีช่องว่างให้ใส่ในเครื่องหมายคำพูด"
        case _:
            return error.message


def _wanted(kind: "click.ParamType[Any]") -> str:
    """What a value must be; "" where the error itself says so in Thai."""
    match kind:
        case click.Choice():
            return f"ต้องเป็น {' หรือ '.join(kind.choices)}"
        case click.IntRange():
            return f"ต้องเป็นจำนวนเต็ม {kind.min} ถึง {kind.max}"
        case click.FloatRange():
            return f"ต้องเป็นจำนวน {kind.min} ถึง {kind.max}"
        case _:
            return ""


def _stop(*problems: str) -> NoReturn:
    for problem in problems:
        cannot(problem)
    sys.exit(2)


def main() -> NoReturn:
    """Runs the command line; leaves with 0, 1 or 2."""
    open_streams()
    if getattr(sys, "frozen", False):  # its workers are interpreters, and such a program has none
        _stop("โปรแกรมที่รวมเป็นไฟล์ .exe เดียวใช้ไม่ได้ ใช้โฟลเดอร์สำหรับ Windows หรือติดตั้งด้วย pip แทน")
    try:
        sys.exit(cli.main(prog_name="pipeline", standalone_mode=False) or 0)
    except SealedError as error:
        for line in error.details:
            echo(line)
        _stop(str(error))
    except DefinitionError as error:  # a line for each thing that is wrong
        _stop(*str(error).split("\n"))
    except PipelineError as error:
        _stop(str(error))
    except click.exceptions.NoArgsIsHelpError as error:
        echo(error.ctx.get_help() if error.ctx else "", err=True)
        sys.exit(2)
    except click.ClickException as error:
        context = getattr(error, "ctx", None)
        command = context.command_path if context else "pipeline"
        _stop(f"{_thai(error)} ดูวิธีใช้ด้วย {command} --help")
    except (click.Abort, KeyboardInterrupt):
        echo("หยุดตามคำสั่ง", err=True)
        sys.exit(130)
    except BrokenPipeError:  # who reads our output has seen enough
        os._exit(1)
    except Exception as error:  # a fault of ours: the user still gets one line
        if os.environ.get("PIPELINE_TRACEBACK"):
            raise
        _stop(fault(error))
