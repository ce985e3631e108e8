"""The kinds of table: how the rows of an export become observations.

One module per kind, none of which knows another; ``headings`` and ``rows`` stand under them.
"""
