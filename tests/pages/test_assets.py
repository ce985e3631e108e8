"""The style that all pages share."""

import re
from importlib import resources

STYLE = (resources.files("pipeline") / "pages" / "assets" / "page.css").read_text(encoding="utf-8")


def test_one_width_parts_a_phone_from_the_rest_and_paper_is_none():
    asked = re.findall(r"@media ([^{]+?) \{", STYLE)
    narrow = [one for one in asked if "max-width" in one]
    assert len(narrow) == 1 and narrow[0].startswith("screen and ")
    assert all(re.findall(r"[\d.]+(\w+)", one) == ["rem"] for one in asked if "width" in one)
