"""Results at the edges of a ladder, with the level that each must reach, as a definition states them."""

from collections.abc import Iterator
from decimal import Decimal

from pipeline.ladder import level_at, step, up_to
from pipeline.model.agreement import Kpi
from pipeline.units import exact


def examples(kpi: Kpi) -> list[str]:
    """``79.99 → 0``, ``80 → 1``, ``95 + report → 5``: the last result outside the bound of each level and the first within it with what its levels need;
    none where a person or a district's own target decides."""
    if kpi.formula.measure.given or any(level.target for level in kpi.levels):
        return []
    return list(dict.fromkeys(_examples(kpi)))


def _examples(kpi: Kpi) -> Iterator[str]:
    apart = step(kpi)
    for level in kpi.levels:
        below = up_to(kpi, level.level)
        met = list(dict.fromkeys(need for one in below for need in one.needs))
        hardest = max((one.bound for one in below if one.bound), key=lambda bound: bound.rank, default=None)
        if level.bound is not None:
            inside = level.bound.inside(apart)
            results = [inside - apart if level.bound.floor else inside + apart, inside]
        else:
            results = [] if hardest is None else [hardest.inside(apart)]
        for result in results:
            yield _example(kpi, result, met)
        if level.needs:
            yield _example(kpi, results[-1] if results else None, met[:-1])
            if not results:
                yield _example(kpi, None, met)


def _example(kpi: Kpi, result: Decimal | None, met: list[str]) -> str:
    told = " + ".join([*([] if result is None else [exact(result, kpi.unit)]), *met])
    return f"{told} → {level_at(kpi, result or Decimal(0), met)}".strip()
