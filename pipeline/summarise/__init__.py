"""Stage 7: all scorecards → what the province's workbook says, and that of several provinces.

The fields of :class:`ProvinceBook` and :class:`NationBook` are the names that the placeholders of
``templates/summary.xlsx`` and ``templates/compiled.xlsx`` may use; docs/guide/ lists them.
"""

from pipeline.summarise.book import ProvinceBook
from pipeline.summarise.nation import Member, ResultsFile, compiled
from pipeline.summarise.nation_book import NationBook
from pipeline.summarise.summary import Standing, summary
from pipeline.summarise.table import rank
from pipeline.summarise.tasks import tasks

__all__ = ["Member", "NationBook", "ProvinceBook", "ResultsFile", "Standing", "compiled", "rank", "summary", "tasks"]
