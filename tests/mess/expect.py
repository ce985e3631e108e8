"""What a file gives, as text; and the difference to what is expected of it.

``python tests/mess/expect.py [NAME …]`` shows where the program differs from what is written in
this folder; with ``--write`` it writes what it gives now, to be read before it is committed.
"""

import difflib
import sys
from decimal import Decimal
from functools import cache
from pathlib import Path

from pipeline.definitions import load_agreement, load_sources
from pipeline.measure import MEASURES
from pipeline.measure.stage import Measuring
from pipeline.model.choice import Choices
from pipeline.model.finding import Finding
from pipeline.model.observation import District
from pipeline.normalise.kinds import KINDS
from pipeline.normalise.stage import normalise
from pipeline.read import read_file
from pipeline.recognise.sheets import recognise
from pipeline.reports.ledger import ledger
from pipeline.run.asking import asked
from pipeline.run.unassigned import doubted
from pipeline.thai.digits import round_half_up
from pipeline.thai.districts import Gazetteer, find_province

FOLDER = Path(__file__).parent
HOME = FOLDER.parent.parent
AGREEMENT = load_agreement(HOME, MEASURES, "2561-1")
SOURCES = load_sources(HOME, AGREEMENT, KINDS)
PROVINCE = find_province("สระแก้ว")
assert PROVINCE is not None
DISTRICTS = [District(place.code, place.name) for place in Gazetteer(PROVINCE).places]
NOT_INPUT = {".py", ".md", ".toml"}
TEXT = ("# รหัสอำเภอ ช่องข้อมูล = ค่า @ ชีต!ช่อง [เรื่อง] (วันที่ของแถว) ณ วันที่ของตาราง\n"
        "# ระดับ รหัส @ ชีต!ช่อง อำเภอ\n")


def inputs() -> list[Path]:
    """The files that hold a mess."""
    return sorted(p for p in FOLDER.iterdir() if p.is_file() and p.suffix not in NOT_INPUT)


def expectation(path: Path) -> Path:
    """The file in which stands what a file must give."""
    return path.with_name(path.name + ".toml")


def figures(path: Path) -> list[tuple[str, str, Decimal | None]]:
    """District, element and value of every observation of a file, sorted."""
    return sorted((o.district, o.element, o.value) for o in normalised(path)[0])


def described(path: Path) -> str:
    """What a file gives: its status, rows, observations and findings."""
    observations, unplaced, findings, record = normalised(path)
    measuring = Measuring(observations, AGREEMENT, DISTRICTS, (), SOURCES, unplaced)
    made = measuring.measured()
    settled, asking = asked(measuring, made, Choices(), AGREEMENT, DISTRICTS)
    measured, doubts = doubted(settled, made.assignments, unplaced, AGREEMENT, DISTRICTS)
    findings = sorted({*findings, *made.findings, *asking, *doubts}, key=Finding.sort_key)
    lines = [TEXT.rstrip(), f'status = "{record.status}"']
    lines += [f'reason = "{record.reason}"'] if record.reason else []
    lines += ["sheets = ["]
    lines += [f'  "{s.name}: {s.source or "-"} {s.rows_used}+{s.rows_refused}",' for s in record.sheets]
    lines += ["]", "observations = ["]
    for o in observations:
        said = f"{o.district} {o.element} = {o.state if o.value is None else format(o.value, 'f')}"
        said += f" @ {o.origin.sheet}!{o.origin.cell}"
        said += f" [{' / '.join(filter(None, o.key.split(chr(10))))}]" if o.key else ""
        said += f" ({o.when})" if o.when else ""
        lines.append(f'  "{said}{f" ณ {o.as_of}" if o.as_of else ""}",')
    lines += ["]", "measured = ["]
    for (district, kpi), m in measured.items():
        fed = any(o.district == district and o.element in AGREEMENT.kpi(kpi).formula.elements()
                  for o in observations)
        said = m.state
        if m.result is not None:
            said = f"{round_half_up(m.result, 2)} % ({m.numerator} ÷ {m.denominator})"
        lines += [f'  "{district} KPI {kpi}: {said}",'] if fed else []
    lines += ["]", "findings = ["]
    for f in findings:
        where = f" @ {f.origin.sheet}!{f.origin.cell}" if f.origin and f.origin.sheet else ""
        lines.append(f'  "{f.severity} {f.code}{where} {f.district or ""}'.rstrip() + '",')
    return "\n".join([*lines, "]", ""])


@cache
def normalised(path: Path):
    read = read_file(path)
    verdicts = recognise(read.sheets, SOURCES)
    claims = [v.claim for v in verdicts if v.claim is not None]
    roster = any(claim.source.kind.provinces for claim in claims)
    normal = normalise(claims, AGREEMENT, None if roster else "สระแก้ว")
    (record,), sheets = ledger((read.record,), verdicts, normal.rows, {}, {d.code for d in DISTRICTS})
    findings = {*read.findings, *sheets, *normal.findings}
    return normal.observations, normal.unplaced, {f for f in findings if f.code != "no-roster"}, record


def difference(path: Path) -> str:
    """How what a file gives differs from what is expected; "" if it does not."""
    expected = expectation(path)
    before = expected.read_text(encoding="utf-8") if expected.exists() else ""
    return "".join(difflib.unified_diff(
        before.splitlines(keepends=True), described(path).splitlines(keepends=True),
        expected.name, "what it gives now"))


def main() -> None:
    wanted = [a for a in sys.argv[1:] if not a.startswith("-")]
    for path in inputs():
        if wanted and path.name not in wanted:
            continue
        print(difference(path), end="")
        if "--write" in sys.argv:
            expectation(path).write_text(described(path), encoding="utf-8")


if __name__ == "__main__":
    main()
