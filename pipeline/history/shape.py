"""What stands in ``results.json``: its one shape, by which it is read back and of which its schema is made."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pipeline.model.finding import SEVERITIES
from pipeline.model.ledger import FORMAT
from pipeline.model.words import ASIDE_NAMES, FILE_STATUS_NAMES, STATUS_NAMES

Json = Mapping[str, Any]
CHARACTERS = 400  # of a figure; more were never written
WEIGHTIEST = 10**15
WHOLE = "ทั้งไฟล์"
ANY = "*"  # every key
DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DAY = re.compile(r"[0-9]{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A value: whether one that is read, of whichever version wrote it, ``fits``, and the JSON Schema of
    what this version writes."""

    fits: Callable[[object], bool]
    schema: Json


@dataclass(frozen=True, slots=True)
class _Maybe:
    """Null, or what has this shape."""

    shape: object


@dataclass(frozen=True, slots=True)
class _Optional:
    """What has this shape where it is there: a key that only some agreements have."""

    shape: object


# --- values --------------------------------------------------------------------------------------


def _text(value: object) -> bool:
    return isinstance(value, str)


def _maybe(value: object) -> bool:
    return value is None or isinstance(value, str)


def _count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) < WEIGHTIEST


def _level(value: object) -> bool:
    return value is None or _count(value)


def _format(value: object) -> bool:
    return value == FORMAT and _count(value)


def _truth(value: object) -> bool:
    return isinstance(value, bool)


def _figure(value: object) -> bool:
    """Nothing, or a number as it is printed, no longer than one can be."""
    try:
        return value is None or (
            isinstance(value, str) and len(value) < CHARACTERS
            and abs(Decimal(value)) < Decimal(f"1e{CHARACTERS}"))
    except InvalidOperation:
        return False


def _outcome(value: object) -> bool:
    """A result: a figure, or a day as ``2018-09-10``."""
    return _figure(value) or (isinstance(value, str) and _DAY.fullmatch(value) is not None)


def _whole(pattern: str, *, null: bool) -> Json:
    """A text that is of this pattern from its first to its last character, in every dialect: ``$`` lets a line feed
    at the end pass in some."""
    return {"type": ["string", "null"] if null else "string", "pattern": f"^(?:{pattern})$",
            "not": {"type": "string", "pattern": "\\n"}}


def _told(pattern: str, *, null: bool = False) -> Leaf:
    """A text of this pattern."""
    return Leaf(_maybe if null else _text, _whole(pattern, null=null))


def _one_of(codes: Sequence[str], *, null: bool = False) -> Leaf:
    """One of these codes."""
    return Leaf(_maybe if null else _text, {"enum": [*codes, None] if null else [*codes]})


def _printed(pattern: str, fits: Callable[[object], bool] = _figure) -> Leaf:
    """Nothing, or a figure that is printed so."""
    return Leaf(fits, _whole(pattern, null=True))


_KEBAB, _TWO = "[a-z][a-z0-9]*(?:-[a-z0-9]+)*", r"-?[0-9]+\.[0-9]{2}"
_CELL = "(?:[A-Z]{1,3}[1-9][0-9]*)?"
TEXT, NAME = Leaf(_text, {"type": "string"}), Leaf(_text, {"type": "string", "minLength": 1})
MAYBE, CODE = Leaf(_maybe, {"type": ["string", "null"]}), _told(_KEBAB)
COUNT = Leaf(_count, {"type": "integer", "minimum": 0})
POSITIVE = Leaf(_count, {"type": "integer", "minimum": 1})
NUMBER = Leaf(_number, {"type": "number", "minimum": 0, "exclusiveMaximum": WEIGHTIEST})
LEVEL = Leaf(_level, {"type": ["integer", "null"], "minimum": 0})
TRUTH = Leaf(_truth, {"type": "boolean"})
TWO = _printed(_TWO)  # two places, half up
SHORT = Leaf(_figure, _whole(r"-?[0-9]+(?:\.[0-9]+)?", null=False))  # as short as it is
OUTCOME = _printed(f"{_TWO}|{_DAY.pattern}", _outcome)
DISTRICT = "[1-9][0-9]{3}"

SHAPE: Json = {
    "format": Leaf(_format, {"const": FORMAT}), "round": _told("[0-9]{4}-[12]"), "province": NAME,
    "files": [{
        "file": NAME, "sha256": _told("[0-9a-f]{64}", null=True), "status": _one_of([*FILE_STATUS_NAMES]),
        "reason": _told(_KEBAB, null=True),
        "sheets": [{"name": TEXT, "source": _told(".+", null=True), "rows_read": COUNT, "rows_used": COUNT,
                    "rows_refused": COUNT, "rows_set_aside": COUNT, "reason": _one_of([*ASIDE_NAMES], null=True)}],
    }],
    "districts": [{
        "code": _told(DISTRICT), "name": NAME, "complete": TRUTH,
        "sections": {ANY: {"score": TWO, "provisional": TWO}},
        "total": {"score": TWO, "percent": TWO, "band": MAYBE, "provisional": TWO},
        "kpis": [{
            "number": POSITIVE, "status": _one_of([*STATUS_NAMES]), "result": OUTCOME, "level": LEVEL,
            "points": _Optional(TWO), "top": _Optional(SHORT), "deducted": _Optional(TWO),
            "parts": _Optional([{"name": NAME, "weight": SHORT, "result": OUTCOME, "points": TWO}]),
            "weight": NUMBER, "weighted": TWO, "evidence": {ANY: MAYBE},
            "next_level": _Maybe({"level": POSITIVE, "needs": NAME}),
            "origins": [{"file": NAME, "sheet": TEXT, "cell": _told(_CELL)}], "flags": [CODE],
        }],
    }],
    "findings": [{
        "code": CODE, "severity": _one_of(SEVERITIES), "file": MAYBE, "sheet": MAYBE, "cell": _told(_CELL, null=True),
        "district": _told(DISTRICT, null=True), "kpi": Leaf(_level, {"type": ["integer", "null"], "minimum": 1}),
        "problem": NAME, "remedy": TEXT,
    }],
}  # fmt: skip


def misfit(data: object, shape: object = SHAPE, at: str = "") -> str:
    """The first place in ``data`` that has not this shape; "" where all has."""
    match shape:
        case _Maybe():
            return "" if data is None else misfit(data, shape.shape, at)
        case _Optional():
            return misfit(data, shape.shape, at)
        case list():
            if not isinstance(data, list):
                return at or WHOLE
            parts = ((item, shape[0], f"{at}[{n}]") for n, item in enumerate(data))
        case Mapping():
            if not isinstance(data, dict):
                return at or WHOLE
            needed = [key for key, one in shape.items() if key in data or not isinstance(one, _Optional)]
            keys = data if ANY in shape else needed
            if missing := [key for key in keys if key not in data]:
                return f"{at}.{missing[0]}".lstrip(".")
            parts = (
                (data[key], shape.get(key, shape.get(ANY)), f"{at}.{key}".lstrip("."))
                for key in keys
            )
        case _:
            return "" if isinstance(shape, Leaf) and shape.fits(data) else at
    return next((found for part in parts if (found := misfit(*part))), "")


# --- the schema ----------------------------------------------------------------------------------


def _where(key: str, values: Sequence[object], **then: Json) -> Json:
    """A rule: where a key has one of these values, others are so."""
    return {"if": {"properties": {key: {"enum": [*values]}}}, "then": {"properties": then}}


_NULL: Json = {"type": "null"}
_SAID: Json = {"type": "string"}
_BLANK: Json = {"properties": {"score": _NULL, "percent": _NULL, "band": _NULL}}


def _some(**one: Json) -> Json:
    """A list with one that is so."""
    return {"contains": {"type": "object", "properties": one, "required": [*one]}}


def _none(**one: Json) -> Json:
    """A list with none that is so."""
    return {"not": _some(**one)}


_UNREPORTED: Json = {"status": {"const": "unreported"}}
_MARKED: Json = {"status": {"enum": ["scored", "given"]}, "weight": {"exclusiveMinimum": 0}}
# What holds between the keys of one object, by where such objects stand.
RULES: Mapping[str, Sequence[Json]] = {
    "files": [
        _where("status", ["used"], reason=_NULL, sha256=_SAID, sheets=_some(source=_SAID)),
        _where("status", ["set-aside"], reason={"enum": [*ASIDE_NAMES]}, sha256=_SAID, sheets={
            **_some(rows_set_aside={"minimum": 1}), "items": {"properties": {"rows_used": {"const": 0}}}}),
        _where("status", ["refused", "ignored"], reason=_SAID, sheets=_none(source=_SAID)),
    ],
    "files.sheets": [
        _where("rows_set_aside", [0], reason=_NULL),
        {"if": {"properties": {"reason": _NULL}}, "then": {"properties": {"rows_set_aside": {"const": 0}}}},
        _where("source", [None], rows_read={"const": 0}, rows_used={"const": 0}, rows_refused={"const": 0}, rows_set_aside={"const": 0}),
    ],
    "districts": [
        _where("complete", [True], kpis=_none(**_UNREPORTED), total={"properties": {"provisional": _NULL}}),
        _where("complete", [False], kpis=_some(**_UNREPORTED)),
        {"if": {"properties": {"complete": {"const": True}, "kpis": _some(**_MARKED)}},
         "then": {"properties": {"total": {"properties": {"score": _SAID, "percent": _SAID, "band": _SAID}}}},
         "else": {"properties": {"total": _BLANK}}},
    ],
    "districts.sections": [{"if": {"properties": {"score": _SAID}}, "then": {"properties": {"provisional": _NULL}}}],
    "districts.kpis": [
        _where("status", ["scored", "given"], level={"type": "integer"}, weighted=_SAID, points=_SAID),
        _where("status", ["given"], result=_NULL),
        _where("status", ["unreported", "exempt"], result=_NULL, level=_NULL, weighted=_NULL, points=_NULL, next_level=_NULL),
    ],
    "findings": [
        {"if": {"properties": {"file": _NULL}}, "then": {"properties": {"sheet": _NULL}}},
        {"if": {"properties": {"sheet": _NULL}}, "then": {"properties": {"cell": _NULL}}},
    ],
}


def schema() -> dict[str, Any]:
    """The JSON Schema of the ``results.json`` that this version writes."""
    return {
        "$schema": DIALECT,
        "title": "results.json",
        "description": f"What a run scored: format {FORMAT}. docs/api.md says how it may change.",
        **_schema(SHAPE, ""),
    }


def _schema(shape: object, at: str) -> dict[str, Any]:
    match shape:
        case Leaf():
            return dict(shape.schema)
        case _Maybe():
            return {"anyOf": [_NULL, _schema(shape.shape, at)]}
        case _Optional():
            return _schema(shape.shape, at)
        case list():
            return {"type": "array", "items": _schema(shape[0], at)}
        case Mapping():
            return dict(_object(shape, at))
    raise TypeError(shape)


def _object(shape: Json, at: str) -> Iterator[tuple[str, Any]]:
    yield "type", "object"
    if ANY in shape:
        yield "additionalProperties", _schema(shape[ANY], at)
        return
    yield "properties", {key: _schema(one, f"{at}.{key}".lstrip(".")) for key, one in shape.items()}
    yield "required", [key for key, one in shape.items() if not isinstance(one, _Optional)]
    yield "additionalProperties", False
    if at in RULES:
        yield "allOf", [*RULES[at]]
