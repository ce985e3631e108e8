"""Stage 2: raw sheets → tables. Where headings stand, which source they are of, and where each key
(district, month, year, time, part) stands; a key that is spread over headings is turned back into rows.

``sheets`` judges a sheet. ``headings`` and ``layout`` find plain tables; ``spread``, ``plan``, ``times``
and ``unpivot`` those whose headings hold keys; ``near_miss`` and ``extended`` what almost is one.
"""
