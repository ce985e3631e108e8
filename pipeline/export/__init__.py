"""Results as tables for other programs, by one contract: which tables there are, what each column means."""

from pipeline.export.contract import TABLES, DataColumn, DataRow, Dataset, DataTable, KpiTitle
from pipeline.export.written import DICTIONARY, dictionary, table

__all__ = ["DICTIONARY", "TABLES", "DataColumn", "DataRow", "DataTable", "Dataset", "KpiTitle", "dictionary", "table"]
