"""Pages read as a browser without a script would: what stands where, and what must not stand there."""

import re
from collections.abc import Iterator
from pathlib import Path

from lxml import etree
from lxml import html as lxml_html

Element = etree._Element


def read(path: Path) -> Element:
    """A page as a tree."""
    return lxml_html.document_fromstring(path.read_bytes())


def texts(element: Element) -> str:
    """All words of an element, white space as one space; without style and script."""
    words = element.xpath(".//text()[not(ancestor::style) and not(ancestor::script)]")
    return " ".join(" ".join(words).split())


def by_id(page: Element, name: str) -> Element:
    """The one element with an id."""
    (found,) = page.xpath("//*[@id=$name]", name=name)
    return found


def has_class(element: Element, name: str) -> list[Element]:
    """All elements below that bear a class."""
    return element.xpath(".//*[contains(concat(' ', normalize-space(@class), ' '), $name)]", name=f" {name} ")


def cells_of(score: Element) -> set[str]:
    """The addresses of all cells of a score, those in ranges each."""
    listed = {row[0].text_content().strip() for row in score.xpath(".//table[@class='cells']//tr")}
    for place in score.xpath(".//details/p[@class='place']"):
        for run in place.text_content().split(", "):
            listed.update(_run(run.strip()))
    return listed


def _run(text: str) -> Iterator[str]:
    found = re.fullmatch(r"([A-Z]+)(\d+):[A-Z]+(\d+)", text)
    if found is None:
        yield text
    else:
        yield from (f"{found[1]}{row}" for row in range(int(found[2]), int(found[3]) + 1))


def faults(page: Element) -> list[str]:
    """What a page must not hold: another script, an attribute that acts, an address outside, an id twice, a
    link that leads nowhere."""
    found = [f"{name} of {one.tag}" for one in page.iter(etree.Element) for name in one.attrib
             if name.startswith("on") or name in ("style", "src", "srcset", "action", "formaction")]
    found += [f"<{one.tag}>" for one in page.iter("img", "iframe", "object", "embed", "link", "base", "form", "video", "audio")]
    found += [f"{n} scripts" for n in [len(list(page.iter("script")))] if n != 1]
    ids = [one.get("id") for one in page.iter(etree.Element) if one.get("id")]
    found += sorted({f"id {name} twice" for name in ids if ids.count(name) > 1}) if len(ids) != len(set(ids)) else []
    known = {f"#{name}" for name in ids}
    found += [f"link to {one.get('href')}" for one in page.iter("a") if one.get("href") not in known]
    return found
