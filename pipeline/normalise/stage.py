"""Stage 3: claimed sheets → observations, by the kind of their table."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from pipeline.errors import NoRoster, SeveralProvinces, UsageError
from pipeline.model.agreement import Agreement
from pipeline.model.cells import Origin
from pipeline.model.choice import Choice, Confirmation
from pipeline.model.finding import Finding, first_few
from pipeline.model.observation import (
    District,
    Exemption,
    Numbered,
    Observation,
    Party,
    Tenure,
    Unplaced,
    source_of,
)
from pipeline.model.observed import Context, KpiFrame, Observed
from pipeline.model.source import Claim, SourceDefinition
from pipeline.normalise.beside import numbered
from pipeline.normalise.signers import signers
from pipeline.thai.districts import Gazetteer, Place, find_province, suggest_province


@dataclass(frozen=True, slots=True)
class Normalised:
    """What all claimed sheets say: the province and its districts that have an agreement, by
    code; the parties; every observation; ``rows`` counts used and refused rows by (file, sheet).
    """

    province: Place
    districts: tuple[District, ...]
    parties: tuple[Party, ...]
    exemptions: tuple[Exemption, ...]
    observations: tuple[Observation, ...]
    numbered: tuple[Numbered, ...]
    choices: tuple[Choice, ...]
    confirmations: tuple[Confirmation, ...]
    unplaced: tuple[Unplaced, ...]
    findings: tuple[Finding, ...]
    rows: Mapping[tuple[str, str], tuple[int, int]]


def normalise(
    claims: Sequence[Claim], agreement: Agreement, province: str | None = None,
    expected: str | None = None,
) -> Normalised:
    """The observations of all claims. ``province`` is a name, or None for the roster's;
    ``expected`` is that of the folder: a roster, if there is one, must name it.

    Raises UsageError where no province, an unknown one or another than expected is named,
    SeveralProvinces where more than one is.
    """
    rosters = [claim for claim in claims if claim.source.kind.provinces]
    gazetteer = Gazetteer(_province(rosters, province, expected))
    everywhere = {place.code: District(place.code, place.name) for place in gazetteer.places}
    frames = {
        (leaf.number, leaf.part): KpiFrame(
            leaf.unit, tuple(level.level for level in leaf.levels),
            frozenset(map(source_of, leaf.own_elements())))
        for kpi in agreement.kpis for leaf in kpi.leaves()}
    context = Context(gazetteer, everywhere, agreement.start, agreement.end, frames=frames)
    seen = [(claim, claim.source.kind.observe(claim, context)) for claim in rosters]
    tenures = [tenure for _, observed in seen for tenure in observed.tenures]
    parties, findings = _signers(rosters, tenures, everywhere, agreement)
    listed = {party.district for party in parties if party.district is not None}
    districts = {code: d for code, d in everywhere.items() if not listed or code in listed}
    items = {kpi.number: kpi.all_items() for kpi in agreement.kpis}
    context = Context(gazetteer, districts, agreement.start, agreement.end, items, frames)
    seen += [
        (claim, claim.source.kind.observe(claim, context))
        for claim in claims if not claim.source.kind.provinces
    ]
    rows: dict[tuple[str, str], tuple[int, int]] = {}
    feeds: dict[str, set[int]] = {}
    for kpi in agreement.kpis:
        for source_id in kpi.sources():
            feeds.setdefault(source_id, set()).add(kpi.number)
    findings = [*findings, *(f for _, observed in seen[:len(rosters)] for f in observed.findings)]
    findings = [replace(finding, first=True) for finding in findings]
    unlisted: list[Finding] = []
    unplaced: list[Unplaced] = []
    single = {source: next(iter(fed)) for source, fed in feeds.items() if len(fed) == 1}
    for claim, observed in seen:
        rows[claim.sheet.file, claim.sheet.name] = (observed.used, observed.refused)
        only = single.get(claim.source.id)
        unplaced += [replace(u, finding=replace(u.finding, kpi=only)) for u in observed.unplaced]
    for source, found in (*((c.source, o.findings) for c, o in seen), *_together(seen)):
        only = single.get(source.id)
        if source.kind.provinces:
            continue
        unlisted += [f for f in found if f.code == "not-in-roster"]
        findings += [
            f if f.kpi else replace(f, kpi=only) for f in found if f.code != "not-in-roster"
        ]
    findings += _once(unlisted, {f.district for f in findings if f.first and f.severity == "error"})
    return Normalised(
        gazetteer.province,
        tuple(sorted(districts.values(), key=lambda d: d.code)),
        tuple(parties),
        tuple(e for _, s in seen for e in s.exemptions),
        tuple(o for _, s in seen for o in s.observations),
        tuple(one for claim in claims for one in numbered(claim)),
        tuple(c for _, s in seen for c in s.choices),
        tuple(c for _, s in seen for c in s.confirmations),
        tuple(unplaced),
        tuple(findings),
        rows,
    )


def _together(
    seen: Sequence[tuple[Claim, Observed]]
) -> list[tuple[SourceDefinition, Sequence[Finding]]]:
    """What the observations of each source show when all of its sheets are seen."""
    sources = {claim.source.id: claim.source for claim, _ in seen}
    return [
        (source, source.kind.together([
            o for claim, observed in seen if claim.source.id == source.id
            for o in observed.observations
        ]))
        for source in sources.values() if source.kind.together
    ]


def _signers(
    rosters: Sequence[Claim], tenures: Sequence[Tenure], everywhere: Mapping[str, District],
    agreement: Agreement,
) -> tuple[list[Party], list[Finding]]:
    """The parties, and what is to be said of them."""
    if not rosters:
        return [], [Finding(
            "no-roster", "warning", "ไม่พบทำเนียบผู้ทำข้อตกลง ชื่อผู้ลงนามจึงเว้นว่าง",
            "ใส่ไฟล์ทำเนียบ (จังหวัด รหัสอำเภอ อำเภอ ชื่อ-สกุล ตำแหน่ง) ในโฟลเดอร์ข้อมูล",
        )]
    sheet = rosters[0].sheet
    return signers(tenures, everywhere, agreement.start, agreement.end, Origin(sheet.file, sheet.name))


def _once(unlisted: Sequence[Finding], known: Collection[str | None]) -> Iterator[Finding]:
    """For each district that no roster has, however many rows it has, one finding. Of those in
    ``known`` the roster's own error says why, and the rest is for the record."""
    for code in dict.fromkeys(finding.district for finding in unlisted):
        mine = [finding for finding in unlisted if finding.district == code]
        files = list(dict.fromkeys(f.origin.file for f in mine if f.origin is not None))
        yield replace(
            mine[0], first=True, severity="info" if code in known else mine[0].severity,
            problem=f"{mine[0].problem} (มี {len({f.origin for f in mine})} แห่งใน {first_few(files, 'ไฟล์')})",
        )


def provinces_by_roster(claims: Sequence[Claim]) -> dict[str, tuple[Place, ...]]:
    """The provinces that each roster names, by its file. Raises UsageError for an unknown one."""
    found: dict[str, tuple[Place, ...]] = {}
    for claim in claims:
        if claim.source.kind.provinces:
            file = claim.sheet.file
            named = [_known(text, f"ทำเนียบ {file}") for text in claim.source.kind.provinces(claim)]
            found[file] = tuple(dict.fromkeys([*found.get(file, ()), *named]))
    return found


def _province(rosters: Sequence[Claim], wanted: str | None, expected: str | None) -> Place:
    if wanted is not None:
        return _known(wanted, "--province")
    by_file = provinces_by_roster(rosters)
    named = dict.fromkeys(place for places in by_file.values() for place in places)
    if expected is not None:
        return _expected(expected, list(named), next(iter(by_file), ""))
    if not named and rosters:
        raise UsageError(
            f"ไม่รู้ว่าเป็นจังหวัดใด: ทำเนียบ {rosters[0].sheet.file} ไม่มีช่อง จังหวัด และชื่ออำเภอไม่บอกจังหวัดเดียว "
            "เพิ่มช่อง จังหวัด หรือ รหัสอำเภอ ในทำเนียบ หรือระบุ --province ชื่อจังหวัด"
        )
    if not named:
        raise NoRoster(
            "ไม่รู้ว่าเป็นจังหวัดใด: ไม่พบทำเนียบผู้ทำข้อตกลงในโฟลเดอร์ข้อมูล "
            "ใส่ไฟล์ทำเนียบ หรือระบุ --province ชื่อจังหวัด"
        )
    if len(named) > 1:
        raise SeveralProvinces(
            f"ทำเนียบมีหลายจังหวัด ({_names(named)}) ระบุ --province ชื่อจังหวัดที่ต้องการ "
            "หรือแยกไฟล์เป็นโฟลเดอร์ละจังหวัดและตั้งชื่อโฟลเดอร์ตามจังหวัด",
            {file: frozenset(p.name for p in places) for file, places in by_file.items()},
        )
    return next(iter(named))


def _expected(expected: str, named: Sequence[Place], file: str) -> Place:
    """The province of the folder, unless the rosters in it are of others alone."""
    place = _known(expected, "โฟลเดอร์")
    if named and place not in named:
        raise UsageError(
            f"ทำเนียบ {file} เป็นของจังหวัด {_names(named)} แต่อยู่ในโฟลเดอร์ของจังหวัด{place.name} "
            "จึงไม่ให้คะแนน ย้ายไฟล์ไปโฟลเดอร์ที่ถูก หรือแก้ชื่อโฟลเดอร์"
        )
    return place


def _names(places: Iterable[Place]) -> str:
    return ", ".join(place.name for place in places)


def _known(name: str, where: str) -> Place:
    place = find_province(name)
    if place is not None:
        return place
    near = suggest_province(name)
    hint = f" (หมายถึง “{near.name}” หรือไม่)" if near else ""
    raise UsageError(f"{where}: ไม่มีจังหวัดชื่อ “{name}”{hint} แก้ชื่อจังหวัดให้ตรงกับชื่อทางการ")
