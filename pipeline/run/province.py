"""The inside of a province's worker process: takes a province, answers with how it went."""

from dataclasses import replace

from pipeline.errors import PipelineError, SealedError, fault
from pipeline.inbox import shown_name
from pipeline.model.lines import count, lines
from pipeline.model.score import names_of
from pipeline.processes import serve
from pipeline.publish import Written
from pipeline.run.provinces import ProvinceResult, ProvinceTask, failed
from pipeline.run.stages import Outcome, evaluate
from pipeline.run.writing import write


def main() -> None:
    """Answers until the parent hangs up; then puts down what it is doing, half a file with it."""
    serve(lambda task, say: result_of(task))


def result_of(task: ProvinceTask) -> ProvinceResult:
    """One province scored and written; whatever goes wrong becomes its result."""
    one = task.folder
    try:
        outcome = evaluate(
            task.home, one.path, task.round_id, None, 1, expected=one.province).without_sheets()
        written = None
        if task.output is not None:
            written = write(task.home, outcome, task.output, one.province)
    except SealedError as error:
        return replace(failed(task, str(error)), notes=error.details)
    except PipelineError as error:
        return failed(task, str(error))
    except MemoryError:
        return failed(task, "หน่วยความจำไม่พอ ปิดโปรแกรมอื่นหรือลด --jobs แล้วสั่งใหม่")
    except Exception as error:
        return failed(task, fault(error))
    return _done(task, outcome, written)


def _done(task: ProvinceTask, outcome: Outcome, written: Written | None) -> ProvinceResult:
    found = count(lines(outcome.findings, names_of(outcome.cards)))
    return ProvinceResult(
        province=outcome.province,
        folder=shown_name(task.folder.path),
        exit_code=max(outcome.exit_code, written.exit_code if written else 0),
        districts=len(outcome.cards),
        complete=sum(card.complete for card in outcome.cards),
        errors=found["error"],
        warnings=found["warning"],
        files=len(outcome.files),
        used=sum(record.status == "used" for record in outcome.files),
        target="" if written is None else str(written.folder),
        notes=(*written.notes, *written.faults) if written else (),
        read=outcome.read,
        state=written.state if written else "",
        begun=written is None or written.begun,
    )
