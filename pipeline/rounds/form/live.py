"""What the form computes while it is filled in: how many items a level has, and what is just under, on and over its
edge, as formulas that follow what a person types, and as values that are stored beside them.

The formulas stand on a hidden sheet, whose row n is about row n of each sheet of the form, wherever people
insert, sort or delete rows; the form's own cells only show their results.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.ladder import ceiling, is_met, level_at, step, up_to
from pipeline.measure import MEASURES
from pipeline.model.agreement import Formula, Kpi
from pipeline.model.level import Level, Target
from pipeline.rounds.edges import around, figure
from pipeline.rounds.form.book import FormBook, FormRow, FormValue
from pipeline.rounds.form.ids import levels_of
from pipeline.rounds.form.tables import BOUND_WORDS, ITEMS, KPIS, LEVELS, OWN_TARGET, FormTable
from pipeline.thai.calendar import MONTHS, SHORT_MONTHS, serial
from pipeline.units import DATE, HUNDREDTHS, PERCENT, usual_places
from pipeline.xlsx.addresses import letters, quoted

SHEET = "คำนวณ"
BY_TARGET, BY_ITEMS, NOTHING = "ตามเป้าหมายของอำเภอ", "ดูจากรายการที่ต้องทำ", "ไม่มีเงื่อนไข"
BY_PERSON = "ไม่มีตัวเลขและรายการ: ผู้ตรวจให้ระดับ"
UNREADABLE, TWICE, UNKNOWN = "อ่านค่าไม่ได้ พิมพ์ตัวเลขหรือวันที่", "ระดับนี้มีสองแถว", "?"


# --- the values ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LiveLevel:
    """One per row of levels: how many items it has (None: it is no level), and the text of its edges."""

    items: int | None
    edges: str


def live_levels(book: FormBook) -> tuple[LiveLevel, ...]:
    """What the formulas of each row of levels give, by the scorer's own rules."""
    rows = book.rows(LEVELS.id)
    ladders = {key: _ladder(book, key) for key in dict.fromkeys(map(key_of, rows)) if key}
    times = Counter(map(_place, rows))
    return tuple(_live(ladders, row, twice=times[_place(row)] > 1) for row in rows)


def key_of(row: FormRow) -> str:
    """The KPI, part or deduction of a row (``5|A``); "" where it names none."""
    number = row.text("number")
    return f"{number}|{row.text('part').strip()}" if number else ""


def _live(ladders: Mapping[str, Kpi], row: FormRow, *, twice: bool) -> LiveLevel:
    key, number = key_of(row), row.number("level")
    if not key or number is None:
        return LiveLevel(None, "")
    ladder = ladders[key]
    level = next(one for one in ladder.levels if one.level == int(number))
    return LiveLevel(len(level.needs), _edges(ladder, level, row, twice))


def _place(row: FormRow) -> tuple[str, FormValue | None]:
    """The ladder and level of a row."""
    return key_of(row), row.values.get("level")


def _edges(ladder: Kpi, level: Level, row: FormRow, twice: bool) -> str:
    if twice or not row.text("bound"):
        return TWICE if twice else ""
    if row.values.get("value") == OWN_TARGET and BOUND_WORDS.get(row.text("bound")):
        return BY_TARGET
    if level.target is not None:
        return UNREADABLE
    at = level.bound or ceiling(ladder, level)
    if at is None:
        asks = any(one.bound or one.target or one.needs for one in ladder.levels)
        return (BY_ITEMS if level.needs else NOTHING) if asks else BY_PERSON
    met = {need for one in up_to(ladder, level.level) for need in one.needs}
    separator = "\n" if ladder.unit == DATE else " · "
    return separator.join(f"{figure(x, ladder)} → {_reached(ladder, x, met)}" for x in around(at.value, step(ladder)))


def _reached(ladder: Kpi, result: Decimal, met: set[str]) -> str:
    level = level_at(ladder, result, met)
    if level is not None:
        return str(level)
    undecided = next(one for one in ladder.levels if is_met(one, result, met.__contains__, ladder) is None)
    return UNKNOWN if undecided.short == UNKNOWN else BY_TARGET


def _ladder(book: FormBook, key: str) -> Kpi:
    """The ladder of a KPI or part as its rows stand; a level whose bound is not known has the district's own."""
    rows = [row for row in book.rows(LEVELS.id) if key_of(row) == key and row.number("level") is not None]
    own = next((row for row in book.rows(KPIS.id) if key_of(row) == key), FormRow({}))
    needs = _needs(book, key)
    levels = {int(row.number("level") or 0): row for row in rows}
    dates = any(row.date("value") for row in rows)
    unit = DATE if dates else own.text("unit") or PERCENT
    places = own.number("places")
    return Kpi(
        0, "", "", "", Decimal(0), "", dt.date.min, Formula(MEASURES["sum"]),
        tuple(_level(number, row, needs.get(number, ())) for number, row in sorted(levels.items())),
        unit=unit, places=usual_places(unit) if places is None or unit == DATE else int(places))


def _level(number: int, row: FormRow, needs: tuple[str, ...]) -> Level:
    level = Level(number, "", needs=needs)
    kind, value = BOUND_WORDS.get(row.text("bound")), row.values.get("value")
    if kind == "":
        return level
    at = serial(value) if isinstance(value, dt.date) else value
    if kind and isinstance(at, Decimal):
        return replace(level, **{kind: at})  # type: ignore[arg-type]  # a bound by its kind
    return replace(level, target=Target("at_least"), short="" if kind and value == OWN_TARGET else UNKNOWN)


def _needs(book: FormBook, key: str) -> Mapping[int, tuple[str, ...]]:
    """The items of each level; an item of several levels is one."""
    found: dict[int, tuple[str, ...]] = {}
    for place, row in enumerate(book.rows(ITEMS.id)):
        if key_of(row) == key:
            for number in levels_of(row) or ():
                found[number] = (*found.get(number, ()), f"item{place}")
    return found


# --- the formulas --------------------------------------------------------------------------------


At = Callable[[str, str], str]  # the column of a table and key on its sheet (``F``)
_HEADINGS = (
    "key", "level", "code", "text", "days", "own_day", "is_day", "value", "unit", "places", "items", "hardest", "edge", "decimals",
    "under", "on", "over", "shown", "asked", "unconfirmed", "item_key", "item_levels", "item_first", "kpi_key",
    "kpi_unit", "kpi_places", "section", "weight", "no_way")
_AT = {name: letters(number) for number, name in enumerate(_HEADINGS, 1)}
_NO_LEVEL, _UNDECIDED, _TARGET = 99, 6, 5  # codes of rows, beside those of bounds: 0 none, 1 to 4 as BOUND_WORDS has them


class LiveSheet:
    """The hidden sheet's formulas; ``at`` tells where the columns of the form's tables stand, ``last`` is the last row
    that may hold something."""

    def __init__(self, at: At, last: int) -> None:
        self._at, self._last = at, last
        self._bounds = [word for word, kind in BOUND_WORDS.items() if kind]
        self._open = next(word for word, kind in BOUND_WORDS.items() if not kind)

    def rows(self) -> tuple[tuple[str, ...], ...]:
        """The headings, then the formulas of each row; those of row n stand in row n."""
        return _HEADINGS, *(self._row(row) for row in range(2, self._last + 1))

    def shown(self, column: str) -> str:
        """The formula of a cell of the form that shows what is computed for its row."""
        return f"=INDEX({quoted(SHEET)}${_AT[column]}:${_AT[column]},ROW())"

    def all(self, column: str) -> str:
        """A column of the hidden sheet."""
        return f"{quoted(SHEET)}${_AT[column]}$2:${_AT[column]}${self._last}"

    def _row(self, row: int) -> tuple[str, ...]:
        made = {**self._of_level(row), **self._of_edge(row), **self._of_item(row), **self._of_kpi(row)}
        return tuple(f"={made[name]}" for name in _HEADINGS)

    def _typed(self, table: FormTable, key: str, row: int) -> str:
        """What is typed in the cell of a row; a whole column is named, which no row that moves changes."""
        column = self._at(table.id, key)
        return f"INDEX({quoted(table.sheet)}${column}:${column},{row})"

    def _key(self, table: FormTable, row: int) -> str:
        return f'{self._typed(table, "number", row)}&"|"&TRIM({self._typed(table, "part", row)})'

    def _of_level(self, row: int) -> dict[str, str]:
        typed = {name: self._typed(LEVELS, name, row) for name in ("number", "level", "bound", "value", "question", "confirmed")}
        here = {name: f"${column}{row}" for name, column in _AT.items()}
        listed = ",".join(f'"{word}"' for word in self._bounds)
        shape = f'IFERROR(LEFT(CELL("format",{typed["value"]}),1),"G")'
        per = f'IF({shape}="P",100,1)'
        number = f'IFERROR(VALUE(SUBSTITUTE(SUBSTITUTE({here["text"]},",",""),"%","")),0)'
        year = f'YEAR({typed["value"]})'
        day = (f'IF({year}>=2400,DATE({year}-543,MONTH({typed["value"]}),DAY({typed["value"]})),INT({typed["value"]}))')
        unit = f'IFERROR(INDEX({self.all("kpi_unit")},MATCH({here["key"]},{self.all("kpi_key")},0))&"","")'
        return {
            "key": f'IF(OR({here["level"]}<0,{typed["number"]}=""),"",{self._key(LEVELS, row)})',
            "level": f'IFERROR(VALUE({typed["level"]}&""),-1)',
            "code": (
                f'IF({here["key"]}="",{_NO_LEVEL},IF({typed["bound"]}="{self._open}",0,'
                f'IF({here["text"]}="{OWN_TARGET}",{_TARGET},IF(OR({typed["value"]}="",AND({here["is_day"]}=1,{here["value"]}=0),'
                f'AND({here["is_day"]}=0,NOT(ISNUMBER({typed["value"]})),ISERROR(VALUE(SUBSTITUTE(SUBSTITUTE({here["text"]},",",""),"%",""))))),'
                f'{_UNDECIDED},IFERROR(MATCH({typed["bound"]},{{{listed}}},0),{_UNDECIDED})))))'),
            "text": f'IF(ISNUMBER({typed["value"]}),"",{_arabic("TRIM(" + typed["value"] + ")")})',
            "days": _days(here["text"]),
            "own_day": (
                f'IF(OR({here["unit"]}="{DATE}",ISNUMBER({here["days"]}),'
                f'AND(ISNUMBER({typed["value"]}),{shape}="D")),1,0)'),
            "is_day": f'IF({here["key"]}="",0,MIN(1,SUMPRODUCT(({self.all("key")}={here["key"]})*{self.all("own_day")})))',
            "value": (
                f'IF({here["key"]}="",0,IF({here["is_day"]}=1,IF(ISNUMBER({typed["value"]}),{day},IF(ISNUMBER({here["days"]}),{here["days"]},0)),'
                f'IF(ISNUMBER({typed["value"]}),{typed["value"]}*{per},{number})))'),
            "unit": f'IF({here["key"]}="","",{unit})',
            "places": (
                f'IF({here["is_day"]}=1,0,IFERROR(INDEX({self.all("kpi_places")},MATCH({here["key"]},{self.all("kpi_key")},0)),2))'),
            "asked": f'IF(AND({here["key"]}<>"",{typed["question"]}<>"",{typed["confirmed"]}=""),1,0)',
            "unconfirmed": f'IF(AND({here["key"]}<>"",{typed["confirmed"]}=""),1,0)',
        }

    def _of_edge(self, row: int) -> dict[str, str]:
        here = {name: f"${column}{row}" for name, column in _AT.items()}
        own = f'({self.all("key")}={here["key"]})'
        level, every = here["level"], self.all("level")
        following = f'1000-SUMPRODUCT(MAX({own}*({every}>{level})*(1000-{every})))'
        after = f'{own}*({every}=({following}))'
        of_next = f'SUMPRODUCT({after}*{self.all("code")})'
        listed = f'ISNUMBER(SEARCH(","&{level}&",",{self.all("item_levels")}))*({self.all("item_key")}={here["key"]})'
        step = f'10^-{here["places"]}'
        edge = here["edge"]
        twice = f'SUMPRODUCT({own}*({every}={level}))>1'
        texts = [f'{_printed(sign, here)}&" → "&{here[name]}'
                 for sign, name in ((f"({edge}-{step})", "under"), (edge, "on"), (f"({edge}+{step})", "over"))]
        separated = f'&IF({here["is_day"]}=1,CHAR(10)," · ")&'.join(texts)
        bound = self._typed(LEVELS, "bound", row)
        asks = f'SUMPRODUCT({own}*((({self.all("code")}>0)+({self.all("items")}>0))>0))'
        return {
            "items": f'IF({here["key"]}="",0,SUMPRODUCT({listed}))',
            "hardest": f'IF({here["key"]}="",-1,SUMPRODUCT(MAX({listed}*({self.all("item_first")}+1)))-1)',
            "edge": (
                f'IF({here["key"]}="","",IF(AND({here["code"]}>=1,{here["code"]}<=4),{here["value"]},'
                f'IF(AND({here["code"]}=0,{here["items"]}=0),IF(AND({of_next}>=1,{of_next}<=4),SUMPRODUCT({after}*{self.all("value")}),""),"")))'),
            "decimals": f'IF({edge}="",0,MAX({here["places"]},{_decimals(edge)}))',
            "under": self._reached(here, f"{edge}-{step}"),
            "on": self._reached(here, edge),
            "over": self._reached(here, f"{edge}+{step}"),
            "shown": (
                f'IF({here["key"]}="","",IF({twice},"{TWICE}",IF({bound}="","",IF({here["code"]}={_TARGET},"{BY_TARGET}",'
                f'IF({here["code"]}={_UNDECIDED},"{UNREADABLE}",IF({edge}="",IF({here["items"]}>0,"{BY_ITEMS}",IF({asks}=0,"{BY_PERSON}","{NOTHING}")),{separated}))))))'),
        }

    def _reached(self, here: Mapping[str, str], result: str) -> str:
        """The level of a result: the last below the first that it fails; words where one that is not known, or
        a district's own, decides it."""
        own, code, value, every = (self.all(name) for name in ("key", "code", "value", "level"))
        at = f'ROUND({result},MAX(2,{here["places"]}))'
        missed = "+".join(f"({code}={n})*({at}{sign}{value})" for n, sign in ((1, "<"), (2, "<="), (3, ">"), (4, ">=")))
        own = f'({own}={here["key"]})'
        fails = f'1000-SUMPRODUCT(MAX({own}*(({missed}+({self.all("hardest")}>{here["level"]}))>0)*(1000-{every})))'
        open_at = f'1000-SUMPRODUCT(MAX({own}*((({code}={_TARGET})+({code}={_UNDECIDED}))>0)*(1000-{every})))'
        of_it = f'SUMPRODUCT({own}*({every}=({open_at}))*{code})'
        reached = f'MAX(0,SUMPRODUCT(MAX({own}*({every}<({fails}))*({every}+1)))-1)'
        return (f'IF({here["edge"]}="","",IF(({open_at})<({fails}),IF({of_it}={_TARGET},"{BY_TARGET}","{UNKNOWN}"),{reached}))')

    def _of_item(self, row: int) -> dict[str, str]:
        typed = self._typed(ITEMS, "levels", row)
        here = {name: f"${column}{row}" for name, column in _AT.items()}
        bare = f'SUBSTITUTE(SUBSTITUTE({typed},"และ",",")," ","")'
        every = self.all("level")
        found = f'({self.all("key")}={here["item_key"]})*ISNUMBER(SEARCH(","&{every}&",",{here["item_levels"]}))'
        return {
            "item_key": f'IF({typed}="","",{self._key(ITEMS, row)})',
            "item_levels": f'","&{_arabic(bare)}&","',
            "item_first": f'IF({here["item_key"]}="",0,1000-SUMPRODUCT(MAX({found}*(1000-{every}))))',
        }

    def _of_kpi(self, row: int) -> dict[str, str]:
        number, part, unit, places, section, weight, way = (
            self._typed(KPIS, key, row) for key in ("number", "part", "unit", "places", "section", "weight", "way"))
        here = {name: f"${column}{row}" for name, column in _AT.items()}
        two = ",".join(_quote(word) for word in HUNDREDTHS if word)
        usual = f'IF({here["kpi_unit"]}="",2,IF(ISNUMBER(MATCH({here["kpi_unit"]},{{{two}}},0)),2,0))'
        whole = f'AND({number}<>"",TRIM({part})="")'
        return {
            "kpi_key": f'IF({number}="","",{self._key(KPIS, row)})',
            "kpi_unit": f'TRIM({unit})',
            "kpi_places": f'IF({places}="",{usual},IFERROR(VALUE({places}&""),{usual}))',
            "section": f'IF({whole},TRIM({section}),"")',
            "weight": f'IF(AND({whole},ISNUMBER({weight})),{weight},0)',
            "no_way": f'IF(AND({number}<>"",{way}=""),1,0)',
        }


def _quote(text: str) -> str:
    return f'"{text}"'


def _arabic(text: str) -> str:
    """A text with its Thai digits as Arabic ones."""
    for digit, thai in enumerate("๐๑๒๓๔๕๖๗๘๙"):
        text = f'SUBSTITUTE({text},"{thai}","{digit}")'
    return text


def _days(text: str) -> str:
    """The number of the day that a text tells (``1 เมษายน 2569``, ``1 เม.ย. 69``, ``1/4/2569``); an error of any other."""
    text = f'SUBSTITUTE(SUBSTITUTE({text},"  "," "),"/"," ")'
    first = f'FIND(" ",{text})'
    second = f'FIND(" ",{text},{first}+1)'
    month = f"MID({text},{first}+1,{second}-{first}-1)"
    names = (",".join(map(_quote, names)) for names in (MONTHS, SHORT_MONTHS))
    number = f"VALUE({month})"
    for listed in names:
        number = f"IFERROR(MATCH({month},{{{listed}}},0),{number})"
    year = f'VALUE(MID({text},{second}+1,9))'
    christian = f"IF({year}<100,{year}+1957,IF({year}>=2400,{year}-543,{year}))"
    return f'IFERROR(DATE({christian},{number},VALUE(LEFT({text},{first}-1))),"")'


def _decimals(value: str) -> str:
    """How many decimals a number has, up to six."""
    counted = "6"
    for places in reversed(range(6)):
        counted = f"IF(ROUND({value},{places})={value},{places},{counted})"
    return counted


def _printed(value: str, here: Mapping[str, str]) -> str:
    """A number or a day as papers print it."""
    months = ",".join(map(_quote, SHORT_MONTHS))
    day = f'DAY({value})&" "&CHOOSE(MONTH({value}),{months})&" "&RIGHT(YEAR({value})+543,2)'
    return f'IF({here["is_day"]}=1,{day},FIXED({value},{here["decimals"]}))'
