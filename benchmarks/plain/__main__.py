"""``python -m benchmarks.plain INPUT OUTPUT``."""

import json
import sys
from pathlib import Path

from benchmarks.plain.books import summarise, write
from benchmarks.plain.scores import agreement, measure, read, score


def main(source: Path, output: Path) -> None:
    output.mkdir(parents=True, exist_ok=True)
    frame, kpis = agreement()
    roster = read(source, "roster", header=0)
    cards = score(frame, kpis, measure(source, kpis), roster)
    province, chief = roster.loc[roster["อำเภอ"].isna(), ["จังหวัด", "ชื่อ-สกุล"]].iloc[0]
    for card in cards:
        write(output / f"{card.code} {card.name}.xlsx", card, frame, kpis, province, chief)
    summarise(output / f"สรุปจังหวัด{province}.xlsx", cards, kpis, province, source)
    levels = {
        card.code: {"levels": [one.level for one in card.results.values()],
                    "sections": {name: str(value) for name, value in card.sections.items()},
                    "total": [str(card.total), str(card.percent), card.band]}
        for card in cards
    }
    text = json.dumps(levels, ensure_ascii=False, indent=1)
    (output / "levels.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
