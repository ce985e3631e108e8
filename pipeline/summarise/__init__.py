"""Stage 7: all scorecards → what the province's workbook says.

Everything comes back as plain values by name, for the placeholders of
``templates/summary.xlsx``; docs/guide/ lists the names.
"""

from pipeline.summarise.summary import Standing, summary
from pipeline.summarise.table import rank

__all__ = ["Standing", "rank", "summary"]
