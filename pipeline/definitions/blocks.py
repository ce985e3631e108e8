"""TOML files taken key by key: what is missing, repeated, of a wrong kind or unknown is an error
that names file, key and remedy."""

import datetime as dt
import difflib
import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar, cast

from pipeline.definitions.unsupported import meant, unknown
from pipeline.errors import DefinitionError
from pipeline.model.disk import why

_MISSING = object()
_NUMBERS: tuple[type[int | Decimal], ...] = (int, Decimal)
_T = TypeVar("_T")
# What a value of TOML is called.
KINDS: Mapping[type, str] = {
    str: "ข้อความในเครื่องหมายคำพูด", int: "จำนวนเต็ม", Decimal: "จำนวน", bool: " true หรือ false", dt.date: "วันที่ เช่น 2018-03-31",
    list: "รายการใน [ ] หรือกลุ่มที่มีหัวสองชั้น [[ ]]", dict: "กลุ่มที่มีหัวชั้นเดียว [ ] หรือ { key = value }",
}
_HEADS: Mapping[type, str] = {list: "[[{}]]", dict: "[{}]"}  # how a key of these kinds begins, others with ``key = …``
# What stands for a value that is wrong, until all problems are told.
_HARMLESS: Mapping[type, object] = {
    str: "", int: 0, Decimal: Decimal(0), bool: False, dt.date: dt.date.min, list: [], dict: {}}


class TomlTable:
    """One table of a TOML file, whose keys are taken one by one; what is left is unknown.

    What is wrong is added to ``problems``, a line each, and something harmless stands for the value, so
    that one look tells all that is wrong with a file; without such a list the first is raised.
    ``faulty``: something in it or below it was wrong. ``whose``: which KPI its file is of, "" of other files.
    """

    def __init__(
        self, data: object, file: str, where: str = "", problems: list[str] | None = None,
        within: "TomlTable | None" = None,
    ) -> None:
        self.file = file
        self.where = where
        self.problems = problems
        self.known: list[str] = []
        self.within = within
        self.faulty = self.silent = False
        number = data.get("number") if isinstance(data, dict) else None
        self.whose: str = within.whose if within else f" (ตัวชี้วัดที่ {number})" if isinstance(number, int) else ""
        self.data = dict(data) if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            self._tell(f"{file}: {where or 'ไฟล์'} ต้องเป็น{KINDS[dict]}")
            self.silent = True

    def error(self, key: str, problem: str) -> DefinitionError:
        """An error at one key of this table."""
        place = f"{self.where}.{key}" if self.where else key
        return DefinitionError(f"{self.file}: {place} {problem}")

    def wrong(self, key: str, problem: str) -> None:
        """Notes what is wrong at one key of this table. Raises DefinitionError where nobody notes it."""
        if not self.silent:
            self._tell(str(self.error(key, problem)))

    def _tell(self, problem: str) -> None:
        if self.problems is None:
            raise DefinitionError(problem)
        self.problems.append(problem)
        table: TomlTable | None = self
        while table is not None:
            table.faulty = True
            table = table.within

    def take(self, key: str, kind: type[_T] | tuple[type[_T], ...], default: object = _MISSING) -> _T:
        """The value of a key, of the kind that it must be."""
        self.known.append(key)
        value = self.data.pop(key, default)
        kinds = kind if isinstance(kind, tuple) else (kind,)
        harmless = _HARMLESS[kinds[0]] if default is _MISSING else default
        if value is _MISSING:
            self.wrong(key, f"ยังไม่มี เพิ่มบรรทัด {_HEADS.get(kinds[0], '{} = …').format(key)} ในไฟล์นี้")
            return cast(_T, harmless)
        if value is default:
            return cast(_T, value)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.wrong(key, f"เป็นค่าผิดชนิด ({_shown(value)}) ต้องเป็น{KINDS[kinds[-1]]}")
            return cast(_T, harmless)
        return value

    def text(self, key: str, default: object = _MISSING) -> str:
        """A text."""
        return str(self.take(key, str, default))

    def texts(self, key: str, default: object = _MISSING) -> tuple[str, ...]:
        """A list of texts, none of them blank."""
        value = tuple(self.take(key, list, default))
        if not all(isinstance(text, str) and text.strip() for text in value):
            self.wrong(key, "ต้องเป็นรายการของข้อความที่ไม่ว่าง")
            return ()
        return value

    def number(self, key: str, default: object = _MISSING) -> Decimal | None:
        """A number, exact as it is typed; None where the default says so."""
        value = self.take(key, _NUMBERS, default)
        if isinstance(value, Decimal) and not value.is_finite():
            self.wrong(key, f"ไม่ใช่จำนวน ({value}) พิมพ์เป็นตัวเลข")
            return Decimal(0)
        return None if value is None else Decimal(value)

    def sure_number(self, key: str) -> Decimal:
        """A number that must be there."""
        value = self.number(key)
        assert value is not None
        return value

    def whole(self, key: str, default: object = _MISSING) -> int:
        """A whole number."""
        return self.take(key, int, default)

    def date(self, key: str, default: object = _MISSING) -> dt.date:
        """A day, typed in the Christian era."""
        value = self.take(key, dt.date, default)
        if value.year > 2400:
            self.wrong(key, f"เป็น พ.ศ. ({value}) พิมพ์เป็น ค.ศ. คือ {value.year - 543}-…")
        return value

    def one_of(self, key: str, choices: Sequence[str], default: object = _MISSING) -> str:
        """One of some texts; else an error that names the nearest."""
        value = self.text(key, default)
        if value not in choices:
            near = difflib.get_close_matches(value, choices, 1)
            hint = f" (หมายถึง “{near[0]}” หรือไม่)" if near else ""
            if way := meant(value):
                hint = f"{self.whose} {way}"
            if not (self.faulty and value == ""):
                self.wrong(key, f"ไม่รู้จัก “{value}”{hint} ใช้ได้: {', '.join(choices)}")
            return choices[0]
        return value

    def table(self, data: object, where: str) -> "TomlTable":
        """Data that stands within this table, by its place for messages."""
        found = TomlTable(data, self.file, where, self.problems, self)
        found.silent = found.silent or self.silent
        return found

    def blocks(self, key: str, default: object = _MISSING) -> list["TomlTable"]:
        """The tables of a list of tables, each with its place for messages."""
        place = f"{self.where}.{key}" if self.where else key
        return [
            self.table(data, f"{place}[{number}]")
            for number, data in enumerate(self.take(key, list, default), 1)
        ]

    def block(self, key: str, default: object = _MISSING) -> "TomlTable":
        """A table within this one."""
        faults = len(self.problems or ())
        found = self.table(self.take(key, dict, default), f"{self.where}.{key}" if self.where else key)
        found.silent = self.silent or len(self.problems or ()) > faults  # what lacks is told once
        return found

    def done(self) -> None:
        """Tells the keys that nobody took."""
        for key in self.data:
            self.wrong(key, f"เป็นชื่อที่ไม่รู้จัก{self.whose if meant(key) else ''} {unknown(key, self.known)}")


def _shown(value: object) -> str:
    """A value that is wrong as its file writes it; of a group its kind alone."""
    match value:
        case str():
            return f'"{value}"'
        case list():
            return "รายการ"
        case dict():
            return "กลุ่ม"
        case _:
            return str(value)


def _where(error: ValueError, text: str) -> str:
    """Where TOML's reader stopped, in Thai, and what is often wrong there."""
    place = re.search(r"at line (\d+), column (\d+)", str(error))
    number = int(place[1]) if place else len(text.splitlines())
    line = (text.splitlines() or [""])[min(number, len(text.splitlines())) - 1] if text else ""
    hint = next((hint for seen, hint in _SLIPS if re.search(seen, line)), "แก้บรรทัดนี้")
    if str(error).startswith("Cannot "):  # overwrite, declare twice, …
        hint = "ชื่อนี้มีแล้ว ลบบรรทัดที่ซ้ำ ถ้าเป็นหัวกลุ่มที่มีได้หลายกลุ่ม ใช้ [[ ]] ทุกกลุ่ม"
    return f"บรรทัดที่ {number}: {line.strip()[:60]} → {hint}"


# What is often wrong in a line that is no TOML, and what to do; the first that is seen there.
_SLIPS = (
    (r"=\s*[“”‘’]", 'ใช้เครื่องหมายคำพูดตรง " แทน “ ”'),
    (r"\\", "ในเครื่องหมาย \" ให้ใช้ / แทน \\ หรือใช้เครื่องหมาย ' แทน"),
    (r"=\s*\d+/\d+/", "วันที่เขียนเป็น ค.ศ. ปี-เดือน-วัน เช่น 2018-03-31"),
    (r"=\s*(?:\d|[๐-๙])[\d๐-๙.]*\s*(?:[%,๐-๙]|$)", "จำนวนใช้เลขอารบิก ไม่มี % และจุลภาค"),
    (r'^[^"]*"[^"]*$', 'เครื่องหมาย " ไม่ครบคู่ ข้อความต้องจบในบรรทัดเดียว'),
)


def read_toml(path: Path, home: Path, problems: list[str] | None = None) -> TomlTable:
    """A TOML file below ``home``, numbers exact. Where it cannot be read, that is one of its ``problems``
    and nothing else is told of it; without such a list a DefinitionError that names the file."""
    name = path.relative_to(home).as_posix()
    try:
        text = path.read_bytes().decode("utf-8-sig")  # Notepad puts a mark in front
        return TomlTable(tomllib.loads(text, parse_float=Decimal), name, "", problems)
    except UnicodeDecodeError:
        problem = f"{name}: ไม่ใช่ utf-8 บันทึกไฟล์ใหม่เป็น UTF-8"
    except ValueError as error:  # TOML's own, and a number that Python does not read
        problem = f"{name}: เขียนผิดรูปแบบ TOML {_where(error, text)}"
    except OSError as error:
        problem = f"{name}: เปิดไม่ได้ ({why(error)}) วางไฟล์นี้ให้อ่านได้"
    if problems is None:
        raise DefinitionError(problem)
    problems.append(problem)
    unread = TomlTable({}, name, "", problems)
    unread.faulty = unread.silent = True
    return unread
