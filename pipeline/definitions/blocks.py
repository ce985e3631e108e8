"""TOML files taken key by key: what is missing, repeated, of a wrong kind or unknown is an error
that names file, key and remedy."""

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from pipeline.errors import DefinitionError
from pipeline.model.disk import why

_MISSING = object()
# What a value of TOML is called.
KINDS: Mapping[type, str] = {
    str: "ข้อความในเครื่องหมายคำพูด", int: "จำนวนเต็ม", Decimal: "จำนวน", bool: " true หรือ false", dt.date: "วันที่ เช่น 2018-03-31",
    list: "รายการใน [ ]", dict: "ตาราง (key = value)",
}


class TomlTable:
    """One table of a TOML file, whose keys are taken one by one; what is left is unknown."""

    def __init__(self, data: object, file: str, where: str = "") -> None:
        if not isinstance(data, dict):
            raise DefinitionError(f"{file}: {where or 'ไฟล์'} ต้องเป็นตาราง (key = value)")
        self.data = dict(data)
        self.known: list[str] = []
        self.file = file
        self.where = where

    def error(self, key: str, problem: str) -> DefinitionError:
        """An error at one key of this table."""
        place = f"{self.where}.{key}" if self.where else key
        return DefinitionError(f"{self.file}: {place} {problem}")

    def take(self, key: str, kind: type | tuple[type, ...], default: object = _MISSING) -> object:
        """The value of a key, of the kind that it must be."""
        self.known.append(key)
        value = self.data.pop(key, default)
        if value is _MISSING:
            raise self.error(key, f"ยังไม่มี เพิ่มบรรทัด {key} = … ในไฟล์นี้")
        if value is default:
            return value
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            kinds = kind if isinstance(kind, tuple) else (kind,)
            raise self.error(key, f"เป็นค่าผิดชนิด ({value}) ต้องเป็น{' หรือ '.join(KINDS[one] for one in kinds)}")
        return value

    def text(self, key: str, default: object = _MISSING) -> str:
        """A text."""
        return str(self.take(key, str, default))

    def texts(self, key: str, default: object = _MISSING) -> tuple[str, ...]:
        """A list of texts, none of them blank."""
        value = self.take(key, list, default)
        assert isinstance(value, list | tuple)
        if not all(isinstance(text, str) and text.strip() for text in value):
            raise self.error(key, "ต้องเป็นรายการของข้อความที่ไม่ว่าง")
        return tuple(value)

    def number(self, key: str, default: object = _MISSING) -> Decimal | None:
        """A number, exact as it is typed; None where the default says so."""
        value = self.take(key, (int, Decimal), default)
        if isinstance(value, Decimal) and not value.is_finite():
            raise self.error(key, f"ไม่ใช่จำนวน ({value}) พิมพ์เป็นตัวเลข")
        return None if value is None else Decimal(value)  # type: ignore[arg-type]  # int or Decimal

    def whole(self, key: str, default: object = _MISSING) -> int:
        """A whole number."""
        value = self.take(key, int, default)
        assert isinstance(value, int)
        return value

    def date(self, key: str, default: object = _MISSING) -> dt.date:
        """A day, typed in the Christian era."""
        value = self.take(key, dt.date, default)
        assert isinstance(value, dt.date)
        if value.year > 2400:
            raise self.error(key, f"เป็น พ.ศ. ({value}) พิมพ์เป็น ค.ศ. คือ {value.year - 543}-…")
        return value

    def one_of(self, key: str, choices: Sequence[str], default: object = _MISSING) -> str:
        """One of some texts; else an error that names the nearest."""
        value = self.text(key, default)
        if value not in choices:
            near = difflib.get_close_matches(value, choices, 1)
            hint = f" (หมายถึง “{near[0]}” หรือไม่)" if near else ""
            raise self.error(key, f"ไม่รู้จัก “{value}”{hint} ใช้ได้: {', '.join(choices)}")
        return value

    def blocks(self, key: str, default: object = _MISSING) -> list["TomlTable"]:
        """The tables of a list of tables, each with its place for messages."""
        value = self.take(key, list, default)
        assert isinstance(value, list | tuple)
        return [
            TomlTable(data, self.file, f"{self.where + '.' if self.where else ''}{key}[{number}]")
            for number, data in enumerate(value, 1)
        ]

    def block(self, key: str) -> "TomlTable":
        """A table within this one."""
        return TomlTable(self.take(key, dict), self.file, key)

    def done(self) -> None:
        """Refuses the keys that nobody took."""
        for key in self.data:
            near = difflib.get_close_matches(key, self.known, 1)
            hint = f"หมายถึง “{near[0]}” หรือไม่" if near else "ลบบรรทัดนี้ หรือแก้ชื่อให้ถูก"
            raise self.error(key, f"เป็นชื่อที่ไม่รู้จัก {hint}")


def _where(error: ValueError, text: str) -> str:
    """Where TOML's reader stopped, in Thai, and what is often wrong there."""
    place = re.search(r"at line (\d+), column (\d+)", str(error))
    number = int(place[1]) if place else len(text.splitlines())
    line = (text.splitlines() or [""])[min(number, len(text.splitlines())) - 1] if text else ""
    hint = ' ในเครื่องหมาย " ให้ใช้ / แทน \\ หรือใช้เครื่องหมาย \' แทน' if "\\" in line else ""
    return f"บรรทัดที่ {number}: {line.strip()[:60]}{hint} แก้บรรทัดนี้"


def read_toml(path: Path, home: Path) -> TomlTable:
    """A TOML file below ``home``, numbers exact; an error that names the file where it cannot be read."""
    name = path.relative_to(home).as_posix()
    try:
        text = path.read_bytes().decode("utf-8-sig")  # Notepad puts a mark in front
        return TomlTable(tomllib.loads(text, parse_float=Decimal), name)
    except UnicodeDecodeError as error:
        raise DefinitionError(f"{name}: ไม่ใช่ utf-8 บันทึกไฟล์ใหม่เป็น UTF-8") from error
    except ValueError as error:  # TOML's own, and a number that Python does not read
        raise DefinitionError(f"{name}: เขียนผิดรูปแบบ TOML {_where(error, text)}") from error
    except OSError as error:
        raise DefinitionError(f"{name}: เปิดไม่ได้ ({why(error)}) วางไฟล์นี้ให้อ่านได้") from error
