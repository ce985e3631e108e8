"""The line of a page that says whether its round is closed."""

import pytest

from pipeline.pages.sealed import with_state

PAGE = "<p>ก่อน</p><p><!-- seal -->ยังไม่ปิดรอบ<!-- /seal --></p><p>หลัง</p>".encode()


def test_only_what_stands_between_the_marks_gives_way():
    closed = with_state(PAGE, "ปิดรอบแล้ว")
    assert closed.decode() == "<p>ก่อน</p><p><!-- seal -->ปิดรอบแล้ว<!-- /seal --></p><p>หลัง</p>"
    assert with_state(closed, "ปิดรอบแล้ว") == closed
    assert with_state(closed, "ยังไม่ปิดรอบ") == PAGE


def test_words_are_a_text_whatever_they_are():
    said = with_state(PAGE, "<!-- /seal --><script>alert(1)</script>")
    assert b"<script" not in said and said.count(b"<!-- /seal -->") == 1
    assert with_state(said, "ยังไม่ปิดรอบ") == PAGE


@pytest.mark.parametrize("data", [
    b"", b"<p></p>", PAGE + PAGE, PAGE + b"<!-- seal -->", PAGE + b"<!-- /seal -->",
    b"<!-- /seal -->x<!-- seal -->", b"<!-- seal -->x", "<!-- seal -->\xff<!-- /sea -->".encode("latin-1"),
])
def test_a_page_without_exactly_one_line_of_state_is_left_as_it_is(data):
    assert with_state(data, "ปิดรอบแล้ว") == data
