"""From which file a changed score comes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pipeline.history.record import Json, Run

How = Literal["changed", "came", "went", "counted", "aside", "definition", "program", "unknown"]


@dataclass(frozen=True, slots=True)
class Cause:
    """One per file that a change may come from: an export that was changed, came or went, or is as it was and
    counts now (``counted``) or no longer (``aside``); or a definition; without a file, the program or something that results do not tell."""

    file: str
    how: How


class Causes:
    """What differs in what two runs were made from."""

    def __init__(self, old: Run, new: Run) -> None:
        self._old, self._new = old, new
        self._ledgers = before, after = _ledger(old.results), _ledger(new.results)
        went = {name: Cause(name, _how(before[name], after.get(name), "went", "aside"))
                for name in _missing(before, after)}
        came = {name: Cause(name, _how(after[name], before.get(name), "came", "counted"))
                for name in _missing(after, before)}
        self._files = went | came
        self._sources = {
            name: {s for ledger in self._ledgers if name in ledger for s in _sources(ledger[name])}
            for name in self._files
        }

    def of(self, *scores: Json | None, district: str = "") -> tuple[Cause, ...]:
        """The causes of what changed between a KPI's entries (None: there was none)."""
        found = [score for score in scores if score is not None]
        number = found[0]["number"] if found else None
        files = self._of_files(found, district, number)
        definitions = self._definitions(number)
        return (*files, *definitions) or (self._neither(),)

    def _of_files(self, scores: list[Json], district: str, number: int | None) -> list[Cause]:
        """The changed files that the figures stand in; else those that the KPI's findings name;
        else those of the same report; else all that were changed."""
        origins = {(o["file"], o["sheet"]) for score in scores for o in score["origins"]}
        findings = {
            f["file"] for run in (self._old, self._new) for f in run.results["findings"]
            if (f["district"], f["kpi"]) == (district, number)
        }
        reports = {
            source for ledger in self._ledgers for file, sheet in origins if file in ledger
            for source in _sources(ledger[file], sheet)
        }
        choices: Iterable[set[str]] = (
            {file for file, _ in origins}, findings,
            {name for name, sources in self._sources.items() if sources & reports},
            set(self._files),
        )
        for names in choices:
            if known := sorted(names & set(self._files)):
                return [self._files[name] for name in known]
        return []

    def _definitions(self, number: int | None) -> list[Cause]:
        """The definitions that differ, without those of other KPIs."""
        old, new = self._old.definitions, self._new.definitions
        if old is None or new is None:
            return []
        differing = sorted(name for name in old.keys() | new.keys() if old.get(name) != new.get(name))
        return [Cause(name, "definition") for name in differing if _concerns(name, number)]

    def _neither(self) -> Cause:
        known = self._old.definitions is not None and self._new.definitions is not None
        return Cause("", "program" if known and not self._definitions(None) else "unknown")


def _how(used: Json, other: Json | None, alone: How, same: How) -> How:
    """What became of a file that is used in one run, by its entry in the ``other`` (None: there is none)."""
    if other is None:
        return alone
    return same if used["sha256"] == other["sha256"] else "changed"


def _concerns(definition: str, number: int | None) -> bool:
    """Whether a file under ``agreement/`` may change this KPI (``kpi/<number>_<name>.toml``)."""
    folder, _, name = definition.rpartition("/")
    own = name.partition("_")[0]
    return number is None or not folder.endswith("kpi") or not own.isdigit() or int(own) == number


def _missing(ledger: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The files in use whose content is in use nowhere on the other side, under any name."""
    contents = {entry["sha256"] for entry in other.values() if entry["status"] == "used"}
    return [name for name, entry in ledger.items()
            if entry["status"] == "used" and entry["sha256"] not in contents]


def _ledger(results: Json) -> Mapping[str, Any]:
    return {entry["file"]: entry for entry in results["files"]}


def _sources(entry: Json, sheet: str | None = None) -> set[str]:
    """The reports that a file's sheets were recognised as."""
    return {s["source"] for s in entry["sheets"] if s["source"] and sheet in (None, s["name"])}
