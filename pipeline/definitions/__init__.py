"""Loads and checks what stands under ``agreement/``: the rounds and the sources.

A wrong definition stops the run with one Thai line that names file, key and remedy.
"""

from pipeline.definitions.agreement import load_agreement, round_of, rounds, same_words
from pipeline.definitions.checks import load_checks
from pipeline.definitions.fingerprints import fingerprints
from pipeline.definitions.sources import load_sources

__all__ = [
    "fingerprints", "load_agreement", "load_checks", "load_sources", "round_of", "rounds", "same_words",
]
