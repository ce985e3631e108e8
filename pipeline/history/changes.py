"""How two results differ, and from which file each difference comes."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from pipeline.history.causes import Cause, Causes
from pipeline.history.pairs import Pairs, without_kpis
from pipeline.history.record import Json, Run, lasting
from pipeline.model.score import ranks

Value = str | int | float | bool | None
MARKS = ("score", "percent", "band", "provisional")  # of a total, in the order that is told


@dataclass(frozen=True, slots=True)
class Change:
    """One per thing that differs: what it is of (a district's code and name, a KPI's number), its
    ``kind`` (WORDS in words.py), ``item`` (a section, an evidence, a sheet, a finding's severity),
    how it was and is, and what it comes from; ``label`` is what the agreement calls the item ("": not
    known, or nothing else)."""

    kind: str
    district: str = ""
    name: str = ""
    kpi: int | None = None
    item: str = ""
    before: Value = None
    after: Value = None
    causes: tuple[Cause, ...] = ()
    label: str = ""


SCORES = frozenset({
    "round", "province", "district-came", "district-went", "kpi-came", "kpi-went", "status",
    "result", "level", "points", "deducted", "part-result", "part-points", "weight", "weighted", "section", "section-provisional", "score", "percent",
    "band", "provisional", "rank", "complete",
})  # fmt: skip  (what is signed; the other kinds tell how it came about)


def across_rounds(old: Run, new: Run, pairs: Pairs | None) -> tuple[Change, ...]:
    """All that differs between two rounds' results, KPIs and sections by their names; neither where their
    ``pairs`` are not known. A KPI that only the older round has bears its number there."""
    if pairs is None:
        found = changes(*(replace(run, results=without_kpis(run.results)) for run in (old, new)))
    else:
        found = changes(
            replace(old, results=pairs.older(old.results)), replace(new, results=pairs.newer(new.results)))
    return tuple(replace(one, kpi=abs(one.kpi)) if one.kpi else one for one in found)


def changes(old: Run, new: Run) -> tuple[Change, ...]:
    """All that differs, in the order of the districts and KPIs, then findings, then files; last
    the figures that are the same and only stand in other cells. Files that are ignored are no
    result."""
    old, new = (replace(run, results=lasting(run.results)) for run in (old, new))
    renamed = _renamed(old.results, new.results)
    old = replace(old, results=_with_names(old.results, renamed))
    causes = Causes(old, new)
    heads = [
        Change(name, before=old.results[name], after=new.results[name])
        for name in ("round", "province") if old.results[name] != new.results[name]
    ]
    found = [
        *heads, *_districts(old.results, new.results, causes, new.section_of),
        *_findings(old.results, new.results, causes),
        *(Change("file-renamed", item=now, before=was, after=now) for was, now in renamed.items()),
        *_files(old.results, new.results),
    ]
    names = {**old.sections, **new.sections}
    found = [replace(one, label=names.get(one.item, "")) if one.kind.startswith("section") else one for one in found]
    return tuple(sorted(found, key=lambda one: one.kind == "origins"))


# --- districts -----------------------------------------------------------------------------------


def _districts(
    old: Json, new: Json, causes: Causes, of_section: Mapping[int | None, str]
) -> Iterator[Change]:
    before, after = _by(old["districts"], "code"), _by(new["districts"], "code")
    found = {code: list(_district(before.get(code), after.get(code), causes, of_section))
             for code in sorted(before | after)}
    movers = _union(one.causes for every in found.values() for one in every if one.kind == "percent")
    places = _ranks(before), _ranks(after)
    for code, every in found.items():
        yield from every
        if code in before and code in after and places[0].get(code) != places[1].get(code):
            own = _union(one.causes for one in every if one.kind == "percent")
            yield Change(
                "rank", code, after[code]["name"], None, "", places[0].get(code),
                places[1].get(code), own or movers or causes.of(),
            )


def _ranks(districts: Mapping[str, Json]) -> Mapping[str, int]:
    return ranks({
        code: Decimal(one["total"]["percent"]) for code, one in districts.items()
        if one["total"]["percent"] is not None
    })


def _district(
    old: Json | None, new: Json | None, causes: Causes, of_section: Mapping[int | None, str]
) -> Iterator[Change]:
    if old is None or new is None:
        one = new or old
        assert one is not None
        kind = "district-came" if old is None else "district-went"
        yield Change(kind, one["code"], one["name"], causes=causes.of())
        return
    code, name = new["code"], new["name"]
    before, after = _by(old["kpis"], "number"), _by(new["kpis"], "number")
    scores = [
        one for number in sorted(before | after)
        for one in _kpi(code, name, before.get(number), after.get(number), causes)
    ]
    yield from scores
    whence = _union(one.causes for one in scores if one.kind in SCORES) or causes.of()
    if old["name"] != name:
        yield Change("name", code, name, None, "", old["name"], name, causes.of())
    for section in _keys(old["sections"], new["sections"]):
        own = _union(one.causes for one in scores if one.kind in SCORES and of_section.get(one.kpi) in (None, section))
        marks = old["sections"].get(section, {}), new["sections"].get(section, {})
        for key, kind in (("score", "section"), ("provisional", "section-provisional")):
            if marks[0].get(key) != marks[1].get(key):
                yield Change(kind, code, name, None, section, marks[0].get(key),
                             marks[1].get(key), own or whence)
    for key in MARKS:
        if old["total"][key] != new["total"][key]:
            yield Change(key, code, name, None, "", old["total"][key], new["total"][key], whence)
    if old["complete"] != new["complete"]:
        yield Change("complete", code, name, None, "", old["complete"], new["complete"], whence)


def _kpi(
    code: str, name: str, old: Json | None, new: Json | None, causes: Causes
) -> Iterator[Change]:
    if old == new:
        return
    whence = causes.of(old, new, district=code)
    if old is None or new is None:
        one = new or old
        assert one is not None
        kind = "kpi-came" if old is None else "kpi-went"
        yield Change(kind, code, name, one["number"], causes=whence)
        return
    told = False
    for kind, item, before, after in _differences(old, new):
        told = True
        yield Change(kind, code, name, new["number"], item, before, after, whence)
    if not told:  # the same figures: only where they stand, or what is said of them
        if old["next_level"] != new["next_level"]:
            yield Change("next-level", code, name, new["number"], "", _needs(old), _needs(new),
                         whence)
        if _tables(old) != _tables(new):  # a row that was put in above moves cells, no figure
            yield Change("origins", code, name, new["number"], "", _origins(old), _origins(new),
                         whence)


def _differences(old: Json, new: Json) -> Iterator[tuple[str, str, Value, Value]]:
    for key in ("status", "result", "level", "points", "deducted", "weight", "weighted"):
        if old.get(key) != new.get(key):
            yield key, "", old.get(key), new.get(key)
    parts = [{part["name"]: part for part in one.get("parts", ())} for one in (old, new)]
    for name in _keys(*parts):
        before, after = (found.get(name, {}) for found in parts)
        for key, kind in (("result", "part-result"), ("points", "part-points")):
            if before.get(key) != after.get(key):
                yield kind, name, before.get(key), after.get(key)
    for item in _keys(old["evidence"], new["evidence"]):
        before, after = old["evidence"].get(item), new["evidence"].get(item)
        if before != after or (item in old["evidence"]) != (item in new["evidence"]):
            yield "evidence", item, before, after
    for flag in dict.fromkeys([*old["flags"], *new["flags"]]):
        if (flag in old["flags"]) != (flag in new["flags"]):
            yield "flag", flag, flag in old["flags"], flag in new["flags"]


def _needs(score: Json) -> str | None:
    ahead = score["next_level"]
    return None if ahead is None else f"ระดับที่ {ahead['level']}: {ahead['needs']}"


def _tables(score: Json) -> Counter[tuple[str, str]]:
    return Counter((o["file"], o["sheet"]) for o in score["origins"])


def _origins(score: Json) -> str | None:
    return "; ".join(
        " › ".join(o[key] for key in ("file", "sheet", "cell") if o[key]) for o in score["origins"]
    ) or None


# --- findings and files --------------------------------------------------------------------------


def _findings(old: Json, new: Json, causes: Causes) -> Iterator[Change]:
    names = {d["code"]: d["name"] for run in (old, new) for d in run["districts"]}
    before, after = _cells(old["findings"]), _cells(new["findings"])
    for kind, every, others in (("finding-came", after, before), ("finding-went", before, after)):
        for (severity, problem, _, file, sheet, district, kpi, _), cell in _more(every, others):
            place = " › ".join(part for part in (file, sheet, cell) if part)
            before_it, after_it = (None, problem) if kind == "finding-came" else (problem, None)
            whence = (Cause(place, "changed"),) if place else causes.of(
                *(_score(run, district, kpi) for run in (old, new)), district=district or "")
            yield Change(kind, district or "", names.get(district or "", ""), kpi, severity,
                         before_it, after_it, whence)


def _score(run: Json, district: str | None, kpi: int | None) -> Json | None:
    return next((score for one in run["districts"] if one["code"] == district
                 for score in one["kpis"] if score["number"] == kpi), None)


def _cells(findings: list[Json]) -> Mapping[tuple[Any, ...], list[str]]:
    """By all that findings say but where in their sheet they stand: their cells."""
    keys = ("severity", "problem", "remedy", "file", "sheet", "district", "kpi", "code")
    found: dict[tuple[Any, ...], list[str]] = {}
    for one in findings:
        found.setdefault(tuple(one[key] for key in keys), []).append(one["cell"] or "")
    return found


def _more(
    every: Mapping[tuple[Any, ...], list[str]], others: Mapping[tuple[Any, ...], list[str]]
) -> Iterator[tuple[tuple[Any, ...], str]]:
    """The findings that the others have fewer of; of their cells those that only they have."""
    for key, cells in every.items():
        known = set(others.get(key, ()))
        fresh = sorted(cells, key=lambda cell: cell in known)
        yield from ((key, cell) for cell in fresh[: max(0, len(cells) - len(others.get(key, ())))])


def _renamed(old: Json, new: Json) -> dict[str, str]:
    """The files that bear another name, or lie in another folder, and hold the same bytes."""
    before, after = _by(old["files"], "file"), _by(new["files"], "file")
    gone: dict[str, list[str]] = {}
    come: dict[str, list[str]] = {}
    for found, ones, others in ((gone, before, after), (come, after, before)):
        for name in ones.keys() - others.keys():
            if ones[name]["sha256"]:
                found.setdefault(ones[name]["sha256"], []).append(name)
    return dict(sorted(
        (names[0], come[content][0]) for content, names in gone.items()
        if len(names) == len(come.get(content, ())) == 1
    ))


def _with_names(results: Json, names: Mapping[str, str]) -> Json:
    """The results with files by other names."""
    if not names:
        return results

    def named(entries: list[Json]) -> list[Json]:
        return [{**one, "file": names.get(one["file"], one["file"])} for one in entries]

    return {
        **results, "files": named(results["files"]), "findings": named(results["findings"]),
        "districts": [
            {**district, "kpis": [{**kpi, "origins": named(kpi["origins"])}
                                  for kpi in district["kpis"]]}
            for district in results["districts"]
        ],
    }


def _files(old: Json, new: Json) -> Iterator[Change]:
    before, after = _by(old["files"], "file"), _by(new["files"], "file")
    for name in sorted(before | after):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            kind = "file-went" if now is None else "file-came"
            yield Change(kind, "", "", None, name, None if was is None else was["status"],
                         None if now is None else now["status"])
            continue
        if was["sha256"] != now["sha256"]:
            yield Change("file-content", "", "", None, name, was["sha256"], now["sha256"])
        for key, kind in (("status", "file-status"), ("reason", "file-reason")):
            if was[key] != now[key]:
                yield Change(kind, "", "", None, name, was[key], now[key])
        sheets = _by(was["sheets"], "name"), _by(now["sheets"], "name")
        for sheet in _keys(*sheets):
            rows = _rows(sheets[0].get(sheet)), _rows(sheets[1].get(sheet))
            if rows[0] != rows[1]:
                yield Change("file-rows", "", "", None, f"{name} › {sheet}", *rows)


def _rows(sheet: Json | None) -> str | None:
    if sheet is None:
        return None
    source = sheet["source"] or "-"
    used, refused, aside = (sheet[f"rows_{what}"] for what in ("used", "refused", "set_aside"))
    why = f" ({sheet['reason']})" if sheet["reason"] else ""
    return f"{source}: {used} + {refused} + {aside}{why} = {sheet['rows_read']}"


# --- small things --------------------------------------------------------------------------------


def _by(entries: list[Json], key: str) -> dict[Any, Json]:
    return {entry[key]: entry for entry in entries}


def _keys(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[str]:
    """The keys of both, in the order of the newer one."""
    return list(dict.fromkeys([*new, *old]))


def _union(every: Iterator[tuple[Cause, ...]]) -> tuple[Cause, ...]:
    return tuple(dict.fromkeys(cause for causes in every for cause in causes))
