"""Files of TOML as a careful person writes them by hand: keys in their order, a day with its Thai words
behind it, long lists over several lines, a blank line before each group."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipeline.definitions.quoting import quoted
from pipeline.thai.calendar import thai_date
from pipeline.thai.text import visible_length

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_WIDTH = 110  # columns of a line before a list is parted

TomlValue = str | bool | int | Decimal | dt.date | Sequence[object] | Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Commented:
    """A value with what is said of it behind it."""

    value: TomlValue
    comment: str


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups that stand within a list, one a line: ``levels = [{ … }, { … }]``."""

    rows: Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class Inline:
    """A group that stands within its line: ``shares = { team = 50 }``."""

    group: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Lines:
    """Texts that stand one a line, however short they are."""

    texts: Sequence[str]


def written(table: Mapping[str, object], heads: Mapping[str, str] | None = None) -> str:
    """A file of this table; ``heads`` are comments (lines) by the key before whose first group they stand, ""
    being the head of the file."""
    heads = heads or {}
    return "".join(f"{line}\n" for line in [*_comment(heads.get("", "")), *_table(table, "", heads)])


def plain(value: object) -> object:
    """A value, or a table, as reading the file gives it."""
    match value:
        case Commented(inner, _):
            return plain(inner)
        case Groups(rows):
            return [plain(row) for row in rows]
        case Inline(group):
            return plain(group)
        case Lines(texts):
            return list(texts)
        case Mapping():
            return {key: plain(one) for key, one in value.items()}
        case list() | tuple():
            return [plain(one) for one in value]
        case Decimal() if value == value.to_integral_value() and "." not in f"{value:f}":
            return int(value)
        case _:
            return value


def _comment(text: str) -> list[str]:
    return [f"# {line}" for line in text.splitlines()]


def _is_group(value: object) -> bool:
    return isinstance(value, Mapping) or (
        isinstance(value, list | tuple) and bool(value) and isinstance(value[0], Mapping))


def _table(table: Mapping[str, object], prefix: str, heads: Mapping[str, str]) -> Iterator[str]:
    """The lines of a table: its own keys, then its groups."""
    for key, value in table.items():
        if not _is_group(value):
            yield _line(key, value)
    for key, value in table.items():
        if not _is_group(value):
            continue
        place = f"{prefix}{_key(key)}"
        several = not isinstance(value, Mapping)
        groups: Sequence[Mapping[str, object]] = value if several else [value]  # type: ignore[assignment,list-item]  # is a group
        for number, group in enumerate(groups):
            yield ""
            if not number and not prefix:
                yield from _comment(heads.get(key, ""))
            yield f"[[{place}]]" if several else f"[{place}]"
            yield from _table(group, f"{place}.", {})


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else quoted(key)


def _line(key: str, value: object) -> str:
    comment = value.comment if isinstance(value, Commented) else ""
    value = value.value if isinstance(value, Commented) else value
    behind = f"  # {' '.join(comment.split())}" if comment else ""
    parts = _parted(value)
    whole = f"{_key(key)} = [{', '.join(parts)}]" if parts else ""
    over = isinstance(value, Groups | Lines) or visible_length(whole) > _WIDTH
    if not parts or (not over and not (comment and len(parts) > 1)):
        return f"{whole or f'{_key(key)} = {_value(value)}'}{behind}"
    lines = [f"  {one}," for one in (_filled(parts) if comment else parts)]
    return "\n".join([f"{_key(key)} = [{behind}", *lines, "]"])


def _parted(value: object) -> list[str]:
    """The members of a list; none of what is no list."""
    match value:
        case Groups(members) | Lines(members):
            return [_value(one) for one in members]
        case list() | tuple():
            return [_value(one) for one in value]
        case _:
            return []


def _filled(parts: Sequence[str]) -> list[str]:
    """Short members, as many a line as it has room for."""
    lines: list[str] = []
    for part in parts:
        if lines and visible_length(lines[-1]) + visible_length(part) + 4 <= _WIDTH:
            lines[-1] += f", {part}"
        else:
            lines.append(part)
    return lines


def _value(value: object) -> str:
    match value:
        case str():
            return quoted(value)
        case bool():
            return "true" if value else "false"
        case Decimal():
            return f"{value:f}"
        case dt.date():
            return value.isoformat()
        case Inline(inner) | Commented(inner, _):
            return _value(inner)
        case Mapping():
            return f"{{ {', '.join(f'{_key(key)} = {_value(one)}' for key, one in value.items())} }}"
        case Groups(members) | Lines(members):
            return _value(list(members))
        case list() | tuple():
            return f"[{', '.join(map(_value, value))}]"
        case _:
            return str(value)


def day(value: dt.date) -> Commented:
    """A day with its Thai words behind it."""
    return Commented(value, thai_date(value))
