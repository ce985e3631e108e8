"""The named baseline: ``pipeline run`` as one would write it with pandas and openpyxl alone.

    python -m benchmarks.plain INPUT OUTPUT

Reads the tidy exports that :mod:`benchmarks.made` makes, computes the nine KPIs of every district,
scores them, and writes a workbook a district out of ``templates/agreement.xlsx``, a summary of the
province and ``levels.json``. It shares nothing with the program but the agreement's definitions and
the template; it trusts every cell, looks for no mistakes and keeps no formulas alive.
"""
