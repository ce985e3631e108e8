"""Every check where its rules say; a row is suspected of one thing."""

from pipeline.model.check import Facts, FigureCheck, Rules, Suspicion


def suspicions(facts: Facts, rules: Rules) -> list[tuple[FigureCheck, Suspicion]]:
    """What the rules find, in their order: what explains a row leaves nothing of it to a later check."""
    found: list[tuple[FigureCheck, Suspicion]] = []
    explained: set[tuple[int, str, int, str]] = set()
    for rule in rules.rules:
        for suspicion in rule.check.find(facts, rule):
            rows = {(suspicion.kpi, odd.seen.table, odd.seen.row, odd.seen.district) for odd in suspicion.odd}
            if explained.isdisjoint(rows):
                explained |= rows
                found.append((rule.check, suspicion))
    return found
