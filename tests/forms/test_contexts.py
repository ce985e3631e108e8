"""Records as templates see them."""

from dataclasses import dataclass

from pipeline.forms import Linked, Styled, known, names, values


@dataclass(frozen=True, slots=True)
class Inner:
    figure: object
    link: str | Linked


@dataclass(frozen=True, slots=True)
class Outer:
    words: list[str]
    rows: list[tuple[Inner, ...]]
    one: Inner | None
    none: Inner | None


def test_a_record_is_a_context_of_its_fields() -> None:
    inner = Inner(Styled(1, "ก"), Linked("ข", "ข.xlsx"))
    seen = {"figure": Styled(1, "ก"), "link": Linked("ข", "ข.xlsx")}
    record = Outer(["ก"], [(inner, inner)], inner, None)
    assert values(record) == {"words": ["ก"], "rows": [(seen, seen)], "one": seen, "none": None}


def test_its_names_are_told_by_its_type() -> None:
    leaf = {"figure": None, "link": None}
    assert names(Outer) == {"words": [None], "rows": [[leaf]], "one": leaf, "none": leaf}
    assert [one.name for one in known(names(Outer))] == [
        "words", "rows", "rows[][].figure", "rows[][].link", "one", "one.figure", "one.link",
        "none", "none.figure", "none.link",
    ]
