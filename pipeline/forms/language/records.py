"""Records as templates see them: a dataclass stands for the names of its fields."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin, get_type_hints

from pipeline.forms.language.values import Linked, Styled


def values(record: object) -> Mapping[str, object]:
    """A context of all that a record says: by the names of its fields plain values, contexts and
    lists of them."""
    return cast(Mapping[str, object], _seen(record))


def names(kind: type) -> Mapping[str, object]:
    """A context like those of a kind of record, told by the types of its fields alone: with one
    thing in every list, and None for a plain value."""
    return cast(Mapping[str, object], _named(kind))


@cache
def _fields(kind: type[Any]) -> tuple[str, ...]:
    """The names in a value of this type; none in a plain one."""
    if not is_dataclass(kind) or kind in (Styled, Linked):
        return ()
    return tuple(one.name for one in fields(kind))


def _seen(value: object) -> object:
    if isinstance(value, list | tuple):
        return type(value)([_seen(one) for one in value])
    kind: Any = type(value)
    if found := _fields(kind):
        return {name: _seen(getattr(value, name)) for name in found}
    return value


def _named(kind: Any) -> object:
    inner = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        return next((found for one in inner if (found := _named(one)) is not None), None)
    if get_origin(kind) in (list, tuple):
        return [_named(inner[0])]
    hints = get_type_hints(kind) if isinstance(kind, type) and _fields(kind) else {}
    return {name: _named(hints[name]) for name in _fields(kind)} if hints else None
