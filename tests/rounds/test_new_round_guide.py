"""A round is made from the Word file as the guide says: its commands, the cells that it has one fill in, its levels."""

import json
import re
import shutil

import pytest
from guides import GUIDES, differing, steps
from home import copy_room

pytestmark = pytest.mark.slow
PAGE = (GUIDES / "new-round.md").read_text(encoding="utf-8")
ROUND = "2562-1"


@pytest.mark.quick
def test_who_follows_the_guide_sees_what_it_shows_and_gets_the_levels_worked_out_by_hand(pipeline, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    commands = 0
    for step in steps(PAGE):
        if not step.command:
            step.done(tmp_path)
            continue
        code, out, err = pipeline(*step.command, newest=True)
        commands += 1
        if step.command[0] == "init":  # the guide's reader has one round; the program may have more
            shutil.rmtree(tmp_path / "agreement")
            copy_room("agreement", tmp_path)
        assert code == 0, (step.command, out, err)
        assert differing(step.lines, out + err) == "", (step.command, out, err)
    assert commands >= 8
    rows = re.findall(r"^\| (\S+) \|((?: [^|]+ → \d \|)+)$", PAGE, re.MULTILINE)
    by_hand = {name: [int(level) for level in re.findall(r"→ (\d) \|", cells)] for name, cells in rows}
    results = json.loads((tmp_path / "output" / ROUND / "results.json").read_text(encoding="utf-8"))
    assert {it["name"]: [kpi["level"] for kpi in it["kpis"]] for it in results["districts"]} == by_hand
    assert len(by_hand) == 3
    assert (tmp_path / "output" / ROUND / "results.json").exists()


def test_what_is_filled_in_is_of_the_form():
    sheets = [step.found["sheet"] for step in steps(PAGE) if step.found["sheet"]]
    assert sheets == ["ตัวชี้วัด", "รายการ", "รายงานใหม่"]
