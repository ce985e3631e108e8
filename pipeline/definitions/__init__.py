"""Loads and checks what stands under ``agreement/``: the rounds and the sources.

A wrong definition stops the run with a Thai line for each problem, which names file, key and remedy.
"""

from pipeline.definitions.agreement import load_agreement, load_written
from pipeline.definitions.checks import load_checks
from pipeline.definitions.fingerprints import fingerprints
from pipeline.definitions.signed import same_words
from pipeline.definitions.sources import load_sources
from pipeline.definitions.states import round_of
from pipeline.definitions.whole import load_definitions

__all__ = [
    "fingerprints", "load_agreement", "load_checks", "load_definitions", "load_sources", "load_written",
    "round_of", "same_words",
]
