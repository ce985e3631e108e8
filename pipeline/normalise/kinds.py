"""The kinds of table: how the rows of an export become observations."""

from collections.abc import Mapping

from pipeline.model.source import Kind
from pipeline.normalise import (
    checklist,
    choices,
    confirmations,
    given,
    monthly,
    register,
    roster,
    sums,
    targets,
)

KINDS: Mapping[str, Kind] = {
    kind.name: kind for kind in (
        sums.KIND, monthly.KIND, register.KIND, checklist.KIND, roster.KIND, roster.EXEMPTIONS,
        choices.KIND, confirmations.KIND, targets.KIND, given.KIND,
    )
}
