"""What findings name: the first few of many."""

import pytest

from pipeline.model.finding import first_few


@pytest.mark.parametrize(("names", "line"), [
    ([], ""), (["ก"], "ก"), (["ก", "ข", "ค"], "ก, ข, ค"), (["ก", "ข", "ค", "ง"], "ก, ข, ค และอีก 1 ไฟล์")])
def test_a_line_names_three_things_and_counts_the_rest(names, line):
    assert first_few(names, "ไฟล์") == line
