"""Stage 7: all scorecards → what the province's workbook says, and that of several provinces.

Everything comes back as plain values by name, for the placeholders of
``templates/summary.xlsx`` and ``templates/compiled.xlsx``; docs/guide/ lists the names.
"""

from pipeline.summarise.nation import Member, ResultsFile, compiled
from pipeline.summarise.summary import Standing, summary
from pipeline.summarise.table import rank

__all__ = ["Member", "ResultsFile", "Standing", "compiled", "rank", "summary"]
