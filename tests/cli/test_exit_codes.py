"""How every command leaves: 0 done, 1 done but something is to be looked at, 2 could not run."""

from pathlib import Path

import province
import pytest

ROUND = "2561-1"


@pytest.fixture
def tidy(tmp_path: Path) -> Path:
    """An input without an error."""
    return province.write(tmp_path / "tidy")


@pytest.fixture
def spoilt(tmp_path: Path) -> Path:
    """An input with a finding of severity error."""
    exports = province.tables()
    exports["disbursement"][2][2] = "#REF!"
    return province.write(tmp_path / "spoilt", exports)


@pytest.fixture
def code(pipeline):
    """Runs the command line and gives its exit code."""
    return lambda *arguments: pipeline(*arguments)[0]


def test_version_is_one_line(pipeline):
    code, out, err = pipeline("--version")
    assert (code, err) == (0, "") and out.startswith("pipeline ") and out.count("\n") == 1


@pytest.mark.slow
def test_run_and_check_leave_with_0_without_an_error_1_with_one_and_2_where_nothing_is_read(
        code, tidy, spoilt, tmp_path):
    (tmp_path / "empty").mkdir()
    for command in (("run", "--output", tmp_path / "out"), ("check",), ("check", "--format", "json")):
        for source, expected in ((tidy, 0), (spoilt, 1), (tmp_path / "empty", 2), (tmp_path / "no", 2)):
            assert code(*command, "--input", source) == expected, (command, source)
        assert code(*command, "--input", tidy, "--round", "2999-9") == 2
        assert code(*command, "--input", tidy, "--nothing") == 2


@pytest.mark.slow
def test_a_quiet_run_says_nothing_and_leaves_as_any_run(pipeline, tidy, spoilt, tmp_path):
    for source, expected in ((tidy, 0), (spoilt, 1)):
        for _ in range(2):  # done, and told from what stands
            said = pipeline("run", "--quiet", "--input", source, "--output", tmp_path / "out" / source.name)
            assert said == (expected, "", "")
        assert (tmp_path / "out" / source.name / ROUND / "results.json").is_file()
    code, out, err = pipeline("run", "--quiet", "--input", tmp_path / "no", "--output", tmp_path)
    assert (code, out) == (2, "") and err.count("\n") == 1 and "ทำไม่ได้" in err


@pytest.mark.slow
def test_what_a_quiet_run_did_not_say_the_next_run_says(pipeline, tidy, tmp_path):
    pipeline("run", "--quiet", "--input", tidy, "--output", tmp_path / "out")
    _, out, _ = pipeline("run", "--input", tidy, "--output", tmp_path / "out")
    assert "จังหวัดสระแก้ว" in out


@pytest.mark.slow
def test_explain_leaves_with_1_where_there_is_no_score_and_2_where_nothing_is_so_named(
        code, tidy, spoilt):
    assert code("explain", "คลองหาด", "1", "--input", tidy) == 0
    assert code("explain", "เมือง", "1", "--input", spoilt) == 1
    assert code("explain", "คลองหาด", "1", "--input", spoilt) == 0
    assert code("explain", "คลองหาด", "99", "--input", tidy) == 2
    assert code("explain", "เชียงใหม่", "1", "--input", tidy) == 2


def test_inspect_leaves_with_1_where_a_figure_cannot_be_used_and_2_without_a_file(
        code, tidy, spoilt):
    assert code("inspect", tidy / "disbursement.xlsx", "--input", tidy) == 0
    assert code("inspect", spoilt / "disbursement.xlsx", "--input", spoilt) == 1
    assert code("inspect", tidy / "no.xlsx", "--input", tidy) == 2


@pytest.mark.slow
def test_diff_leaves_with_1_where_something_changed_and_2_without_results(
        code, tidy, spoilt, tmp_path):
    for source in (tidy, spoilt):
        code("run", "--input", source, "--output", tmp_path / "out" / source.name)
    old, new = (tmp_path / "out" / name for name in ("tidy", "spoilt"))
    for form in ("text", "json"):
        assert code("diff", old, old, "--format", form) == 0
        assert code("diff", old, new, "--format", form) == 1
        assert code("diff", old, tmp_path / "no", "--format", form) == 2


@pytest.mark.slow
def test_close_leaves_with_1_where_it_refuses_and_2_without_results(code, tidy, spoilt, tmp_path):
    for source in (tidy, spoilt):
        code("run", "--input", source, "--output", tmp_path / "out" / source.name)
    assert code("close", "--output", tmp_path / "out" / "spoilt") == 1
    assert code("close", "--output", tmp_path / "out" / "tidy") == 0
    assert code("close", "--verify", "--output", tmp_path / "out" / "tidy") == 0
    assert code("close", "--output", tmp_path / "no") == 2
    (tmp_path / "out" / "tidy" / ROUND / "results.json").write_bytes(b"{}")
    assert code("close", "--verify", "--output", tmp_path / "out" / "tidy") == 1


@pytest.mark.slow
def test_compile_leaves_with_0_where_all_is_in_1_where_some_is_left_out_and_2_without_any(
        code, spoilt, tmp_path):
    out = tmp_path / "out"
    code("run", "--input", spoilt, "--output", out)
    assert code("compile", "--output", out) == 0  # findings are the province's; nothing is left out
    (out / ROUND / "เสีย").mkdir()
    (out / ROUND / "เสีย" / "results.json").write_bytes(b"{}")
    assert code("compile", "--output", out) == 1
    assert code("compile", "--output", tmp_path / "no") == 2
    (out / ROUND / "results.json").write_bytes(b"{}")
    assert code("compile", "--output", out) == 2


@pytest.mark.slow
def test_forms_and_templates_leave_with_0_and_2_on_what_they_cannot(code, tidy, tmp_path):
    assert code("forms", "--input", tidy, "--output", tmp_path / "out") == 0
    assert code("forms", "--input", tmp_path / "no", "--output", tmp_path / "out2") == 2
    assert code("template", "check") == 0
    assert code("template", "check", "--round", "2999-9") == 2
    assert code("template", "names") == 0
    assert code("template", "names", "--round", "2999-9") == 2


def test_wrong_usage_leaves_with_2(code):
    for arguments in ((), ("nothing",), ("run", "--jobs", "x"), ("explain",), ("diff", "a"),
                      ("inspect",), ("compile", "--nothing"), ("doctor", "--nothing")):
        assert code(*arguments) == 2, arguments


def test_explain_says_that_the_roster_lacks_a_district_of_the_province(pipeline, tmp_path):
    exports = province.tables()
    exports["roster"] = [row for row in exports["roster"] if "โคกสูง" not in row]
    source = province.write(tmp_path / "in", exports)
    code, _, err = pipeline("explain", "โคกสูง", "1", "--input", source)
    assert code == 2 and "ทำเนียบไม่มีอำเภอโคกสูง" in err and "หมายถึง" not in err
    _, _, err = pipeline("explain", "คลองหาต", "1", "--input", source)
    assert "(หมายถึง “คลองหาด” หรือไม่)" in err
