"""The results of provinces and rounds exported as tables."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.definitions import load_agreement, round_of
from pipeline.errors import PipelineError, UsageError
from pipeline.export import DICTIONARY, TABLES, Dataset, dictionary, table
from pipeline.history.record import RESULTS, NotResultsError
from pipeline.history.results import Results, load_results
from pipeline.history.seal import load_seal
from pipeline.inbox import INPUT
from pipeline.measure import MEASURES
from pipeline.model.agreement import Agreement
from pipeline.model.finding import safe_text
from pipeline.publish import PRIVATE, Written, publish
from pipeline.run.results_files import results_files
from pipeline.run.stages import check_outside
from pipeline.thai.digits import to_arabic
from pipeline.thai.districts import find_province
from pipeline.thai.text import clean

FOLDER = "csv"  # below the folder of the round, or of all results where there are several rounds
DEPTH = 2  # a folder of results holds rounds, a round provinces
LONG = 400


@dataclass(frozen=True, slots=True)
class Exported:
    """What was exported: the results that the tables hold, and Thai lines on those that they do not hold
    (``refused``) and on what they hold not all of (``lacking``); what was written (None: nothing was to be exported);
    how many are of another round or province than was asked for."""

    datasets: tuple[Dataset, ...]
    refused: tuple[str, ...]
    lacking: tuple[str, ...]
    written: Written | None
    others: int = 0

    @property
    def exit_code(self) -> int:
        """0 all exported, 1 some of it not, 2 nothing."""
        if self.written is None:
            return 2
        return max(self.written.exit_code, int(bool(self.refused or self.lacking)))


def export_results(
    home: Path, paths: Sequence[Path], output: Path, round_id: str | None, province: str | None, folder: Path | None
) -> Exported:
    """Writes the tables of results into ``folder`` (None: ``csv`` below the folder of their round, below ``output``
    where they are of several): those at ``paths``, each a ``results.json`` or a folder that holds some, up to two
    folders down; without paths all of the round below ``output``. ``round_id`` and ``province`` leave only theirs.

    Raises PipelineError where there are no results at all, or nothing can be written.
    """
    if not paths:
        round_id = round_of(home, round_id)
    round_id = to_arabic(round_id) if round_id else None
    files = results_files(paths, output / (round_id or ""), "ส่งออก", DEPTH)
    found, refused = _read(files)
    chosen = [one for one in found if _asked_for(one.results, round_id, province)]
    if not chosen and not refused:
        asked = " ".join(filter(None, [f"รอบ {round_id}" if round_id else "", f"จังหวัด{province}" if province else ""]))
        refused.append(f"ไม่มีผลของ{asked} ในที่ที่ระบุ")
    taken, doubled = _each_once(chosen)
    taken = [_named(home, one) for one in taken]
    refused = [*refused, *doubled]
    if not taken:
        return Exported((), tuple(refused), (), None)
    rounds = {one.results.round for one in taken}
    target = folder or (output / rounds.pop() / FOLDER if len(rounds) == 1 else output / FOLDER)
    check_outside(INPUT, target)
    if (target / RESULTS).exists():
        raise UsageError(f"{target}: เป็นโฟลเดอร์ของผล วางตารางในโฟลเดอร์อื่น เช่น --csv {target / FOLDER}")
    written = publish(target, lambda before: _tables(taken))
    return Exported(tuple(taken), tuple(refused), tuple(line for one in taken for line in _lacking(one)), written,
                    len(found) - len(chosen))


def _tables(datasets: Sequence[Dataset]) -> Iterator[tuple[str, bytes]]:
    for one in TABLES:
        yield one.file, table(one, datasets)
    yield DICTIONARY, dictionary()


def _lacking(dataset: Dataset) -> Iterator[str]:
    """What of the results the tables do not hold."""
    if dataset.results.no_cells:
        yield f"{dataset.file}: {dataset.results.no_cells} ตาราง figures จึงมีเพียงรายชื่อช่องของแต่ละตัวชี้วัด สั่ง pipeline run ใหม่ หรือขอทั้งโฟลเดอร์ของผล"
    if not dataset.kpis:
        yield f"{dataset.file}: เครื่องนี้ไม่มีนิยามของรอบ {dataset.results.round} จึงไม่มีชื่อตัวชี้วัดและชื่อส่วน วางโฟลเดอร์ของรอบใน agreement แล้วสั่งใหม่"


# --- which results -------------------------------------------------------------------------------


def _read(files: Sequence[Path]) -> tuple[list[Dataset], list[str]]:
    """Those that can be used, and a Thai line for each that cannot."""
    found, refused = [], []
    for path in files:
        try:
            results = _checked(load_results(path))
            found.append(Dataset(results, safe_text(path.as_posix(), LONG), _closed(path.parent, results)))
        except NotResultsError as error:
            refused.append(safe_text(str(error), LONG))
        except PipelineError as error:
            refused.append(safe_text(f"{path}: {error}", LONG))
    return found, refused


def _asked_for(results: Results, round_id: str | None, province: str | None) -> bool:
    place = find_province(province) if province is not None else None
    return round_id in (None, results.round) and (place.name if place else province) in (None, results.province)


def _checked(results: Results) -> Results:
    """Results in which nothing stands twice. Raises PipelineError."""
    codes = [one.code for one in results.districts]
    twice = len(set(codes)) < len(codes) or any(
        len({kpi.number for kpi in one.kpis}) < len(one.kpis) for one in results.districts)
    if twice:
        raise PipelineError("มีอำเภอหรือตัวชี้วัดซ้ำ ไฟล์เสียหรือถูกแก้ สั่ง pipeline run ใหม่")
    return results


def _closed(folder: Path, results: Results) -> bool | None:
    """Whether the round is closed with just these results; None where that is not known. Raises PipelineError
    where its seal cannot be trusted."""
    seal = load_seal(folder)
    if seal is None:
        return False if (folder / PRIVATE).is_dir() else None
    if seal.closed and seal.contents["results"]["sha256"] != results.sha256:
        raise PipelineError("ไม่ตรงกับใบปิดรอบ (ถูกแก้หลังปิด) ตรวจด้วย pipeline close --verify")
    return seal.closed


def _each_once(found: Sequence[Dataset]) -> tuple[list[Dataset], list[str]]:
    """Of several results of one province and round that are the same the first, of several that differ none;
    by round and province, and a Thai line for each that is left out."""
    by_whose: dict[tuple[str, str], list[Dataset]] = defaultdict(list)
    for one in found:
        by_whose[one.results.round, one.results.province].append(one)
    taken, lines = [], []
    for (round_id, province), mine in sorted(by_whose.items()):
        whose = f"จังหวัด{safe_text(province)} รอบ {safe_text(round_id)}"
        if len({one.results.sha256 for one in mine}) > 1:
            lines += [f"{one.file}: {whose} มีผลหลายชุดที่ไม่เหมือนกัน จึงไม่ใช้สักชุด ระบุชุดเดียว" for one in mine]
            continue
        best = next((one for one in mine if not one.results.no_cells), mine[0])
        taken.append(best)
        lines += [f"{one.file}: เหมือนกับ {best.file} ทุกไบต์ จึงนับครั้งเดียว" for one in mine if one is not best]
    return taken, lines


def _named(home: Path, dataset: Dataset) -> Dataset:
    """The results with what the agreement of their round calls KPIs and sections, where it is defined here."""
    with suppress(PipelineError):
        agreement = load_agreement(home, MEASURES, dataset.results.round)
        return replace(dataset, kpis=_kpis(agreement), sections=agreement.section_names)
    return dataset


def _kpis(agreement: Agreement) -> Mapping[int, tuple[str, str, str]]:
    return {kpi.number: (clean(kpi.name), kpi.unit, kpi.section) for kpi in agreement.kpis}
