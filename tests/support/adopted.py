"""Rounds that tests change: adopted again, by the program itself, where the test is of something else."""

from pathlib import Path

from runs import ROUND

from pipeline.rounds.adoption import adoption


def adopt(home: Path, round_id: str = ROUND) -> None:
    """Adopts a round of a working folder as it now is."""
    adoption(home, round_id).adopt()
