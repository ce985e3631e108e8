"""The agreements of the rounds that are defined here, as their definitions quote them."""

import tomllib
from decimal import Decimal
from pathlib import Path

from pipeline.rounds.paper import SignedKpi, SignedPaper, SignedPart, SignedSection

HERE = Path(__file__).parents[2]
ROUNDS = {path.name: path for path in (HERE / "agreement/2561-1", *sorted((HERE / "tests/rounds").glob("25*")))}


def of_definition(folder: Path) -> SignedPaper:
    """The agreement of a round as its definition quotes it."""
    frame = tomllib.loads((folder / "agreement.toml").read_text("utf-8"), parse_float=Decimal)
    sections = {one["id"]: one["name"] for one in frame["sections"]}
    kpis = []
    for file in (folder / "kpi").glob("*.toml"):
        one = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
        if "levels" not in one:
            continue  # steps around a target have a test of their own
        parts = tuple(SignedPart(part["id"], part["name"], levels(part)) for part in one.get("parts", ()) if part.get("levels"))
        kpis.append(SignedKpi(
            one["number"], one["name"], sections[one["section"]], one["goal"], levels(one), tuple(one.get("notes", ())),
            Decimal(one["weight"]), one["data_source"], parts if len(parts) == len(one.get("parts", ())) else ()))
    return SignedPaper(
        tuple(frame["title"]), (), tuple(SignedSection(one["name"]) for one in frame["sections"]), tuple(sorted(kpis, key=lambda kpi: kpi.number)))


def levels(one: dict) -> tuple[tuple[int, str], ...]:
    return tuple((level["level"], level["quote"]) for level in one["levels"])


AGREEMENTS = {name: of_definition(folder) for name, folder in ROUNDS.items()}
