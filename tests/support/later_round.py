"""The round after the one that is signed, as somebody begins it: a copy of it, half a year later."""

import shutil
from pathlib import Path

from runs import ROUND

from pipeline.definitions.states import FILE

LATER = "2561-2"
_WORDS = {
    ROUND: LATER,
    "2017-10-01": "2018-04-01", "2018-03-31": "2018-09-30", "2018-03-27": "2018-09-27",
    "รอบการประเมินที่ ๑": "รอบการประเมินที่ ๒", "รอบการประเมินที่ 1/2561": "รอบการประเมินที่ 2/2561",
    "๑ ตุลาคม ๒๕60-๓๑ มีนาคม ๒๕61": "๑ เมษายน ๒๕61-๓๐ กันยายน ๒๕61", "ตุลาคม – มีนาคม": "เมษายน – กันยายน",
    "27 มีนาคม 2561": "27 กันยายน 2561", "31 มีนาคม 2561": "30 กันยายน 2561", "ไตรมาส 2": "ไตรมาส 4",
}


def later_round(home: Path) -> Path:
    """Puts the later round beside the signed one of a working folder, the state of which is copied too."""
    folder = home / "agreement" / LATER
    shutil.copytree(home / "agreement" / ROUND, folder)
    for path in [*folder.rglob("*.toml"), folder / "agreement.txt"]:
        if path.name != FILE:
            text = path.read_text(encoding="utf-8")
            for old, new in _WORDS.items():
                text = text.replace(old, new)
            path.write_text(text, encoding="utf-8")
    return folder
