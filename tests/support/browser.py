"""Chromium as the tests use it: a page opened from its file on any screen, and what is wrong with it there."""

import importlib.util
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_LIBRARIES = [name for name in ("playwright", "axe_playwright_python") if importlib.util.find_spec(name) is None]
_MISSING = " and ".join([*_LIBRARIES, *([] if CHROMIUM else ["chromium"])])
needs_browser = pytest.mark.skipif(
    bool(_MISSING) and os.environ.get("CI") != "true",
    reason=f"{_MISSING} not installed, so no page can be opened (pip install -e '.[browser]', apt install chromium)",
)
SCREENS = {360: 740, 768: 1024, 1366: 768, 1920: 1080}  # their heights by their widths
SCHEMES = ("light", "dark")
NARROW = 700  # below it tables become cards

# What is wider than the screen although nothing that scrolls holds it.
_WIDE = """() => {
  const root = document.documentElement, wide = root.clientWidth;
  if (root.scrollWidth <= wide) return [];
  const held = (one) => { for (let box = one.parentElement; box && box !== document.body; box = box.parentElement)
    if (getComputedStyle(box).overflowX !== "visible") return true; return false; };
  return [`the page is ${root.scrollWidth} wide on ${wide}`, ...[...document.querySelectorAll("body *")]
    .filter((one) => one.getBoundingClientRect().right > wide + 1 && !held(one))
    .map((one) => `${one.tagName}.${one.className}: ${one.textContent.trim().slice(0, 40)}`).slice(0, 5)];
}"""
# Text that stands in a column of a letter or two a line.
_SQUEEZED = """() => [...document.querySelectorAll("td, th, p, li, dd, dt, span, a, h1, h2, h3, h4, label, button, summary")]
  .filter((one) => {
    const text = one.textContent.trim(), box = one.getBoundingClientRect(), size = parseFloat(getComputedStyle(one).fontSize);
    return text.length > 8 && !one.querySelector("td, th, p, li, div") && box.width > 1 && box.width < 2.5 * size && box.height > 5 * size;
  }).map((one) => `${one.tagName}: ${one.textContent.trim().slice(0, 40)}`).slice(0, 5)"""
# What a finger is to meet and is less than 44 px high.
_SMALL = """() => [...document.querySelectorAll("a[href], button, input, select, summary")]
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, box]) => box.width && box.height && box.height < 43.5 && !one.matches(".skip"))
  .map(([one, box]) => `${one.tagName} of ${Math.round(box.height)} px: ${one.textContent.trim().slice(0, 40)}`).slice(0, 5)"""


@dataclass
class Opened:
    """A page as it is open: what it ``asked`` for beside itself, by address, and what the browser ``said`` of it
    (errors and what the page's policy forbade)."""

    page: "Page"
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def screen(self, width: int, scheme: str = "light") -> None:
        """Shows it on a screen of that width."""
        self.page.set_viewport_size({"width": width, "height": SCREENS[width]})
        self.page.emulate_media(color_scheme=scheme)

    def go(self, anchor: str) -> None:
        """Follows a link of the page to a place in it."""
        self.page.evaluate("(name) => new Promise((done) => { addEventListener('hashchange', () => setTimeout(done), {once: true});"
                           "location.hash === '#' + name ? done() : location.hash = name; })", anchor)

    def views(self) -> list[str]:
        """The names of its views; none where it has but one."""
        return list(self.page.eval_on_selector_all(".view", "all => all.map((one) => one.id)"))

    def kinds(self) -> list[str]:
        """The first two views of every kind, as their names tell it."""
        found: dict[str, list[str]] = {}
        for view in self.views():
            found.setdefault(re.sub(r"\d+", "", view), []).append(view)
        return [view for views in found.values() for view in views[:2]]

    def thin(self) -> None:
        """Takes away what is more of the same, over which axe takes minutes: views of one kind but two, and of
        what stands in a row all but a dozen."""
        self.page.evaluate("""(kinds) => {
            document.querySelectorAll(".view").forEach((one) => kinds.includes(one.id) || one.remove());
            document.querySelectorAll("main :is(ul, ol, tbody, section, div)").forEach((one) => {
              const met = {};
              [...one.children].forEach((child) => { met[child.tagName] = (met[child.tagName] || 0) + 1;
                if (met[child.tagName] > 12 && child.tagName !== "P") child.remove(); }); }); }""", self.kinds())

    def show_all(self) -> None:
        """Shows every view, with all that can be unfolded."""
        self.page.evaluate("""() => { document.documentElement.classList.remove("js");
            document.querySelectorAll("details").forEach((one) => { one.open = true; }); }""")

    def faults(self) -> list[str]:
        """What does not fit as it is shown now."""
        found = self.page.evaluate(_WIDE) + self.page.evaluate(_SQUEEZED)
        narrow = (self.page.viewport_size or {"width": 0})["width"] < NARROW
        return [*found, *(self.page.evaluate(_SMALL) if narrow else [])]

    def barriers(self) -> list[str]:
        """What axe calls serious or critical of what is shown now."""
        from axe_playwright_python.sync_playwright import Axe

        found = Axe().run(self.page, options={"resultTypes": ["violations"]}).response["violations"]
        return [f"{one['impact']} {one['id']} {one['nodes'][0]['target']}: {one['nodes'][0]['failureSummary']}"
                for one in found if one["impact"] in ("serious", "critical")]

    def text(self) -> str:
        """The words that are shown now, spaces made one."""
        return " ".join(self.page.inner_text("body").split())


@contextmanager
def chromium() -> Iterator["Browser"]:
    """The browser, without a window."""
    assert not _MISSING, f"CI must have {_MISSING}: the pages are what people see"
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM)
        yield browser
        browser.close()


@contextmanager
def opened(browser: "Browser", path: Path, width: int = 1366, scheme: str = "light", **more: Any) -> Iterator[Opened]:
    """A page opened from its file."""
    context = browser.new_context(
        viewport={"width": width, "height": SCREENS[width]}, color_scheme=scheme, locale="th-TH", timezone_id="Asia/Bangkok", **more)
    it = Opened(context.new_page())
    own = path.resolve().as_uri()
    it.page.on("request", lambda asked: None if asked.url.partition("#")[0] == own else it.asked.append(asked.url))
    it.page.on("console", lambda said: it.said.append(said.text))
    it.page.on("pageerror", lambda error: it.said.append(str(error)))
    it.page.goto(own)
    yield it
    context.close()
