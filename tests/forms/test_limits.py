"""What a template may not do: what is refused, where it is said to stand, and that data stays data."""

import io
import tracemalloc
import zipfile
from collections.abc import Callable
from decimal import Decimal

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipeline.forms import Form, FormError, Linked, Styled
from pipeline.forms.language import allowance as limits
from pipeline.forms.language.sandbox import Sandbox
from pipeline.run.office_form import FILTERS

Make = Callable[..., Form]
BIG = 200 * 2**20  # bytes that a refused template may take at most


def refused(make: Make, cells: dict[str, object], context: dict[str, object]) -> str:
    """What is said of the template; taking much memory before that is a failure."""
    tracemalloc.start()
    try:
        with pytest.raises(FormError) as error:
            make(cells).fill(context)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < BIG
    return str(error.value)


LONG = "range(250000)"
LOOP = "{% for i in range(200000) %}"
WORDS = {
    "power": ("{{ 10**9 }}", "**"),
    "range": ("{% for i in range(1000000000) %}x{% endfor %}", "range"),
    "range contains": ("{{ 'x' in range(1000000000) }}", "range"),
    "times": ("{{ 'x' * 1000000000 }}", "ยาวเกิน"),
    "times, turned": ("{{ 1000000000 * 'x' }}", "ยาวเกิน"),
    "times a list": ("{{ ([1] * 1000000000) | length }}", "ยาวเกิน"),
    "plus": ("{{ " + "+".join(["a"] * 150) + " }}", "ยาวเกิน"),
    "nested loops": (LOOP + LOOP + "x{% endfor %}{% endfor %}", "วนซ้ำเกิน"),
    "loop with long words": (LOOP + "ก" * 900 + "{% endfor %}", "ตัวอักษรในหนึ่งชีต"),
    "loop with long values": (LOOP + "{{ a }}{% endfor %}", "ตัวอักษรในหนึ่งชีต"),
    "loop with values put together": (LOOP + "{{ a ~ a }}{% endfor %}", "ตัวอักษรในหนึ่งชีต"),
    "center": ("{{ 'x' | center(1000000000) }}", "ไม่รู้จักตัวกรอง center"),
    "indent": ("{{ a | indent(1000000000) }}", "ไม่รู้จักตัวกรอง indent"),
    "format filter": ("{{ '%999999999d' | format(1) }}", "ไม่รู้จักตัวกรอง format"),
    "format by %": ("{{ '%999999999d' % 1 }}", "ใช้ % กับข้อความไม่ได้"),
    "format": ("{{ '{:>999999999}'.format(1) }}", "เรียกใช้"),
    "ljust": ("{{ 'x'.ljust(1000000000) }}", "เรียกใช้"),
    "random": ("{{ [1, 2] | random }}", "ไม่รู้จักตัวกรอง random"),
    "lipsum": ("{{ lipsum(100000) }}", "เรียกใช้"),
    "replace": ("{{ a | replace('ก', a) }}", "ยาวเกิน"),
    "replace again and again": ("{{ 'x'" + "|replace('x','xxxxxxxxxx')" * 99 + " }}", "ยาวเกิน"),
    "join": ("{{ range(200000) | join(a) }}", "ยาวเกิน"),
    "filter by map": ("{{ ['x'] | map('center', 1000000000) | list }}", "center"),
    "set": ("{% set b = a ~ a %}{% set b = b ~ b %}{{ b }}", "set"),
    "block set": ("{% set b %}{{ a }}{{ a }}{% endset %}{{ b }}", "set"),
    "macro": ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "macro"),
    "recursive": ("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}", "ไม่ได้"),
    "loop call": ("{% for x in [1] %}{{ loop.cycle(1) }}{% endfor %}", "เรียกใช้"),
    "include": ("{% include 'x' %}", "include"),
    "import": ("{% import 'x' as x %}", "import"),
    "extends": ("{% extends 'x' %}", "extends"),
    "unknown tag": ("{% do a %}", "ไม่รู้จักคำสั่ง do"),
    "dunder": ("{{ ''.__class__.__mro__ }}", "__class__"),
    "dunder in brackets": ("{{ ''['__class__'] }}", "__class__"),
    "dunder by map": ("{{ [''] | map(attribute='__class__') | first }}", "__class__"),
    "method": ("ก {{ a.upper }}", "upper"),
    "method in brackets": ("ก {{ a['upper'] }}", "upper"),
    "method of a list": ("ก {{ [1].append }}", "append"),
    "call of ours": ("{{ _row(1) }}", "_row"),
    "filter of ours": ("{{ a | _metered }}", "_metered"),
    "self": ("{{ self.x() }}", "เรียกใช้"),
    "list in words": ("ก {{ [1, 2] }}", "เป็นรายการ"),
    "generator in words": ("ก {{ ['x'] | map('upper') }}", "เป็นรายการ"),
    "deep brackets": ("{{ " + "(" * 9000 + "1" + ")" * 9000 + " }}", "ซับซ้อนเกินไป"),
    "long sum": ("{{ 1" + "+1" * 9000 + " }}", "ซับซ้อนเกินไป"),
    "deep loops": ("{% for i in [1] %}" * 30 + "x" + "{% endfor %}" * 30, "ซ้อนกันเกิน 10 ชั้น"),
    "deeper conditions": ("{% if a %}" * 999 + "x" + "{% endif %}" * 999, "ซับซ้อนเกินไป"),
    "long number": ("{{ " + "9" * 9000 + " }}", "ซับซ้อนเกินไป"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", WORDS)
def test_words_that_are_not_allowed_are_refused_by_cell(make: Make, name: str) -> None:
    text, said = WORDS[name]
    message = refused(make, {"A1": "หัว", "C2": text}, {"a": "ก" * 500})
    assert "form.xlsx แผ่นงาน แบบ ช่อง C2: " in message and said in message
    assert "\n" not in message


# Each of these goes over a list of a quarter of a million in each turn of a loop, or makes long texts.
WORK = {
    "map": f"{LONG} | map('string') | list | length", "list": f"{LONG} | list | length",
    "select": f"{LONG} | select('gt', 249998) | first", "reject": f"{LONG} | reject('lt', 249999) | first",
    "sum": f"{LONG} | sum", "max": f"{LONG} | max", "min": f"{LONG} | min", "sort": f"{LONG} | sort | first",
    "unique": f"{LONG} | unique | list | length", "map of a map": f"{LONG} | map('abs') | map('abs') | max",
    "select in a list": f"[1] | select('in', {LONG}) | list | length",
    "selectattr": f"{LONG} | selectattr('real', 'gt', 249998) | first",
    "rejectattr": f"{LONG} | rejectattr('real', 'lt', 249999) | first",
    "in": f"'x' in {LONG}", "not in": f"'x' not in {LONG}", "is in": f"'x' is in({LONG})",
    "in what a filter gives": f"'x' in ({LONG} | map('abs'))",
    "slices": f"({LONG} | list)[1:] | length", "times": "([1] * 32000) | length", "join": f"{LONG} | join('') | length",
    "plus": "([1] * 30000 + [2] * 2000) | length", "times of a text": "('x' * 32000) | length",
    "long texts": "([a * 60] * 30000) | map('upper') | list | length",
    "texts replaced": "([a] * 9000) | map('replace', 'ก', 'กก') | list | length",
    "texts sorted": "([a * 60] * 30000) | sort | length", "texts compared": "([a * 60] * 30000) | max | length",
}
WORKLESS = {
    "lists as one text": ("{{ ([a * 60] * 30000) | string }}", "เป็นรายการ"),
    "a list in capitals": ("{{ ([a * 60] * 30000) | upper }}", "เป็นรายการ"),
    "a list put behind a text": ("{{ ([a * 60] * 30000) ~ 'x' }}", "เป็นรายการ"),
    "many texts put together": ("{{ " + " ~ ".join(["a"] * 150) + " }}", "ยาวเกิน"),
    "lists added up": ("{{ [[1]] | sum(start=[]) | length }}", "sum ใช้กับตัวเลขเท่านั้น"),
}  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("name", WORK)
def test_what_goes_over_items_is_counted_whatever_it_is(
    make: Make, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(limits, "MOST_WORK", 300_000)
    loop = "{% for i in range(99) %}{{ (" + WORK[name] + ") is defined }}{% endfor %}"
    message = refused(make, {"A1": "หัว", "C2": loop}, {"a": "ก" * 500})
    assert "ช่อง C2: " in message and ("มากเกินกำหนดในหนึ่งชีต" in message or "ยาวเกิน" in message)


@pytest.mark.parametrize("name", WORKLESS)
def test_lists_are_no_texts_and_texts_put_together_are_measured_first(make: Make, name: str) -> None:
    text, said = WORKLESS[name]
    assert said in refused(make, {"C2": text}, {"a": "ก" * 500})


def test_filters_of_the_size_of_a_nation_are_allowed(make: Make) -> None:
    form = make({
        "A1": "{% for d in ds %}", "A2": "{{ ds | selectattr('p', '==', d.p) | map(attribute='n') | sum }}",
        "B2": "{{ d.p in names }} {{ ds | map(attribute='n') | max }}", "A3": "{% endfor %}",
    })
    ds = [{"p": n % 77, "n": n} for n in range(400)]
    sheet = load_workbook(io.BytesIO(form.fill({"ds": ds, "names": list(range(77))})))["แบบ"]
    assert sheet.max_row == 400 and sheet["B1"].value == "True 399"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["power", "times", "center", "dunder", "call of ours", "ljust"])
def test_formulas_headers_and_directives_are_no_way_round(make: Make, name: str) -> None:
    text, said = WORDS[name]
    inside = text.removeprefix("{{").removesuffix("}}")
    ways: list[dict[str, object]] = [
        {"B3": f'=IF(1,"{text}",1+1)'},
        {"B3": f'=IF(1,"1",HYPERLINK("{text}"))'.replace("''", "1")},
        {"B3": "{% if " + inside + " %}", "A4": "x", "A5": "{% endif %}"},
        {"B3": "{% for x in [" + inside + "] %}", "A4": "{{ x }}", "A5": "{% endfor %}"},
    ]
    for cells in ways:
        message = refused(make, {"A1": "หัว", **cells}, {"a": "ก"})
        assert "ช่อง " in message and ("ไม่" in message or said in message)

    def headed(sheet: Worksheet) -> None:
        sheet.oddFooter.left.text = text

    with pytest.raises(FormError, match="แผ่นงาน แบบ ช่อง หัวกระดาษ/ท้ายกระดาษ"):
        make({"A1": "x"}, headed).fill({"a": "ก"})


def test_too_many_rows_are_refused_at_the_row(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MOST_ROWS", 50)
    cells = {"A1": "{% for i in range(n) %}", "A2": "{{ i }}", "A3": "{% endfor %}"}
    assert load_workbook(io.BytesIO(make(cells).fill({"n": 50})))["แบบ"].max_row == 50
    assert "ช่อง A2: ชีตยาวเกินกำหนด" in refused(make, cells, {"n": 51})


@pytest.mark.slow
@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ({"A1": LOOP, "A2": "{{ i }}", "A3": "{% endfor %}"}, "ช่อง A2: ชีตยาวเกินกำหนด"),
        ({"A1": LOOP, "A2": LOOP, "A3": "{% endfor %}", "A4": "{% endfor %}"}, "ช่อง A2: วนซ้ำเกิน 250,000 รอบ"),
        ({"B1": "{% for i in range(200000) %}{% endfor %}", "B2": "{{ i }}"}, "ชีตกว้างเกิน 16,384 ช่อง"),
    ],
)  # fmt: skip
def test_rows_turns_and_columns_without_end_are_refused(
    make: Make, cells: dict[str, object], said: str
) -> None:
    with pytest.raises(FormError, match=said):
        make(cells).fill({})


def test_too_many_cells_and_characters_are_refused(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    cells = {"A1": "{% for i in range(n) %}", "A2": "{{ a }}", "B2": "x", "A3": "{% endfor %}"}
    monkeypatch.setattr(limits, "MOST_CELLS", 20)
    assert make(cells).fill({"n": 10, "a": 1})
    assert "ชีตยาวเกินกำหนด" in refused(make, cells, {"n": 12, "a": 1})
    monkeypatch.setattr(limits, "MOST_CELLS", 10**9)
    monkeypatch.setattr(limits, "MOST_CHARACTERS", 30)
    assert make(cells).fill({"n": 10, "a": "กขค"})
    assert "ช่อง A2: ข้อความยาวรวมเกิน" in refused(make, cells, {"n": 11, "a": "กขค"})


@pytest.mark.parametrize("value", [Styled("ก" * 500, "x"), Linked("ก" * 500, "#A1"), Decimal("1e500")])
def test_texts_that_say_more_are_counted_before_they_are_put_together(
    make: Make, monkeypatch: pytest.MonkeyPatch, value: object
) -> None:
    monkeypatch.setattr(limits, "MOST_CHARACTERS", 10_000)
    monkeypatch.setattr(Sandbox, "concat", staticmethod(lambda pieces: pytest.fail("joined")))
    message = refused(make, {"A1": "{% for i in range(n) %}{{ a }}{% endfor %}"}, {"n": 21, "a": value})
    assert "ช่อง A1: ข้อความยาวรวมเกิน" in message


def test_what_a_value_itself_raises_is_said_of_its_cell(make: Make) -> None:
    message = refused(make, {"B2": "{{ a }}"}, {"a": Styled("ก", ["x"])})  # type: ignore[arg-type]
    assert "ช่อง B2: คำนวณไม่ได้ (TypeError" in message


def test_a_row_is_refused_at_the_cell_that_is_too_much_not_at_its_end(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_CHARACTERS", 100)
    seen: list[int] = []
    monkeypatch.setitem(FILTERS, "thai", lambda value, context: seen.append(1) or value)
    row = {f"{letter}2": "{{ a | thai }}" for letter in "ABCDEFGH"}
    cells = {"A1": "{% for j in [1] %}", **row, "A3": "{% endfor %}"}
    assert "ช่อง D2: ข้อความยาวรวมเกิน" in refused(make, cells, {"a": "ก" * 30})
    assert len(seen) == 4


def test_a_value_in_a_repeated_column_counts_once(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_CHARACTERS", 30)
    cells = {"A1": "{% for i in range(n) %}{% endfor %}", "A2": "{{ a }}"}
    assert make(cells).fill({"n": 10, "a": "กขค"})
    assert "ช่อง A2: ข้อความยาวรวมเกิน" in refused(make, cells, {"n": 11, "a": "กขค"})


def test_texts_of_headers_are_counted_while_they_are_put_together(make: Make) -> None:
    def headed(sheet: Worksheet) -> None:
        sheet.oddFooter.left.text = LOOP + "{{ a }}{% endfor %}"

    tracemalloc.start()
    try:
        with pytest.raises(FormError, match="ข้อความยาวรวมเกิน"):
            make({"A1": "x"}, headed).fill({"a": "ก" * 500})
        assert tracemalloc.get_traced_memory()[1] < BIG
    finally:
        tracemalloc.stop()


def test_each_sheet_and_each_filling_has_its_own_limit(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_TURNS", 10)
    form = make({"A1": "{% for i in range(9) %}", "A2": "{{ i }}", "A3": "{% endfor %}"})
    assert form.fill({}) == form.fill({})


def test_a_sheet_becomes_no_more_than_250(make: Make) -> None:
    def named(sheet: Worksheet) -> None:
        sheet.title = "{{ i }}"

    cells = {"A1": "{% for i in range(n) %}", "A2": "{{ i }}", "A3": "{% endfor %}"}
    assert len(load_workbook(io.BytesIO(make(cells, named).fill({"n": 3}))).sheetnames) == 3
    with pytest.raises(FormError, match="251 ชีต"):
        make(cells, named).fill({"n": 251})


@pytest.mark.parametrize("text", ["{{ 7*7 }}", "{% for i in range(3) %}", "{% raw %}", "{# x #}", "{{ a }}"])
def test_data_that_looks_like_a_template_is_only_text(make: Make, text: str) -> None:
    def headed(sheet: Worksheet) -> None:
        sheet.oddFooter.left.text = "จาก {{ a }}"

    form = make({
        "A1": "{{ a }}", "A2": "ชื่อ {{ a }}", "A3": '=IF(1,"{{ a }}",T("{{ a }}"))',
        "A4": "{% for x in [a] %}", "A5": "{{ x }}", "A6": "{% endfor %}",
    }, headed)  # fmt: skip
    data = form.fill({"a": text})
    sheet = load_workbook(io.BytesIO(data), data_only=True)["แบบ"]
    assert [cell.value for cell in sheet["A"]] == [text, f"ชื่อ {text}", text, text]
    assert sheet.oddFooter.left.text == f"จาก {text}"
    live = load_workbook(io.BytesIO(data))["แบบ"]
    assert live["A3"].value == f'=T("{text}")'


def test_what_a_form_needs_is_allowed(make: Make) -> None:
    form = make({
        "A1": "{{ xs | map('upper') | join(', ') }}", "A2": "{{ xs | length + 1 }}",
        "A3": "{{ 'มี' if 'a' in xs else 'ไม่มี' }}", "A4": "{{ a.items }} {{ a['b'] }}",
        "A5": "{{ (n - 1) * 2 / 4 }}", "A6": "{{ t | replace('อำเภอ', '') | default('-') }}",
        "A7": "{% for x in xs if x != 'a' %}{{ loop.index }}/{{ loop.length }} {{ x }}{% if not loop.last %}; {% endif %}{% endfor %}",
        "A8": "{{ n is string }} {{ t ~ n }} {{ xs[1:] | first }}",
    })  # fmt: skip
    data = form.fill({"xs": ["a", "b", "c"], "a": {"items": "ข", "b": 1}, "n": 5, "t": "อำเภอเมือง"})
    column = [cell.value for cell in load_workbook(io.BytesIO(data))["แบบ"]["A"]]
    assert column == ["A, B, C", 4, "มี", "ข 1", 2, "เมือง", "1/2 b; 2/2 c", "False อำเภอเมือง5 b"]


@pytest.mark.slow
def test_a_form_that_is_refused_does_no_harm_to_the_next(make: Make) -> None:
    form = make({"A1": "{% for i in range(n) %}", "A2": "{{ i }}", "A3": "{% endfor %}"})
    good = form.fill({"n": 3})
    with pytest.raises(FormError):
        form.fill({"n": 240_000})
    assert form.fill({"n": 3}) == good
    assert zipfile.ZipFile(io.BytesIO(good)).testzip() is None
